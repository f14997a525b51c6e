"""`match`: which case is taken, as far as constants tell (PEP 634)."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from importls.simulation.items import same, truth
from importls.simulation.machine import Frame, Machine, Signal
from importls.simulation.scopes import names_bound_in
from importls.simulation.values import UNKNOWN, Unknown, Value


def match_statement(machine: Machine, node: ast.Match, frame: Frame) -> Signal:
    """Take the first case that matches; where that cannot be told, any of those that may. Raises Raised."""
    return _cases(machine, node.cases, machine.evaluate(node.subject, frame), frame)


def _cases(machine: Machine, cases: Sequence[ast.match_case], subject: Value, frame: Frame) -> Signal:
    if not cases:
        return Signal.NEXT
    first, rest = cases[0], cases[1:]
    fits = _matches(machine, first.pattern, subject, frame)
    if fits is False:
        return _cases(machine, rest, subject, frame)
    for name in names_bound_in([first.pattern]):
        bound = isinstance(first.pattern, ast.MatchAs) and first.pattern.pattern is None
        machine.bind_name(frame, name, subject if bound else UNKNOWN)
    if first.guard is not None:
        guard = truth(machine.evaluate(first.guard, frame))
        if guard is False:
            return _cases(machine, rest, subject, frame)
        fits = fits and guard
    if fits:
        return machine.execute_all(first.body, frame)
    return machine.either(
        frame,
        lambda: machine.execute_all(first.body, frame),
        lambda: _cases(machine, rest, subject, frame),
    )


def _matches(machine: Machine, pattern: ast.pattern, subject: Value, frame: Frame) -> bool | None:
    match pattern:
        case ast.MatchAs(pattern=None):
            return True
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return _matches(machine, inner, subject, frame)
        case ast.MatchValue(value=value):
            answer = same(subject, machine.evaluate(value, frame))
            return None if isinstance(answer, Unknown) else bool(answer)
        case ast.MatchSingleton(value=value):
            return None if isinstance(subject, Unknown) else subject is value
        case ast.MatchOr(patterns=patterns):
            answers = [_matches(machine, one, subject, frame) for one in patterns]
            return True if True in answers else (None if None in answers else False)
        case _:
            return None
