"""The operators of values that are known; they ask nothing.

Raised is UnknownValue, or what Python would raise, TypeError or ValueError.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from resolver.module_body.values import Doubt, Entries, FilePath, UnknownValue
from resolver.paths import flavour

WIDTH = re.compile(r"\d{4}")
"""A width in a format that would make a text too long."""

COMPARISONS: Mapping[type[ast.AST], Callable[[Any, Any], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


def operation(left: object, operator_: ast.operator, right: object, separator: str) -> object:
    """The value of `left + right`, `left / right` or `left % right`. Raises UnknownValue, TypeError or ValueError."""
    match left, operator_, right:
        case FilePath(text) | str(text), ast.Div(), FilePath():
            return FilePath(joined_path(separator, text, right))
        case FilePath(text), ast.Div(), str():
            return FilePath(joined_path(separator, text, right))
        case Entries(first, doubt), ast.Add(), Entries(second, other):
            return Entries([*first, *second], _doubt_of_sum(doubt, other))
        case str(), ast.Add(), str():
            return left + right
        case tuple(), ast.Add(), tuple():
            return (*left, *right)
        case int(), ast.Add(), int():
            return left + right
        case int(), ast.Sub(), int():
            return left - right
        case str(), ast.Mod(), _ if not WIDTH.search(left):
            return left % (tuple(map(shown, right)) if isinstance(right, tuple) else shown(right))
        case Entries(items, Doubt.NONE), ast.Mult(), bool():
            return Entries(list(items) if right else [])
        case bool(), ast.Mult(), Entries(items, Doubt.NONE):
            return Entries(list(items) if left else [])
        case _:
            raise UnknownValue


def _doubt_of_sum(first: Doubt, second: Doubt) -> Doubt:
    """Whatever follows a list that may grow, or is not known itself, may only add to what stands before it."""
    return max(first, Doubt.MAY_GROW) if second else first


def joined_path(separator: str, folder: str, name: str | FilePath) -> str:
    """`pathlib`'s `folder / name`."""
    text = name.text if isinstance(name, FilePath) else name
    joined: str = flavour(separator).join(folder, text)
    normal: str = flavour(separator).normpath(joined)
    return joined if ".." in joined else normal


def shown(value: object) -> str | int:
    """What a format shows of a value. Raises UnknownValue."""
    match value:
        case str() | int():
            return value
        case FilePath(text):
            return text
        case _:
            raise UnknownValue
