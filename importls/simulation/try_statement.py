"""`try` and `raise`: which handler catches what simulated code raises."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.failure import ErrorKind, Raised
from importls.simulation.items import truth
from importls.simulation.machine import Frame, Machine, Signal
from importls.simulation.raising import raised_value
from importls.simulation.scopes import names_bound_in
from importls.simulation.values import UNKNOWN, Class, Maybe, Value


def try_statement(machine: Machine, node: ast.Try, frame: Frame) -> Signal:
    """`try`, with `finally` run whatever happens. Raises Raised."""
    try:
        with nullcontext() if machine.recorder is None else machine.recorder.guarded():
            signal = _try_except(machine, node, frame)
    except Raised:
        if machine.execute_all(node.finalbody, frame) is not Signal.NEXT:
            return Signal.RETURN  # Leaving a `finally` drops what was raised.
        raise
    return machine.execute_all(node.finalbody, frame) or signal


def _try_except(machine: Machine, node: ast.Try, frame: Frame) -> Signal:
    unknown_calls, begun = machine.unknown_calls, len(machine.possible)
    try:
        signal = machine.execute_all(node.body, frame)
    except Raised as raised:
        return _handle(machine, node.handlers, raised, frame)
    for handler, caught in _caught_in_doubt(machine, node.handlers, begun, frame):
        machine.perhaps(frame, partial(_run_handler, machine, handler, caught, frame))
    if machine.unknown_calls > unknown_calls:
        _may_have_been_handled(machine, node.handlers, frame)
    return machine.execute_all(node.orelse, frame) if signal is Signal.NEXT else signal


def _caught_in_doubt(
    machine: Machine, handlers: Sequence[ast.ExceptHandler], begun: int, frame: Frame
) -> list[tuple[ast.ExceptHandler, Raised]]:
    """What may have been raised and is surely caught: no possible failure any more. One for each handler."""
    caught: dict[int, tuple[ast.ExceptHandler, Raised]] = {}
    for raised in machine.possible[begun:]:
        handler = None if frame.module.is_external else _surely_catches(machine, handlers, raised, frame)
        if handler is not None:
            machine.possible.remove(raised)
            machine.swallowed.append(raised.failure)
            caught.setdefault(id(handler), (handler, raised))
    return list(caught.values())


def _surely_catches(
    machine: Machine, handlers: Sequence[ast.ExceptHandler], raised: Raised, frame: Frame
) -> ast.ExceptHandler | None:
    for handler in handlers:
        try:
            caught = _catches(machine, handler, raised, frame)
        except Raised:
            return None
        if caught is not False:
            return handler if caught else None
    return None


def _may_have_been_handled(machine: Machine, handlers: Sequence[ast.ExceptHandler], frame: Frame) -> None:
    """What is not known may have raised: names that only the handlers bind may be bound."""
    for handler in handlers:
        for name in names_bound_in(handler.body):
            if name not in frame.variables and name not in frame.global_names:
                machine.bind_name(frame, name, Maybe(UNKNOWN))


def _handle(machine: Machine, handlers: Sequence[ast.ExceptHandler], raised: Raised, frame: Frame) -> Signal:
    for handler in handlers:
        caught = _catches(machine, handler, raised, frame)
        if caught is False:
            continue
        machine.swallow(raised.failure)
        if caught:
            return _run_handler(machine, handler, raised, frame)
        machine.possible.append(raised)
        return machine.perhaps(frame, partial(_run_handler, machine, handler, raised, frame))
    raise raised


def _catches(machine: Machine, handler: ast.ExceptHandler, raised: Raised, frame: Frame) -> bool | None:
    """Whether the handler catches it, None where that cannot be told. Raises Raised."""
    if handler.type is None:
        return True
    return is_caught_by(machine.evaluate(handler.type, frame), raised.value.cls)


def is_caught_by(wanted: Value, cls: Class) -> bool | None:
    """Whether a handler of this class, or tuple of classes, catches exceptions of `cls`; None if it cannot be told."""
    if isinstance(wanted, tuple):
        answers = [is_caught_by(one, cls) for one in wanted]
        if True in answers:
            return True
        return None if None in answers else False
    if not isinstance(wanted, Class):
        return None
    if wanted in cls.mro:
        return True
    return None if cls.is_open else False


def _run_handler(machine: Machine, handler: ast.ExceptHandler, raised: Raised, frame: Frame) -> Signal:
    """The name of the exception is unbound behind the handler, however that ends."""
    before, frame.handled = frame.handled, raised
    if handler.name is not None:
        machine.bind_name(frame, handler.name, raised.value)
    try:
        return machine.execute_all(handler.body, frame)
    finally:
        frame.handled = before
        if handler.name is not None:
            machine.journal.unbind(frame.variables, handler.name)


def assert_statement(machine: Machine, node: ast.Assert, frame: Frame) -> None:
    """`assert test, message`. Raises Raised."""
    if truth(machine.evaluate(node.test, frame)) is not False:
        return
    arguments = () if node.msg is None else (machine.evaluate(node.msg, frame),)
    value = machine.call(BUILTIN_CLASSES["AssertionError"], arguments, {}, frame)
    raised = raised_value(machine, value, frame, node)
    raise Raised(replace(raised.failure, is_check=True), raised.value)


def raise_statement(machine: Machine, node: ast.Raise, frame: Frame) -> Signal:
    """`raise`, `raise X`, `raise X from Y`. Raises Raised."""
    if node.exc is None:
        handled = next((one.handled for one in reversed(machine.frames) if one.handled is not None), None)
        if handled is not None:
            raise handled
        machine.raise_error(frame, node, ErrorKind.OTHER, "RuntimeError", "No active exception to reraise")
    value = machine.evaluate(node.exc, frame)
    if node.cause is not None:
        machine.evaluate(node.cause, frame)
    frame.line = node.lineno
    if isinstance(value, Class):
        value = machine.call(value, (), {}, frame)
    raise raised_value(machine, value, frame, node)
