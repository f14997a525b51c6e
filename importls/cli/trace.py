"""`importls trace`: what `import MODULE` does in a fresh interpreter, without running anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.options import add_output_options, add_start_options, add_target_options, console
from importls.cli.parser import Parser, one_of
from importls.cli.target import find_target
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.output.generate_schema import schema_text
from importls.output.json_document import encode_exactly
from importls.output.printable import printable
from importls.output.trace_record import trace_record
from importls.report import shown_path
from importls.simulation.of_environment import universe_of
from importls.simulation.trace import trace_all

if TYPE_CHECKING:
    from importls.simulation.failure import Failure as SimulatedFailure
    from importls.simulation.trace import Trace
    from importls.simulation.universe import Universe

_KILOBYTE = 1000
_SCHEMA_FORMAT = "json-schema"
_EPILOG = """
An error is certain where the statement that raises is surely reached and surely raises, and a success, where nothing
may be raised on the way. Else, where a branch or a call could not be decided, the answer is "perhaps", and in jsonl
"certainty": "possible"; what may be raised there is listed. A program's own checks (assert, and raise in a function)
are taken to pass. The exit status is 1 where an import is certain to fail.

examples:
  importls trace app.main
  importls trace --root src --python .venv app.models app.views
  importls trace --format jsonl --flags=-I json
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command; exit status 1 where one of the imports is certain to fail."""
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        streams.write((schema_text("trace"),))
        return 0
    if not namespace.modules:
        raise Failure("the following arguments are required: MODULE", "`importls trace --help` lists the options")
    host = this_host()
    output = console(namespace, host.variables)
    target = find_target(host, host.working_directory, target_options(namespace), output)
    universe = universe_of(target.environment.with_roots(target.roots), target.file_system)

    def shown(path: str) -> str:
        return shown_path(path, host.working_directory)

    failed = False
    for trace in trace_all(universe, namespace.modules):
        failed = failed or (trace.failure is not None and trace.is_certain)
        if namespace.format == "jsonl":
            streams.write((encode_exactly(trace_record(trace, shown)) + "\n",))
        else:
            streams.write(_text(trace, universe, shown))
    return int(failed)


def _parser() -> Parser:
    parser = Parser(
        prog="importls trace",
        usage="importls trace [OPTION]… MODULE…",
        description="Show what importing each module executes, in which order, and whether and where it fails.",
        epilog=_EPILOG,
    )
    parser.add_argument("modules", metavar="MODULE", nargs="*", help="the name of a module")
    parser.add_argument(
        "--format",
        type=one_of("format", ("text", "jsonl", _SCHEMA_FORMAT)),
        default="text",
        help=f"text or jsonl; {_SCHEMA_FORMAT} prints the JSON Schema of a line (default: text)",
    )
    add_target_options(parser)
    add_start_options(parser)
    add_output_options(parser)
    return parser


def _text(trace: Trace, universe: Universe, shown: Callable[[str], str]) -> Iterator[str]:
    """The tree of what is executed, each with the size of its file, then how it ends."""
    yield f"import {printable(trace.module)}\n"
    for started in trace.executed:
        text = None if started.path is None else universe.read(started.path)
        size = "" if text is None else f"  {_size(len(text.encode(errors='replace')))}"
        yield f"  {'  ' * started.depth}{printable(started.name)}{size}\n"
    yield from _end(trace, shown)


def _size(length: int) -> str:
    return f"{length} B" if length < _KILOBYTE else f"{length / _KILOBYTE:.1f} kB"


def _end(trace: Trace, shown: Callable[[str], str]) -> Iterator[str]:
    for possible in trace.possible:
        yield from _failure(possible, "may fail", shown)
    failure, perhaps = trace.failure, "" if trace.is_certain else "perhaps "
    if failure is None:
        yield f"  {perhaps}succeeds: {len(trace.executed)} modules executed\n"
        return
    for link in failure.chain:
        yield f"  {printable(shown(link.path))}:{link.line} imports {printable(link.module)}\n"
    yield from _failure(failure, f"{perhaps}fails", shown)


def _failure(failure: SimulatedFailure, fails: str, shown: Callable[[str], str]) -> Iterator[str]:
    place = "" if failure.path is None else f" at {printable(shown(failure.path))}:{failure.line}"
    yield f"  {fails}{place}\n  {failure.exception}: {printable(failure.told(shown))}\n"
