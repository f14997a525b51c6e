"""`type(value)`, as far as it can be told."""

from __future__ import annotations

from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.values import Class, Dict, Instance, List, Module, Value, is_plain


def class_of(value: Value) -> Class | None:
    """`type(value)`, None where it cannot be told."""
    match value:
        case Instance(cls=cls):
            return cls
        case Class(metaclass=None):
            return BUILTIN_CLASSES["type"]
        case Module():
            return BUILTIN_CLASSES["module"]
        case List(kind=kind):
            return BUILTIN_CLASSES[kind]
        case Dict():
            return BUILTIN_CLASSES["dict"]
        case None:
            return None
        case _ if is_plain(value) or isinstance(value, tuple):
            return BUILTIN_CLASSES.get(type(value).__name__)
        case _:
            return None
