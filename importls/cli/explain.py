"""`importls explain`: a rule in prose, or why an import or a module is found where it is, or is not."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from importls.check import check
from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.options import add_output_options, add_start_options, add_target_options, console
from importls.cli.parser import Parser
from importls.cli.phases import Phases
from importls.cli.processes import in_processes
from importls.cli.target import Target, find_project, find_target
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.configuration import ALL
from importls.did_you_mean import closest
from importls.explanation import import_explanation, imports_on, search_explanation
from importls.output import renderer
from importls.paths import is_below
from importls.report import Report, ReportedEnvironment, Summary, shown_path
from importls.rules import Rule, all_rules
from importls.selection import RuleOptions, select_rules
from importls.snapshot import Snapshot, build_snapshot
from resolver.file_system import Kind
from resolver.meta_path import MetaPath
from resolver.paths import absolute
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.cli.console import Console
    from importls.diagnostic import Diagnostic
    from importls.facts.imports import Range
    from importls.host import Host
    from importls.project import Project

_EXAMPLES = """
examples:
  importls explain unresolved-import     what the rule means and what to do
  importls explain src/app.py:12         the import on this line, with every place that was searched
  importls explain yaml.nodes            how this module is found
"""

_LONGEST_LINE_NUMBER = 9


def run(arguments: Sequence[str]) -> int:
    """Run the command."""
    namespace = _parser().read(arguments)
    subject: str = namespace.subject
    output = console(namespace, os.environ)
    if subject in all_rules():
        _explain_rule(all_rules()[subject], output)
        return 0
    place = re.fullmatch(r"(.+?):([0-9]+)(?::[0-9]+)?", subject, re.DOTALL)
    if place is None:
        _refuse_what_is_no_module(subject)
    elif len(place[2]) > _LONGEST_LINE_NUMBER:
        raise Failure(f"there is no line {place[2][:_LONGEST_LINE_NUMBER]}… in {place[1]}")
    host = this_host()
    path = absolute("\\" if host.platform == "win32" else "/", host.working_directory, place[1] if place else ".")
    target = find_target(host, path, target_options(namespace), output)
    if place:
        _explain_line(target, path, int(place[2]), host, output)
    else:
        _explain_module(target, subject, host)
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="importls explain",
        usage="importls explain [OPTION]… RULE|FILE:LINE|MODULE",
        description="Explain a rule, the import on a line of a file, or how a module is found.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("subject", metavar="RULE|FILE:LINE|MODULE", help="what to explain")
    add_target_options(parser)
    add_start_options(parser)
    add_output_options(parser)
    return parser


def _refuse_what_is_no_module(subject: str) -> None:
    """Raise Failure for a word that can only have been meant as a rule or a file, or that no module can have."""
    if "/" in subject or "\\" in subject or os.path.isfile(subject):
        raise Failure(f"`{subject}` looks like a file: say which line, as in {subject}:1")
    if re.fullmatch(r"[A-Za-z]+(?:-[A-Za-z]+)+", subject):
        near = closest(subject, all_rules())
        raise Failure(f"unknown rule `{subject}`", near and f"did you mean `{near}`?")
    if not all(part.isidentifier() for part in subject.split(".")):
        raise Failure(f"`{subject}` is no module name: identifiers parted by dots are, such as yaml.nodes")


def _explain_rule(rule: Rule, output: Console) -> None:
    if output.palette(sys.stdout).reset and sys.stdout.isatty():
        markdown = importlib.import_module("rich.markdown").Markdown(rule.documentation)
        importlib.import_module("rich.console").Console().print(markdown)
    else:
        streams.write((rule.documentation.rstrip() + "\n",))


def _explain_module(target: Target, name: str, host: Host) -> None:
    """As the interpreter would find it at start, or else as first-party code of this project does."""
    environment = target.environment
    resolution = MetaPath(environment, target.file_system).find_import(name)
    if not isinstance(resolution, Found):
        roots = tuple(root.path for root in find_project(target, (host.working_directory,)).roots)
        environment = environment.with_roots(roots)
        resolution = MetaPath(environment, target.file_system).find_import(name)
    streams.write(f"{line}\n" for line in search_explanation(name, resolution, environment))
    if not isinstance(resolution, Found) and name.replace("_", "-") in all_rules():
        raise Failure(f"there is no module `{name}`", f"did you mean the rule `{name.replace('_', '-')}`?")


def _explain_line(target: Target, path: str, line: int, host: Host, output: Console) -> None:
    project = _project_around(target, path, host)
    phases = Phases(bars=sys.stderr.isatty() and not output.quiet)
    snapshot = build_snapshot(target.file_system, target.environment, project, phases, in_processes)
    module = snapshot.modules.get(path)
    if module is None:
        raise Failure(snapshot.problems[0] if snapshot.problems else f"{path} cannot be read")
    imports = imports_on(module, line)
    if not imports:
        lines = sorted({item.statement.range.start.line for item in module.imports})
        near = min(lines, key=lambda other: abs(other - line), default=None)
        raise Failure(
            f"there is no import on line {line} of {path}", f"the nearest one is on line {near}" if near else None
        )
    for item in imports:
        streams.write(f"{text}\n" for text in import_explanation(snapshot, module, item))
    streams.write(_findings(snapshot, target, path, line, host, output))


def _project_around(target: Target, path: str, host: Host) -> Project:
    """The file with everything below the outermost first-party root that holds it: what cycles and clashes need.

    A home folder, or one that holds it, is no project, although files in it are named from there. Raises Failure where
    the file cannot be read.
    """
    if target.file_system.kind(path) is Kind.DIRECTORY:
        raise Failure(f"{shown_path(path, host.working_directory)} is a folder: lines are those of a file")
    alone = find_project(target, (path,))
    if alone.problems:
        raise Failure(alone.problems[0])
    roots = [root.path for root in alone.roots if is_below(path, root.path) and not is_below(host.home, root.path)]
    return find_project(target, (min(roots, key=len), path)) if roots else alone


def _findings(snapshot: Snapshot, target: Target, path: str, line: int, host: Host, output: Console) -> Iterator[str]:
    """What every rule has to say about the line, also where it is but one step of what was found elsewhere."""
    selection = select_rules(all_rules(), target.configuration, RuleOptions(select=(ALL,)))
    found = tuple(item for item in check(snapshot, selection).diagnostics if _touches(item, path, line))
    if found:
        summary = Summary(1, 1, 0, 0, 0, 0, 0, 0.0)
        report = Report(
            ReportedEnvironment.of(snapshot.environment), (), summary, found, host.working_directory, snapshot.text
        )
        yield "\n"
        yield from renderer("full")(report, output.style())


def _touches(item: Diagnostic, path: str, line: int) -> bool:
    places: tuple[tuple[str, Range | None], ...] = (
        (item.path, item.range),
        (item.path, item.statement),
        *((related.path, related.range) for related in item.related),
    )
    return any(where == path and at is not None and at.start.line <= line <= at.end.line for where, at in places)
