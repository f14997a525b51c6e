"""`importls check`: the main job, every selected rule over the given files and folders."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from importls.check import CheckResult
from importls.check import check as check_snapshot
from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path, listed_paths, standard_input
from importls.cli.options import add_output_options, add_target_options, console, target_options
from importls.cli.parser import Parser, one_of, path
from importls.cli.processes import in_processes
from importls.cli.progress import ProgressBar
from importls.cli.target import Target, find_projects, find_targets, this_host
from importls.configuration import ALL, SEVERITIES
from importls.diagnostic import Severity
from importls.output import FORMATS, TEXT_FORMATS
from importls.output.generate_schema import schema_text
from importls.output.palette import Style
from importls.output.summary import statistics, summary_line
from importls.report import Report, Summary, count_severities, shown_path
from importls.rules import all_rules
from importls.selection import RuleOptions, select_rules
from importls.snapshot import Snapshot, build_snapshot

if TYPE_CHECKING:
    from importls.cli.console import Console
    from importls.host import Host
    from importls.project import Project

_SCHEMA_FORMAT = "json-schema"
_PLANNED_FORMATS = frozenset({"sarif", "gitlab", "junit", "markdown"})
_PLACE = attrgetter("path", "range", "rule", "message")

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
  importls check --python .venv -o json:report.json --format github
  git diff --name-only | grep '\\.py$' | importls check --files-from -
  importls check --stdin-filename src/app.py - < buffer
"""


