"""The ImportError of `from m import x` where `m` lacks `x`, in the words of each version (`ceval.c`, `import_from`)."""

from __future__ import annotations

import ast
from typing import NoReturn

from importls.simulation.failure import ErrorKind
from importls.simulation.machine import Frame, Machine
from importls.simulation.place_of_module import Shadowing, file_of, name_of, shadowing_of
from importls.simulation.values import Module, Value


def raise_cannot_import(machine: Machine, frame: Frame, node: ast.AST | None, value: Value, name: str) -> NoReturn:
    """Raise it in the code that runs; what stands in `sys.modules` may be any object."""
    if not isinstance(value, Module):
        message = f"cannot import name {name!r} from {name_of(value)!r} (unknown location)"
        machine.raise_error(frame, node, ErrorKind.MISSING_NAME, "ImportError", message, name)
    kind = ErrorKind.PARTIAL_IMPORT if value.is_initialising else ErrorKind.MISSING_NAME
    machine.raise_error(
        frame, node, kind, "ImportError", _message(machine, value, name), name, value.name, file_of(value)
    )


def _message(machine: Machine, module: Module, name: str) -> str:
    start, file, own = f"cannot import name {name!r} from", file_of(module), name_of(module)
    match shadowing_of(machine, module):
        case Shadowing.STANDARD_LIBRARY:
            return f"{start} {own!r} ({Shadowing.STANDARD_LIBRARY.advice(file, own)})"
        case Shadowing.PERHAPS if module.is_initialising:
            return f"{start} {own!r} ({Shadowing.PERHAPS.advice(file, own)})"
        case _:
            pass
    partially = f"{start} partially initialized module {own!r} (most likely due to a circular import)"
    if file is not None:
        return f"{partially} ({file})" if module.is_initialising else f"{start} {own!r} ({file})"
    if module.is_initialising and machine.universe.version >= (3, 13):
        return partially
    return f"{start} {own!r} (unknown location)"
