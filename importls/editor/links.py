"""The modules that a file names, each with the file that it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.editor.definition import source_of
from importls.editor.entry_points import entry_points, is_manifest
from importls.editor.module_strings import module_strings
from importls.facts.imports import Range
from importls.facts.statement import module_range, name_range
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec


@dataclass(frozen=True, slots=True)
class Link:
    """The place of a module's name, the name itself, and the file that tells what it is."""

    range: Range
    name: str
    path: str


def links(snapshot: Snapshot, module: Module) -> Iterator[Link]:
    """Every module that is found and has a file to read."""
    text = snapshot.text(module.path)
    for point in entry_points(module.path, text) if is_manifest(module.path) else ():
        found = snapshot.search.find_spec(module.file, point.module) if point.module else None
        if isinstance(found, Found):
            yield from _link(snapshot, module, point.module_range(), point.module, found.spec)
    for imported in module.imports:
        if imported.found is None:
            continue
        yield from _link(snapshot, module, module_range(text, imported.statement), imported.name, imported.found.spec)
        for index, item in enumerate(imported.statement.names or ()):
            if item.name in imported.submodules:
                where, spec = name_range(text, imported.statement, index), imported.submodules[item.name].spec
                yield from _link(snapshot, module, where, f"{imported.name}.{item.name}", spec)
    for string in () if is_manifest(module.path) else module_strings(snapshot, module):
        found = snapshot.search.find_spec(module.file, string.name)
        if isinstance(found, Found):
            yield from _link(snapshot, module, string.range, string.name, found.spec)


def _link(snapshot: Snapshot, module: Module, where: Range, name: str, spec: ModuleSpec) -> Iterator[Link]:
    place = source_of(snapshot, module, name, spec)
    if place is not None and place.path != module.path:
        yield Link(where, name, place.path)
