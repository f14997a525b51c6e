"""Private names: in a class, `__name` stands for `_Class__name` (`_Py_Mangle` of `Python/compile.c`)."""

from __future__ import annotations

import ast
import re

_PRIVATE = re.compile(r"__(?<!\w__)(?!\w*__\b)\w")


def has_private_names(text: str) -> bool:
    """Whether a text has names that may be private, be it in a string."""
    return _PRIVATE.search(text) is not None


def mangle(tree: ast.Module) -> ast.Module:
    """The tree with private names replaced in place; a second time changes nothing."""
    _mangle_all(tree)
    return tree


def _mangle_all(tree: ast.Module) -> None:
    todo: list[tuple[ast.AST, str]] = [(tree, "")]
    while todo:
        node, cls = todo.pop()
        inner = node.name.lstrip("_") if isinstance(node, ast.ClassDef) else cls
        if cls:
            _mangle_node(node, cls)
        body = set(node.body if isinstance(node, ast.ClassDef) else ())
        todo += [(child, inner if child in body else cls) for child in ast.iter_child_nodes(node)]


_FIELDS = {
    ast.Name: "id",
    ast.Attribute: "attr",
    ast.arg: "arg",
    ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
    ast.ExceptHandler: "name",
}


def _mangle_node(node: ast.AST, cls: str) -> None:
    field = _FIELDS.get(type(node))
    if field is not None:
        setattr(node, field, _mangled(getattr(node, field), cls))
    elif isinstance(node, ast.Global | ast.Nonlocal):
        node.names = [_mangled(name, cls) or name for name in node.names]
    elif isinstance(node, ast.alias) and (bound := _mangled(node.asname or node.name, cls)) != node.name:
        node.asname = bound


def _mangled(name: str | None, cls: str) -> str | None:
    if name is None or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    return f"_{cls}{name}"
