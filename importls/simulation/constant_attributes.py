"""The attributes of Python's own constants, texts and numbers: methods that give other constants."""

from __future__ import annotations

import builtins

from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine
from importls.simulation.raising import compute
from importls.simulation.values import UNKNOWN, Dict, Generator, List, Native, Value, is_plain


def attribute_of_constant(machine: Machine, value: Value, name: str) -> Value:
    """MISSING where the target has none."""
    since = _SINCE.get((type(value).__name__, name))
    if since is not None and machine.universe.version < since:
        return MISSING
    if hasattr(type(value), name):
        return _plain_method(value, name)
    return UNKNOWN if since is not None or name.startswith("__") else MISSING


_SINCE = {
    ("str", "removeprefix"): (3, 9),
    ("str", "removesuffix"): (3, 9),
    ("bytes", "removeprefix"): (3, 9),
    ("bytes", "removesuffix"): (3, 9),
    ("int", "bit_count"): (3, 10),
    ("bool", "bit_count"): (3, 10),
    ("int", "is_integer"): (3, 12),
    ("bool", "is_integer"): (3, 12),
    ("float", "from_number"): (3, 14),
    ("complex", "from_number"): (3, 14),
}
"""The methods of constants that some versions do not have, whatever the host has."""


DATA_TYPES = frozenset(
    ("dict", "list", "set", "frozenset", "tuple", "str", "bytes", "int", "float", "complex", "object", "type")
)
"""Built-in classes of which it is known what they have, so that objects of classes below have nothing else."""


def class_may_have(cls: str, name: str) -> bool:
    """Whether a built-in class may have the attribute in some version."""
    if cls in ("object", "type"):
        return False
    return cls not in DATA_TYPES or hasattr(getattr(builtins, cls), name) or (cls, name) in _SINCE


def _plain_method(value: Value, name: str) -> Value:
    """A method of a constant; it is called for other constants only, and on short ones."""
    if name.startswith("__") or name in ("format_map", "zfill", "ljust", "rjust", "center", "expandtabs", "translate"):
        return UNKNOWN

    def call(machine: Machine, frame: Frame, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        given = [_plain_items(machine, argument) for argument in arguments]
        if not all(is_plain(item) for item in (*given, *keywords.values())):
            return UNKNOWN
        result = compute(machine, frame, lambda: getattr(value, name)(*given, **keywords))
        if isinstance(result, list):
            return List(tuple(result), born=machine.journal.birth())
        return result if is_plain(result) else UNKNOWN

    return Native(f"{type(value).__name__}.{name}", call)


def _plain_items(machine: Machine, value: Value) -> Value:
    if isinstance(value, List | Generator | Dict):
        items = machine.iterate(value)
        return UNKNOWN if items is None else items
    return value
