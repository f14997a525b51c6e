"""Attributes that are set and deleted: `value.name = …` and `del value.name`."""

from __future__ import annotations

import ast

from importls.simulation.caller_globals import SOME_MODULE, open_callers
from importls.simulation.collection_methods import forget
from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine
from importls.simulation.no_attribute import raise_cannot_delete
from importls.simulation.values import Class, Function, Instance, Module, Unknown, Value


def set_attribute(machine: Machine, target: Value, name: str, value: Value) -> None:
    """`target.name = value`. Raises Raised where a setter does."""
    match target:
        case Module() if name == "__class__":
            machine.journal.assign(target, "swapped_class", value)
        case Module():
            if target.name == "sys" and name == "meta_path":
                machine.edit_path()
            machine.journal.bind(target.namespace, name, value)
        case Class():
            machine.journal.bind(target.namespace, name, value)
        case Instance():
            machine.journal.bind(target.attributes, name, value)
        case Function():
            machine.journal.bind(target.attributes, name, value)
        case Unknown() if target == SOME_MODULE:
            open_callers(machine)
            forget(machine, value)
        case _:
            forget(machine, value)


def delete_attribute(machine: Machine, target: Value, name: str, frame: Frame, node: ast.AST) -> None:
    """`del target.name`. Raises Raised."""
    match target:
        case Module(namespace=namespace) | Class(namespace=namespace) | Instance(attributes=namespace):
            if name not in namespace and machine.find_attribute(target, name, frame) is MISSING:
                raise_cannot_delete(machine, target, name, frame, node)
            machine.journal.unbind(namespace, name)
        case _:
            pass
