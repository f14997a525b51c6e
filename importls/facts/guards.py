"""What stands between an import statement and a crash; knows nothing of whether the import can fail."""

from __future__ import annotations

import ast
import builtins
from bisect import bisect_left
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from importls.facts.imports import Position
from importls.facts.syntax_tree import code_point_column
from importls.facts.truth import Target, Truth, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_Block = tuple[list[ast.stmt], "Guard"]


class Guard(IntEnum):
    """How an import statement is protected, ordered: of two guards around an import the greater one counts."""

    NONE = 0
    """It runs whenever the code around it runs."""
    CONDITIONAL = 1
    """It runs under a condition that says nothing about importing, or not at all."""
    HANDLED = 2
    """Its failure is caught, or the condition it stands under is about what can be imported."""
    UNREACHABLE = 3
    """It never runs: a constant condition or an unconditional `raise` or `return` is before it."""


class _Knowledge(NamedTuple):
    """What conditions are judged with: the target, and the names that reveal what can be imported."""

    target: Target
    revealing: frozenset[str]


# A condition with one of these names is about what is installed, or about version, platform and type checking.
_REVEALING = frozenset(
    {
        "find_spec",
        "find_loader",
        "version_info",
        "hexversion",
        "platform",
        "system",
        "name",
        "implementation",
        "python_implementation",
        "hasattr",
        "modules",
        "builtin_module_names",
        "stdlib_module_names",
        "PY2",
        "PY3",
        "PYPY",
        "is_available",
    }
)
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_OTHER_ERRORS = frozenset(name for name in dir(builtins) if name.endswith("Error")) - _IMPORT_ERRORS | {
    "KeyboardInterrupt",
    "SystemExit",
    "StopIteration",
    "GeneratorExit",
    "Warning",
}
_LEAVING_CALLS = frozenset({"exit", "_exit", "quit", "abort", "skip", "skipTest", "fail", "importorskip", "SkipTest"})
_CATCHING_CONTEXTS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})


def read_guards(tree: ast.Module, text: str, target: Target) -> Mapping[Position, Guard]:
    """Return the guard of every import on the target, by the start of its range as `scan` gives it."""
    knowledge = _Knowledge(target, _REVEALING | target.typing_names | _revealing_names(tree))
    lines = text.split("\n")
    # Most statements hold no import and have none behind them in their block; they are passed over by line number.
    candidates = [number for number, line in enumerate(lines, 1) if "import" in line]
    guards: dict[Position, Guard] = {}
    pending: list[_Block] = [(tree.body, Guard.NONE)]
    while pending:
        statements, guard = pending.pop()
        for statement in statements:
            if isinstance(statement, ast.Import):
                guards.update(dict.fromkeys((_start(alias, lines) for alias in statement.names), guard))
            elif isinstance(statement, ast.ImportFrom):
                guards[_start(statement, lines)] = guard
            elif _any_between(candidates, statement, statement):
                pending.extend(_blocks_of(knowledge, statement, guard))
            if _any_between(candidates, statement, statements[-1]):
                guard = max(guard, _guard_after(knowledge, statement))
    return guards


def _any_between(candidates: list[int], first: ast.stmt, last: ast.stmt) -> bool:
    """Tell whether a line from the start of `first` to the end of `last` may hold an import."""
    at = bisect_left(candidates, first.lineno)
    return at < len(candidates) and candidates[at] <= (last.end_lineno or last.lineno)


def _start(node: ast.stmt | ast.alias, lines: list[str]) -> Position:
    return Position(node.lineno, code_point_column(lines[node.lineno - 1], node.col_offset))


def _blocks_of(knowledge: _Knowledge, statement: ast.stmt, guard: Guard) -> Iterator[_Block]:
    match statement:
        case ast.If(test=test, body=body, orelse=orelse) | ast.While(test=test, body=body, orelse=orelse):
            yield body, max(guard, _guard_under(knowledge, test))
            yield orelse, max(guard, _guard_under(knowledge, ast.UnaryOp(ast.Not(), test)))
        case ast.Try() | ast.TryStar():
            yield from _blocks_of_try(statement, guard)
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            yield body, max(guard, *(_guard_in_context(item.context_expr) for item in items))
        case ast.For(body=body, orelse=orelse) | ast.AsyncFor(body=body, orelse=orelse):
            yield body, max(guard, Guard.CONDITIONAL)
            yield orelse, max(guard, Guard.CONDITIONAL)
        case ast.Match(subject=subject, cases=cases):
            inside = max(guard, Guard.HANDLED if _mentions(knowledge.revealing, subject) else Guard.CONDITIONAL)
            yield from ((case.body, inside) for case in cases)
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) | ast.ClassDef(body=body):
            yield body, guard
        case _:
            pass


def _blocks_of_try(statement: ast.Try | ast.TryStar, guard: Guard) -> Iterator[_Block]:
    inside = guard
    if statement.handlers:
        inside = max(guard, Guard.HANDLED if _catches_import_error(statement) else Guard.CONDITIONAL)
    yield statement.body, inside
    yield statement.orelse, inside
    yield statement.finalbody, guard
    yield from ((handler.body, inside) for handler in statement.handlers)


def _catches_import_error(statement: ast.Try | ast.TryStar) -> bool:
    return any(handler.type is None or _may_be_import_error(handler.type) for handler in statement.handlers)


