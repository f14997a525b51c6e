"""What is known of a place after one of several ways was taken, by what each of them has left there."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from importls.simulation.failure import Raised
from importls.simulation.journal import MISSING, Namespace, Write
from importls.simulation.values import UNKNOWN, List, Maybe, Module, Value


def joined_value(write: Write, values: Sequence[Value]) -> Value:
    """The value at the place of the writes; MISSING among `values` is no value, Maybe one that need not be there."""
    first = values[0]
    if all(_is_same(value, first) for value in values):
        return first
    if not isinstance(write.target, Namespace):
        return _joined_attribute(write, values)
    there = [value.value if isinstance(value, Maybe) else value for value in values if value is not MISSING]
    same = all(_is_same(value, there[0]) for value in there)
    if MISSING in values or any(isinstance(value, Maybe) for value in values):
        return Maybe(there[0] if same else UNKNOWN)
    return UNKNOWN


def _is_same(value: Value, other: Value) -> bool:
    if isinstance(value, Module) and isinstance(other, Module):
        return value.name == other.name
    return value is other or (type(value) is type(other) and bool(value == other))


def _joined_attribute(write: Write, values: Sequence[Value]) -> Value:
    if isinstance(write.target, List) and write.key == "items":
        return UNKNOWN
    if all(isinstance(value, bool) for value in values):
        return any(values)
    return UNKNOWN


def one_of(raised: Sequence[Raised]) -> Raised:
    """What stands for them all; it is certain where it is always the same."""
    first, *others = raised
    if all(_place(other) == _place(first) for other in others):
        return first
    return Raised(replace(first.failure, is_certain=False), first.value)


def _place(raised: Raised) -> tuple[Hashable, ...]:
    failure = raised.failure
    return failure.exception, failure.name, failure.path, failure.line
