"""The work of `importls check`: from the command line to what there is to say, and what the next run may know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from importls.cache.known_facts import KnownFacts
from importls.cache.recording import RecordedSources, RecordingFileSystem
from importls.cache.saved_run import KnownRun, Outcome, SavedRun, SavedRuns
from importls.cache.variables import RecordedVariables
from importls.check import CheckResult, ModuleResult, check_modules, together
from importls.cli.failure import Failure
from importls.cli.processes import in_processes, in_recorded_processes
from importls.cli.target import Target, find_projects, find_targets
from importls.cli.target_options import target_options
from importls.configuration import ALL
from importls.diagnostic import SEVERITIES, Severity
from importls.incremental import update
from importls.kept_project import KeptProject, keep, known_facts
from importls.report import ReportedEnvironment, Summary, shown_path
from importls.rules import all_rules
from importls.selection import RuleOptions, Selection, select_rules
from importls.snapshot import EarlierFacts, Snapshot, build_snapshot, later_snapshot
from resolver.file_system.disk import Disk
from resolver.file_system.overlay import Overlay

if TYPE_CHECKING:
    import argparse

    from importls.cli.check import CheckCommand
    from importls.cli.phases import Phases
    from importls.host import Host
    from importls.project import Project
    from importls.spread import Spread
    from resolver.file_system import Contents, FileSystem


@dataclass(frozen=True, slots=True)
class _Work:
    """What was done for the paths that share a target."""

    target: Target
    snapshot: Snapshot
    selection: Selection
    results: list[ModuleResult]
    result: CheckResult


@dataclass(frozen=True, slots=True)
class _Means:
    """What the work is done with.

    `sources` is the disk when it is asked for the sources of modules, `last` the last run that answered the question.
    """

    command: CheckCommand
    host: Host
    phases: Phases
    disk: FileSystem
    sources: Contents
    spread: Spread
    last: SavedRun | None = None


def outcome(command: CheckCommand, phases: Phases, runs: SavedRuns | None, known: KnownRun | None) -> Outcome:
    """Do the work; with `runs`, keep the outcome and everything that it depends on.

    Where an earlier run is known and few files have changed since, only what those mean is worked out.
    """
    buffers, host = command.options.buffers, command.host
    if runs is None:
        return outcome_on(command, phases, Overlay(Disk(), buffers) if buffers else Disk())
    variables, recording = RecordedVariables(host.variables), _recording(command)
    host = msgspec.structs.replace(host, variables=variables)
    means = _Means(
        command, host, phases, recording, RecordedSources(recording), in_recorded_processes(recording), runs.last
    )
    with phases("Loading what was kept"):
        project = _kept_project(runs)
    if known is not None and project is not None and _is_edit(known):
        with phases("Working out what has changed"):
            edited = _edited(means, known, project)
        if edited is not None:
            command.tell(edited[0].notes)
            answers = known.run.answers.without_contents(known.changed)
            answers.add(recording.take_answers())
            asked = {**known.run.variables, **variables.answers}
            _save(runs, SavedRun(runs.question, asked, answers, edited[0]), edited[1], phases)
            return edited[0]
    worked = _work_off(means, project)
    _save(runs, SavedRun(runs.question, variables.answers, recording.take_answers(), worked[0]), worked[1], phases)
    return worked[0]


def outcome_on(command: CheckCommand, phases: Phases, disk: FileSystem) -> Outcome:
    """Do the work on this disk, and keep nothing."""
    found, _ = _work_off(_Means(command, command.host, phases, disk, disk, in_processes))
    return found


def _recording(command: CheckCommand) -> RecordingFileSystem:
    return RecordingFileSystem(Disk(), below=(*command.options.paths, command.host.working_directory))


def _save(runs: SavedRuns, run: SavedRun, project: KeptProject | None, phases: Phases) -> None:
    with phases("Keeping the run"):
        try:
            encoded = None if project is None else msgspec.msgpack.encode(project)
        except UnicodeEncodeError:
            return
        runs.save(run, encoded)


def _kept_project(runs: SavedRuns) -> KeptProject | None:
    """The project of the last run, whatever has changed since."""
    data = None if runs.last is None else runs.load_project(runs.last)
    try:
        return None if data is None else msgspec.msgpack.decode(data, type=KeptProject)
    except (msgspec.DecodeError, RecursionError):
        return None


def _is_edit(known: KnownRun) -> bool:
    """Whether only content of checked files has changed."""
    return frozenset(known.run.outcome.checked).issuperset(known.changed)


def _earlier_facts(means: _Means, project: KeptProject | None, target: Target) -> KnownFacts | None:
    """The facts of the last run, if it looked at the files for the same interpreter."""
    last, environment = means.last, target.environment
    if last is None or project is None or not isinstance(means.disk, RecordingFileSystem):
        return None
    before = last.outcome.environment
    if (before.version, before.platform) != (environment.version, environment.platform):
        return None
    facts = {file.path: facts for file, facts in zip(project.files, project.facts, strict=True)}
    return KnownFacts(facts, last.answers.contents, means.disk)


def _edited(means: _Means, run: KnownRun, project: KeptProject) -> tuple[Outcome, KeptProject] | None:
    """The outcome after an edit, and the project to be kept then; None where everything has to be done anew."""
    before, changed = run.run.outcome, run.changed
    namespace, paths = means.command.namespace, means.command.options.paths
    quiet = msgspec.structs.replace(means.command.output, quiet=True, notes=[])
    targets = find_targets(means.host, paths, target_options(namespace), quiet, means.disk)
    if len(targets) != 1:
        return None
    target = targets[0][0]
    selection = select_rules(all_rules(), target.configuration, _rule_options(namespace))
    known = known_facts(project, frozenset(changed))
    snapshot = later_snapshot(target.file_system, target.environment, project.project, means.sources, known)
    kept = update(project, changed, run.run.answers.bodies, snapshot, selection)
    if kept is None:
        return None
    result = together(kept.results.values())
    imports = before.summary.imports + kept.count_imports(changed) - project.count_imports(changed)
    counted = msgspec.structs.replace(before, summary=msgspec.structs.replace(before.summary, imports=imports))
    return counted.telling(result.diagnostics, result.silenced), kept


def _work_off(means: _Means, project: KeptProject | None = None) -> tuple[Outcome, KeptProject | None]:
    """All of the work; what can be kept of the project for edits where it is one. `project` is what was kept of it."""
    command = means.command
    namespace, output = command.namespace, command.output
    rules = _rule_options(namespace)
    with means.phases("Finding the environment"):
        targets = find_targets(means.host, command.options.paths, target_options(namespace), output, means.disk)
    with means.phases("Finding files"):
        projects = find_projects(targets)
    works = [_work(target, found, rules, means, _earlier_facts(means, project, target)) for target, found in projects]
    problems = dict.fromkeys(text for work in works for text in _problems(work.snapshot))
    modules = [module for work in works for module in work.snapshot.modules.values()]
    result = together(work.result for work in works)
    imports = sum(len(module.imports) for module in modules)
    found = Outcome(
        notes=tuple(output.notes),
        problems=tuple(problems),
        environment=ReportedEnvironment.of(works[0].snapshot.environment),
        roots=tuple(dict.fromkeys(root.path for work in works for root in work.snapshot.project.roots)),
        summary=Summary(len(modules), len({module.name for module in modules}), imports, 0, 0, 0, 0, seconds=0),
        diagnostics=(),
        checked=tuple(module.path for module in modules),
        silenced=(),
        fail_on=() if namespace.exit_zero else tuple(_fail_levels(targets, namespace.fail_on)),
        rules=tuple(name for name in all_rules() if all(name in work.selection.severities for work in works)),
    ).telling(result.diagnostics, result.silenced)
    keeps = isinstance(means.disk, RecordingFileSystem) and len(works) == 1 and not problems
    return found, keep(works[0].snapshot, works[0].selection, works[0].results) if keeps else None


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


def _work(target: Target, project: Project, rules: RuleOptions, means: _Means, earlier: EarlierFacts | None) -> _Work:
    if project.files or not project.problems:
        _say_what_was_chosen(target, project, means)
    selection = select_rules(all_rules(), target.configuration, rules)
    environment, phases, spread = target.environment, means.phases, means.spread
    snapshot = build_snapshot(target.file_system, environment, project, phases, spread, means.sources, earlier)
    results = check_modules(snapshot, selection, phases, spread)
    return _Work(target, snapshot, selection, results, together(item.result for item in results))


def _say_what_was_chosen(target: Target, project: Project, means: _Means) -> None:
    environment, here, output = target.environment, means.host.working_directory, means.command.output
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


def _fail_levels(
    targets: Sequence[tuple[Target, tuple[str, ...]]], named: str | None
) -> Iterator[tuple[str, Severity]]:
    """For each path of the command line, the least severity that fails the check."""
    for target, paths in targets:
        level = target.configuration.fail_on if named is None else SEVERITIES[named]
        yield from ((path, level) for path in paths)
