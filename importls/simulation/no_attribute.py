"""The AttributeError of a value that lacks an attribute, in the words of each version."""

from __future__ import annotations

import ast
from typing import NoReturn

from importls.simulation.failure import ErrorKind
from importls.simulation.machine import Frame, Machine
from importls.simulation.place_of_module import Shadowing, file_of, name_of, shadowing_of
from importls.simulation.values import (
    BoundMethod,
    Class,
    Descriptor,
    Function,
    Generator,
    Instance,
    List,
    Module,
    NamespaceView,
    Native,
    Partial,
    SysModules,
    Value,
)


def raise_no_attribute(machine: Machine, value: Value, name: str, frame: Frame, node: ast.AST | None) -> NoReturn:
    """Raise it in the code that runs."""
    if not isinstance(value, Module):
        message = f"{_owner(value)} has no attribute {name!r}"
        machine.raise_error(frame, node, ErrorKind.MISSING_ATTRIBUTE, "AttributeError", message, name)
    is_partial = value.is_initialising or _is_said_of_submodule(machine, value, name)
    kind = ErrorKind.PARTIAL_ATTRIBUTE if is_partial else ErrorKind.MISSING_ATTRIBUTE
    message = _of_module(machine, value, name)
    machine.raise_error(frame, node, kind, "AttributeError", message, name, value.name, file_of(value))


def raise_cannot_delete(machine: Machine, value: Value, name: str, frame: Frame, node: ast.AST | None) -> NoReturn:
    """That of `del value.name` (`PyObject_GenericSetAttr`)."""
    owner = "'module' object" if isinstance(value, Module) else _owner(value)
    message = f"{owner} has no attribute {name!r}" if machine.universe.version >= (3, 11) else name
    machine.raise_error(frame, node, ErrorKind.MISSING_ATTRIBUTE, "AttributeError", message, name)


def _is_said_of_submodule(machine: Machine, module: Module, name: str) -> bool:
    return name in module.being_imported and machine.universe.version >= (3, 11)


def _of_module(machine: Machine, module: Module, name: str) -> str:
    """`_Py_module_getattro_impl`."""
    version, own, file = machine.universe.version, name_of(module), file_of(module)
    shadowing = shadowing_of(machine, module)
    if shadowing is Shadowing.STANDARD_LIBRARY or (shadowing is Shadowing.PERHAPS and module.is_initialising):
        return f"module {own!r} has no attribute {name!r} ({shadowing.advice(file, own)})"
    if module.is_initialising:
        place = f" from {file!r}" if version >= (3, 13) and file is not None else ""
        start = f"partially initialized module {own!r}{place} has no attribute {name!r}"
        return f"{start} (most likely due to a circular import)"
    if _is_said_of_submodule(machine, module, name):
        return f"cannot access submodule {name!r} of module {own!r} (most likely due to a circular import)"
    return f"module {own!r} has no attribute {name!r}"


_TYPE_NAMES: dict[type, str] = {
    Function: "function",
    BoundMethod: "function",
    Native: "builtin_function_or_method",
    Partial: "functools.partial",
    NamespaceView: "dict",
    SysModules: "dict",
    type(None): "NoneType",
}


def _owner(value: Value) -> str:
    match value:
        case Class(name=name):
            return f"type object {name!r}"
        case Instance(cls=cls):
            return f"{cls.name!r} object"
        case List(kind=kind) | Descriptor(kind=kind) | Generator(kind=kind):
            return f"{kind!r} object"
        case _:
            return f"{_TYPE_NAMES.get(type(value), type(value).__name__.lower())!r} object"
