"""Annotations: whether they are evaluated when a definition runs (PEP 563, PEP 649), and that they are."""

from __future__ import annotations

import ast

from importls.simulation.machine import Frame, Machine
from importls.simulation.scopes import arguments_of
from importls.simulation.values import UNKNOWN

_LAZY_SINCE = (3, 14)


def evaluate_annotations(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    """Those of a function's parameters and of its result, in this order. Raises Raised."""
    if not _are_evaluated(machine, frame):
        return
    inner = _with_type_parameters(machine, node, frame)
    for argument in arguments_of(node.args):
        if argument.annotation is not None:
            machine.evaluate(argument.annotation, inner)
    if node.returns is not None:
        machine.evaluate(node.returns, inner)


def evaluate_annotation(machine: Machine, annotation: ast.expr, frame: Frame) -> None:
    """That of a variable of a module or class. Raises Raised."""
    if _are_evaluated(machine, frame):
        machine.evaluate(annotation, frame)


def _are_evaluated(machine: Machine, frame: Frame) -> bool:
    return machine.universe.version < _LAZY_SINCE and not frame.module.has_future_annotations


def _with_type_parameters(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> Frame:
    """The scope in which the annotations of a generic function are evaluated (PEP 695)."""
    names = type_parameters(node)
    if not names:
        return frame
    variables = machine.journal.new()
    variables.update(dict.fromkeys(names, UNKNOWN))
    closure = (frame.variables, *frame.closure)
    return Frame(frame.module, variables, "function", closure, frozenset(names), cls=frame.cls, line=frame.line)


def type_parameters(node: ast.AST) -> tuple[str, ...]:
    """The names between the brackets of a generic function or class."""
    return tuple(parameter.name for parameter in getattr(node, "type_params", ()))
