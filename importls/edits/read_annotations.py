"""Which annotations of a module may be read when the program runs: those must stay values."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from importls.facts.syntax_tree import walk

_Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

_READS_ANNOTATIONS = ("get_type_hints", "get_annotations", "__annotations__")
"""Words of code that asks for annotations at run time."""
_INERT_BASES = frozenset(
    {"object", "ABC", "Protocol", "Generic", "Exception", "ValueError", "TypeError", "RuntimeError"}
)
_INERT_DECORATORS = frozenset(
    {
        "abstractmethod",
        "cache",
        "cached_property",
        "classmethod",
        "contextmanager",
        "dataclass",
        "final",
        "lru_cache",
        "overload",
        "override",
        "property",
        "runtime_checkable",
        "setter",
        "staticmethod",
        "wraps",
    }
)
"""Bases and decorators that do not look at annotations, or only at their text."""


def annotations_read(tree: ast.Module, text: str) -> frozenset[ast.expr] | None:
    """Those of variables of classes, and of functions, whose base, metaclass or decorator may look at them.

    None where the module asks for annotations itself, of whatever.
    """
    if any(word in text for word in _READS_ANNOTATIONS):
        return None
    read: set[ast.expr] = set()
    for node in walk(tree):
        if isinstance(node, ast.ClassDef) and not _is_inert(node.bases, node):
            read.update(child.annotation for child in node.body if isinstance(child, ast.AnnAssign))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_inert((), node):
            arguments = (child.annotation for child in ast.walk(node.args) if isinstance(child, ast.arg))
            read.update(one for one in (*arguments, node.returns) if one is not None)
    return frozenset(read)


def _is_inert(bases: Iterable[ast.expr], node: _Definition) -> bool:
    if isinstance(node, ast.ClassDef) and node.keywords:
        return False
    decorators = (item.func if isinstance(item, ast.Call) else item for item in node.decorator_list)
    return all(_last_name(base) in _INERT_BASES for base in bases) and all(
        _last_name(decorator) in _INERT_DECORATORS for decorator in decorators
    )


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
