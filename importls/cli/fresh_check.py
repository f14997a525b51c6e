"""The work of `importls check`: from the command line to what there is to say, and what the next run may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from importls.cache.recording import RecordingFileSystem
from importls.cache.saved_run import Outcome, SavedRun, SavedRuns
from importls.cache.variables import RecordedVariables
from importls.check import CheckResult, check
from importls.cli.failure import Failure
from importls.cli.processes import in_processes, in_recorded_processes
from importls.cli.target import Target, find_projects, find_targets
from importls.cli.target_options import target_options
from importls.configuration import ALL
from importls.diagnostic import SEVERITIES, Severity
from importls.report import ReportedEnvironment, Summary, count_severities, shown_path
from importls.rules import all_rules
from importls.selection import RuleOptions, select_rules
from importls.snapshot import Snapshot, build_snapshot
from resolver.file_system.disk import Disk
from resolver.file_system.overlay import Overlay

if TYPE_CHECKING:
    import argparse

    from importls.cli.check_options import CheckOptions
    from importls.cli.console import Console
    from importls.cli.phases import Phases
    from importls.host import Host
    from importls.project import Project
    from importls.spread import Spread
    from resolver.file_system import FileSystem

_PLACE = attrgetter("path", "range", "rule", "message")


@dataclass(frozen=True, slots=True)
class _Work:
    """What was done for the paths that share a target."""

    target: Target
    snapshot: Snapshot
    result: CheckResult


@dataclass(frozen=True, slots=True)
class _Means:
    """What the work is done with."""

    host: Host
    output: Console
    phases: Phases
    disk: FileSystem
    spread: Spread


def outcome(
    namespace: argparse.Namespace,
    options: CheckOptions,
    host: Host,
    output: Console,
    phases: Phases,
    runs: SavedRuns | None,
) -> Outcome:
    """Do the work; with `runs`, keep the outcome and everything that it depends on."""
    if runs is None:
        disk = Overlay(Disk(), options.buffers) if options.buffers else Disk()
        return _work_off(namespace, options, _Means(host, output, phases, disk, in_processes))
    variables, recording = RecordedVariables(host.variables), RecordingFileSystem(Disk())
    host = msgspec.structs.replace(host, variables=variables)
    means = _Means(host, output, phases, recording, in_recorded_processes(recording))
    found = _work_off(namespace, options, means)
    with phases("Keeping the run"):
        runs.save(SavedRun(runs.question, variables.answers, recording.answers, found))
    return found


def _work_off(namespace: argparse.Namespace, options: CheckOptions, means: _Means) -> Outcome:
    rules = _rule_options(namespace)
    with means.phases("Finding the environment"):
        targets = find_targets(means.host, options.paths, target_options(namespace), means.output, means.disk)
    with means.phases("Finding files"):
        projects = find_projects(targets)
    works = [_work(target, project, rules, means) for target, project in projects]
    problems = dict.fromkeys(text for work in works for text in _problems(work.snapshot))
    fails = not namespace.exit_zero and any(_fails(work, namespace.fail_on) for work in works)
    modules = [module for work in works for module in work.snapshot.modules.values()]
    return Outcome(
        notes=tuple(means.output.notes),
        problems=tuple(problems),
        status=2 if problems else int(fails),
        environment=ReportedEnvironment.of(works[0].snapshot.environment),
        roots=tuple(dict.fromkeys(root.path for work in works for root in work.snapshot.project.roots)),
        summary=_summary(works),
        diagnostics=tuple(sorted((found for work in works for found in work.result.diagnostics), key=_PLACE)),
        checked=tuple(module.path for module in modules),
    )


def _rule_options(namespace: argparse.Namespace) -> RuleOptions:
    return RuleOptions(
        None if namespace.select is None else _rule_names("select", namespace.select),
        _rule_names("ignore", namespace.ignore or ()),
        _rule_names("error", namespace.error or ()),
        _rule_names("warn", namespace.warn or ()),
    )


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


def _work(target: Target, project: Project, rules: RuleOptions, means: _Means) -> _Work:
    if project.files or not project.problems:
        _say_what_was_chosen(target, project, means)
    selection = select_rules(all_rules(), target.configuration, rules)
    snapshot = build_snapshot(target.file_system, target.environment, project, means.phases, means.spread)
    return _Work(target, snapshot, check(snapshot, selection, means.phases, means.spread))


def _say_what_was_chosen(target: Target, project: Project, means: _Means) -> None:
    environment, here, output = target.environment, means.host.working_directory, means.output
    version = ".".join(map(str, environment.version))
    place = environment.prefix or "the given search path"
    roots = ", ".join(shown_path(root.path, here) for root in project.roots) or "none"
    output.note(
        f"importls: Python {version} at {shown_path(place, here)} ({environment.chosen_because}); "
        f"first-party roots: {roots}"
    )
    if not project.files:
        output.note("importls: note: there are no Python files here")
    if output.verbose:
        for problem in environment.problems:
            output.note(f"importls: note: {problem}")


def _problems(snapshot: Snapshot) -> tuple[str, ...]:
    return (*snapshot.project.problems, *snapshot.problems)


def _fails(work: _Work, named: str | None) -> bool:
    fail_on = work.target.configuration.fail_on if named is None else SEVERITIES[named]
    return any(diagnostic.severity >= fail_on for diagnostic in work.result.diagnostics)


def _summary(works: Sequence[_Work]) -> Summary:
    """The numbers of all; how long it took is for the report to say."""
    severities: Mapping[Severity, int] = count_severities(
        diagnostic for work in works for diagnostic in work.result.diagnostics
    )
    modules = [module for work in works for module in work.snapshot.modules.values()]
    return Summary(
        files=len(modules),
        modules=len({module.name for module in modules}),
        imports=sum(len(module.imports) for module in modules),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        infos=severities[Severity.INFO],
        suppressed=sum(work.result.suppressed for work in works),
        seconds=0,
    )
