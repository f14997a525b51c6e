"""Operators of values that are known; everything else gives UNKNOWN."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from importls.simulation.file_paths import joined
from importls.simulation.items import contains, entries_of, same
from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine
from importls.simulation.raising import compute
from importls.simulation.values import (
    UNKNOWN,
    Class,
    Dict,
    FilePath,
    List,
    Maybe,
    Unknown,
    Value,
    is_plain,
)

_LONGEST = 10_000

_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Mod: operator.mod,
    ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.RShift: operator.rshift,
}
_ORDER: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def binary(machine: Machine, left: Value, kind: type[ast.operator], right: Value, frame: Frame) -> Value:
    """`left + right` and its like; UNKNOWN where it cannot be told or would be very long. Raises Raised."""
    if isinstance(left, FilePath) and kind is ast.Div:
        return joined(left, right) or UNKNOWN
    if isinstance(left, List) and kind is ast.Add:
        return _sum_of_lists(machine, left, right)
    if isinstance(left, Dict) and kind is ast.BitOr:
        return _merged(machine, left, right)
    if isinstance(left, tuple) and isinstance(right, tuple) and kind is ast.Add:
        return left + right
    if not is_plain(left) or not is_plain(right) or kind not in _BINARY or _is_long(left) or _is_long(right):
        return UNKNOWN
    if kind is ast.Mult and (isinstance(left, str | bytes | tuple) or isinstance(right, str | bytes | tuple)):
        return UNKNOWN
    result = compute(machine, frame, _BINARY[kind], left, right)
    return UNKNOWN if _is_long(result) else result


def _is_long(value: Value) -> bool:
    if isinstance(value, str | bytes | tuple):
        return len(value) > _LONGEST
    return isinstance(value, int) and abs(value) > 1 << 128


def _sum_of_lists(machine: Machine, left: List, right: Value) -> Value:
    added = machine.iterate(right) if isinstance(right, List) else None
    known = isinstance(left.items, tuple) and added is not None
    items = (*left.items, *added) if known else UNKNOWN  # type: ignore[misc] # reason: both are tuples when known
    return List(items, left.kind, born=machine.journal.birth())


def _merged(machine: Machine, left: Dict, right: Value) -> Value:
    made = Dict(machine.journal.new(), is_open=left.is_open, born=machine.journal.birth())
    made.entries.update(left.entries)
    other = entries_of(machine, right)
    if other is None:
        made.is_open = True
    else:
        made.entries.update(other[0])
        made.is_open = made.is_open or other[1]
    return made


def compare(machine: Machine, left: Value, kind: type[ast.cmpop], right: Value) -> Value:
    """`left < right` and its like: a bool, or UNKNOWN."""
    if kind is ast.In or kind is ast.NotIn:
        return _negated(contains(machine, right, left), kind is ast.NotIn)
    if kind is ast.Is or kind is ast.IsNot:
        return _negated(_is(left, right), kind is ast.IsNot)
    if kind is ast.Eq or kind is ast.NotEq:
        return _negated(same(left, right), kind is ast.NotEq)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _order_of_tuples(left, _ORDER[kind], right)
    if not is_plain(left) or not is_plain(right):
        return UNKNOWN
    try:
        return bool(_ORDER[kind](left, right))
    except TypeError:
        return UNKNOWN


def _negated(value: Value, negate: bool) -> Value:
    return not value if negate and isinstance(value, bool) else value


def _is(left: Value, right: Value) -> Value:
    if isinstance(left, Unknown | Maybe) or isinstance(right, Unknown | Maybe):
        return UNKNOWN
    if left is right or (left is MISSING) or (right is MISSING):
        return left is right
    if left is None or right is None or isinstance(left, bool | Class) or isinstance(right, bool | Class):
        return False
    return UNKNOWN if is_plain(left) and is_plain(right) else False


def _order_of_tuples(left: tuple[Value, ...], order: Callable[[Any, Any], Any], right: tuple[Value, ...]) -> Value:
    """The first items that differ decide."""
    for one, other in zip(left, right, strict=False):
        equal = same(one, other)
        if equal is UNKNOWN:
            return UNKNOWN
        if not equal:
            return (
                bool(order(one, other)) if is_plain(one) and is_plain(other) and type(one) is type(other) else UNKNOWN
            )
    return bool(order(len(left), len(right)))
