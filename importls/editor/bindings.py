"""Where a name of a module gets its value: its definition, followed through modules that only hand it on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.editor.files import module_of
from importls.facts.bindings import nodes_of_scope
from importls.facts.imports import Position, Range
from importls.facts.lines import lines_of
from importls.facts.newer_syntax import parse
from importls.facts.statement import name_range
from importls.facts.syntax_tree import code_point_column
from resolver.machinery import Loader

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec

_MOST_STEPS = 50
"""Modules that a name is followed through: more hand nothing on but in circles."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file and a range in it; None is the file as a whole."""

    path: str
    range: Range | None = None


def find_binding(snapshot: Snapshot, spec: ModuleSpec, name: str) -> Place | None:
    """Where the name is bound that `from module import name` gets; None where no source tells."""
    found: Place | None = None
    waiting = [(spec, name)]
    seen: set[tuple[ModuleSpec, str]] = set()
    while waiting and len(seen) < _MOST_STEPS:
        step = waiting.pop(0)
        if step in seen:
            continue
        seen.add(step)
        current, wanted = step
        place, further = _binding_in(snapshot, current, wanted)
        found = place or found
        if place is not None:
            waiting = list(further)
            if not waiting:
                return place
        else:
            waiting += further
    return found


def _binding_in(
    snapshot: Snapshot, spec: ModuleSpec, name: str
) -> tuple[Place | None, tuple[tuple[ModuleSpec, str], ...]]:
    """The place in this module, and where the value comes from if it is only handed on; star imports have no place."""
    path = spec.origin
    if path is None or spec.loader is not Loader.SOURCE_FILE:
        return None, ()
    module = module_of(snapshot, path)
    defined = _defined(snapshot.text(path), name)
    if defined is not None:
        return Place(path, defined), ()
    for imported in module.imports:
        handed = _handed_on(snapshot, module, imported, name)
        if handed is not None:
            return handed
    assigned = _assigned(snapshot.text(path), name)
    if assigned is not None:
        return Place(path, assigned), ()
    stars = (item.found for item in module.imports if item.statement.is_star and item.found is not None)
    return None, tuple((star.spec, name) for star in stars)


def _handed_on(
    snapshot: Snapshot, module: Module, imported: ResolvedImport, name: str
) -> tuple[Place, tuple[tuple[ModuleSpec, str], ...]] | None:
    """The imported name by which a module gets this one, and what it stands for."""
    statement = imported.statement
    for index, item in enumerate(statement.names or ()):
        if (item.alias or item.name) == name:
            place = Place(module.path, name_range(snapshot.text(module.path), statement, index))
            submodule = imported.submodules.get(item.name)
            if submodule is not None and submodule.spec.origin is not None:
                return Place(submodule.spec.origin), ()
            return place, () if imported.found is None else ((imported.found.spec, item.name),)
    if statement.names is None and (statement.alias or statement.module) == name:
        origin = None if imported.found is None else imported.found.spec.origin
        return Place(module.path, statement.range) if origin is None else Place(origin), ()
    return None


def _defined(text: str, name: str) -> Range | None:
    """The name of the last function or class of this name: overloads come before what they are about."""
    if name not in text:
        return None
    found = None
    for node in _scope(text):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
            found = _range_of_name(text, node.lineno, node.col_offset, name) or found
    return found


def _assigned(text: str, name: str) -> Range | None:
    for node in _scope(text) if name in text else ():
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
            return _range_of_name(text, node.lineno, node.col_offset, name)
    return None


def _scope(text: str) -> Iterator[ast.AST]:
    tree = parse(text)
    return iter(()) if tree is None else nodes_of_scope(tree.body)


def _range_of_name(text: str, number: int, offset: int, name: str) -> Range | None:
    """Where the name stands first on the line from an offset in bytes on."""
    line = lines_of(text)[number - 1]
    match = re.compile(rf"\b{re.escape(name)}\b").search(line, code_point_column(line, offset) - 1)
    if match is None:
        return None
    return Range(Position(number, match.start() + 1), Position(number, match.end() + 1))
