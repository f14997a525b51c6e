"""Which imports get a first-party file although another module of that name was meant."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.facts.imports import Import, Range, Timing
from resolver.machinery import Loader
from resolver.module_name import absolute_name
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module
    from importls.search import FindSpec
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec


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
    found = snapshot.search.find_on_roots(module.file, module.name)
    return isinstance(found, Found) and found.spec.origin == module.path


def is_first_party(snapshot: Snapshot, module: Module) -> bool:
    """Whether the file counts from a root of the project; a checked standard library or site-packages is none."""
    if module.file.root in snapshot.project.roots:
        return True
    return module.file.root.path not in {entry.path for entry in snapshot.environment.sys_path}


def captures(snapshot: Snapshot, hiding: Mapping[str, Module]) -> Iterator[Capture]:
    """For each file that hides a module, the first import of each checked file that gets it.

    `hiding` are the files by path. Direct imports are looked at first. Only for files that no checked file imports
    directly are the standard library and the dependencies followed, along what they import when they are imported.
    """
    used: set[str] = set()
    for module in snapshot.modules.values():
        for imported in module.imports:
            path = imported.found.spec.origin if imported.found is not None else None
            if path in hiding and path is not None:
                used.add(path)
        yield from _direct(snapshot, module, hiding)
    by_root: dict[str, dict[str, Module]] = {}
    for path, victim in hiding.items():
        if path not in used:
            by_root.setdefault(victim.file.root.path, {})[victim.name] = victim
    for rest in by_root.values():
        yield from _indirect(snapshot, rest)


def _direct(snapshot: Snapshot, module: Module, hiding: Mapping[str, Module]) -> Iterator[Capture]:
    seen: set[str] = set()
    for imported in module.imports:
        path = imported.found.spec.origin if imported.found is not None else None
        victim = hiding.get(path) if path is not None else None
        if victim is None or victim is module or victim.path in seen or imported.statement.level:
            continue
        if imported.name != victim.name or not imported.statement.timing.runs:
            continue
        if not _is_meant(snapshot, imported.statement, victim):
            seen.add(victim.path)
            yield Capture(module, victim, (_step(module.path, module.name, imported.statement, victim.name),))


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
    """Breadth first from the imports of the checked files through modules that are not checked.

    `hiding` are files of one root by the name that they hide.
    """
    find_spec = snapshot.search.from_roots(next(iter(hiding.values())).file)
    waiting = deque(_entries(snapshot))
    seen: set[str] = set()
    open_names = set(hiding)
    while waiting and open_names and len(seen) < MOST_FOLLOWED:
        importer, spec, chain = waiting.popleft()
        origin = _source_of(spec)
        if origin is None or origin in seen:
            continue
        seen.add(origin)
        for statement in snapshot.facts(origin).imports:
            if statement.timing is not Timing.IMPORT_TIME:
                continue
            name = absolute_name(statement.module, statement.level, spec.parent)
            if name is None:
                continue
            step = _step(origin, spec.name, statement, name)
            if name in open_names:
                open_names.discard(name)
                yield Capture(importer, hiding[name], (*chain, step))
            waiting.extend((importer, found, (*chain, step)) for found in _started(find_spec, name))


def _entries(snapshot: Snapshot) -> Iterator[tuple[Module, ModuleSpec, tuple[Step, ...]]]:
    """Every module outside the check that a checked file imports while it is imported."""
    for module in snapshot.modules.values():
        for imported in module.imports:
            found = imported.found
            if found is None or imported.statement.timing is not Timing.IMPORT_TIME:
                continue
            if found.spec.origin not in snapshot.modules:
                yield module, found.spec, (_step(module.path, module.name, imported.statement, imported.name),)


def _started(find_spec: FindSpec, name: str) -> Iterator[ModuleSpec]:
    """The module and the packages above it, outermost first."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        found = find_spec(".".join(parts[:length]))
        if isinstance(found, Found):
            yield found.spec


def _source_of(spec: ModuleSpec) -> str | None:
    return spec.origin if spec.loader is Loader.SOURCE_FILE else None
