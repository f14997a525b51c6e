"""Generators run when somebody iterates over them, and no further than they are asked."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial

from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.failure import ErrorKind, Raised
from importls.simulation.machine import Frame, Machine, Signal
from importls.simulation.values import UNKNOWN, Generator, Instance, Value


def iterate_until(machine: Machine, frame: Frame, generator: Generator, visit: Callable[[Value], bool]) -> bool | None:
    """Visit what the generator gives until a visit says that it is enough. Raises Raised.

    True where one did, False where the generator came to its end, None where that cannot be told.
    """
    doubts, stop = machine.doubts, _generator_exit(machine, frame)

    def visit_or_stop(item: Value) -> None:
        if visit(item) and machine.doubts == doubts:
            raise stop

    try:
        is_known = generator.each(visit_or_stop)
    except Raised as raised:
        if raised is stop:
            return True
        raise
    return False if is_known else None


def _generator_exit(machine: Machine, frame: Frame) -> Raised:
    """What a generator is closed with, at its `yield`."""
    failure = machine.failure(frame, None, ErrorKind.OTHER, "GeneratorExit", "")
    return Raised(failure, Instance(BUILTIN_CLASSES["GeneratorExit"], machine.journal.new()))


def for_each(machine: Machine, node: ast.For | ast.AsyncFor, frame: Frame, generator: Generator) -> Signal:
    """`for` over a generator, which waits at its `yield` while the body runs. Raises Raised."""
    raised_by_body: list[Raised] = []
    ends: list[Signal] = []
    in_doubt = False

    def visit(item: Value) -> bool:
        nonlocal in_doubt
        doubts = machine.doubts
        action = partial(_round, machine, node, frame, item)
        try:
            signal = machine.perhaps(frame, action) if in_doubt else action()
        except Raised as raised:
            if machine.doubts != doubts:
                raise
            raised_by_body.append(raised)
            return True
        in_doubt = in_doubt or bool(frame.may_leave & {Signal.BREAK, Signal.RETURN})
        frame.may_leave -= {Signal.BREAK, Signal.CONTINUE}
        if signal in (Signal.BREAK, Signal.RETURN):
            ends.append(signal)
        return bool(ends)

    stopped = iterate_until(machine, frame, generator, visit)
    if raised_by_body:
        raise raised_by_body[0]
    if ends and stopped:
        return Signal.NEXT if ends[0] is Signal.BREAK else ends[0]
    if stopped is None or in_doubt:
        return machine.perhaps(frame, lambda: machine.execute_all(node.orelse, frame))
    return machine.execute_all(node.orelse, frame)


def _round(machine: Machine, node: ast.For | ast.AsyncFor, frame: Frame, item: Value) -> Signal:
    machine.step()
    machine.unpack(node.target, item, frame)
    return machine.execute_all(node.body, frame)


def first_of(machine: Machine, frame: Frame, generator: Generator) -> tuple[bool | None, Value]:
    """What `next()` gives for the first time: whether there is anything, and what."""
    found: list[Value] = []

    def visit(item: Value) -> bool:
        found.append(item)
        return True

    stopped = iterate_until(machine, frame, generator, visit)
    return stopped, found[0] if stopped else UNKNOWN


def mapped(generator: Generator, function: Callable[[Value], Value], kind: str) -> Generator:
    """Another one, of what the function makes of each item."""
    return Generator(lambda visit: generator.each(lambda item: visit(function(item))), kind)
