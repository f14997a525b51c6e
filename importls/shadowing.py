"""Which imports get a first-party file although another module of that name was meant."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.facts.imports import Import, Range, Timing
from resolver.machinery import EntrySource, Loader
from resolver.module_name import absolute_name
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec
    from resolver.meta_path import MetaPath


@dataclass(frozen=True, slots=True)
class Step:
    """One import on the way: the file and place of the statement, and the two modules by name."""

    path: str
    range: Range
    importer: str
    imported: str
    timing: Timing


@dataclass(frozen=True, slots=True)
class Capture:
    """An import in `importer` that gets `victim`; `chain` leads there, with one step where it does so directly."""

    importer: Module
    victim: Module
    chain: tuple[Step, ...]


def first_party_file_wins(snapshot: Snapshot, module: Module) -> bool:
    """Whether importing the module by its name, as its own project would, finds this very file."""
    found = snapshot.search.main(module.file).find_spec(module.name)
    return isinstance(found, Found) and found.spec.origin == module.path


def is_first_party(snapshot: Snapshot, module: Module) -> bool:
    """Whether the file counts from a root of the project; a checked standard library or site-packages is none."""
    sources = {entry.path: entry.source for entry in snapshot.environment.sys_path}
    return sources.get(module.file.root.path, EntrySource.ROOT) is EntrySource.ROOT


def captures(snapshot: Snapshot, hiding: Mapping[str, Module]) -> Iterator[Capture]:
    """For each file that hides a module, the first import of each checked file that gets it.

    Direct imports are looked at first. Only for files that no checked file imports directly are the standard library
    and the dependencies followed, along what they import when they are imported.
    """
    direct = list(_direct(snapshot, hiding))
    yield from direct
    hit = {capture.victim.name for capture in direct}
    used = {name for name, module in hiding.items() if _is_imported(snapshot, module)}
    rest = {name: module for name, module in hiding.items() if name not in hit and name not in used}
    if rest:
        yield from _indirect(snapshot, rest)


def _is_imported(snapshot: Snapshot, module: Module) -> bool:
    """Whether any checked file imports the file at all, for whatever names."""
    return any(
        imported.found is not None and imported.found.spec.origin == module.path
        for other in snapshot.modules.values()
        for imported in other.imports
    )


def _direct(snapshot: Snapshot, hiding: Mapping[str, Module]) -> Iterator[Capture]:
    for module in snapshot.modules.values():
        seen: set[str] = set()
        for imported in module.imports:
            victim = hiding.get(imported.name)
            if victim is None or victim.name in seen or not _runs(imported.statement) or imported.statement.level:
                continue
            if imported.found is None or imported.found.spec.origin != victim.path or module.path == victim.path:
                continue
            if not _is_meant(snapshot, imported.statement, victim):
                seen.add(victim.name)
                yield Capture(module, victim, (_step(module.path, module.name, imported.statement, victim.name),))


def _runs(statement: Import) -> bool:
    return statement.timing in (Timing.IMPORT_TIME, Timing.DEFERRED, Timing.LAZY)


def _is_meant(snapshot: Snapshot, statement: Import, victim: Module) -> bool:
    """Whether every name that is asked for is one that the first-party file binds."""
    if not statement.names:
        return False
    reading = snapshot.reading(victim.path)
    return reading is not None and all(name.name in reading.names for name in statement.names)


def _step(path: str, importer: str, statement: Import, imported: str) -> Step:
    return Step(path, statement.range, importer, imported, statement.timing)


MOST_FOLLOWED = 3_000
"""Modules that are followed at most: more than any program of the corpus loads when it starts."""


def _indirect(snapshot: Snapshot, hiding: Mapping[str, Module]) -> Iterator[Capture]:
    """Breadth first from the imports of the checked files through modules that are not checked."""
    finders = snapshot.search.main(next(iter(hiding.values())).file)
    waiting = deque(_entries(snapshot))
    seen: set[str] = set()
    open_names = set(hiding)
    while waiting and open_names and len(seen) < MOST_FOLLOWED:
        importer, spec, chain = waiting.popleft()
        origin = _source_of(spec)
        if origin is None or origin in seen:
            continue
        seen.add(origin)
        for statement in snapshot.scan(origin).imports:
            if statement.timing is not Timing.IMPORT_TIME:
                continue
            name = absolute_name(statement.module, statement.level, spec.parent)
            if name is None:
                continue
            step = _step(origin, spec.name, statement, name)
            if name in open_names:
                open_names.discard(name)
                yield Capture(importer, hiding[name], (*chain, step))
            waiting.extend((importer, found, (*chain, step)) for found in _started(finders, name))


def _entries(snapshot: Snapshot) -> Iterator[tuple[Module, ModuleSpec, tuple[Step, ...]]]:
    """Every module outside the check that a checked file imports while it is imported."""
    for module in snapshot.modules.values():
        for imported in module.imports:
            found = imported.found
            if found is None or imported.statement.timing is not Timing.IMPORT_TIME:
                continue
            if found.spec.origin not in snapshot.modules:
                yield module, found.spec, (_step(module.path, module.name, imported.statement, imported.name),)


def _started(finders: MetaPath, name: str) -> Iterator[ModuleSpec]:
    """The module and the packages above it, outermost first."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        found = finders.find_spec(".".join(parts[:length]))
        if isinstance(found, Found):
            yield found.spec


def _source_of(spec: ModuleSpec) -> str | None:
    return spec.origin if spec.loader is Loader.SOURCE_FILE else None
