"""One checked project at one moment, with what is needed to tell what the next moment changes about it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import msgspec

from importls.check import CheckResult, check_modules, check_with_trail
from importls.cycles import COMPONENTS, LAYERS
from importls.early_cycles import EARLY, EarlyCycles
from importls.host import Host
from importls.incremental import simulates, update
from importls.kept_project import KeptProject, keep, known_facts, layers_needed
from importls.rules import all_rules
from importls.selection import RuleOptions, Selection, select_rules
from importls.snapshot import Snapshot, build_snapshot, edited_snapshot, later_snapshot
from importls.spread import Spread, Watch, unhurried
from importls.target import Target, find_project, find_targets
from importls.target_options import TargetOptions
from importls.workspace.asked import Asked, AskedSources, AskingFileSystem
from importls.workspace.importers import PossibleImporters

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic
    from importls.facts.file_facts import FileFacts
    from importls.project import Project
    from importls.target import Notes
    from resolver.file_system import FileSystem


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be checked, as `importls check` would be told; `path` is absolute, a folder or a file."""

    path: str
    host: Host
    target: TargetOptions = field(default_factory=TargetOptions)
    rules: RuleOptions = field(default_factory=RuleOptions)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The answer as far as it is known.

    `snapshot` looks at what is on the disk and in buffers when it is asked. `kept` is what a finished check has found;
    until there is one, nothing is known of findings.
    """

    question: Question
    target: Target
    project: Project
    selection: Selection
    asked: Asked
    snapshot: Snapshot
    kept: KeptProject | None = None

    def findings(self) -> dict[str, tuple[Diagnostic, ...]]:
        """The findings of the finished check by path, of files that have any."""
        if self.kept is None:
            return {}
        files = self.kept.files
        return {files[n].path: result.diagnostics for n, result in self.kept.results.items() if result.diagnostics}


def begin(question: Question, disk: FileSystem, asked: Asked, note: Notes) -> Analysis:
    """Find out what there is to check, and no more. Raises WrongTarget.

    `disk` is as it is at this moment, unsaved buffers included. What it was asked is noted in `asked`, in any case.
    """
    asking = AskingFileSystem(disk, asked)
    ((target, paths),) = find_targets(question.host, (question.path,), question.target, note, asking)
    project = find_project(target, paths)
    selection = select_rules(all_rules(), target.configuration, question.rules)
    snapshot = later_snapshot(asking, target.environment, project, AskedSources(asking), {})
    return Analysis(question, target, project, selection, asked, snapshot)


class Manner(Protocol):
    """How a check is watched and spread."""

    @property
    def watch(self) -> Watch:
        """Told of each phase."""
        ...

    @property
    def spread(self) -> Spread:
        """Applies work to many files."""
        ...

    def breathe(self) -> None:
        """Called all the time; what it raises ends the check."""
        ...


def complete(before: Analysis, disk: FileSystem, changed: Collection[str], manner: Manner) -> Analysis:
    """Check everything; facts are taken over of files that are neither `changed` nor have another stamp."""
    asking = AskingFileSystem(disk, before.asked)
    sources, environment = AskedSources(asking), before.target.environment
    known = _KnownFacts(before, disk, changed)
    parts = (asking, environment, before.project, manner.watch, manner.spread, sources, known)
    snapshot = build_snapshot(*parts, manner.breathe)
    results = check_modules(snapshot, before.selection, manner.watch, manner.spread)
    kept = keep(snapshot, before.selection, results)
    return replace(before, kept=kept, snapshot=snapshot)


def outdated(earlier: Analysis, disk: FileSystem) -> set[str]:
    """The files of which the facts of an earlier check may not hold any more, as far as their stamps tell."""
    stamps, young = earlier.asked.sources, earlier.asked.young
    files = () if earlier.kept is None else earlier.kept.files
    unknown = {file.path for file in files if stamps.get(file.path) is None or file.path in young}
    return unknown | {path for path, stamp in stamps.items() if stamp is not None and disk.stamp(path) != stamp}


def with_facts_of(earlier: Analysis, begun: Analysis, disk: FileSystem, changed: Collection[str]) -> Analysis:
    """What was begun with the facts of an earlier check, but for files that have changed since.

    Facts that were found for another interpreter do not hold.
    """
    before, now = earlier.target.environment, begun.target.environment
    if earlier.kept is None or (before.version, before.platform) != (now.version, now.platform):
        return begun
    stamps = earlier.asked.sources
    begun.asked.sources.update((path, stamp) for path, stamp in stamps.items() if path not in changed)
    return looked_at(replace(begun, kept=earlier.kept), disk, changed)


def looked_at(analysis: Analysis, disk: FileSystem, changed: Collection[str]) -> Analysis:
    """The same with a snapshot in which the content of some checked files is new; no findings are worked out."""
    asking = AskingFileSystem(disk, analysis.asked)
    known = {} if analysis.kept is None else known_facts(analysis.kept, changed)
    project = analysis.project
    snapshot = later_snapshot(asking, analysis.target.environment, project, AskedSources(asking), known)
    return replace(analysis, snapshot=snapshot)


def looked_at_again(analysis: Analysis, disk: FileSystem, changed: Collection[str]) -> Analysis:
    """`looked_at` after a few contents have changed since, where the disk of the snapshot has the new ones too."""
    if not analysis.asked.bodies.keys().isdisjoint(changed):
        return looked_at(analysis, disk, changed)
    sources = AskedSources(AskingFileSystem(disk, analysis.asked))
    return replace(analysis, snapshot=edited_snapshot(analysis.snapshot, sources, changed))


def takes_long(analysis: Analysis, changed: Collection[str]) -> bool:
    """Whether cycles have to be simulated to tell what these edits mean."""
    return analysis.kept is not None and simulates(analysis.kept, changed)


def edited(analysis: Analysis, changed: Collection[str], breathe: Callable[[], None] = unhurried) -> Analysis | None:
    """The findings after the content of these checked files has changed; None where all have to be worked out anew.

    The snapshot of the analysis is one that has the new contents, made by `looked_at`.
    """
    if analysis.kept is None:
        return None
    working = replace(_fresh(analysis.snapshot), breathe=breathe)
    kept = update(analysis.kept, changed, analysis.asked.bodies, working, analysis.selection)
    return None if kept is None else replace(analysis, kept=kept)


def glance(analysis: Analysis, paths: Collection[str], changed: Collection[str]) -> dict[str, tuple[Diagnostic, ...]]:
    """What can be said of a few files before everything is checked; of cycles what was known before.

    Without an earlier check, what a check of each file alone would say; `changed` are those that have changed since.
    """
    numbers = {file.path: number for number, file in enumerate(analysis.project.files) if file.path in paths}
    shared = None if analysis.kept is None else _without_cycles(analysis, analysis.snapshot)
    if shared is not None and analysis.kept is not None:
        _seed(shared, analysis.kept, changed)
    findings = {}
    for path, number in numbers.items():
        snapshot = shared or _without_cycles(analysis, _alone(analysis, number))
        found = check_with_trail(snapshot, analysis.selection, path, {path: number}).result.diagnostics
        findings[path] = tuple(sorted((*_about_cycles(analysis, path), *found), key=_place))
    return findings


def glance_with_fixes(analysis: Analysis, path: str, changed: Collection[str]) -> tuple[Diagnostic, ...]:
    """The glance at one file, without the fixes of what was known before: they fit the texts of then."""
    found = glance(analysis, (path,), changed).get(path, ())
    return tuple(msgspec.structs.replace(item, fixes=()) if item.rule in LAYERS else item for item in found)


def _place(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.range, diagnostic.rule, diagnostic.message


def _without_cycles(analysis: Analysis, snapshot: Snapshot) -> Snapshot:
    snapshot = _fresh(snapshot)
    for rule in layers_needed(analysis.selection):
        snapshot.tables["cycles", rule] = {}
    snapshot.tables[COMPONENTS] = {}
    snapshot.tables[EARLY] = EarlyCycles()
    return snapshot


def _seed(snapshot: Snapshot, kept: KeptProject, changed: Collection[str]) -> None:
    """Put in what the last check knew of all modules: to work that out again would take longer than a glance."""
    tables, path_of = snapshot.tables, [file.path for file in kept.files]
    tables["importers"] = PossibleImporters(snapshot, kept, changed)
    tables["renamed files"] = frozenset(path_of[number] for number in kept.renamed)
    if not kept.hides_something:
        tables["stdlib captures"] = {}
    speaking = {*changed, *(path_of[number] for number in kept.speaking_of_modules)}
    tables["speaking of modules"] = tuple(sorted(speaking & snapshot.modules.keys()))


def _alone(analysis: Analysis, number: int) -> Snapshot:
    project = replace(analysis.project, files=(analysis.project.files[number],))
    before = analysis.snapshot
    return later_snapshot(before.file_system, before.environment, project, before.texts.contents, {})


def _fresh(snapshot: Snapshot) -> Snapshot:
    """The same without what was concluded: edits are worked out with tables that are not those of all modules."""
    return replace(snapshot, derived={}, tables={})


def _about_cycles(analysis: Analysis, path: str) -> tuple[Diagnostic, ...]:
    """What was known before, as far as the file still has an import at that place."""
    if analysis.kept is None:
        return ()
    number = next((n for n, file in enumerate(analysis.kept.files) if file.path == path), -1)
    found = analysis.kept.results.get(number, CheckResult()).diagnostics
    places = {imported.statement.range for imported in analysis.snapshot.modules[path].imports}
    return tuple(item for item in found if item.rule in LAYERS and item.range in places)


class _KnownFacts:
    """Facts of an earlier check, of files that have the same stamp."""

    def __init__(self, earlier: Analysis, disk: FileSystem, changed: Collection[str]) -> None:
        self._facts = {} if earlier.kept is None else known_facts(earlier.kept, changed)
        young = earlier.asked.young
        self._stamps = {path: stamp for path, stamp in earlier.asked.sources.items() if path not in young}
        self._disk = disk

    def of_file(self, path: str) -> FileFacts | None:
        """Those of a file that has not changed by its stamp."""
        stamp = self._stamps.get(path)
        if stamp is None or path not in self._facts or self._disk.stamp(path) != stamp:
            return None
        return self._facts[path]()

    def of_content(self, path: str, data: bytes) -> FileFacts | None:
        """Nothing: a file that was read is looked at."""
