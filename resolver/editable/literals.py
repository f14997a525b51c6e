"""Literals of generated modules, read from their syntax tree. It knows no format and looks up no module."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from resolver.syntax_tree import parse


def statements(source: bytes) -> list[ast.stmt]:
    """The statements of a module; empty for what cannot be parsed here."""
    tree = parse(source)
    return [] if tree is None else tree.body


def literal(node: ast.expr) -> object:
    """A literal, or two strings joined with `+`, which is how setuptools writes its placeholder; else None."""
    match node:
        case ast.BinOp(ast.Constant(value=str() as first), ast.Add(), ast.Constant(value=str() as second)):
            return first + second
        case _:
            pass
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def assigned(body: Iterable[ast.stmt]) -> dict[str, object]:
    """The names that the statements assign a literal."""
    values: dict[str, object] = {}
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values[name] = literal(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                values[name] = literal(value)
            case _:
                pass
    return values


def calls(body: Iterable[ast.stmt]) -> Iterator[tuple[str, list[object], str | None]]:
    """Function name, positional arguments, and the function around it, of each call that is a statement or assigned.

    Functions are looked into one level deep; of `a.b.c(…)` the name is `c`.
    """
    for statement in body:
        if isinstance(statement, ast.FunctionDef):
            yield from ((name, arguments, statement.name) for name, arguments, _ in calls(statement.body))
        match statement:
            case ast.Expr(ast.Call() as call) | ast.Assign(value=ast.Call() as call):
                yield _name_of(call.func), [literal(argument) for argument in call.args], None
            case _:
                pass


def strings(value: object) -> dict[str, str]:
    """Those items of a dictionary literal that have strings on both sides; none of anything else."""
    items = value.items() if isinstance(value, dict) else ()
    return {key: path for key, path in items if isinstance(key, str) and isinstance(path, str)}


def string_lists(value: object) -> dict[str, list[str]]:
    """Those items of a dictionary literal that give a list of strings for a string; none of anything else."""
    items = value.items() if isinstance(value, dict) else ()
    return {key: list_of_strings(paths) for key, paths in items if isinstance(key, str)}


def list_of_strings(value: object) -> list[str]:
    """The strings in a list, tuple or set literal; none of anything else."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple | set) else []


def _name_of(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
