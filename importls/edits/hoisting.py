"""Imports of functions, moved to the top of the module; whether they can run there is not known here.

Only those that the function runs whatever happens before: none that stand in an `if`, a `try` or a loop.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from importls.edits.import_text import without_statement
from importls.edits.name_uses import Function, name_uses
from importls.edits.source import ImportStatement, Source, bound_by, is_future, read_source
from importls.edits.text_edits import Replacement, Replacements, in_order, replaced
from importls.simulation.scopes import arguments_of, names_bound_in


class DeferredImport(NamedTuple):
    """An import statement and the functions around it, the innermost last: that in whose body it stands."""

    statement: ImportStatement
    functions: tuple[Function, ...]


def deferred_imports(source: Source) -> Iterator[DeferredImport]:
    """Those of functions and methods, of inner ones too, in the order of the text."""
    waiting: list[tuple[ast.stmt, tuple[Function, ...], bool]] = [(one, (), False) for one in reversed(source.body)]
    while waiting:
        statement, functions, is_in_function = waiting.pop()
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                waiting += ((inner, (*functions, statement), True) for inner in reversed(statement.body))
            case ast.ClassDef():
                waiting += ((inner, functions, False) for inner in reversed(statement.body))
            case ast.Import() | ast.ImportFrom() if is_in_function:
                yield DeferredImport(statement, functions)
            case _:
                pass


def hoisted(source: Source, deferred: DeferredImport) -> Replacements | None:
    """Move a statement below the imports at the top of the module.

    None where its names would mean something else somewhere: a name of the module, or one that other functions use.
    """
    statement = deferred.statement
    names = frozenset(bound_by(alias, statement) for alias in statement.names)
    if source.sees_names or "*" in source.binders or not names.isdisjoint({*source.binders, *source.global_names}):
        return None
    uses = name_uses(source.tree, names)
    if uses.unclear or any(map(uses.of, names)) or any(name.startswith("__") for name in names):
        return None
    if not all(names.isdisjoint(_bound_besides(function, statement)) for function in deferred.functions):
        return None
    place = _below_imports(source)
    feed = "" if not place or source.text[place - 1] == "\n" else "\n"
    here = Replacement(place, place, f"{feed}{source.text_of(statement)}\n")
    moved = in_order((here, _gone(source, deferred)))
    return moved if moved and read_source(replaced(source.text, moved), source.version) is not None else None


def _bound_besides(function: Function, statement: ast.stmt) -> frozenset[str]:
    """The local names of a function but for those of one statement of its body."""
    others = names_bound_in(one for one in function.body if one is not statement)
    return others.union(argument.arg for argument in arguments_of(function.args))


def _gone(source: Source, deferred: DeferredImport) -> Replacement:
    if len(deferred.functions[-1].body) > 1:
        return without_statement(source, deferred.statement)
    return Replacement(source.start(deferred.statement), source.end(deferred.statement), "pass")


def _below_imports(source: Source) -> int:
    """Where the line behind the first block of imports starts."""
    place = source.header_end()
    for statement in _behind_header(source.body):
        if not isinstance(statement, ImportStatement):
            break
        place = min(source.line_end(source.end(statement)) + 1, len(source.text))
    return place


def _behind_header(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for number, statement in enumerate(body):
        is_docstring = not number and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_docstring and not is_future(statement):
            yield statement
