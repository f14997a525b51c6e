"""What stands at a place of a file, as far as it is about modules: a part of a dotted name, or an imported name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.editor.entry_points import EntryPoint, entry_points, is_manifest
from importls.editor.module_strings import ModuleString, module_strings
from importls.facts.imports import Position, Range
from importls.facts.statement import module_parts, name_range
from importls.module import BeyondTopLevel
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot
    from resolver.resolution import Resolution


@dataclass(frozen=True, slots=True)
class ModuleSubject:
    """A name of a module, up to and with the part at the place; `resolution` says what it finds.

    `range` is that part. `imported` is the import that it stands in, None in a string.
    """

    name: str
    range: Range
    resolution: Resolution
    imported: ResolvedImport | None = None


@dataclass(frozen=True, slots=True)
class NameSubject:
    """A name that is imported from a module, which may be a submodule; `range` is the name in the statement."""

    name: str
    range: Range
    imported: ResolvedImport


@dataclass(frozen=True, slots=True)
class AttributeSubject:
    """Something in a module that a string names: `mock.patch("module.name")`."""

    name: str
    range: Range
    module: Found


Subject = ModuleSubject | NameSubject | AttributeSubject


def subject_at(snapshot: Snapshot, module: Module, place: Position) -> Subject | None:
    """What stands at the place or ends there; None where it is about no module."""
    return next((found for found in subjects(snapshot, module, place) if _covers(found.range, place)), None)


def subjects(snapshot: Snapshot, module: Module, place: Position | None = None) -> Iterator[Subject]:
    """Everything of the file that is about modules; with a place, at least what is there."""
    if is_manifest(module.path):
        for point in entry_points(module.path, snapshot.text(module.path)):
            yield from _in_entry_point(snapshot, module, point)
        return
    for imported in module.imports:
        if place is None or _covers(imported.statement.range, place):
            yield from _in_statement(snapshot, module, imported)
    for string in module_strings(snapshot, module):
        if place is None or _covers(string.range, place):
            yield from _in_string(snapshot, module, string)


def _covers(where: Range, place: Position) -> bool:
    return where.start <= place <= where.end


def _in_statement(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> Iterator[Subject]:
    text, statement = snapshot.text(module.path), imported.statement
    if not isinstance(imported.resolution, BeyondTopLevel):
        parts = module_parts(text, statement)
        for index, (_, where) in enumerate(parts):
            name = _prefix(imported.name, len(parts) - 1 - index)
            if name:
                yield ModuleSubject(name, where, _resolution(snapshot, module, imported, name), imported)
    for index, wanted in enumerate(statement.names or ()):
        where = name_range(text, statement, index)
        if where != statement.range:
            yield NameSubject(wanted.name, where, imported)


def _prefix(name: str, parts_fewer: int) -> str:
    return name.rsplit(".", parts_fewer)[0] if parts_fewer else name


def _resolution(snapshot: Snapshot, module: Module, imported: ResolvedImport, name: str) -> Resolution:
    if name == imported.name and not isinstance(imported.resolution, BeyondTopLevel):
        return imported.resolution
    return snapshot.search.find_spec(module.file, name)


def _in_entry_point(snapshot: Snapshot, module: Module, point: EntryPoint) -> Iterator[Subject]:
    """Each part of the module's name, and the first name of the object."""
    found: Resolution | None = None
    end = 0
    for part in point.module.split(".") if point.module else ():
        start, end = end + bool(end), end + bool(end) + len(part)
        whole = point.module_range(end)
        where = Range(Position(whole.start.line, whole.start.column + start), whole.end)
        found = snapshot.search.find_spec(module.file, point.module[:end])
        yield ModuleSubject(point.module[:end], where, found)
    if point.object and isinstance(found, Found):
        yield AttributeSubject(point.object.partition(".")[0], point.object_range, found)


def _in_string(snapshot: Snapshot, module: Module, string: ModuleString) -> Iterator[Subject]:
    """Each part of the dotted name; the first one that is no module is an attribute, and nothing is known behind it."""
    start, dots = string.range.start, len(string.written) - len(string.written.lstrip("."))
    written = string.written[dots:].split(".")
    column, above = start.column + dots, None
    for index, part in enumerate(written):
        name = _prefix(string.name, len(written) - 1 - index)
        where = Range(Position(start.line, column), Position(start.line, column + len(part)))
        resolution = snapshot.search.find_spec(module.file, name)
        if string.has_attribute and not isinstance(resolution, Found):
            if above is not None:
                yield AttributeSubject(part, where, above)
            return
        above = resolution if isinstance(resolution, Found) else None
        yield ModuleSubject(name, where, resolution)
        column += len(part) + 1
