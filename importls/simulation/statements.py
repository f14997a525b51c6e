"""Statements of simulated code, one function a kind; exceptions and matching stand in files of their own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import partial

from importls.simulation.annotations import annotate, evaluate_annotations, set_up_annotations
from importls.simulation.attribute_changes import delete_attribute, set_attribute
from importls.simulation.classes import make_class
from importls.simulation.collection_methods import extend
from importls.simulation.expressions import arguments_of, evaluate
from importls.simulation.functions import enclosing, in_type_scope, make_function, type_scope
from importls.simulation.generators import for_each
from importls.simulation.import_statements import import_from_statement, import_statement
from importls.simulation.items import delete_item, get_item, set_item, truth
from importls.simulation.machine import Frame, Machine, Signal
from importls.simulation.matching import match_statement
from importls.simulation.names import unbind_name
from importls.simulation.operators import binary
from importls.simulation.scopes import names_bound_in
from importls.simulation.try_statement import assert_statement, raise_statement, try_statement
from importls.simulation.values import UNKNOWN, Class, Generator, List, Value
from importls.simulation.with_statement import with_statement

_MOST_ROUNDS = 1_000
"""A `while` loop that goes on longer is left."""

_MOST_ROUNDS_IN_DOUBT = 50
"""Of a `for` loop that may have been left."""


def execute_all(machine: Machine, statements: Sequence[ast.stmt], frame: Frame) -> Signal:
    """Run statements in order. Behind one that may have left, the rest may or may not run. Raises Raised."""
    for number, statement in enumerate(statements):
        machine.step()
        signal = execute(machine, statement, frame)
        if signal is not Signal.NEXT:
            return signal
        if frame.may_leave:
            return _rest_in_doubt(machine, statements[number + 1 :], frame)
    return Signal.NEXT


def _rest_in_doubt(machine: Machine, rest: Sequence[ast.stmt], frame: Frame) -> Signal:
    if not rest:
        return Signal.NEXT
    before, frame.may_leave = frame.may_leave, set()
    try:
        signal = machine.perhaps(frame, lambda: execute_all(machine, rest, frame))
    finally:
        frame.may_leave |= before
    return signal


def execute(machine: Machine, node: ast.stmt, frame: Frame) -> Signal:
    """Run one statement. Raises Raised."""
    frame.line = node.lineno
    executor = _EXECUTORS.get(type(node))
    if executor is None:
        return Signal.NEXT
    return executor(machine, node, frame) or Signal.NEXT


def _expression(machine: Machine, node: ast.Expr, frame: Frame) -> None:
    evaluate(machine, node.value, frame)


def _import(machine: Machine, node: ast.Import, frame: Frame) -> None:
    import_statement(machine, node, frame)


def _import_from(machine: Machine, node: ast.ImportFrom, frame: Frame) -> None:
    import_from_statement(machine, node, frame)


def _function(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    """Decorators, defaults and annotations are evaluated in this order; then the decorators are called."""
    decorators = [evaluate(machine, decorator, frame) for decorator in node.decorator_list]
    function: Value = make_function(machine, node, node.name, frame)
    evaluate_annotations(machine, node, frame)
    machine.bind_name(frame, node.name, _decorated(machine, node, decorators, function, frame))


def _decorated(
    machine: Machine,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    decorators: Sequence[Value],
    value: Value,
    frame: Frame,
) -> Value:
    for decorator, called in zip(reversed(node.decorator_list), reversed(decorators), strict=True):
        frame.line = decorator.lineno
        value = machine.call(called, (value,), {}, frame)
    return value


def _class(machine: Machine, node: ast.ClassDef, frame: Frame) -> None:
    decorators = [evaluate(machine, decorator, frame) for decorator in node.decorator_list]
    if hasattr(node, "type_params") and node.type_params:
        machine.import_module("typing", frame)  # `_Py_subscript_generic` takes Generic from there.
    bases, keywords = arguments_of(machine, node.bases, node.keywords, in_type_scope(machine, node, frame))
    if "*" in keywords:
        del keywords["*"]
        bases.append(UNKNOWN)
    cls = Class(node.name, frame.module.name, (), machine.journal.new(), born=machine.journal.birth())
    cls.namespace.update(__module__=frame.module.name, __qualname__=node.name)
    closure = (*type_scope(machine, node), *enclosing(frame))
    bound = names_bound_in(node.body) if closure else frozenset()
    inner = Frame(frame.module, cls.namespace, "class", closure, bound, cls=cls, line=node.lineno)
    machine.frames.append(inner)
    try:
        set_up_annotations(machine, node, inner)
        execute_all(machine, node.body, inner)
    finally:
        machine.frames.pop()
    frame.line = node.lineno
    made = make_class(machine, node.name, bases, cls.namespace, keywords, frame, cls)
    machine.bind_name(frame, node.name, _decorated(machine, node, decorators, made, frame))


def _return(machine: Machine, node: ast.Return, frame: Frame) -> Signal:
    frame.results.append(None if node.value is None else evaluate(machine, node.value, frame))
    return Signal.RETURN


def _delete(machine: Machine, node: ast.Delete, frame: Frame) -> None:
    for target in node.targets:
        _delete_target(machine, target, frame)


def _delete_target(machine: Machine, target: ast.expr, frame: Frame) -> None:
    match target:
        case ast.Name(id=name):
            unbind_name(machine, frame, name, target)
        case ast.Attribute(value=value, attr=name):
            delete_attribute(machine, evaluate(machine, value, frame), name, frame, target)
        case ast.Subscript(value=value, slice=key):
            delete_item(machine, evaluate(machine, value, frame), evaluate(machine, key, frame), frame, target)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for inner in targets:
                _delete_target(machine, inner, frame)
        case _:
            pass


def _assign(machine: Machine, node: ast.Assign, frame: Frame) -> None:
    value = evaluate(machine, node.value, frame)
    for target in node.targets:
        assign(machine, target, value, frame)


def assign(machine: Machine, target: ast.expr, value: Value, frame: Frame) -> None:
    """Assign to a target of any form. Raises Raised."""
    match target:
        case ast.Name(id=name):
            machine.bind_name(frame, name, value)
        case ast.Attribute(value=owner, attr=name):
            set_attribute(machine, evaluate(machine, owner, frame), name, value)
        case ast.Subscript(value=owner, slice=key):
            set_item(machine, evaluate(machine, owner, frame), evaluate(machine, key, frame), value, frame)
        case ast.Starred(value=inner):
            assign(machine, inner, value, frame)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for inner, part in zip(targets, _parts(machine, targets, value), strict=True):
                assign(machine, inner, part, frame)
        case _:
            pass


def _parts(machine: Machine, targets: Sequence[ast.expr], value: Value) -> Sequence[Value]:
    """What each target of an unpacking gets."""
    items = machine.iterate(value)
    starred = next((number for number, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    if items is None or (starred is None and len(items) != len(targets)) or len(items) < len(targets) - 1:
        return [UNKNOWN] * len(targets)
    if starred is None:
        return items
    behind = len(items) - (len(targets) - starred - 1)
    middle = List(tuple(items[starred:behind]), born=machine.journal.birth())
    return [*items[:starred], middle, *items[behind:]]


def _augmented(machine: Machine, node: ast.AugAssign, frame: Frame) -> None:
    """`target += value` reads, computes and writes; lists are changed in place."""
    old = _read_target(machine, node.target, frame)
    value = evaluate(machine, node.value, frame)
    if isinstance(old, List) and isinstance(node.op, ast.Add | ast.BitOr):
        extend(machine, old, (value,))
        result: Value = old
    else:
        result = binary(machine, old, type(node.op), value, frame)
    assign(machine, node.target, result, frame)


def _read_target(machine: Machine, target: ast.expr, frame: Frame) -> Value:
    match target:
        case ast.Name(id=name):
            return evaluate(machine, ast.copy_location(ast.Name(name, ast.Load()), target), frame)
        case ast.Attribute(value=owner, attr=name):
            return machine.attribute(evaluate(machine, owner, frame), name, frame, target)
        case ast.Subscript(value=owner, slice=key):
            return get_item(machine, evaluate(machine, owner, frame), evaluate(machine, key, frame), frame, target)
        case _:
            return UNKNOWN


def _annotated(machine: Machine, node: ast.AnnAssign, frame: Frame) -> None:
    """The value first, then the annotation, which in functions is never evaluated."""
    if node.value is not None:
        assign(machine, node.target, evaluate(machine, node.value, frame), frame)
    if frame.kind != "function":
        annotate(machine, node, frame)


def _for(machine: Machine, node: ast.For | ast.AsyncFor, frame: Frame) -> Signal:
    source = evaluate(machine, node.iter, frame)
    if isinstance(source, Generator):
        return for_each(machine, node, frame, source)
    items = machine.iterate(source)
    if items is None:
        return _perhaps_once(machine, node, frame)
    return _rounds(machine, node, frame, items, in_doubt=False)


def _rounds(
    machine: Machine, node: ast.For | ast.AsyncFor, frame: Frame, items: Sequence[Value], *, in_doubt: bool
) -> Signal:
    """The body for each item, then `else`. Behind a round that may have left, the rest may or may not run."""
    for number, item in enumerate(items):
        assign(machine, node.target, item, frame)
        machine.step()
        signal = execute_all(machine, node.body, frame)
        may_have_left = bool(frame.may_leave & {Signal.BREAK, Signal.RETURN})
        frame.may_leave -= {Signal.BREAK, Signal.CONTINUE}
        if signal is Signal.BREAK:
            return Signal.NEXT
        if signal is Signal.RETURN:
            return signal
        if may_have_left and not in_doubt:
            following = items[number + 1 : number + 1 + _MOST_ROUNDS_IN_DOUBT]
            rest = partial(_rounds, machine, node, frame, following, in_doubt=True)
            return machine.perhaps(frame, rest)
    return execute_all(machine, node.orelse, frame)


def _perhaps_once(machine: Machine, node: ast.For | ast.AsyncFor | ast.While, frame: Frame) -> Signal:
    """Nobody knows how often the body runs: it is walked once, in doubt."""

    def body() -> Signal:
        if not isinstance(node, ast.While):
            assign(machine, node.target, UNKNOWN, frame)
        signal = execute_all(machine, node.body, frame)
        return Signal.NEXT if signal in (Signal.BREAK, Signal.CONTINUE) else signal

    signal = machine.perhaps(frame, body)
    frame.may_leave -= {Signal.BREAK, Signal.CONTINUE}
    if signal is not Signal.NEXT or not node.orelse:
        return signal
    return machine.perhaps(frame, lambda: execute_all(machine, node.orelse, frame))


def _while(machine: Machine, node: ast.While, frame: Frame) -> Signal:
    for _ in range(_MOST_ROUNDS):
        machine.step()
        known = truth(evaluate(machine, node.test, frame))
        if known is None:
            return _perhaps_once(machine, node, frame)
        if not known:
            return execute_all(machine, node.orelse, frame)
        signal = execute_all(machine, node.body, frame)
        stops = signal is Signal.BREAK or bool(frame.may_leave & {Signal.BREAK, Signal.RETURN})
        frame.may_leave -= {Signal.BREAK, Signal.CONTINUE}
        if stops:
            return Signal.NEXT
        if signal is Signal.RETURN:
            return signal
    return _leave_endless(machine, node, frame)


def _leave_endless(machine: Machine, node: ast.While, frame: Frame) -> Signal:
    """What more rounds bind cannot be told, nor whether they end."""
    for name in names_bound_in(node.body):
        machine.bind_name(frame, name, UNKNOWN)
    if not frame.module.is_external:
        machine.lose_track()
    return Signal.NEXT


def _if(machine: Machine, node: ast.If, frame: Frame) -> Signal:
    known = truth(evaluate(machine, node.test, frame))
    if known is not None:
        return execute_all(machine, node.body if known else node.orelse, frame)
    return machine.either(
        frame,
        lambda: execute_all(machine, node.body, frame),
        lambda: execute_all(machine, node.orelse, frame),
    )


def _break(_: Machine, __: ast.Break, ___: Frame) -> Signal:
    return Signal.BREAK


def _continue(_: Machine, __: ast.Continue, ___: Frame) -> Signal:
    return Signal.CONTINUE


def _global(_: Machine, node: ast.Global, frame: Frame) -> None:
    """Functions know theirs from the start; a class body learns it here."""
    if frame.kind == "class":
        frame.global_names |= frozenset(node.names)


def _type_alias(machine: Machine, node: ast.stmt, frame: Frame) -> None:
    """`type X = …` (PEP 695): the value is evaluated when somebody asks for it."""
    name: ast.Name = node.name  # type: ignore[attr-defined] # reason: ast.TypeAlias, which 3.11 does not have
    machine.bind_name(frame, name.id, UNKNOWN)


_EXECUTORS: dict[type[ast.stmt], Callable[..., Signal | None]] = {
    ast.Expr: _expression,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: _return,
    ast.Delete: _delete,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _annotated,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.If: _if,
    ast.With: with_statement,
    ast.AsyncWith: with_statement,
    ast.Raise: raise_statement,
    ast.Assert: assert_statement,
    ast.Try: try_statement,
    ast.TryStar: try_statement,
    ast.Match: match_statement,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Global: _global,
}
if (type_alias := getattr(ast, "TypeAlias", None)) is not None:
    _EXECUTORS[type_alias] = _type_alias
