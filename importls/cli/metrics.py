"""`importls metrics`: how much each module depends on others and others on it, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from importls import __version__
from importls.cli import streams
from importls.cli.options import add_output_options, add_target_options, console
from importls.cli.parser import Parser, one_of, path
from importls.cli.this_process import this_host
from importls.cli.view import add_view_options, named_project, narrowed
from importls.metrics import ModuleMetrics, metrics_of
from importls.output.generate_schema import schema_text
from importls.output.json_document import SCHEMA_VERSION, encode
from importls.output.metrics_document import MetricsDocument, MetricsRecord
from importls.output.printable import cell_width, printable

_SCHEMA_FORMAT = "json-schema"
_AT_IMPORT_TIME = ("runtime", "guarded")
_COLUMNS = ("afferent", "efferent", "instability", "closure", "dependents", "cycle")
_EXAMPLES = """
columns:
  afferent     modules that import it, by a statement that names it
  efferent     modules that it imports so
  instability  efferent / (afferent + efferent): 0 is needed by others only, 1 by nobody
  closure      modules that imports lead to from here, packages on the way included
  dependents   modules from which imports lead here
  cycle        modules of the cycle that it is in

Imports that run while a module is imported count, unless --kind names others.

exit status:
  0  the table was printed
  2  wrong usage, configuration or input, or a file that cannot be read
  3  a bug in importls

examples:
  importls metrics src
  importls metrics --collapse 2 --sort instability     packages instead of modules
  importls metrics --sort closure --format json
  importls metrics --kind runtime --kind guarded --kind deferred --exclude tests
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command."""
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        streams.write((schema_text("metrics"),))
        return 0
    host = this_host()
    output = console(namespace, host.variables)
    namespace.kind = namespace.kind or list(_AT_IMPORT_TIME)
    found = named_project(namespace, host, output)
    rows = _sorted(metrics_of(narrowed(found.view(with_cycles=False), namespace)), namespace.sort)
    if namespace.format == "json":
        records = [msgspec.convert(row, MetricsRecord, from_attributes=True) for row in rows]
        streams.write((encode(MetricsDocument(SCHEMA_VERSION, __version__, records)) + "\n",))
    else:
        streams.write(f"{line}\n" for line in _table(rows))
    return found.status(output)


def _parser() -> Parser:
    parser = Parser(
        prog="importls metrics",
        usage="importls metrics [OPTION]… [PATH…]",
        description="Count how modules depend on each other: coupling, instability, closures and cycles.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("paths", metavar="PATH", type=path, nargs="*", help="files and folders (default: .)")
    parser.add_argument(
        "--format",
        type=one_of("format", ("text", "json", _SCHEMA_FORMAT)),
        default="text",
        help=f"text or json; {_SCHEMA_FORMAT} prints the JSON Schema (default: text)",
    )
    parser.add_argument(
        "--sort",
        type=one_of("column", ("name", *_COLUMNS)),
        default="afferent",
        help="by this column, the largest first, or by name (default: afferent)",
    )
    add_view_options(parser)
    add_target_options(parser)
    add_output_options(parser)
    return parser


def _sorted(rows: list[ModuleMetrics], column: str) -> list[ModuleMetrics]:
    if column == "name":
        return rows
    return sorted(rows, key=lambda row: -1 if getattr(row, column) is None else getattr(row, column), reverse=True)


def _table(rows: Sequence[ModuleMetrics]) -> Iterator[str]:
    names = [printable(row.name) for row in rows]
    width = max(map(cell_width, ("module", *names)))
    yield f"{'module':<{width}}  {'  '.join(_COLUMNS)}"
    for name, row in zip(names, rows, strict=True):
        cells = (_cell(getattr(row, column)).rjust(len(column)) for column in _COLUMNS)
        yield f"{name}{' ' * (width - cell_width(name))}  {'  '.join(cells)}"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
