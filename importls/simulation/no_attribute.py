"""The AttributeError of a value that lacks an attribute, in the words of each version."""

from __future__ import annotations

import ast
from typing import NoReturn

from importls.simulation.failure import ErrorKind
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import Class, Function, Instance, List, Module, Value


def raise_no_attribute(machine: Machine, value: Value, name: str, frame: Frame, node: ast.AST | None) -> NoReturn:
    """Raise it in the code that runs."""
    kind, message = _no_attribute(machine, value, name)
    source = value.name if isinstance(value, Module) else None
    machine.raise_error(frame, node, kind, "AttributeError", message, name, source)


def _no_attribute(machine: Machine, value: Value, name: str) -> tuple[ErrorKind, str]:
    match value:
        case Module() if name in value.being_imported and machine.universe.version >= (3, 11):
            message = (
                f"cannot access submodule {name!r} of module {value.name!r} (most likely due to a circular import)"
            )
            return ErrorKind.PARTIAL_ATTRIBUTE, message
        case Module(is_initialising=True):
            message = f"partially initialized module {value.name!r} has no attribute {name!r}"
            return ErrorKind.PARTIAL_ATTRIBUTE, f"{message} (most likely due to a circular import)"
        case Module():
            return ErrorKind.MISSING_ATTRIBUTE, f"module {value.name!r} has no attribute {name!r}"
        case Class():
            return ErrorKind.MISSING_ATTRIBUTE, f"type object {value.name!r} has no attribute {name!r}"
        case Function():
            return ErrorKind.MISSING_ATTRIBUTE, f"'function' object has no attribute {name!r}"
        case Instance():
            return ErrorKind.MISSING_ATTRIBUTE, f"{value.cls.name!r} object has no attribute {name!r}"
        case _:
            kind = value.kind if isinstance(value, List) else type(value).__name__.lower()
            return ErrorKind.MISSING_ATTRIBUTE, f"{kind!r} object has no attribute {name!r}"
