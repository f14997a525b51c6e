"""The command line: finds the command, runs it, and turns whatever happens into words and an exit status.

Commands are modules of this package, imported only when they are asked for, so that `importls --version` is instant.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from importls import __version__
from importls.cli.failure import Failure
from importls.cli.parser import Parser
from importls.cli.streams import abandon_output, flush, prepare_streams

COMMANDS = {
    "check": "find imports that fail, shadow each other or run in circles",
    "affected": "list the modules and tests that depend on what changed",
    "baseline": "keep a list of known findings, so that only new ones are told",
    "fix": "make the fixes of findings, or show what they would change",
    "report": "render a saved run again, in any format",
    "spec": "print the ModuleSpec of each name, the static twin of importlib.util.find_spec",
    "why": "print the chain of imports that leads from one module to another",
    "graph": "write the import graph as JSON or as a picture, the whole of it or what is asked for",
    "metrics": "count how modules depend on each other: coupling, instability, closures and cycles",
    "cost": "show what importing an entry point executes, by package and by chain of imports",
    "cycles": "list the cycles of imports: whether they fail, from where, and what to cut",
    "trace": "show what importing a module executes, and where it fails",
    "rename": "rename or move a module, a package or a folder with every import of it",
    "explain": "explain a rule, an import of a file, or how a module is found",
    "init": "write a commented configuration, with what other tools were told",
    "clean": "remove what earlier runs have kept",
    "env": "show the interpreter and the search path that imports are resolved against, and why",
    "lsp": "start the language server",
}

_EXAMPLES = """
examples:
  importls check                      check the project in this folder
  importls check --format json src    as JSON, for one folder
  importls spec json yaml.nodes       where do these modules come from?
  importls explain src/app.py:12      why does the import on this line (not) resolve?
  importls explain import-cycle       what does this rule mean?
"""

INTERRUPTED = 130
INTERNAL_ERROR = 3
USAGE_ERROR = 2


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status; only a bug in the bug report itself raises."""
    prepare_streams()
    try:
        try:
            status = _dispatch(list(arguments))
        except SystemExit as end:  # argparse has printed help or version
            status = end.code if isinstance(end.code, int) else 0
        flush()
    except Failure as failure:
        return _report_failure(failure)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        abandon_output()
        return USAGE_ERROR
    except Exception as error:  # noqa: BLE001 # reason: the edge of the program, where bugs become exit status 3
        return _report_bug(error, verbose="--verbose" in arguments or "-v" in arguments)
    return status


def _dispatch(arguments: list[str]) -> int:
    if not arguments:
        sys.stderr.write(_main_parser().format_help())
        return USAGE_ERROR
    command = arguments[0]
    if command.startswith("-"):
        _read_main_option(command, arguments[1:])
    if command not in COMMANDS:
        raise Failure.unknown("command", command, COMMANDS)
    status: int = importlib.import_module(f"importls.cli.{command}").run(arguments[1:])
    return status


def _read_main_option(option: str, rest: Sequence[str]) -> NoReturn:
    """Print help or version, or raise Failure: no other option stands before the command."""
    later = next((argument for argument in rest if argument in COMMANDS), None)
    if later is None or option in ("-h", "--help", "--version"):
        _main_parser().read([option])
    raise Failure(f"the command comes first, before {option}", f"for example: importls {later or 'check'} {option}")


def _main_parser() -> Parser:
    listed = "\n".join(f"  {name:<9} {summary}" for name, summary in COMMANDS.items())
    parser = Parser(
        prog="importls",
        usage="importls COMMAND [OPTION]…",
        description="A static import resolver for Python. Nothing that is analysed is ever executed.",
        epilog=f"commands:\n{listed}\n{_EXAMPLES}\n`importls COMMAND --help` tells more about a command.",
    )
    parser.add_argument("--version", action="version", version=f"importls {__version__}")
    return parser


def _report_failure(failure: Failure) -> int:
    from importls.output.printable import printable  # noqa: PLC0415 # reason: `unicodedata` is needed on failure only

    try:  # noqa: SIM105  # reason: `--version` does without contextlib
        flush()
    except (Failure, BrokenPipeError):
        pass  # What was to be printed before the message is lost; the message is not.
    for message in failure.messages:
        sys.stderr.write(f"importls: error: {printable(message)}\n")
    if failure.hint:
        sys.stderr.write(f"  hint: {printable(failure.hint)}\n")
    return USAGE_ERROR


def _report_bug(error: Exception, *, verbose: bool) -> int:
    """What happened, where, and how to file it; the traceback where it was asked for."""
    traceback = importlib.import_module("traceback")
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "?"
    if verbose:
        traceback.print_exception(error)
    python = ".".join(map(str, sys.version_info[:3]))
    sys.stderr.write(
        f"importls: internal error: {type(error).__name__}: {error} (at {place})\n"
        f"  This is a bug in importls {__version__} (Python {python}, {sys.platform}), not in your code.\n"
        "  Please file it with the command line and "
        + ("the traceback above.\n" if verbose else "what the same command prints with --verbose.\n")
    )
    return INTERNAL_ERROR
