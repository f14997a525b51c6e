"""Attributes of functions, and of what is made of them: methods, partial calls and descriptors."""

from __future__ import annotations

from types import FunctionType

from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import UNKNOWN, BoundMethod, Descriptor, Dict, Function, Maybe, Native, Partial, Value


def attribute_of_function(machine: Machine, function: Function, name: str, frame: Frame) -> Value:
    """`function.name`, MISSING where it has none. Raises Raised."""
    if name in function.attributes:
        value = function.attributes[name]
        return value.value if isinstance(value, Maybe) else value
    match name:
        case "__name__" | "__qualname__":
            return function.name
        case "__module__":
            return function.module.name
        case "__dict__":
            return Dict(function.attributes)
        case _ if "__wrapped__" in function.attributes:
            return machine.find_attribute(function.attributes["__wrapped__"], name, frame)
        case _:
            may_have = function.module.is_external or hasattr(FunctionType, name) or name in _MARKS
            return UNKNOWN if may_have else MISSING


_MARKS = frozenset(
    (
        *("__builtins__", "__type_params__", "__annotate__", "__wrapped__", "__signature__", "__text_signature__"),
        *("__isabstractmethod__", "__no_type_check__", "__final__", "__override__", "__deprecated__"),
        "__dataclass_transform__",
    )
)
"""What functions have in some versions, or are given by decorators of the standard library."""


def attribute_of_method(machine: Machine, method: BoundMethod, name: str, frame: Frame) -> Value:
    """The same of what a class or object gives of it. Raises Raised."""
    if name == "__self__":
        return method.owner
    return method.function if name == "__func__" else machine.find_attribute(method.function, name, frame)


def attribute_of_partial(_: Machine, value: Partial, name: str, __: Frame) -> Value:
    """The same of `functools.partial`."""
    return value.function if name == "func" else UNKNOWN


def attribute_of_descriptor(_: Machine, value: Descriptor, name: str, __: Frame) -> Value:
    """`@value.setter` and its like give the property again."""
    if name in ("setter", "deleter", "getter"):
        return Native(f"property.{name}", lambda *_: value)
    return value.function if name in ("fget", "__func__", "func", "__wrapped__") else UNKNOWN
