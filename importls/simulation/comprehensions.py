"""Comprehensions and generator expressions, which run in a scope of their own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import partial

from importls.simulation.functions import enclosing
from importls.simulation.items import iterate, truth
from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine
from importls.simulation.scopes import names_bound_in
from importls.simulation.values import UNKNOWN, UNORDERED, Dict, Generator, List, Value, as_key


def generator_expression(machine: Machine, node: ast.GeneratorExp, frame: Frame) -> Value:
    """Its first iterable is evaluated at once, everything else when somebody asks."""
    first = machine.evaluate(node.generators[0].iter, frame)
    begun = False

    def each(visit: Callable[[Value], None]) -> bool:
        nonlocal begun
        was_begun, begun = begun, True
        return not was_begun and _comprehension(
            machine, node.generators, lambda inner: visit(machine.evaluate(node.elt, inner)), frame, first
        )

    return Generator(each)


def list_comprehension(machine: Machine, node: ast.ListComp | ast.SetComp, frame: Frame) -> Value:
    """That of a list or of a set. Raises Raised."""
    found: list[Value] = []
    first = machine.evaluate(node.generators[0].iter, frame)
    is_known = _comprehension(
        machine, node.generators, lambda inner: found.append(machine.evaluate(node.elt, inner)), frame, first
    )
    kind = "set" if isinstance(node, ast.SetComp) else "list"
    if kind == "list" and isinstance(first, List) and first.kind == UNORDERED:
        kind = UNORDERED
    return List(tuple(found) if is_known else UNKNOWN, kind, born=machine.journal.birth())


def dict_comprehension(machine: Machine, node: ast.DictComp, frame: Frame) -> Value:
    """That of a dictionary. Raises Raised."""
    made = Dict(machine.journal.new(), born=machine.journal.birth())
    entries: list[tuple[Value, Value]] = []

    def entry(inner: Frame) -> None:
        entries.append((machine.evaluate(node.key, inner), machine.evaluate(node.value, inner)))

    first = machine.evaluate(node.generators[0].iter, frame)
    made.is_open = not _comprehension(machine, node.generators, entry, frame, first)
    for key, value in () if made.is_open else entries:
        if as_key(key) is MISSING:
            made.is_open = True
        else:
            made.entries[as_key(key)] = value
    return made


def _comprehension(
    machine: Machine,
    generators: Sequence[ast.comprehension],
    element: Callable[[Frame], None],
    frame: Frame,
    first: Value,
) -> bool:
    """Call `element` for each; whether these are all and no more. Unknown iterables are walked once, in doubt."""
    targets = names_bound_in(generator.target for generator in generators)
    inner = Frame(frame.module, machine.journal.new(), "function", enclosing(frame), targets, function=frame.function)
    inner.outer, inner.line = frame, frame.line
    is_known = True

    def walk(depth: int, source: Value) -> None:
        nonlocal is_known
        if isinstance(source, Generator):
            is_known = source.each(lambda item: visit(depth, item)) and is_known
            return
        # In an order that is not known, a comprehension gives what is not in order either.
        items = iterate(source) if isinstance(source, List) else machine.iterate(source)
        if items is None:
            is_known = False
            machine.perhaps_do(inner, partial(visit, depth, UNKNOWN))
        for item in items or ():
            visit(depth, item)

    def visit(depth: int, item: Value) -> None:
        nonlocal is_known
        machine.step()
        machine.unpack(generators[depth].target, item, inner)
        known = _all_hold(machine, generators[depth].ifs, inner)
        if known is None:
            is_known = False
            machine.perhaps_do(inner, partial(go_on, depth))
        elif known:
            go_on(depth)

    def go_on(depth: int) -> None:
        if depth + 1 < len(generators):
            walk(depth + 1, machine.evaluate(generators[depth + 1].iter, inner))
        else:
            element(inner)

    walk(0, first)
    return is_known


def _all_hold(machine: Machine, tests: Sequence[ast.expr], frame: Frame) -> bool | None:
    """Whether all conditions hold, None where that cannot be told; what stands behind one that does not is not run."""
    is_known = True
    for test in tests:
        known = truth(machine.evaluate(test, frame))
        if known is False:
            return False
        is_known = is_known and known is True
    return True if is_known else None
