"""Expressions: their value and everything that they do on the way, in CPython's order of evaluation."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from importls.simulation.comprehensions import dict_comprehension, generator_expression, list_comprehension
from importls.simulation.functions import make_function
from importls.simulation.items import get_item, truth
from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine, Signal
from importls.simulation.names import load_name
from importls.simulation.operators import binary, compare
from importls.simulation.raising import compute, text_of
from importls.simulation.values import (
    FALSE_SOMEHOW,
    TRUE_SOMEHOW,
    UNKNOWN,
    Dict,
    Generator,
    List,
    Value,
    as_key,
)


def evaluate(machine: Machine, node: ast.expr, frame: Frame) -> Value:
    """The value of an expression, UNKNOWN where it cannot be told. Raises Raised."""
    evaluator = _EVALUATORS.get(type(node))
    if evaluator is None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                evaluate(machine, child, frame)
        return UNKNOWN
    return evaluator(machine, node, frame)


def _constant(_: Machine, node: ast.Constant, __: Frame) -> Value:
    return node.value


def _name(machine: Machine, node: ast.Name, frame: Frame) -> Value:
    return load_name(machine, frame, node.id, node)


def _attribute(machine: Machine, node: ast.Attribute, frame: Frame) -> Value:
    value = evaluate(machine, node.value, frame)
    frame.line = node.lineno
    return machine.attribute(value, node.attr, frame, node)


def _subscript(machine: Machine, node: ast.Subscript, frame: Frame) -> Value:
    value = evaluate(machine, node.value, frame)
    key = evaluate(machine, node.slice, frame)
    frame.line = node.lineno
    return get_item(machine, value, key, frame, node)


def _slice(machine: Machine, node: ast.Slice, frame: Frame) -> Value:
    ends = (None if end is None else evaluate(machine, end, frame) for end in (node.lower, node.upper, node.step))
    return slice(*ends)


def _call(machine: Machine, node: ast.Call, frame: Frame) -> Value:
    function = evaluate(machine, node.func, frame)
    arguments, keywords = arguments_of(machine, node.args, node.keywords, frame)
    frame.line = node.lineno
    machine.step()
    return machine.call(function, arguments, keywords, frame)


ANY_ARGUMENTS = "*"
"""The keyword under which a call carries arguments that cannot be told."""


def arguments_of(
    machine: Machine, positional: Sequence[ast.expr], named: Sequence[ast.keyword], frame: Frame
) -> tuple[list[Value], dict[str, Value]]:
    """The arguments of a call; those of unknown sequences and mappings are marked by a keyword `*`."""
    arguments: list[Value] = []
    keywords: dict[str, Value] = {}
    for node in positional:
        if not isinstance(node, ast.Starred):
            arguments.append(evaluate(machine, node, frame))
            continue
        items = machine.iterate(evaluate(machine, node.value, frame))
        if items is None:
            keywords[ANY_ARGUMENTS] = UNKNOWN
        else:
            arguments += items
    for keyword in named:
        value = evaluate(machine, keyword.value, frame)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
        elif isinstance(value, Dict) and not value.is_open and all(isinstance(key, str) for key in value.entries):
            keywords.update({str(key): item for key, item in value.entries.items()})
        else:
            keywords[ANY_ARGUMENTS] = UNKNOWN
    return arguments, keywords


def _unary(machine: Machine, node: ast.UnaryOp, frame: Frame) -> Value:
    value = evaluate(machine, node.operand, frame)
    if isinstance(node.op, ast.Not):
        known = truth(value)
        return UNKNOWN if known is None else not known
    if not isinstance(value, int | float):
        return UNKNOWN
    match node.op:
        case ast.USub():
            return -value
        case ast.Invert() if isinstance(value, int):
            return ~value
        case _:
            return value


def _binary(machine: Machine, node: ast.BinOp, frame: Frame) -> Value:
    left = evaluate(machine, node.left, frame)
    right = evaluate(machine, node.right, frame)
    frame.line = node.lineno
    return binary(machine, left, type(node.op), right, frame)


def _boolean(machine: Machine, node: ast.BoolOp, frame: Frame) -> Value:
    """`and` and `or` stop at the first value that decides."""
    stops_at = isinstance(node.op, ast.Or)
    value: Value = UNKNOWN
    for number, operand in enumerate(node.values):
        value = evaluate(machine, operand, frame)
        known = truth(value)
        if known is stops_at:
            return value
        rest = node.values[number + 1 :]
        if known is None and rest:
            return _perhaps_rest(machine, rest, frame, stops_at=stops_at)
    return value


def _perhaps_rest(machine: Machine, rest: Sequence[ast.expr], frame: Frame, *, stops_at: bool) -> Value:
    """Operands behind one of which nothing is known; still, `x and False` is never true."""
    decided: list[Value] = []

    def evaluate_rest() -> Signal:
        for operand in rest:
            known = truth(evaluate(machine, operand, frame))
            if known is stops_at:
                decided.append(TRUE_SOMEHOW if stops_at else FALSE_SOMEHOW)
                break
        return Signal.NEXT

    machine.perhaps(frame, evaluate_rest)
    return decided[0] if decided else UNKNOWN


def _comparison(machine: Machine, node: ast.Compare, frame: Frame) -> Value:
    values = [evaluate(machine, operand, frame) for operand in (node.left, *node.comparators)]
    answers = [
        compare(machine, left, type(kind), right)
        for (left, right), kind in zip(pairwise(values), node.ops, strict=True)
    ]
    if False in answers:
        return False
    return True if all(answer is True for answer in answers) else UNKNOWN


def _conditional(machine: Machine, node: ast.IfExp, frame: Frame) -> Value:
    if (known := truth(evaluate(machine, node.test, frame))) is not None:
        return evaluate(machine, node.body if known else node.orelse, frame)
    found: list[Value] = []

    def branch(part: ast.expr) -> Signal:
        found.append(evaluate(machine, part, frame))
        return Signal.NEXT

    machine.either(frame, lambda: branch(node.body), lambda: branch(node.orelse))
    return found[0] if all(value is found[0] for value in found) else UNKNOWN


def _tuple(machine: Machine, node: ast.Tuple, frame: Frame) -> Value:
    items = elements_of(machine, node.elts, frame)
    return UNKNOWN if items is None else items


def _list(machine: Machine, node: ast.List | ast.Set, frame: Frame) -> Value:
    items = elements_of(machine, node.elts, frame)
    kind = "set" if isinstance(node, ast.Set) else "list"
    return List(UNKNOWN if items is None else items, kind, born=machine.journal.birth())


def elements_of(machine: Machine, nodes: Sequence[ast.expr], frame: Frame) -> tuple[Value, ...] | None:
    """The values of a display, None where their number cannot be told. Raises Raised."""
    found: list[Value] = []
    is_known = True
    for node in nodes:
        if not isinstance(node, ast.Starred):
            found.append(evaluate(machine, node, frame))
            continue
        items = machine.iterate(evaluate(machine, node.value, frame))
        is_known = is_known and items is not None
        found += items or ()
    return tuple(found) if is_known else None


def _dict(machine: Machine, node: ast.Dict, frame: Frame) -> Value:
    made = Dict(machine.journal.new(), born=machine.journal.birth())
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        if key_node is None:
            other = evaluate(machine, value_node, frame)
            if isinstance(other, Dict):
                made.entries.update(other.entries)
                made.is_open = made.is_open or other.is_open
            else:
                made.is_open = True
            continue
        key = as_key(evaluate(machine, key_node, frame))
        value = evaluate(machine, value_node, frame)
        if key is MISSING:
            made.is_open = True
        else:
            made.entries[key] = value
    return made


def _joined_string(machine: Machine, node: ast.JoinedStr, frame: Frame) -> Value:
    parts = [evaluate(machine, part, frame) for part in node.values]
    return "".join(parts) if all(isinstance(part, str) for part in parts) else UNKNOWN


def _formatted_value(machine: Machine, node: ast.FormattedValue, frame: Frame) -> Value:
    value = evaluate(machine, node.value, frame)
    if node.format_spec is not None:
        return _formatted(machine, value, node.conversion, evaluate(machine, node.format_spec, frame), frame)
    if node.conversion in (-1, ord("s")):
        return text_of(value)
    return repr(value) if isinstance(value, str | int) and node.conversion == ord("r") else UNKNOWN


_SHORT = re.compile(r"\D*\d{0,2}\D?")


def _formatted(machine: Machine, value: Value, conversion: int, wanted: Value, frame: Frame) -> Value:
    """`format(value, wanted)` of a text or number, where that is not wide."""
    is_known = isinstance(value, str | int | float) and isinstance(wanted, str) and _SHORT.fullmatch(wanted)
    return compute(machine, frame, format, value, wanted) if is_known and conversion == -1 else UNKNOWN


def _named(machine: Machine, node: ast.NamedExpr, frame: Frame) -> Value:
    value = evaluate(machine, node.value, frame)
    scope = frame
    while scope.outer is not None:  # PEP 572: an assignment in a comprehension binds in the scope around it.
        scope = scope.outer
    machine.bind_name(scope, node.target.id, value)
    return value


def _lambda(machine: Machine, node: ast.Lambda, frame: Frame) -> Value:
    return make_function(machine, node, "<lambda>", frame)


def _yield(machine: Machine, node: ast.Yield, frame: Frame) -> Value:
    value = None if node.value is None else evaluate(machine, node.value, frame)
    if frame.at_yield is None:
        return UNKNOWN
    frame.at_yield(value)
    return None


def _yield_from(machine: Machine, node: ast.YieldFrom, frame: Frame) -> Value:
    source, at_yield = evaluate(machine, node.value, frame), frame.at_yield
    if at_yield is None:
        return UNKNOWN
    if isinstance(source, Generator):
        is_known = source.each(at_yield)
    else:
        items = machine.iterate(source)
        is_known = items is not None
        for item in items or ():
            at_yield(item)
    if not is_known:
        machine.perhaps_do(frame, partial(at_yield, UNKNOWN))
        frame.is_vague = True
    return UNKNOWN


_EVALUATORS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Call: _call,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Compare: _comparison,
    ast.IfExp: _conditional,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _list,
    ast.Dict: _dict,
    ast.JoinedStr: _joined_string,
    ast.FormattedValue: _formatted_value,
    ast.NamedExpr: _named,
    ast.Lambda: _lambda,
    ast.GeneratorExp: generator_expression,
    ast.ListComp: list_comprehension,
    ast.SetComp: list_comprehension,
    ast.DictComp: dict_comprehension,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
