"""`with`: whether a context manager swallows what its body raises."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import nullcontext

from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.calls import run_around
from importls.simulation.failure import Raised
from importls.simulation.items import truth
from importls.simulation.machine import Frame, Machine, Signal
from importls.simulation.try_statement import is_caught_by
from importls.simulation.values import UNKNOWN, BoundMethod, GeneratorManager, Instance, Suppress, Unknown, Value

_SWALLOWS_NOTHING = (
    "builtins.open",
    "open",
    "io.",
    "os.",
    "warnings.catch_warnings",
    "threading.",
    "_thread.",
    "tempfile.",
    "contextlib.nullcontext",
    "contextlib.closing",
    "contextlib.redirect_",
    "contextlib.chdir",
    "decimal.localcontext",
)


def with_statement(machine: Machine, node: ast.With | ast.AsyncWith, frame: Frame) -> Signal:
    """`with a as b, …: body`. Raises Raised."""
    return _enter(machine, node.items, node.body, frame)


def _enter(machine: Machine, items: Sequence[ast.withitem], body: Sequence[ast.stmt], frame: Frame) -> Signal:
    """Each manager is around those behind it."""
    if not items:
        return machine.execute_all(body, frame)
    first, *rest = items
    manager = machine.evaluate(first.context_expr, frame)
    if isinstance(manager, GeneratorManager):
        return _in_generator(machine, manager, items, body, frame)
    entered = _entered(machine, manager, frame)
    if first.optional_vars is not None:
        machine.unpack(first.optional_vars, entered, frame)
    try:
        with nullcontext() if machine.recorder is None else machine.recorder.guarded():
            signal = _enter(machine, rest, body, frame)
    except Raised as raised:
        swallowed = _swallows(machine, manager, raised, frame)
        if swallowed is False:
            raise
        machine.swallow(raised.failure)
        if swallowed is None:
            machine.possible.append(raised)
        return Signal.NEXT
    if isinstance(manager, Instance):
        _exit(machine, manager, (None, None, None), frame)
    return signal


def _in_generator(
    machine: Machine,
    manager: GeneratorManager,
    items: Sequence[ast.withitem],
    body: Sequence[ast.stmt],
    frame: Frame,
) -> Signal:
    """The body runs where the generator yields; one that swallows what the body raises goes on behind the statement."""
    signals: list[Signal] = []

    def run_body(value: Value) -> None:
        if items[0].optional_vars is not None:
            machine.unpack(items[0].optional_vars, value, frame)
        signals.append(_enter(machine, items[1:], body, frame))

    if not run_around(machine, manager.function, manager.arguments, dict(manager.keywords), run_body):
        run_body(UNKNOWN)  # It does not yield, or nobody knows when.
    return signals[0] if signals else Signal.NEXT


def _entered(machine: Machine, manager: Value, frame: Frame) -> Value:
    if isinstance(manager, Instance):
        method = machine.find_attribute(manager, "__enter__", frame)
        if isinstance(method, BoundMethod):
            return machine.call(method, (), {}, frame)
    return UNKNOWN


def _exit(machine: Machine, manager: Instance, arguments: Sequence[Value], frame: Frame) -> Value:
    method = machine.find_attribute(manager, "__exit__", frame)
    return machine.call(method, arguments, {}, frame) if isinstance(method, BoundMethod) else UNKNOWN


def _swallows(machine: Machine, manager: Value, raised: Raised, frame: Frame) -> bool | None:
    if raised.value.cls is BUILTIN_CLASSES["GeneratorExit"]:
        return False  # A generator is closed; who swallowed that would be an error.
    match manager:
        case Suppress(classes):
            return is_caught_by(classes, raised.value.cls)
        case Instance():
            return truth(_exit(machine, manager, (raised.value.cls, raised.value, UNKNOWN), frame))
        case Unknown(name) if name.startswith(_SWALLOWS_NOTHING):
            return False
        case _:
            return None