def _may_be_import_error(node: ast.expr) -> bool:
    match node:
        case ast.Tuple(elts=items):
            return any(_may_be_import_error(item) for item in items)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name not in _OTHER_ERRORS
        case _:
            return True


def _guard_in_context(context: ast.expr) -> Guard:
    match context:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments):
            inside = [node for argument in arguments for node in ast.walk(argument) if isinstance(node, ast.Name)]
            if any(node.id in _IMPORT_ERRORS for node in inside):
                return Guard.HANDLED
            if name in _CATCHING_CONTEXTS:
                return Guard.HANDLED if any(_may_be_import_error(node) for node in arguments) else Guard.NONE
            if name in _TRANSPARENT_CONTEXTS:
                return Guard.NONE
            # Such as `with try_import():` and `with optional_imports():`. Others may swallow an exception, or put in
            # place what the import needs.
            return Guard.HANDLED if "import" in name.lower() else Guard.CONDITIONAL
        case _:
            return Guard.NONE


_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})

_TRANSPARENT_CONTEXTS = frozenset(
    {
        "Lock",
        "NamedTemporaryFile",
        "RLock",
        "TemporaryDirectory",
        "catch_warnings",
        "closing",
        "nullcontext",
        "open",
        "redirect_stderr",
        "redirect_stdout",
    }
)


def _guard_under(knowledge: _Knowledge, test: ast.expr) -> Guard:
    constant = _constant(test)
    if constant is not None:
        return Guard.NONE if constant else Guard.UNREACHABLE
    if evaluate(knowledge.target, test) is Truth.FALSE:
        return Guard.UNREACHABLE
    return Guard.HANDLED if _mentions(knowledge.revealing, test) else Guard.CONDITIONAL


def _constant(test: ast.expr) -> bool | None:
    expected = True
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, expected = test.operand, not expected
    return bool(test.value) is expected if isinstance(test, ast.Constant) else None


def _mentions(names: frozenset[str], node: ast.AST) -> bool:
    return any(
        (isinstance(inner, ast.Name) and inner.id in names and inner.id != "name")
        or (isinstance(inner, ast.Attribute) and inner.attr in names)
        for inner in ast.walk(node)
    )


def _revealing_names(tree: ast.Module) -> frozenset[str]:
    """Names that tell what can be imported: set from a revealing test, or where an ImportError is caught."""
    found: set[str] = set()
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_revealing(value):
                found.add(name)
            case ast.Try(body=body, orelse=orelse, handlers=handlers) if _catches_import_error(statement):
                for block in (body, orelse, *(handler.body for handler in handlers)):
                    found.update(_assigned(block))
            case _:
                pass
    return frozenset(found)


def _is_revealing(value: ast.expr) -> bool:
    # Tables of data may be long and are no outcome of a test.
    is_test = isinstance(value, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Call | ast.Attribute | ast.Name)
    return is_test and _mentions(_REVEALING, value)


def _assigned(block: list[ast.stmt]) -> Iterator[str]:
    for statement in block:
        match statement:
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases)
            case _:
                pass


def _guard_after(knowledge: _Knowledge, statement: ast.stmt) -> Guard:
    """Tell what a statement means for the ones that follow it in the same block."""
    match statement:
        case ast.If(test=test, body=body, orelse=orelse):
            return _guard_after_if(knowledge, test, body, orelse)
        case ast.Assert(test=test):
            return Guard.HANDLED if _mentions(knowledge.revealing, test) else Guard.NONE
        case ast.Raise() | ast.Return() | ast.Continue() | ast.Break():
            return Guard.UNREACHABLE
        case ast.Try(handlers=handlers) | ast.TryStar(handlers=handlers):
            # A handler that raises reports the failure, one that returns or exits is an early exit.
            leaves = any(_may_leave(handler.body, by_raise=False) for handler in handlers)
            return Guard.CONDITIONAL if leaves else Guard.NONE
        case _:
            return Guard.CONDITIONAL if _is_leaving_call(statement) else Guard.NONE


def _guard_after_if(knowledge: _Knowledge, test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt]) -> Guard:
    if _always_leaves(body) and _always_leaves(orelse):
        return Guard.UNREACHABLE
    if _may_leave(body) or _may_leave(orelse):
        return _guard_under(knowledge, test)
    return Guard.NONE


def _always_leaves(block: list[ast.stmt]) -> bool:
    return bool(block) and isinstance(block[-1], ast.Raise | ast.Return | ast.Continue | ast.Break)


def _may_leave(block: list[ast.stmt], *, by_raise: bool = True) -> bool:
    """Whether running a block can end the block around it."""
    pending: list[ast.AST] = list(block)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Return | ast.Continue | ast.Break) or (by_raise and isinstance(node, ast.Raise)):
            return True
        if isinstance(node, ast.stmt) and _is_leaving_call(node):
            return True
        if not isinstance(node, ast.expr | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            pending.extend(ast.iter_child_nodes(node))
    return False


def _is_leaving_call(statement: ast.stmt) -> bool:
    match statement:
        case (
            ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)))
            | ast.Assign(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)))
            | ast.Raise(exc=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)))
        ):
            return name in _LEAVING_CALLS
        case _:
            return False
