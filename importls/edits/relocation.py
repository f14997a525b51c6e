"""Imports that run later in the same module: below the definitions that others wait for.

Statements move as they are written, those around an import too: `try:`, `if …:`. Whether what runs in between calls a
function that needs the import is for a simulation to tell.
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from importls.edits.import_text import comment_behind, without_statement
from importls.edits.name_uses import When
from importls.edits.source import Source
from importls.edits.text_edits import Replacement
from importls.simulation.scopes import names_bound_in

_ONLY_IMPORTS = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Pass)


def lowest_place(source: Source, number: int) -> int | None:
    """The number of the last statement that one with imports can stand behind, None where it cannot move at all.

    What binds the same names, or reads them at import time, has to stay below.
    """
    statement = source.body[number]
    if source.sees_names or not _is_movable(statement):
        return None
    limit = len(source.body)
    for name in names_bound_in((statement,)):
        if name in source.uses.unclear or name == "*":
            return None
        needed = {other for other in source.binders.get(name, ()) if other != number}
        needed |= {use.statement for use in source.uses.of(name) if _runs_at_once(source, use.when)}
        if any(other < number for other in needed):
            return None
        limit = min((limit, *(needed - {number})))
    return limit - 1 if limit - 1 > number else None


def _is_movable(statement: ast.stmt) -> bool:
    """Whether a statement does nothing but import, and perhaps bind what stands in for what cannot be imported."""
    match statement:
        case ast.If(body=body, orelse=orelse):
            return all(map(_is_movable, (*body, *orelse)))
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
            handled = [inner for handler in handlers for inner in handler.body]
            return all(map(_is_movable, (*body, *handled, *orelse, *final)))
        case _:
            return isinstance(statement, _ONLY_IMPORTS)


def _runs_at_once(source: Source, when: When) -> bool:
    return when is When.IMPORT_TIME or (when is When.ANNOTATION and source.evaluates_annotations)


def moved_below(source: Source, numbers: Collection[int], place: int) -> tuple[Replacement, ...]:
    """Put statements behind the one with the number `place`, with their comments and in their order."""
    moved = [source.body[number] for number in sorted(numbers)]
    above = source.body[place]
    end = source.line_end(source.end(above))
    text = "\n".join(f"{source.text_of(statement)}{comment_behind(source, statement)}" for statement in moved)
    gone = (without_statement(source, statement) for statement in moved)
    return *gone, Replacement(end, end, f"\n{_blank_lines(above)}{text}")


def _blank_lines(above: ast.stmt) -> str:
    """What separates an import from the statement above it."""
    match above:
        case ast.Import() | ast.ImportFrom():
            return ""
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return "\n\n"
        case _:
            return "\n"
