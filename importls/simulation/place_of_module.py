"""What CPython's messages tell of a module: its name, its file, and whether that may stand before one that is meant."""

from __future__ import annotations

from enum import Enum

from importls.simulation.machine import Machine
from importls.simulation.values import Class, Function, Module, Value
from resolver.machinery import EntrySource


class Shadowing(Enum):
    """What a module in the folder of the script may be found in the place of (`_PyModule_IsPossiblyShadowing`)."""

    NOTHING = ""
    PERHAPS = "if it has the same name as a library you intended to import"
    STANDARD_LIBRARY = "since it has the same name as the standard library module named"

    def advice(self, file: str | None, name: str) -> str:
        """What the message says in brackets."""
        if self is not Shadowing.STANDARD_LIBRARY:
            return f"consider renaming {file!r} {self.value}"
        return f"consider renaming {file!r} {self.value} {name!r} and prevents importing that standard library module"


def shadowing_of(machine: Machine, module: Module) -> Shadowing:
    """Messages tell of it since 3.13."""
    environment = machine.universe.environment
    first, file = next(iter(environment.sys_path), None), file_of(module)
    if machine.universe.version < (3, 13) or first is None or first.source is not EntrySource.SCRIPT or file is None:
        return Shadowing.NOTHING
    folder, _, name = file.replace("\\", "/").rpartition("/")
    if name == "__init__.py":
        folder = folder.rpartition("/")[0]
    if folder != first.path.replace("\\", "/").rstrip("/"):
        return Shadowing.NOTHING
    is_standard = name_of(module) in environment.stdlib_names
    return Shadowing.STANDARD_LIBRARY if is_standard else Shadowing.PERHAPS


def file_of(module: Module) -> str | None:
    """`module.__file__`, None where it has none that is a text."""
    file = module.namespace.get("__file__")
    return file if isinstance(file, str) else None


def name_of(value: Value) -> str:
    """`value.__name__`, as messages of imports have it."""
    if isinstance(value, Class | Function):
        return value.name
    name = value.namespace.get("__name__") if isinstance(value, Module) else None
    return name if isinstance(name, str) else "<unknown module name>"
