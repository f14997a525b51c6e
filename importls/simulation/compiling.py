"""What an import compiles before a body starts, and the SyntaxError where the target's compiler refuses it."""

from __future__ import annotations

import ast

from importls.simulation.bounds import DEEPEST
from importls.simulation.failure import ErrorKind
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import Module


def compiled(machine: Machine, module: Module, frame: Frame) -> ast.Module | None:
    """`SourceLoader.get_code`, before the body starts; None where there is none that can be followed. Raises Raised."""
    if module.is_opaque or module.path is None:
        return None
    refusal = machine.universe.refused(module.path)
    if refusal is None and len(machine.frames) <= DEEPEST:
        return machine.universe.tree(module.path)
    if refusal is not None and refusal.is_certain:
        machine.raise_error(frame, None, ErrorKind.OTHER, refusal.exception, refusal.text(module.path))
    machine.lose_track()
    return None
