"""What the `raise` of an exception object is to people: its kind, class and message."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.failure import ErrorKind, Raised
from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import UNKNOWN, Class, FilePath, Instance, Unknown, Value, is_plain


def raised_value(machine: Machine, value: Value, frame: Frame, node: ast.AST | None = None) -> Raised:
    """The exception that raising a value gives, at this node, None for the line that runs."""
    if not isinstance(value, Instance):
        value = _unknown_exception(machine, value)
    if value.raised is not None:
        return Raised(value.raised, value)
    name = value.cls.name
    missing = value.attributes.get("name", MISSING)
    failure = machine.failure(
        frame, node, kind_of(value.cls), name, message_of(value), missing if isinstance(missing, str) else None
    )
    return Raised(replace(failure, is_check=frame.kind == "function"), value)


def _unknown_exception(machine: Machine, value: Value) -> Instance:
    """An exception of which at best the name is known."""
    name = value.name.removesuffix("()").rpartition(".")[2] if isinstance(value, Unknown) else ""
    exception = BUILTIN_CLASSES["Exception"]
    cls = Class(name or "Exception", "", (UNKNOWN,), machine.journal.new(), is_open=True)
    cls.mro = (cls, *exception.mro)
    return Instance(cls, machine.journal.new(), is_open=True)


_KINDS = {
    "ModuleNotFoundError": ErrorKind.MODULE_NOT_FOUND,
    "AttributeError": ErrorKind.MISSING_ATTRIBUTE,
    "NameError": ErrorKind.NAME_ERROR,
    "TypeError": ErrorKind.TYPE_ERROR,
}


def kind_of(cls: Class) -> ErrorKind:
    """The kind of what a `raise` statement raises."""
    return next((_KINDS[base.name] for base in cls.mro if base.name in _KINDS), ErrorKind.OTHER)


def text_of(value: Value) -> Value:
    """`str(value)`, UNKNOWN where it cannot be told."""
    if isinstance(value, FilePath):
        return value.path
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, Instance) and any(base.name == "BaseException" for base in value.cls.mro):
        is_known = not value.is_open and is_plain(value.attributes.get("args", UNKNOWN))
        return message_of(value) if is_known and not _has_own_text(value) else UNKNOWN
    return UNKNOWN


def _has_own_text(value: Instance) -> bool:
    return any("__str__" in base.namespace for base in value.cls.mro)


def message_of(value: Instance) -> str:
    """`str(exception)`, as far as it is known."""
    arguments = value.attributes.get("args", ())
    if _has_own_text(value) or not is_plain(arguments) or not arguments:
        return ""
    names = {base.name for base in value.cls.mro}
    if len(arguments) == 1:
        return repr(arguments[0]) if "KeyError" in names else str(arguments[0])
    if len(arguments) == 2 and "OSError" in names:
        return f"[Errno {arguments[0]}] {arguments[1]}"
    return str(arguments)


_OF_VALUES = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError)


def compute(machine: Machine, frame: Frame, function: Callable[..., Value], *arguments: Value) -> Value:
    """The value of an operation on constants; what it raises is raised in the code that runs. Raises Raised."""
    try:
        return function(*arguments)
    except _OF_VALUES as error:
        if machine.knows_little_in(frame.module):
            return UNKNOWN
        name = type(error).__name__
        kind = ErrorKind.TYPE_ERROR if name == "TypeError" else ErrorKind.OTHER
        machine.raise_error(frame, None, kind, name if name in BUILTIN_CLASSES else "ValueError", str(error))
