"""Submodules that a package has without saying so: in `__all__`, and as names that importing them has bound.

`from .part import f` binds `part` in its package too, and a star import of a package imports what `__all__` names.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.editor.import_style import counted_from
from importls.edits.scoped_uses import scoped_names
from importls.edits.source import read_source

if TYPE_CHECKING:
    from importls.edits.source import Source
    from importls.renaming.editing import Editing
    from importls.renaming.moves import Moves


def rewrite_exports(editing: Editing) -> None:
    """Rewrite `__all__` of a package, and give names that would be missing by an import of their own."""
    children = dict(_children(editing.moves, editing.file.name)) if editing.file.is_package else {}
    stars = dict(_from_stars(editing))
    words = [word for word in {*children, *stars} if re.search(rf"(?<!\.)\b{word}\b", editing.text)]
    source = read_source(editing.text, editing.moves.snapshot.environment.version) if words else None
    if source is None:
        return
    names = scoped_names(source.tree, words)
    for word in words:
        if (source.tree, word) in names.binders:
            continue
        is_used = any(names.of(source.tree, word))
        if word in stars and is_used:
            full, start = stars[word]
            editing.before_statement(start, _import_of(editing, full, word))
        elif word in children and is_used and (place := _first_import(editing, children[word])) is not None:
            editing.before_statement(place, _import_of(editing, children[word], word))
        elif word in children:
            _rewrite_all(editing, source, word, children[word])


def _children(moves: Moves, package: str) -> Iterator[tuple[str, str]]:
    """The direct submodules of a package that go apart, by their last names."""
    if package in moves.holders:
        yield from ((name.rpartition(".")[2], name) for name in moves.apart if name.rpartition(".")[0] == package)


def _from_stars(editing: Editing) -> Iterator[tuple[str, tuple[str, int]]]:
    """The names that star imports of packages may bind to submodules which move, with the start of the statement."""
    for imported in editing.module.imports:
        found = imported.found
        if not imported.statement.is_star or found is None or imported.name not in editing.moves.holders:
            continue
        reading = editing.moves.snapshot.reading(found.spec.origin) if found.spec.origin else None
        exported = None if reading is None else reading.dunder_all
        for word, full in _children(editing.moves, imported.name):
            if (word in exported) if exported is not None else not hasattr(builtins, word):
                yield word, (full, editing.offset(imported.statement.range.start))


def _import_of(editing: Editing, full: str, word: str) -> str:
    """A statement that binds the word to the module."""
    package, _, last = editing.moves.names[full].rpartition(".")
    named = last if last == word else f"{last} as {word}"
    if not package:
        return f"import {named}"
    return f"from {counted_from(editing.after.package, package) or package} import {named}"


def _first_import(editing: Editing, full: str) -> int | None:
    """Where the first statement stands that imports the module, or something in it."""
    for imported in editing.module.imports:
        if f"{imported.name}.".startswith(f"{full}.") and imported.statement.timing.runs:
            return editing.offset(imported.statement.range.start)
    return None


def _rewrite_all(editing: Editing, source: Source, word: str, full: str) -> None:
    """The submodule under its new name, or taken out where it is no submodule of the package any more."""
    package, _, last = editing.moves.names[full].rpartition(".")
    for constant in _in_all(source.tree, word):
        start, end = source.start(constant), source.end(constant)
        if package == editing.after.name:
            editing.replace(start + 1, end - 1, last)
        else:
            behind = re.compile(r"\s*,[ \t]*").match(editing.text, end)
            before = re.search(r",\s*\Z", editing.text[:start])
            start = before.start() if behind is None and before is not None else start
            editing.replace(start, end if behind is None else behind.end(), "")


def _in_all(tree: ast.Module, word: str) -> Iterator[ast.Constant]:
    """The literals of this text in what `__all__` is given."""
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                yield from _literals(value, word)
            case ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value):
                yield from _literals(value, word)
            case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                yield from _literals(value, word)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"))) as call):
                yield from _literals(call, word)
            case _:
                pass


def _literals(node: ast.expr, word: str) -> Iterator[ast.Constant]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Constant) and inner.value == word)
