"""`from m import *`: which names it binds."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from importls.simulation.failure import ErrorKind
from importls.simulation.journal import MISSING, Namespace
from importls.simulation.machine import Frame, Machine
from importls.simulation.place_of_module import name_of
from importls.simulation.values import Class, Instance, List, Maybe, Module, Value, is_plain


def import_star(machine: Machine, frame: Frame, module: Value, node: ast.AST) -> None:
    """`import_all_from` of `Python/ceval.c`: the names in `__all__`, else the public ones that are bound now."""
    if isinstance(module, Instance) and not module.is_open:
        namespace = module.attributes
    elif isinstance(module, Module | Class):
        namespace = module.namespace
    else:
        _open(machine, frame.module)
        return
    if module.is_open and "__all__" not in namespace:
        _open(machine, frame.module)
    if machine.recorder is not None and isinstance(module, Module):
        machine.recorder.looked_at(module)
    names = _star_names(machine.find_attribute(module, "__all__", frame), namespace)
    if names is None:
        _open(machine, frame.module)
        names = _public(namespace)
    for name in names:
        if not isinstance(name, str):
            message = f"Item in {name_of(module)}.__all__ must be str, not {type(name).__name__}"
            machine.raise_error(frame, node, ErrorKind.TYPE_ERROR, "TypeError", message)
        machine.bind_name(frame, name, machine.attribute(module, name, frame, node))


def _open(machine: Machine, module: Module) -> None:
    """The module has names from now on that cannot be told."""
    machine.journal.assign(module, "is_open", True)
    if machine.recorder is not None:
        machine.recorder.opened(module)


def _public(namespace: Namespace) -> Sequence[str]:
    return [name for name in namespace if isinstance(name, str) and not name.startswith("_")]


def _star_names(listed: Value, namespace: Namespace) -> Sequence[Value] | None:
    """None where they cannot be told."""
    if listed is MISSING:
        return _public(namespace)
    items = items_of(listed)
    return items if isinstance(items, tuple) and all(map(is_plain, items)) else None


def items_of(value: Value) -> Value:
    """What is in a list or tuple; anything else as it is."""
    value = value.value if isinstance(value, Maybe) else value
    return value.items if isinstance(value, List) else value
