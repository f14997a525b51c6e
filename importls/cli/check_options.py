"""What the command line of `importls check` says, as far as that can be told without doing the work."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

import msgspec

from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path, listed_paths, standard_input
from importls.cli.options import add_cache_options, add_output_options, add_target_options
from importls.cli.parser import Parser, one_of, path
from importls.diagnostic import SEVERITIES
from importls.host import Host
from importls.output import FORMATS

SCHEMA_FORMAT = "json-schema"

_EXAMPLES = """
exit status:
  0  nothing at or above the --fail-on severity
  1  findings
  2  wrong usage, configuration or input
  3  a bug in importls

examples:
  importls check
  importls check src tests --format concise
  importls check --select ALL --ignore cycle-typing
  importls check --python .venv -o sarif:importls.sarif -o markdown:$GITHUB_STEP_SUMMARY
  git diff --name-only | grep '\\.py$' | importls check --files-from -
  importls check --watch --format concise
  importls check --baseline importls-baseline.json
  importls check --since origin/main
  importls check --fix
  importls check --stdin-filename src/app.py - < buffer
"""

_SAID_ABOUT_THE_WORK = (
    *("python", "python_version", "python_platform", "sys_path", "pythonpath", "root", "config", "isolated"),
    *("select", "ignore", "error", "warn", "fail_on", "exit_zero", "verbose"),
)


class CheckOptions(msgspec.Struct, frozen=True):
    """The paths to check, absolute, with what standard input puts in place of some, and the reports to write.

    `work` is everything else that decides what is found. `outputs` are formats and files; `annotates` says whether
    standard output gets annotations for GitHub beside the report.
    """

    paths: tuple[str, ...]
    buffers: Mapping[str, bytes]
    work: tuple[tuple[str, object], ...]
    format: str
    outputs: tuple[tuple[str, str], ...]
    statistics: bool
    annotates: bool = False


def check_parser() -> Parser:
    """The parser of the command line."""
    parser = Parser(
        prog="importls check",
        usage="importls check [OPTION]… [PATH]…",
        description="Find imports that fail, shadow each other or run in circles, without executing anything.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("paths", metavar="PATH", type=path, nargs="*", help="files and folders (default: this folder)")
    parser.add_argument(
        "--format",
        type=one_of("format", (*FORMATS, SCHEMA_FORMAT)),
        help=f"{', '.join(FORMATS)}; {SCHEMA_FORMAT} prints the JSON Schema (default: full, in GitHub Actions with "
        "annotations)",
    )
    parser.add_argument(
        "-o", dest="outputs", metavar="FORMAT:FILE", action="append", default=[], help="one more report (repeatable)"
    )
    parser.add_argument(
        "--stdin-filename", metavar="FILE", type=path, help="check standard input as the content of this file"
    )
    parser.add_argument(
        "--files-from", metavar="FILE", type=path, help="read paths from a file, - for standard input, one a line"
    )
    parser.add_argument(
        "--baseline", metavar="FILE", type=path, help="tell only what this list of known findings does not have"
    )
    parser.add_argument(
        "--since", metavar="REF", help="tell only what the change since this branch or commit brought (git)"
    )
    add_fix_options(parser)
    parser.add_argument("--fix", action="store_true", help="make the safe fixes first, then tell what remains")
    parser.add_argument("--watch", action="store_true", help="check again whenever something changes, until Ctrl-C")
    parser.add_argument("--profile", action="store_true", help="tell on standard error where the time went")
    add_rule_options(parser)
    _add_status_options(parser)
    add_target_options(parser)
    add_cache_options(parser)
    add_output_options(parser)
    return parser


def add_fix_options(parser: Parser) -> None:
    """The options about fixes that `check` and `fix` share."""
    parser.add_argument("--diff", action="store_true", help="only show what fixes would change, as a unified diff")
    parser.add_argument("--unsafe", action="store_true", help="fixes too that may change what working code does")


def add_rule_options(parser: Parser) -> None:
    """The options that choose rules."""
    group = parser.add_argument_group("rules (repeatable, comma-separated; ALL is every rule)")
    for name, text in (
        ("select", "only these rules"),
        ("ignore", "without these rules"),
        ("error", "these rules too, as errors"),
        ("warn", "these rules too, as warnings"),
    ):
        group.add_argument(f"--{name}", metavar="RULE", action="append", help=text)


def _add_status_options(parser: Parser) -> None:
    group = parser.add_argument_group("exit status")
    group.add_argument(
        "--fail-on",
        metavar="SEVERITY",
        type=one_of("severity", SEVERITIES),
        help="the least severity that makes the status 1: error, warning or info (default: error)",
    )
    group.add_argument("--exit-zero", action="store_true", help="status 0 whatever is found")
    group.add_argument("--statistics", action="store_true", help="tell how often each rule fired")


def check_options(namespace: argparse.Namespace, host: Host) -> CheckOptions:
    """The values of the parsed command line. Reads standard input where that is asked for. Raises Failure."""
    buffers = standard_input(namespace, host)
    written = [path for path in namespace.paths if path != "-"] + listed_paths(namespace.files_from)
    default = () if namespace.files_from is not None else (".",)
    outputs = tuple(map(read_output, namespace.outputs))
    paths = tuple(buffers) or tuple(absolute_path(host, path) for path in written or default)
    return CheckOptions(
        paths=tuple(dict.fromkeys(paths)),
        buffers=buffers,
        work=tuple((name, getattr(namespace, name)) for name in _SAID_ABOUT_THE_WORK),
        format=namespace.format or "full",
        outputs=outputs,
        statistics=namespace.statistics,
        annotates=namespace.format is None and _wants_annotations(host.variables, outputs),
    )


def _wants_annotations(variables: Mapping[str, str], outputs: tuple[tuple[str, str], ...]) -> bool:
    """Whether GitHub Actions reads standard output and nothing was said about where annotations go."""
    return variables.get("GITHUB_ACTIONS") == "true" and all(name != "github" for name, _ in outputs)


def read_output(text: str) -> tuple[str, str]:
    """The format and the file of `-o FORMAT:FILE`. Raises Failure."""
    name, colon, file = text.partition(":")
    if not colon or not file:
        raise Failure(f"-o takes FORMAT:FILE, not `{text}`", "for example: -o json:report.json")
    if file == "-":
        raise Failure(f"-o writes files, and `{text}` names none", f"for standard output: --format {name}")
    return one_of("format", FORMATS)(name), file
