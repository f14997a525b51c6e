"""Statements of start-up code, followed one by one as far as their conditions are known. Nothing is executed.

What cannot be decided is gone through "in doubt": then the world lets nothing change, and takes note if it should.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from typing import Any, Protocol

from resolver.environment.startup_values import (
    UNKNOWN,
    Dotted,
    Function,
    Names,
    World,
    evaluate,
    is_known,
    subscript,
)

_MOST_ROUNDS = 1000
_CATCHES_ALL = frozenset({"Exception", "BaseException"})
_PARENTS = {"ModuleNotFoundError": "ImportError"}


class CodeError(Exception):
    """The code certainly raises here, an exception of the class `name`."""

    def __init__(self, name: str) -> None:
        """`name` is the class name."""
        super().__init__(name)
        self.name = name


class _ReturnError(Exception):
    """The function ends here."""


class StatementWorld(World, Protocol):
    """What statements ask besides what expressions do."""

    def import_module(self, name: str) -> object:
        """What `import name` gives for the whole name; raises CodeError where nothing of that name exists."""
        ...

    def import_from(self, module: str, name: str, names: Names) -> object:
        """What `from module import name` binds."""
        ...

    def set_attribute(self, name: str, value: object) -> None:
        """An assignment to a dotted name."""
        ...

    def doubting(self) -> AbstractContextManager[None]:
        """A stretch of code of which nobody knows whether it runs."""
        ...

    @property
    def doubts(self) -> bool:
        """Whether such a stretch is being gone through."""
        ...


def run(body: Iterable[ast.stmt], names: Names, world: StatementWorld) -> None:
    """Follows statements, binding names in `names`. Raises CodeError where the code certainly raises."""
    for statement in body:
        _run_statement(statement, names, world)


def run_function(function: Function, world: StatementWorld) -> object:
    """Follows a function that is called without arguments that matter; what it returns is not known."""
    arguments = dict.fromkeys((argument.arg for argument in function.node.args.args), UNKNOWN)
    with suppress(_ReturnError):
        run(function.node.body, {**function.names, **arguments}, world)
    return UNKNOWN


def _run_statement(statement: ast.stmt, names: Names, world: StatementWorld) -> None:
    match statement:
        case ast.Expr(value=value):
            evaluate(value, names, world)
        case ast.Import() | ast.ImportFrom():
            _import(statement, names, world)
        case ast.Assign(targets=targets, value=value):
            result = evaluate(value, names, world)
            for target in targets:
                _assign(target, result, names, world)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            _assign(target, evaluate(value, names, world), names, world)
        case ast.AugAssign(target=target, op=op, value=value):
            _augment(target, op, value, names, world)
        case ast.If(test=test, body=body, orelse=otherwise):
            _branch(evaluate(test, names, world), (body, otherwise), names, world)
        case ast.For():
            _loop(statement, names, world)
        case ast.Try():
            _try(statement, names, world)
        case ast.With(items=items, body=body):
            for item in items:
                evaluate(item.context_expr, names, world)
            run(body, names, world)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            names[statement.name] = Function(statement, names)
        case ast.ClassDef():
            names[statement.name] = UNKNOWN
        case ast.Delete(targets=targets):
            for target in targets:
                _delete(target, names, world)
        case ast.Return() if not world.doubts:
            raise _ReturnError
        case ast.Raise() if not world.doubts:
            raise CodeError(_class_name(statement.exc))
        case ast.While(body=body) | ast.AsyncFor(body=body) | ast.AsyncWith(body=body):
            with world.doubting():
                run(body, names, world)
        case _:
            pass


def _import(statement: ast.Import | ast.ImportFrom, names: Names, world: StatementWorld) -> None:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            module = world.import_module(alias.name)
            top = alias.name.partition(".")[0]
            names[alias.asname or top] = module if alias.asname else Dotted(top)
        return
    module_name = _absolute(statement, names)
    for alias in statement.names if module_name else ():
        names[alias.asname or alias.name] = world.import_from(module_name, alias.name, names)


def _absolute(statement: ast.ImportFrom, names: Names) -> str:
    """The module of a `from` import; the package comes from the `__package__` among the names."""
    if not statement.level:
        return statement.module or ""
    package = names.get("__package__")
    parts = package.split(".") if isinstance(package, str) else []
    kept = parts[: len(parts) - statement.level + 1]
    return ".".join([*kept, *([statement.module] if statement.module else [])])


def _assign(target: ast.expr, value: object, names: Names, world: StatementWorld) -> None:
    match target:
        case ast.Name(id=name):
            names[name] = UNKNOWN if world.doubts else value
        case ast.Attribute(value=owner, attr=attribute):
            holder = evaluate(owner, names, world)
            if isinstance(holder, Dotted):
                world.set_attribute(f"{holder.name}.{attribute}", value)
        case ast.Subscript(value=owner, slice=index):
            _change(evaluate(owner, names, world), subscript(index, names, world), [value], world)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            values = (
                value if isinstance(value, list | tuple) and len(value) == len(elements) else [UNKNOWN] * len(elements)
            )
            for element, item in zip(elements, values, strict=True):
                _assign(element, item, names, world)
        case _:
            pass


def _augment(target: ast.expr, op: ast.operator, value: ast.expr, names: Names, world: StatementWorld) -> None:
    """`x += y`: a list keeps its identity, everything else is bound anew."""
    current, more = evaluate(target, names, world), evaluate(value, names, world)
    if isinstance(current, list) and isinstance(op, ast.Add):
        _change(current, slice(len(current), None), [more], world)
        return
    same = type(current) is type(more) and isinstance(current, str | int | tuple) and isinstance(op, ast.Add)
    _assign(target, operator.add(current, more) if same else UNKNOWN, names, world)


def _change(owner: object, index: object, values: list[object], world: StatementWorld) -> None:
    """`owner[index] = value`, or `del owner[index]` where there is no value."""
    if isinstance(owner, Dotted):
        world.set_attribute(owner.name, UNKNOWN)
    elif isinstance(owner, list | dict) and world.may_change(owner, [index, *values]):
        changed: Any = owner
        try:
            if values:
                changed[index] = values[0]
            else:
                del changed[index]
        except (TypeError, ValueError, LookupError):
            return


def _delete(target: ast.expr, names: Names, world: StatementWorld) -> None:
    match target:
        case ast.Name(id=name):
            names.pop(name, None)
        case ast.Subscript(value=owner, slice=index):
            _change(evaluate(owner, names, world), subscript(index, names, world), [], world)
        case _:
            pass


def _branch(test: object, branches: tuple[list[ast.stmt], list[ast.stmt]], names: Names, world: StatementWorld) -> None:
    if is_known(test) or isinstance(test, Dotted | Function):
        run(branches[0] if not is_known(test) or test else branches[1], names, world)
        return
    with world.doubting():
        for branch in branches:
            run(branch, names, world)


def _loop(statement: ast.For, names: Names, world: StatementWorld) -> None:
    values = evaluate(statement.iter, names, world)
    if isinstance(values, list | tuple) and len(values) <= _MOST_ROUNDS:
        for value in list(values):
            _assign(statement.target, value, names, world)
            run(statement.body, names, world)
        return
    with world.doubting():
        _assign(statement.target, UNKNOWN, names, world)
        run(statement.body, names, world)


def _try(statement: ast.Try, names: Names, world: StatementWorld) -> None:
    """An exception that is certain goes to its handler; where none is certain, none is assumed."""
    try:
        run(statement.body, names, world)
    except CodeError as error:
        handler = next((handler for handler in statement.handlers if _catches(handler.type, error.name)), None)
        if handler is None:
            run(statement.finalbody, names, world)
            raise
        run(handler.body, names, world)
    else:
        run(statement.orelse, names, world)
    run(statement.finalbody, names, world)


def _catches(caught: ast.expr | None, name: str) -> bool:
    """Whether an `except` clause takes an exception of the class `name`."""
    if caught is None:
        return True
    classes = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(_class_name(node) in {name, _PARENTS.get(name), *_CATCHES_ALL} for node in classes)


def _class_name(node: ast.expr | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return _class_name(function)
        case _:
            return ""
