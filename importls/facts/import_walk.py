"""The import statements of a syntax tree with their exact timing; knows nothing of bytes or speed.

This is the definition of what `scan` answers. `scan` takes a shorter way where the answer must be the same.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from importls.facts.imports import Import, ImportedName, Position, Range, Timing
from importls.facts.syntax_tree import code_point_column
from importls.facts.truth import Target, Truth, evaluate, typing_names

if TYPE_CHECKING:
    from collections.abc import Iterator

_Statements = list[ast.stmt]


def walk_imports(tree: ast.Module, text: str, *, version: tuple[int, int], platform: str) -> tuple[Import, ...]:
    """Find every import of `tree`, which was parsed from `text`, in source order."""
    target = Target(version, platform, typing_names(tree))
    lines = None if text.isascii() else text.split("\n")
    found: list[Import] = []
    # An explicit stack: a chain of thousands of `elif` is deeper than the recursion limit of the host.
    pending: list[tuple[_Statements, Timing]] = [(tree.body, Timing.IMPORT_TIME)]
    while pending:
        statements, timing = pending.pop()
        for statement in statements:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                found.extend(_imports_of(statement, lines, timing))
            else:
                pending.extend(_blocks_of(target, statement, timing))
    found.sort(key=_start)
    return tuple(found)


def _start(statement: Import) -> Position:
    return statement.range.start


def _blocks_of(target: Target, statement: ast.stmt, timing: Timing) -> Iterator[tuple[_Statements, Timing]]:
    match statement:
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
            yield body, max(timing, Timing.DEFERRED)
        case ast.If(test=test, body=body, orelse=orelse):
            truth = evaluate(target, test)
            yield body, max(timing, _timing_where(truth))
            yield orelse, max(timing, _timing_where(Truth(-truth)))
        case (
            ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody)
            | ast.TryStar(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody)
        ):
            for block in (body, orelse, finalbody, *(handler.body for handler in handlers)):
                yield block, timing
        case ast.Match(cases=cases):
            for case in cases:
                yield case.body, timing
        case ast.ClassDef() | ast.With() | ast.AsyncWith():
            yield statement.body, timing
        case ast.For() | ast.AsyncFor() | ast.While():
            yield statement.body, timing
            yield statement.orelse, timing
        case _:
            pass


def _timing_where(truth: Truth) -> Timing:
    if truth is Truth.FALSE:
        return Timing.UNREACHABLE
    return Timing.TYPING if truth is Truth.TYPING else Timing.IMPORT_TIME


def _imports_of(statement: ast.Import | ast.ImportFrom, lines: list[str] | None, timing: Timing) -> Iterator[Import]:
    # `is_lazy` exists from Python 3.15 on (PEP 810).
    if getattr(statement, "is_lazy", False):
        timing = max(timing, Timing.LAZY)
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            yield Import(alias.name, 0, None, alias.asname, _range_of(alias, lines), timing)
        return
    names = tuple(ImportedName(alias.name, alias.asname) for alias in statement.names)
    if names[0].name == "*":
        names = ()
    yield Import(statement.module or "", statement.level, names, None, _range_of(statement, lines), timing)


def _range_of(node: ast.stmt | ast.alias, lines: list[str] | None) -> Range:
    end_line, end_offset = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    if lines is None:
        return Range(Position(node.lineno, node.col_offset + 1), Position(end_line, end_offset + 1))
    start = Position(node.lineno, code_point_column(lines[node.lineno - 1], node.col_offset))
    return Range(start, Position(end_line, code_point_column(lines[end_line - 1], end_offset)))
