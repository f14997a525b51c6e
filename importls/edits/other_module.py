"""Imports that name another module: `import m` for `from m import x`, and the module that defines what is re-exported.

Which module defines a name, and whether `m` may hold something else, is not known here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from importls.edits.import_text import taken_out, with_module
from importls.edits.name_uses import Use
from importls.edits.source import Imported, Source, bound_by
from importls.edits.text_edits import Replacement
from importls.facts.syntax_tree import walk


def as_module(source: Source, imported: Imported) -> tuple[Replacement, ...] | None:
    """Import the module of `from m import x` and take `x` from it where it is used; None where that may change more.

    The module gets its last name as the variable, which nothing else in the file may have.
    """
    statement = imported.statement
    if not isinstance(statement, ast.ImportFrom) or not statement.module or imported.is_lazy or source.sees_names:
        return None
    package, _, module = statement.module.rpartition(".")
    gone = taken_out(source, imported)
    if gone is None or source.exported is None or _is_name_taken(source, module):
        return None
    text = (
        f"from {'.' * statement.level}{package} import {module}" if package or statement.level else f"import {module}"
    )
    replacements = [gone, _in_place(source, imported, text)]
    for alias in imported.aliases:
        renamed = _renamed(source, imported, alias, module)
        if renamed is None:
            return None
        replacements += renamed
    return _joined(replacements)


def as_part(source: Source, imported: Imported) -> tuple[Replacement, ...] | None:
    """`from a import b` for `import a.b`, and `b` for `a.b`: the part is found while its package does not have it yet.

    None where the package itself is used, or bound by another statement.
    """
    statement = imported.statement
    if not isinstance(statement, ast.Import) or not imported.is_whole or imported.is_lazy or source.sees_names:
        return None
    top, *parts = statement.names[0].name.split(".")
    if not parts or len(statement.names) > 1 or statement.names[0].asname or _is_name_taken(source, parts[-1]):
        return None
    uses = source.uses.of(top)
    is_alone = top not in source.uses.unclear and len(source.binders[top]) == 1
    if not is_alone or any(use.attributes[: len(parts)] != tuple(parts) for use in uses):
        return None
    *above, last = statement.names[0].name.split(".")
    changed = [_shortened(source, use, len(parts), last) for use in uses]
    known = [one for one in changed if one is not None]
    start, end = source.start(statement), source.end(statement)
    new = Replacement(start, end, f"from {'.'.join(above)} import {last}")
    return (new, *known) if len(known) == len(changed) else None


def _shortened(source: Source, use: Use, length: int, text: str) -> Replacement | None:
    """Put a name in the place of another one and so many of its attributes, None where these are not known to stand."""
    start = source.start(use.node)
    pattern = r"\s*\.\s*".join((use.node.id, *use.attributes[:length])) if isinstance(use.node, ast.Name) else r"(?!)"
    match = re.compile(pattern).match(source.text, start)
    return None if match is None else Replacement(start, match.end(), text)


def _is_name_taken(source: Source, name: str) -> bool:
    """Whether any code of the file uses a name, be it as a variable, a parameter or in an import."""
    for node in walk(source.tree):
        match node:
            case ast.Name(id=other) | ast.arg(arg=other) | ast.Global(names=[other, *_]):
                is_taken = other == name
            case ast.alias(name=imported, asname=asname):
                is_taken = (asname or imported.partition(".")[0]) == name
            case ast.FunctionDef(name=other) | ast.AsyncFunctionDef(name=other) | ast.ClassDef(name=other):
                is_taken = other == name
            case ast.ExceptHandler(name=other) | ast.MatchAs(name=other) | ast.MatchStar(name=other):
                is_taken = other == name
            case ast.MatchMapping(rest=other):
                is_taken = other == name
            case _:
                is_taken = False
        if is_taken:
            return True
    return False


def _renamed(source: Source, imported: Imported, alias: ast.alias, module: str) -> list[Replacement] | None:
    """`m.x` wherever the name is used, None where it may be used in a way that cannot be rewritten."""
    name = bound_by(alias, imported.statement)
    if alias.name in ("*", alias.asname) or source.exported is None or name in source.exported:
        return None
    if name in source.uses.unclear or len(source.binders.get(name, ())) != 1:
        return None
    renamed = [_replacement(source, use, f"{module}.{alias.name}") for use in source.uses.of(name)]
    known = [one for one in renamed if one is not None]
    return known if len(known) == len(renamed) and known else None


def _replacement(source: Source, use: Use, text: str) -> Replacement | None:
    """None where the place of the name is not known: in a string, or in an f-string of an older parser."""
    node = use.node
    if not isinstance(node, ast.Name) or source.text_of(node) != node.id:
        return None
    return Replacement(source.start(node), source.end(node), text)


def from_module(
    source: Source, imported: Imported, written: str, names: Mapping[ast.alias, str]
) -> tuple[Replacement, ...] | None:
    """Import the names from another module, written with its dots as after `from`, which has these names for them."""
    statement = imported.statement
    renamed = {
        number: (names[alias], bound_by(alias, statement))
        for number, alias in enumerate(statement.names)
        if alias in imported.aliases
    }
    text = with_module(source.text_of(statement), renamed, written)
    gone = taken_out(source, imported)
    if gone is None or text is None:
        return None
    return _joined([gone, _in_place(source, imported, text)])


def _in_place(source: Source, imported: Imported, text: str) -> Replacement:
    """Put a statement where the old one stands: instead of it, or on a line before what is left of it."""
    statement = imported.statement
    start = source.start(statement)
    if imported.is_whole:
        return Replacement(start, source.end(statement), text)
    indent = source.text[source.line_start(start) : start]
    return Replacement(start, start, f"{text}; " if indent.strip() else f"{text}\n{indent}")


def _joined(replacements: list[Replacement]) -> tuple[Replacement, ...]:
    """What takes a whole statement out is not needed where another one takes its place."""
    gone, new, *others = replacements
    return (new, *others) if new.start < new.end else (gone, new, *others)
