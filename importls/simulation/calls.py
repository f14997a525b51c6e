"""Calls: functions of simulated code are followed, everything else gives what is known of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import partial

from importls.simulation.bounds import DEEPEST, MOST_STEPS_OF_LIBRARY_CALL
from importls.simulation.classes import instantiate
from importls.simulation.collection_methods import forget
from importls.simulation.constants import LIBRARY
from importls.simulation.expressions import ANY_ARGUMENTS
from importls.simulation.failure import CallTooLong, ErrorKind, Raised
from importls.simulation.journal import Namespace
from importls.simulation.machine import Frame, Machine, Signal
from importls.simulation.scopes import scope_of
from importls.simulation.values import (
    UNKNOWN,
    BoundMethod,
    Class,
    Descriptor,
    Dict,
    Function,
    Generator,
    Instance,
    Native,
    Partial,
    Unknown,
    Value,
)

_IMPORT_STATE = {
    ErrorKind.PARTIAL_IMPORT,
    ErrorKind.PARTIAL_ATTRIBUTE,
    ErrorKind.MODULE_NOT_FOUND,
    ErrorKind.MISSING_NAME,
}


def call(
    machine: Machine, function: Value, arguments: Sequence[Value], keywords: dict[str, Value], frame: Frame
) -> Value:
    """Call any value. Raises Raised."""
    match function:
        case Function():
            return _call_known_function(machine, function, arguments, keywords, frame)
        case BoundMethod(inner, owner):
            return call(machine, inner, (owner, *arguments), keywords, frame)
        case Native(call=native):
            return _call_native(machine, native, arguments, keywords, frame)
        case Class():
            return instantiate(machine, function, arguments, keywords, frame)
        case Partial(inner, before, named):
            return call(machine, inner, (*before, *arguments), {**dict(named), **keywords}, frame)
        case Descriptor(_, inner):
            return call(machine, inner, arguments, keywords, frame)
        case Instance(cls=cls):
            return _call_instance(machine, function, cls, arguments, keywords, frame)
        case Unknown(name):
            return _call_unknown(machine, name, arguments, keywords, frame)
        case _:
            return UNKNOWN


def _call_native(
    machine: Machine,
    native: Callable[..., Value],
    arguments: Sequence[Value],
    keywords: dict[str, Value],
    frame: Frame,
) -> Value:
    try:
        return native(machine, frame, tuple(arguments), keywords)
    except (TypeError, ValueError, IndexError):
        # The number or the kind of arguments is not one that Python would take; so something is not as it seems.
        return UNKNOWN


def _call_instance(
    machine: Machine, value: Value, cls: Class, arguments: Sequence[Value], keywords: dict[str, Value], frame: Frame
) -> Value:
    try:
        method = cls.look_up("__call__")
    except KeyError:
        return UNKNOWN
    return call(machine, method, (value, *arguments), keywords, frame)


_NOT_FOLLOWED = frozenset(
    (
        *("re", "re._compiler", "re._parser", "sre_compile", "sre_parse", "typing", "enum", "inspect", "collections"),
        *("ipaddress", "string", "textwrap", "datetime", "_pydatetime", "decimal", "_pydecimal", "fractions"),
        *("struct", "operator", "copy", "abc", "_collections_abc", "types", "numbers"),
    )
)
"""Modules whose functions import nothing, and give nothing that is known, but take many steps."""

_PATH_EDITS = ("sys.path.", "sys.path_hooks.", "sys.meta_path.", "site.")


def _call_unknown(
    machine: Machine, name: str, arguments: Sequence[Value], keywords: dict[str, Value], frame: Frame
) -> Value:
    """It may do anything with what it is given."""
    if name.startswith(_PATH_EDITS) and not machine.universe.has_known_finder(frame.module.name, frame.module.path):
        machine.edit_path()
    _give_up(machine, arguments, keywords)
    return Unknown(f"{name}()") if name else UNKNOWN


def _give_up(machine: Machine, arguments: Sequence[Value], keywords: dict[str, Value]) -> Value:
    """Nobody knows what becomes of the arguments of a call that is not followed."""
    machine.unknown_calls += 1
    for argument in (*arguments, *keywords.values()):
        forget(machine, argument)
    return UNKNOWN


def _call_known_function(
    machine: Machine, function: Function, arguments: Sequence[Value], keywords: dict[str, Value], frame: Frame
) -> Value:
    native = LIBRARY.get(_dotted_name(function)) if function.module.is_external else None
    if native is not None:
        return call(machine, native, arguments, keywords, frame)
    if function.module.name in _NOT_FOLLOWED and frame.module is not function.module:
        return UNKNOWN
    if len(machine.frames) > DEEPEST or (machine.doubts and _recurses(machine, function)):
        if not machine.doubts:  # Else it recurses because nobody knows when to stop.
            machine.lose_track()
        return _give_up(machine, arguments, keywords)
    limit, begun = machine.last_step, machine.steps
    machine.last_step = min(limit, begun + _patience(machine, function))
    try:
        return call_function(machine, function, arguments, keywords)
    except CallTooLong:
        if machine.steps > limit:
            raise
        if not function.module.is_external:
            machine.lose_track()
    except Raised as raised:
        # Of code that nobody checks, only what imports do is simulated well enough to be sure.
        if (
            not machine.knows_little_in(function.module)
            or raised.failure.kind in _IMPORT_STATE
            or raised.is_import_error
        ):
            raise
        machine.possible.append(raised)
    finally:
        machine.last_step = limit
        if limit == machine.patience.entry:
            machine.calls_of_body += machine.steps - begun
    return _give_up(machine, arguments, keywords)


def _patience(machine: Machine, function: Function) -> int:
    """The steps for which a call of the function is followed."""
    most = MOST_STEPS_OF_LIBRARY_CALL if function.module.is_external else machine.patience.call
    return max(0, min(most, machine.patience.body - machine.calls_of_body))


_MOST_RECURSIONS_IN_DOUBT = 3
"""A function that does not know when to stop calling itself; each time both of its ways would be tried."""


def _recurses(machine: Machine, function: Function) -> bool:
    running = [frame for frame in machine.frames if frame.function and frame.function.node is function.node]
    return len(running) >= _MOST_RECURSIONS_IN_DOUBT


def _dotted_name(function: Function) -> str:
    cls = "" if function.defined_in is None else f"{function.defined_in.name}."
    return f"{function.module.name}.{cls}{function.name}"


def call_function(
    machine: Machine, function: Function, arguments: Sequence[Value], keywords: dict[str, Value]
) -> Value:
    """Run the body of a function with these arguments. Raises Raised."""
    inner = _frame_of_call(machine, function, arguments, keywords)
    if isinstance(function.node, ast.AsyncFunctionDef):
        return UNKNOWN
    if scope_of(function.node).is_generator:
        return Generator(partial(_run_generator, machine, inner))
    return _run(machine, inner)


def run_around(
    machine: Machine,
    function: Function,
    arguments: Sequence[Value],
    keywords: dict[str, Value],
    body: Callable[[Value], None],
) -> bool:
    """Run a generator that yields once, and `body` with what it yields when it does; whether it did. Raises Raised.

    What the body raises is raised in the generator, at its `yield` (`contextlib._GeneratorContextManager`).
    """
    inner = _frame_of_call(machine, function, arguments, keywords)
    has_yielded = False

    def run_body(value: Value) -> None:
        nonlocal has_yielded
        if not has_yielded:
            has_yielded = True
            body(value)

    _run_generator(machine, inner, run_body)
    return has_yielded


def _frame_of_call(
    machine: Machine, function: Function, arguments: Sequence[Value], keywords: dict[str, Value]
) -> Frame:
    machine.step()
    scope = scope_of(function.node)
    variables = machine.journal.new()
    variables.cells = scope.bound
    _bind_arguments(machine, function, arguments, keywords, variables)
    return Frame(
        function.module,
        variables,
        "function",
        function.closure,
        scope.bound,
        scope.global_names,
        scope.nonlocal_names,
        function=function,
        line=function.node.lineno,
    )


def _run(machine: Machine, frame: Frame) -> Value:
    node = frame.function.node if frame.function is not None else None
    machine.frames.append(frame)
    try:
        if isinstance(node, ast.Lambda):
            return machine.evaluate(node.body, frame)
        signal = machine.execute_all(node.body if node is not None else (), frame)
    finally:
        machine.frames.pop()
    results = frame.results
    if signal is not Signal.RETURN and (not results or Signal.RETURN not in frame.may_leave):
        return None
    first = results[0] if results else None
    certain = signal is Signal.RETURN and all(result is first for result in results)
    return first if certain or (len(results) == 1 and signal is Signal.RETURN) else UNKNOWN


def _run_generator(machine: Machine, frame: Frame, visit: Callable[[Value], None]) -> bool:
    """Run it once, with `visit` in its place while it waits; whether nothing but that is yielded. Raises Raised."""
    if frame.at_yield is not None:
        return False

    def at_yield(value: Value) -> None:
        frame.is_vague = frame.is_vague or machine.doubts > begun
        machine.frames.pop()
        try:
            visit(value)
        finally:
            machine.frames.append(frame)

    begun, frame.at_yield = machine.doubts, at_yield
    _run(machine, frame)
    return not frame.may_leave and not frame.is_vague


def _bind_arguments(
    machine: Machine,
    function: Function,
    arguments: Sequence[Value],
    keywords: dict[str, Value],
    variables: Namespace,
) -> None:
    """Give the parameters their values; where a call does not fit, the rest is unknown."""
    node = function.node.args
    is_vague = ANY_ARGUMENTS in keywords
    given = {name: value for name, value in keywords.items() if name != ANY_ARGUMENTS}
    positional = [argument.arg for argument in (*node.posonlyargs, *node.args)]
    for name, value in zip(positional, arguments, strict=False):
        variables[name] = value
    if node.vararg is not None:
        variables[node.vararg.arg] = UNKNOWN if is_vague else tuple(arguments[len(positional) :])
    defaults = dict(zip(positional[len(positional) - len(function.defaults) :], function.defaults, strict=True))
    defaults.update(function.keyword_defaults)
    for name in (*positional, *(argument.arg for argument in node.kwonlyargs)):
        if name in given:
            variables[name] = given.pop(name)
        elif name not in variables:
            variables[name] = UNKNOWN if is_vague else defaults.get(name, UNKNOWN)
    if node.kwarg is not None:
        rest = Dict(machine.journal.new(), is_open=is_vague, born=machine.journal.birth())
        rest.entries.update(given)
        variables[node.kwarg.arg] = rest
