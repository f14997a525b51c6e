"""`__all__` as far as it can be read without running the module; knows nothing of what a star import does with it."""

from __future__ import annotations

import ast
from functools import reduce
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


class DunderAll(msgspec.Struct, frozen=True):
    """The names that are certainly or possibly in `__all__`; `complete` if these are all of them, in any case."""

    names: tuple[str, ...]
    complete: bool


def read_dunder_all(tree: ast.Module, scope: Iterable[ast.AST]) -> DunderAll | None:
    """Read `__all__`, None where the module does not bind it. `scope` are the `nodes_of_scope` of its body."""
    value: DunderAll | None = None
    straight = {id(statement.value if isinstance(statement, ast.Expr) else statement) for statement in tree.body}
    for node in scope:
        changed = _after(value, node)
        if changed is not value:
            # A change under a condition, in a loop or in a handler happens or not.
            value = changed if id(node) in straight else _merged(value, changed)
    return value


def _after(value: DunderAll | None, node: ast.AST) -> DunderAll | None:
    match node:
        case ast.Assign(targets=targets, value=assigned) if any(_binds_all(target) for target in targets):
            return _literal(assigned) if any(_is_all(target) for target in targets) else DunderAll((), complete=False)
        case ast.AnnAssign(target=target, value=ast.expr() as assigned) if _is_all(target):
            return _literal(assigned)
        case ast.AugAssign(target=target, op=ast.Add(), value=added) if _is_all(target):
            return _sum(value, _literal(added))
        case ast.AugAssign(target=target) if _is_all(target):
            return _unknown(value)
        case ast.Call(func=ast.Attribute(value=target, attr=method), args=arguments) if _is_all(target):
            return _after_call(value, method, arguments)
        case ast.Subscript(value=target, ctx=ast.Store() | ast.Del()) if _is_all(target):
            return _unknown(value)
        case ast.ImportFrom(names=aliases) if any((alias.asname or alias.name) == "__all__" for alias in aliases):
            return DunderAll((), complete=False)
        case _:
            return value


def _after_call(value: DunderAll | None, method: str, arguments: list[ast.expr]) -> DunderAll | None:
    match method, arguments:
        case "extend", [added]:
            return _sum(value, _literal(added))
        case "append", [ast.Constant(value=str(name))]:
            return _sum(value, DunderAll((name,), complete=True))
        case (("count" | "index" | "copy" | "sort" | "reverse"), _):
            return value
        case _:
            return _unknown(value)


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _binds_all(target: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__all__" and _stores(node) for node in ast.walk(target))


def _stores(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _literal(node: ast.expr) -> DunderAll:
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            values = [item.value for item in items if isinstance(item, ast.Constant)]
            names = tuple(value for value in values if isinstance(value, str))
            return DunderAll(names, complete=len(names) == len(items))
        case ast.BinOp(op=ast.Add()):
            return reduce(_sum, map(_literal, _terms(node)))
        case ast.Call(func=ast.Name(id="list" | "tuple" | "sorted" | "set"), args=[only], keywords=[]):
            return _literal(only)
        case ast.Call(func=ast.Name(id="list" | "tuple"), args=[], keywords=[]):
            return DunderAll((), complete=True)
        case _:
            return DunderAll((), complete=False)


def _terms(node: ast.expr) -> list[ast.expr]:
    """Return the terms of `a + b + c`, whose tree is as deep to the left as there are terms."""
    terms: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        terms.append(node.right)
        node = node.left
    return [node, *reversed(terms)]


def _sum(left: DunderAll | None, right: DunderAll) -> DunderAll:
    if left is None:
        return DunderAll(right.names, complete=False)
    return DunderAll(left.names + right.names, complete=left.complete and right.complete)


def _merged(before: DunderAll | None, after: DunderAll | None) -> DunderAll | None:
    if before is None or after is None:
        return _unknown(before or after)
    added = tuple(name for name in after.names if name not in before.names)
    return DunderAll(before.names + added, complete=False)


def _unknown(value: DunderAll | None) -> DunderAll:
    return DunderAll(value.names if value else (), complete=False)
