"""`importls report`: a run that was saved with `--format json`, rendered again in any format."""

from __future__ import annotations

from collections.abc import Sequence

from importls.cli import streams
from importls.cli.check_options import read_output
from importls.cli.failure import Failure
from importls.cli.options import add_output_options, console
from importls.cli.parser import Parser, one_of, path
from importls.cli.reports import summarize, write
from importls.cli.this_process import this_host
from importls.facts.source import decode
from importls.output import FORMATS
from importls.output.saved_report import read_report
from resolver.file_system.disk import Disk

_EXAMPLES = """
Paths in the run count from the working directory. Nothing is checked again: sources are read only to be shown.

exit status:
  0  the run was rendered, whatever it found
  2  wrong usage or input

examples:
  importls check -o json:run.json
  importls report run.json --format markdown
  importls report run.json --format sarif -o junit:junit.xml > importls.sarif
  importls check --format json | importls report -
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit status."""
    namespace = _parser().read(arguments)
    host = this_host()
    output = console(namespace, host.variables)
    outputs = tuple(map(read_output, namespace.outputs))
    report = read_report(_content(namespace.file), host.working_directory, _source)
    if isinstance(report, str):
        raise Failure(f"{namespace.file} {report}")
    write(report, namespace.format, outputs, output)
    summarize(report, namespace.format, output, with_statistics=namespace.statistics)
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="importls report",
        usage="importls report [OPTION]… FILE",
        description="Render a run that was saved with `importls check --format json` in any format.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("file", metavar="FILE", type=path, help="the saved run, - for standard input")
    parser.add_argument(
        "--format", type=one_of("format", FORMATS), default="full", help=f"{', '.join(FORMATS)} (default: full)"
    )
    parser.add_argument(
        "-o", dest="outputs", metavar="FORMAT:FILE", action="append", default=[], help="one more report (repeatable)"
    )
    parser.add_argument("--statistics", action="store_true", help="tell how often each rule fired")
    add_output_options(parser)
    return parser


def _content(file: str) -> bytes:
    if file == "-":
        return streams.read_input()
    try:
        with open(file, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}") from None


def _source(path: str) -> str:
    try:
        return decode(Disk().read_bytes(path)).text
    except OSError:
        return ""
