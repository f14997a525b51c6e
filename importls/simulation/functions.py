"""Definitions of functions: what a `def` or `lambda` makes, and the scopes that the body will see."""

from __future__ import annotations

import ast

from importls.simulation.journal import Namespace
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import UNKNOWN, Function


def make_function(
    machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, name: str, frame: Frame
) -> Function:
    """The function object, its defaults evaluated. Raises Raised."""
    defaults = tuple(machine.evaluate(default, frame) for default in node.args.defaults)
    keyword_defaults = {
        argument.arg: machine.evaluate(default, frame)
        for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if default is not None
    }
    return Function(
        node,
        name,
        frame.module,
        (*type_scope(machine, node), *enclosing(frame)),
        defaults,
        keyword_defaults,
        machine.journal.new(),
        frame.cls if frame.kind == "class" else (frame.function.defined_in if frame.function else None),
        born=machine.journal.birth(),
    )


def enclosing(frame: Frame) -> tuple[Namespace, ...]:
    """The variables that a function sees that is defined here: not those of a class."""
    return (frame.variables, *frame.closure) if frame.kind == "function" else frame.closure


def type_scope(machine: Machine, node: ast.AST) -> tuple[Namespace, ...]:
    """The scope of the names between the brackets of a generic function or class (PEP 695), if it has any."""
    names = type_parameters(node)
    if not names:
        return ()
    variables = machine.journal.new()
    variables.update(dict.fromkeys(names, UNKNOWN))
    return (variables,)


def type_parameters(node: ast.AST) -> tuple[str, ...]:
    """The names between the brackets of a generic function or class."""
    return tuple(parameter.name for parameter in getattr(node, "type_params", ()))


def in_type_scope(machine: Machine, node: ast.AST, frame: Frame) -> Frame:
    """Where the bases of a generic class and the annotations of a generic function are evaluated: they see a class."""
    scope = type_scope(machine, node)
    if not scope:
        return frame
    closure = (frame.variables, *frame.closure)
    return Frame(
        frame.module,
        scope[0],
        "function",
        closure,
        frozenset(map(str, scope[0])),
        function=frame.function,
        cls=frame.cls,
        line=frame.line,
    )
