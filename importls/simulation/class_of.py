"""`type(value)`, as far as it can be told."""

from __future__ import annotations

from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.values import (
    BoundMethod,
    Class,
    Descriptor,
    Dict,
    Function,
    Generator,
    Instance,
    List,
    Module,
    NamespaceView,
    SysModules,
    Value,
    is_plain,
)


def class_of(value: Value) -> Class | None:
    """`type(value)`, None where it cannot be told."""
    match value:
        case Instance(cls=cls) | Class(metaclass=Class() as cls):
            return cls
        case Class(metaclass=None, is_open=False):
            return BUILTIN_CLASSES["type"]
        case List(kind=name) | Generator(kind=name) | Descriptor(kind=name):
            return BUILTIN_CLASSES.get(name)
        case _ if is_plain(value):
            return BUILTIN_CLASSES.get(type(value).__name__)
        case _:
            name = _NAMES.get(type(value), "")
            return BUILTIN_CLASSES.get(name)


_NAMES = {
    BoundMethod: "method",
    Dict: "dict",
    Function: "function",
    Module: "module",
    NamespaceView: "dict",
    SysModules: "dict",
    tuple: "tuple",
}
