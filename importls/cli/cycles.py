"""`importls cycles`: every cycle of imports, what it does to a program, and the cheapest imports to cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path
from importls.cli.options import add_output_options, add_target_options, console
from importls.cli.parser import Parser, one_of, path
from importls.cli.target import find_project, find_target
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.cycle_classes import CycleClass
from importls.cycle_outcomes import Outcome
from importls.cycle_report import CycleReport, cycle_reports, cycles_document
from importls.output.fix_lines import fix_lines
from importls.output.generate_schema import schema_text
from importls.output.json_document import encode
from importls.output.printable import printable
from importls.report import relative_prose, shown_path
from importls.snapshot import build_snapshot

if TYPE_CHECKING:
    from importls.host import Host
    from importls.import_graph import Edge
    from importls.simulation.failure import Failure as ImportFailure
    from importls.snapshot import Snapshot

_SCHEMA_FORMAT = "json-schema"
_FAILING = ("will-fail", "entry-dependent")
_MEANING: dict[CycleClass, str] = {
    "will-fail": "fails, whichever of its modules is imported first",
    "entry-dependent": "fails or works, depending on the module that is imported first",
    "harmless": "works, whichever of its modules is imported first",
    "deferred": "goes round through imports in functions or lazy ones only",
    "typing-only": "goes round through imports for type checkers only",
}
_MOST_SHOWN = 8
_EXAMPLES = """
Each module of a cycle is imported first, by simulation: nothing is executed. A cycle is
  will-fail         whichever of its modules is imported first, the import raises
  entry-dependent   it raises for some of them
  harmless          it raises for none of them
  deferred          it goes round through imports in functions or lazy ones only
  typing-only       it goes round through imports for type checkers only

For a cycle that fails, edits are shown with which every module imports, whichever comes first: the smallest that was
found, and the one after which nothing goes round. They were tried by simulation too, and nothing is written.

exit status:
  0  no cycle fails
  1  some do
  2  wrong usage, configuration or input
  3  a bug in importls

examples:
  importls cycles src
  importls cycles --format json src
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command; a cycle that fails is a finding."""
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        streams.write((schema_text("cycles"),))
        return 0
    host = this_host()
    output = console(namespace, host.variables)
    paths = tuple(absolute_path(host, path) for path in namespace.paths or (".",))
    target = find_target(host, paths[0], target_options(namespace), output)
    project = find_project(target, paths)
    if project.problems:
        first, *further = (relative_prose(problem, host.working_directory) for problem in project.problems)
        raise Failure(first, further=further)
    snapshot = build_snapshot(target.file_system, target.environment, project)
    reports = cycle_reports(snapshot)
    if namespace.format == "json":
        document = cycles_document(snapshot, reports, partial(shown_path, seen_from=host.working_directory))
        streams.write((encode(document) + "\n",))
    else:
        streams.write(f"{printable(line)}\n" for line in _text(snapshot, reports, host))
    return int(any(report.cycle_class in _FAILING for report in reports))


def _parser() -> Parser:
    parser = Parser(
        prog="importls cycles",
        usage="importls cycles [OPTION]… [PATH…]",
        description="List the cycles of imports: whether they fail, from which modules, and what to cut.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("paths", metavar="PATH", type=path, nargs="*", help="files and folders (default: .)")
    parser.add_argument(
        "--format",
        type=one_of("format", ("text", "json", _SCHEMA_FORMAT)),
        default="text",
        help=f"text or json; {_SCHEMA_FORMAT} prints the JSON Schema (default: text)",
    )
    add_target_options(parser)
    add_output_options(parser)
    return parser


def _text(snapshot: Snapshot, reports: Sequence[CycleReport], host: Host) -> Iterator[str]:
    if not reports:
        yield "No cycles."
    for report in reports:
        yield from _text_of(snapshot, report, host)
        yield ""


def _text_of(snapshot: Snapshot, report: CycleReport, host: Host) -> Iterator[str]:
    cycle = report.cycle
    names = [snapshot.by_name(edge.importer) for edge in cycle.chain]
    more = f" (one of {len(cycle.modules)} modules)" if len(cycle.modules) > len(names) else ""
    yield f"{report.cycle_class}: {' -> '.join((*names, names[0]))}{more}"
    yield f"  {_MEANING[report.cycle_class]}"
    for edge in cycle.chain:
        yield f"  {_place(edge, host)} imports {snapshot.by_name(edge.imported)}"
    yield from _failures(report.outcome, host)
    if report.outcome.untried:
        yield f"  not tried: {_listed(report.outcome.untried)}"
    for fix in report.fixes:
        yield f"  fix: {fix.title}"
        shown = fix_lines(fix, snapshot.text, lambda file: shown_path(file, host.working_directory))
        yield from (f"    {line}" for line in shown)
    yield f"  {_said_of_cut(report)}:"
    for edge in report.cut.edges:
        yield f"    {_place(edge, host)} {snapshot.by_name(edge.importer)} -> {snapshot.by_name(edge.imported)}"


def _said_of_cut(report: CycleReport) -> str:
    if report.cycle_class not in _FAILING:
        return "without these imports nothing goes round"
    if report.cut.fix is not None:
        return "without these imports nothing goes round, and nothing fails"
    return "without these imports nothing goes round, but they are needed where they are"


def _failures(outcome: Outcome, host: Host) -> Iterator[str]:
    """Each failure once, with the modules from which it comes."""
    by_failure: dict[tuple[str | None, int, str], list[str]] = {}
    for name, failure in outcome.failing.items():
        by_failure.setdefault((failure.path, failure.line, _said(failure, host)), []).append(name)
    for (file, line, said), names in by_failure.items():
        place = "" if file is None else f"{shown_path(file, host.working_directory)}:{line} "
        yield f"  fails: {place}{said}"
        yield f"    when first imported: {_listed(names)}"
    if outcome.failing and outcome.working:
        yield f"  works: {_listed(outcome.working)}"


def _said(failure: ImportFailure, host: Host) -> str:
    return f"{failure.exception}: {failure.told(lambda path: shown_path(path, host.working_directory))}"


def _place(edge: Edge, host: Host) -> str:
    return f"{shown_path(edge.importer, host.working_directory)}:{edge.statement.range.start.line}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return f"{', '.join(names[:_MOST_SHOWN])}{more}"
