"""Names of variables: where a name is looked up and bound, by the rules of CPython's compiler."""

from __future__ import annotations

import ast
from typing import NoReturn

from importls.simulation.builtin_values import builtin_value
from importls.simulation.failure import ErrorKind
from importls.simulation.importing import touch
from importls.simulation.journal import MISSING, Namespace
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import UNKNOWN, LazyImport, Maybe, Module, Value


def load_name(machine: Machine, frame: Frame, name: str, node: ast.AST | None = None) -> Value:
    """The value of a variable. Raises Raised, with NameError where it is not bound."""
    if frame.kind == "function" and name in frame.local_names:
        value = frame.variables.get(name, MISSING)
        if value is MISSING:
            _raise_unbound_local(machine, frame, name, node)
        return value.value if isinstance(value, Maybe) else value
    if name not in frame.global_names:
        for place in _places(frame, name):
            value = place.get(name, MISSING)
            if value is not MISSING:
                return _touched(machine, frame, place, name, value)
            if name in place.cells:
                _raise_unbound_cell(machine, frame, name, node)
    return load_global(machine, frame, name, node)


def _places(frame: Frame, name: str) -> tuple[Namespace, ...]:
    """Where a name is looked up before the module; what the body of a class binds is not that of functions around."""
    if frame.kind == "function":
        return frame.closure
    return (frame.variables,) if name in frame.local_names else (frame.variables, *frame.closure)


def load_global(machine: Machine, frame: Frame, name: str, node: ast.AST | None = None) -> Value:
    """`LOAD_GLOBAL`: the module's variable, else the built-in one. Raises Raised."""
    namespace = frame.module.namespace
    value = namespace.get(name, MISSING)
    if machine.recorder is not None:
        machine.recorder.read(frame.module, name, value)
    if value is not MISSING:
        return _touched(machine, frame, namespace, name, value)
    if name in machine.builtin_names:
        return builtin_value(name)
    builtins = machine.sys_modules.get("builtins")
    if isinstance(builtins, Module) and name in builtins.namespace:
        return builtins.namespace[name]
    if not frame.module.is_open:
        _raise_undefined(machine, frame, name, node)
    return UNKNOWN


def _raise_undefined(machine: Machine, frame: Frame, name: str, node: ast.AST | None) -> NoReturn:
    message = f"name {name!r} is not defined"
    machine.raise_error(frame, node, ErrorKind.NAME_ERROR, "NameError", message, name)


def _touched(machine: Machine, frame: Frame, place: Namespace, name: str, value: Value) -> Value:
    if isinstance(value, Maybe):
        return value.value
    if not isinstance(value, LazyImport):
        return value
    module = touch(machine, value, frame)
    machine.journal.bind(place, name, module)
    return module


def _raise_unbound_local(machine: Machine, frame: Frame, name: str, node: ast.AST | None) -> NoReturn:
    newer = machine.universe.version >= (3, 11)
    message = (
        f"cannot access local variable {name!r} where it is not associated with a value"
        if newer
        else f"local variable {name!r} referenced before assignment"
    )
    machine.raise_error(frame, node, ErrorKind.NAME_ERROR, "UnboundLocalError", message, name)


def _raise_unbound_cell(machine: Machine, frame: Frame, name: str, node: ast.AST | None) -> NoReturn:
    newer = machine.universe.version >= (3, 11)
    message = (
        f"cannot access free variable {name!r} where it is not associated with a value in enclosing scope"
        if newer
        else f"free variable {name!r} referenced before assignment in enclosing scope"
    )
    machine.raise_error(frame, node, ErrorKind.NAME_ERROR, "NameError", message, name)


def place_of(frame: Frame, name: str) -> Namespace:
    """The namespace in which the code that runs binds a name."""
    if name in frame.global_names:
        return frame.module.namespace
    if name in frame.nonlocal_names:
        return next((place for place in frame.closure if name in place), frame.variables)
    return frame.variables


def bind_name(machine: Machine, frame: Frame, name: str, value: Value) -> None:
    """`name = value`."""
    machine.journal.bind(place_of(frame, name), name, value)


def unbind_name(machine: Machine, frame: Frame, name: str, node: ast.AST | None = None) -> None:
    """`del name`. Raises Raised, with NameError where it is not bound."""
    place = place_of(frame, name)
    if name not in place and frame.kind == "function" and not frame.global_names:
        _raise_unbound_local(machine, frame, name, node)
    if name not in place and not frame.module.is_open:
        _raise_undefined(machine, frame, name, node)
    machine.journal.unbind(place, name)
