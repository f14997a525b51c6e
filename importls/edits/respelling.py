"""An import with another name in it: the statement, and what in its file uses the name that it binds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Edit
from importls.edits.name_uses import name_uses
from importls.edits.source import Source, bound_by, read_source
from importls.edits.text_edits import Replacement, edits_of, in_order
from importls.facts.imports import Range
from importls.facts.newer_syntax import parse
from importls.facts.statement import module_parts
from importls.facts.syntax_tree import walk
from importls.simulation.scopes import names_bound_in

if TYPE_CHECKING:
    from importls.module import ResolvedImport

_ANY_VERSION = (3, 14)
"""What names mean does not depend on it."""


def respelt_module(path: str, text: str, imported: ResolvedImport, wrong: str, meant: str) -> tuple[Edit, ...]:
    """The edits of the file that write `meant` where a statement has the dotted name `wrong` at its start.

    Empty where it is not written as it is meant.
    """
    statement = imported.statement
    parts = module_parts(text, statement)
    last = len(parts) - 1 - imported.name.count(".") + wrong.count(".")
    if not 0 <= last < len(parts) or parts[last][0] != wrong.rpartition(".")[2]:
        return ()
    if wrong.rpartition(".")[0] == meant.rpartition(".")[0]:
        tail = meant.rpartition(".")[2]
        where = parts[last][1]
        if statement.names is not None or statement.alias is not None:
            return (Edit(path, where, tail),)
        if "." not in imported.name and _is_bound(text, tail):
            return (Edit(path, where, f"{tail} as {wrong}"),)
        return Edit(path, where, tail), *_renamed_uses(path, text, imported, wrong, tail)
    if statement.level:
        return ()
    written = meant
    if statement.names is None and statement.alias is None:
        if wrong != imported.name or "." in wrong:
            return ()
        written = f"{meant} as {wrong}"  # Whatever uses the name goes on to do so.
    return (Edit(path, Range(parts[0][1].start, parts[last][1].end), written),)


def respelt_name(path: str, text: str, imported: ResolvedImport, where: Range, meant: str) -> tuple[Edit, ...]:
    """The edits that ask for another name of the module than the one at this place."""
    name = _at(text, where)
    edit = Edit(path, where, meant)
    if any(item.name == name and item.alias is not None for item in imported.statement.names or ()):
        return (edit,)
    if _is_bound(text, meant):
        return (Edit(path, where, f"{meant} as {name}"),)
    return edit, *_renamed_uses(path, text, imported, name, meant)


def _is_bound(text: str, name: str) -> bool:
    """Whether anything in the text binds the name already, which would then mean two things."""
    tree = parse(text) if name in text else None
    for node in () if tree is None else walk(tree):
        match node:
            case ast.Name(id=bound, ctx=ast.Store()) | ast.arg(arg=bound):
                pass
            case ast.FunctionDef(name=bound) | ast.AsyncFunctionDef(name=bound) | ast.ClassDef(name=bound):
                pass
            case ast.alias(name=imported, asname=alias):
                bound = alias or imported.partition(".")[0]
            case _:
                continue
        if bound == name:
            return True
    return False


def _at(text: str, where: Range) -> str:
    line = text.split("\n")[where.start.line - 1]
    return line[where.start.column - 1 : where.end.column - 1]


def _renamed_uses(path: str, text: str, imported: ResolvedImport, wrong: str, tail: str) -> tuple[Edit, ...]:
    """What uses the last part of the dotted name, in the module that binds it and nowhere else binds its first part.

    Where that is not plain, uses stay: another tool will say that they name nothing.
    """
    source = read_source(text, _ANY_VERSION)
    first, *rest = wrong.split(".")
    if source is None or not _is_bound_once(source, imported, first):
        return ()
    uses = name_uses(source.tree, (first,))
    if first in uses.unclear:
        return ()
    replacements = in_order(_replacements(source, [use.node for use in uses.of(first)], rest, tail))
    return edits_of(path, text, replacements or ())


def _is_bound_once(source: Source, imported: ResolvedImport, name: str) -> bool:
    """Whether this statement of the module itself is all that binds the name, or other parts of the same package."""
    start = imported.statement.range.start
    numbers = source.binders.get(name, ())
    statements = [source.body[number] for number in numbers]
    if not any(item.lineno <= start.line <= (item.end_lineno or item.lineno) for item in statements):
        return False
    return len(numbers) == 1 and names_bound_in(statements) >= {name} and _imports_it(statements[0], name)


def _imports_it(statement: ast.stmt, name: str) -> bool:
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return False
    return sum(bound_by(alias, statement) == name for alias in statement.names) == 1


def _replacements(
    source: Source, nodes: list[ast.Name | ast.Constant], rest: list[str], tail: str
) -> Iterator[Replacement]:
    """The last part of the dotted name at each use that has all its parts."""
    behind = re.compile("".join(rf"\s*\.\s*({re.escape(part)})\b" for part in rest))
    for node in nodes:
        if isinstance(node, ast.Constant):
            continue
        match = behind.match(source.text, source.end(node))
        if not rest:
            yield Replacement(source.start(node), source.end(node), tail)
        elif match is not None:
            yield Replacement(*match.span(len(rest)), tail)