@dataclass(frozen=True, slots=True)
class _Options:
    """What the command line says beside target and output."""

    paths: tuple[str, ...]
    format: str
    outputs: tuple[tuple[str, str], ...]
    rules: RuleOptions
    fail_on: Severity | None
    exit_zero: bool
    statistics: bool
    buffers: Mapping[str, bytes]


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit status."""
    start = time.monotonic()
    gc.disable()  # The process ends after the check; looking for cycles in a growing heap took a quarter of its time.
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        streams.write((schema_text("check"),))
        return 0
    host = this_host()
    output = console(namespace, host.variables)
    options = _options(namespace, host)
    if not options.paths:
        output.note("importls: note: no files were named, so nothing was checked")
        return 0
    targets = find_targets(host, options.paths, target_options(namespace), output, options.buffers)
    works = [_work(target, project, options, output, host) for target, project in find_projects(targets)]
    snapshots = [work.snapshot for work in works]
    problems = tuple(
        dict.fromkeys(text for snapshot in snapshots for text in (*snapshot.project.problems, *snapshot.problems))
    )
    _protect_checked_files(snapshots, options)
    if not problems or any(work.snapshot.modules for work in works):
        _write_reports(_report(works, host, time.monotonic() - start), options, output)
    for problem in problems:
        output.complain(f"importls: error: {problem}")
    return 2 if problems else _status(works, options)


@dataclass(frozen=True, slots=True)
class _Work:
    """What was done for the paths that share a target."""

    target: Target
    snapshot: Snapshot
    result: CheckResult


def _parser() -> Parser:
    parser = Parser(
        prog="importls check",
        usage="importls check [OPTION]… [PATH]…",
        description="Find imports that fail, shadow each other or run in circles, without executing anything.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("paths", metavar="PATH", type=path, nargs="*", help="files and folders (default: this folder)")
    parser.add_argument(
        "--format",
        type=one_of("format", (*FORMATS, _SCHEMA_FORMAT), _PLANNED_FORMATS),
        default="full",
        help=f"{', '.join(FORMATS)}; {_SCHEMA_FORMAT} prints the JSON Schema (default: full)",
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
    _add_rule_options(parser)
    add_target_options(parser)
    add_output_options(parser)
    return parser


def _add_rule_options(parser: Parser) -> None:
    group = parser.add_argument_group("rules (repeatable, comma-separated; ALL is every rule)")
    for name, text in (
        ("select", "only these rules"),
        ("ignore", "without these rules"),
        ("error", "these rules too, as errors"),
        ("warn", "these rules too, as warnings"),
    ):
        group.add_argument(f"--{name}", metavar="RULE", action="append", help=text)
    group = parser.add_argument_group("exit status")
    group.add_argument(
        "--fail-on",
        metavar="SEVERITY",
        type=one_of("severity", SEVERITIES),
        help="the least severity that makes the status 1: error, warning or info (default: error)",
    )
    group.add_argument("--exit-zero", action="store_true", help="status 0 whatever is found")
    group.add_argument("--statistics", action="store_true", help="tell how often each rule fired")


def _options(namespace: argparse.Namespace, host: Host) -> _Options:
    buffers = standard_input(namespace, host)
    written = [path for path in namespace.paths if path != "-"] + listed_paths(namespace.files_from)
    default = () if namespace.files_from is not None else (".",)
    paths = tuple(buffers) or tuple(absolute_path(host, path) for path in written or default)
    return _Options(
        paths=tuple(dict.fromkeys(paths)),
        format=namespace.format,
        outputs=tuple(map(_output, namespace.outputs)),
        rules=RuleOptions(
            None if namespace.select is None else _rule_names("select", namespace.select),
            _rule_names("ignore", namespace.ignore or ()),
            _rule_names("error", namespace.error or ()),
            _rule_names("warn", namespace.warn or ()),
        ),
        fail_on=None if namespace.fail_on is None else SEVERITIES[namespace.fail_on],
        exit_zero=namespace.exit_zero,
        statistics=namespace.statistics,
        buffers=buffers,
    )


def _output(text: str) -> tuple[str, str]:
    name, colon, file = text.partition(":")
    if not colon or not file:
        raise Failure(f"-o takes FORMAT:FILE, not `{text}`", "for example: -o json:report.json")
    if file == "-":
        raise Failure(f"-o writes files, and `{text}` names none", f"for standard output: --format {name}")
    return one_of("format", FORMATS, _PLANNED_FORMATS)(name), file


def _rule_names(option: str, values: Sequence[str]) -> tuple[str, ...]:
    """The rules that the values of an option name; each value must name one at least."""
    names: list[str] = []
    for value in values:
        named = [name.strip() for name in value.split(",") if name.strip()]
        if not named:
            raise Failure(f"--{option} `{value}` names no rule")
        names += named
    for name in names:
        if name != ALL and name not in all_rules():
            raise Failure.unknown("rule", name, all_rules())
    return tuple(names)


def _say_what_was_chosen(target: Target, project: Project, host: Host, output: Console) -> None:
    environment = target.environment
    version = ".".join(map(str, environment.version))
    place = environment.prefix or "the given search path"
    roots = ", ".join(shown_path(root.path, host.working_directory) for root in project.roots) or "none"
    output.note(
        f"importls: Python {version} at {shown_path(place, host.working_directory)} ({environment.chosen_because}); "
        f"first-party roots: {roots}"
    )
    if not project.files:
        output.note("importls: note: there are no Python files here")
    if output.verbose:
        for problem in environment.problems:
            output.note(f"importls: note: {problem}")


def _work(target: Target, project: Project, options: _Options, output: Console, host: Host) -> _Work:
    if project.files or not project.problems:
        _say_what_was_chosen(target, project, host, output)
    selection = select_rules(all_rules(), target.configuration, options.rules)
    shown = sys.stderr.isatty() and not output.quiet
    with ProgressBar("Reading files", shown=shown) as progress:
        snapshot = build_snapshot(target.file_system, target.environment, project, progress, in_processes)
    with ProgressBar("Applying rules", shown=shown) as progress:
        return _Work(target, snapshot, check_snapshot(snapshot, selection, progress, in_processes))


def _report(works: Sequence[_Work], host: Host, seconds: float) -> Report:
    """One report of all; the environment is that of the paths named first."""
    found = sorted((diagnostic for work in works for diagnostic in work.result.diagnostics), key=_PLACE)
    severities = count_severities(found)
    modules = [module for work in works for module in work.snapshot.modules.values()]
    summary = Summary(
        files=len(modules),
        modules=len({module.name for module in modules}),
        imports=sum(len(module.imports) for module in modules),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        infos=severities[Severity.INFO],
        suppressed=sum(work.result.suppressed for work in works),
        seconds=round(seconds, 3),
    )
    roots = dict.fromkeys(root.path for work in works for root in work.snapshot.project.roots)
    first = works[0].snapshot
    return Report(first.environment, tuple(roots), summary, tuple(found), host.working_directory, first.text)


def _protect_checked_files(snapshots: Sequence[Snapshot], options: _Options) -> None:
    """Raise Failure where a report would be written over a checked file, by whatever name."""
    for _, file in options.outputs:
        if not os.path.exists(file):
            continue
        if any(
            os.path.samefile(file, path) for snapshot in snapshots for path in snapshot.modules if os.path.exists(path)
        ):
            raise Failure(f"-o would overwrite {file}, which is being checked")


def _write_reports(report: Report, options: _Options, output: Console) -> None:
    streams.write(FORMATS[options.format](report, output.style()))
    for name, file in options.outputs:
        try:
            with open(file, "w", encoding="utf-8", errors="backslashreplace") as stream:
                stream.writelines(FORMATS[name](report, Style()))
        except OSError as error:
            raise Failure(f"{file} cannot be written: {error.strerror}") from None
    palette = output.palette(sys.stderr)
    if options.statistics:
        for line in statistics(report, palette):
            output.show(line)
    if options.format in TEXT_FORMATS and not output.quiet:
        output.show(summary_line(report, palette))


def _status(works: Sequence[_Work], options: _Options) -> int:
    return 1 if not options.exit_zero and any(_fails(work, options) for work in works) else 0


def _fails(work: _Work, options: _Options) -> bool:
    fail_on = work.target.configuration.fail_on if options.fail_on is None else options.fail_on
    return any(diagnostic.severity >= fail_on for diagnostic in work.result.diagnostics)
