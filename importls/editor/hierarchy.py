"""What a module imports, and who imports it, as a hierarchy: one item a module, with the places of the imports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.editor.bindings import Place
from importls.editor.definition import source_of
from importls.editor.files import module_of
from importls.editor.references import references
from importls.facts.imports import Range
from importls.facts.statement import module_range, name_range

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A module by name and file, and the places of the imports between it and the module that was asked about."""

    name: str
    path: str
    ranges: tuple[Range, ...]


def imported_by(snapshot: Snapshot, path: str) -> list[Neighbour]:
    """The modules that this one imports and that have a file to read, in the order of its imports."""
    module = module_of(snapshot, path)
    found: dict[tuple[str, str], list[Range]] = {}
    for imported in module.imports:
        for name, place, where in _targets(snapshot, module, imported):
            if place.path != path:
                found.setdefault((name, place.path), []).append(where)
    return [Neighbour(name, file, tuple(ranges)) for (name, file), ranges in found.items()]


def _targets(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> Iterable[tuple[str, Place, Range]]:
    if imported.found is None:
        return
    text, statement = snapshot.text(module.path), imported.statement
    place = source_of(snapshot, module, imported.name, imported.found.spec)
    if place is not None:
        yield imported.name, place, module_range(text, statement)
    for index, item in enumerate(statement.names or ()):
        if item.name in imported.submodules:
            name = f"{imported.name}.{item.name}"
            place = source_of(snapshot, module, name, imported.submodules[item.name].spec)
            if place is not None:
                yield name, place, name_range(text, statement, index)


def importers_of(snapshot: Snapshot, path: str, candidates: Iterable[str]) -> list[Neighbour]:
    """The checked modules that import this one, by name."""
    found: dict[str, list[Range]] = {}
    for place in references(snapshot, module_of(snapshot, path).name, path, candidates):
        if place.range is not None and place.path != path:
            found.setdefault(place.path, []).append(place.range)
    neighbours = (Neighbour(snapshot.by_name(other), other, tuple(ranges)) for other, ranges in found.items())
    return sorted(neighbours, key=lambda neighbour: (neighbour.name, neighbour.path))
