"""What is known of a condition before the program runs; knows nothing of imports.

Decides comparisons with `sys.version_info`, `sys.platform` and `os.name` for a target, and `TYPE_CHECKING` in any
spelling. The rest is unknown.
"""

from __future__ import annotations

import ast
import operator
from enum import IntEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Truth(IntEnum):
    """The value of a condition, ordered so that `and` is the minimum, `or` the maximum and `not` the negation."""

    FALSE = -2
    """False on the target."""
    TYPING = -1
    """False when the program runs, true for a type checker."""
    UNKNOWN = 0
    """Not decidable."""
    RUNTIME = 1
    """True when the program runs, false for a type checker."""
    TRUE = 2
    """True on the target."""


class Target(msgspec.Struct, frozen=True):
    """What the conditions are decided for; `typing_names` are names bound to `TYPE_CHECKING` in the file."""

    version: tuple[int, int]
    platform: str
    typing_names: frozenset[str] = frozenset({"TYPE_CHECKING", "MYPY"})


_VERSION_INFO_LENGTH = 5

_COMPARISONS: Mapping[type[ast.cmpop], Callable[[int, int], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_MIRRORED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}


def evaluate(target: Target, test: ast.expr) -> Truth:
    """Decide `test` as far as it can be known on `target`."""
    try:
        return _evaluate(target, test)
    except RecursionError:
        return Truth.UNKNOWN


def _evaluate(target: Target, test: ast.expr) -> Truth:
    match test:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return Truth.TYPING if name in target.typing_names else Truth.UNKNOWN
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Truth(-_evaluate(target, operand))
        case ast.BoolOp(op=ast.And(), values=values):
            return min(_evaluate(target, value) for value in values)
        case ast.BoolOp(values=values):
            return max(_evaluate(target, value) for value in values)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compare(target, left, op, right)
        case ast.Call(func=ast.Attribute(value=value, attr="startswith"), args=[prefix], keywords=[]):
            return _starts_with(target, value, prefix)
        case _:
            return Truth.UNKNOWN


def typing_names(tree: ast.Module) -> frozenset[str]:
    """Collect the names under which the file knows `TYPE_CHECKING`, aliases of top-level imports included."""
    found = {"TYPE_CHECKING", "MYPY"}
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom):
            found.update(alias.asname for alias in statement.names if alias.name == "TYPE_CHECKING" and alias.asname)
    return frozenset(found)


def _known(value: bool) -> Truth:
    return Truth.TRUE if value else Truth.FALSE


def _compare(target: Target, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Truth:
    if (text := _text_of(target, left)) is not None:
        return _compare_text(text, op, right)
    if (version := _version_of(target, left)) is not None:
        return _compare_version(*version, type(op), right)
    if (version := _version_of(target, right)) is not None:
        return _compare_version(*version, _MIRRORED.get(type(op), type(op)), left)
    if (text := _text_of(target, right)) is not None:
        return _compare_text(text, op, left) if isinstance(op, ast.Eq | ast.NotEq) else _contains(text, op, left)
    return Truth.UNKNOWN


def _is_attribute(node: ast.expr, module: str, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name and _is_name(node.value, module)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _text_of(target: Target, node: ast.expr) -> str | None:
    """Return the string that `sys.platform`, a prefix of it, or `os.name` has on the target."""
    if _is_attribute(node, "sys", "platform"):
        return target.platform
    if _is_attribute(node, "os", "name"):
        return "nt" if target.platform == "win32" else "posix"
    match node:
        case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=ast.Constant(value=int(end)), step=None)):
            return target.platform[:end] if _is_attribute(value, "sys", "platform") else None
        case _:
            return None


def _compare_text(text: str, op: ast.cmpop, other: ast.expr) -> Truth:
    try:
        literal = ast.literal_eval(other)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return Truth.UNKNOWN
    match op:
        case ast.Eq() if isinstance(literal, str):
            return _known(text == literal)
        case ast.NotEq() if isinstance(literal, str):
            return _known(text != literal)
        case ast.In() if isinstance(literal, str | tuple | list | set):
            return _known(text in literal)
        case ast.NotIn() if isinstance(literal, str | tuple | list | set):
            return _known(text not in literal)
        case _:
            return Truth.UNKNOWN


def _contains(text: str, op: ast.cmpop, part: ast.expr) -> Truth:
    """Decide `part in text` and `part not in text`."""
    if not isinstance(part, ast.Constant) or not isinstance(part.value, str):
        return Truth.UNKNOWN
    if isinstance(op, ast.In | ast.NotIn):
        return _known((part.value in text) is isinstance(op, ast.In))
    return Truth.UNKNOWN


def _starts_with(target: Target, value: ast.expr, prefix: ast.expr) -> Truth:
    text = _text_of(target, value)
    prefixes = prefix.elts if isinstance(prefix, ast.Tuple) else [prefix]
    literals = [node.value for node in prefixes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    if text is None or len(literals) != len(prefixes):
        return Truth.UNKNOWN
    return _known(text.startswith(tuple(literals)))


def _version_of(target: Target, node: ast.expr) -> tuple[tuple[int, ...], int | None] | None:
    """Return the known first items of a `sys.version_info` expression and its length, which is None for one number."""
    if _is_attribute(node, "sys", "version_info"):
        return target.version, _VERSION_INFO_LENGTH
    match node:
        case ast.Attribute(value=value, attr="major" | "minor" as part):
            item = 0 if part == "major" else 1
        case ast.Subscript(value=value, slice=ast.Constant(value=0 | 1 as item)):
            pass
        case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=upper, step=None)):
            return _sliced_version(target, value, upper)
        case _:
            return None
    return (target.version[item : item + 1], None) if _is_attribute(value, "sys", "version_info") else None


def _sliced_version(target: Target, value: ast.expr, upper: ast.expr | None) -> tuple[tuple[int, ...], int] | None:
    match upper:
        case None:
            end = _VERSION_INFO_LENGTH
        case ast.Constant(value=int(end)) if 0 < end <= _VERSION_INFO_LENGTH:
            pass
        case _:
            return None
    return (target.version[:end], end) if _is_attribute(value, "sys", "version_info") else None


def _compare_version(known: tuple[int, ...], length: int | None, op: type[ast.cmpop], other: ast.expr) -> Truth:
    compare = _COMPARISONS.get(op)
    literal = _integers(other, single=length is None)
    if compare is None or literal is None:
        return Truth.UNKNOWN
    order = _order(known, length or 1, literal)
    return Truth.UNKNOWN if order is None else _known(compare(order, 0))


def _integers(node: ast.expr, *, single: bool) -> tuple[int, ...] | None:
    if single:
        return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, int) else None
    if not isinstance(node, ast.Tuple):
        return None
    values: list[int] = []
    for item in node.elts:
        # Of a tuple such as (3, 12, 0, "final") at most the leading integers decide: the target's end is not known.
        if not isinstance(item, ast.Constant) or (len(values) < 2 and not isinstance(item.value, int)):
            return None
        values.append(item.value if isinstance(item.value, int) else 0)
    return tuple(values)


def _order(known: tuple[int, ...], length: int, literal: tuple[int, ...]) -> int | None:
    """Compare as tuples do: -1, 0 or 1, and None where an item beyond `known` decides."""
    for index, item in enumerate(literal):
        if index >= length:
            return -1
        if index >= len(known):
            return None
        if known[index] != item:
            return 1 if known[index] > item else -1
    return 1 if length > len(literal) else 0
