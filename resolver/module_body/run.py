"""Follows the body of a module statement by statement, as far as it edits the import system. It runs nothing.

Constant edits of `__path__`, `sys.path` and `sys.modules` are followed to the letter; a branch that cannot be decided
is followed both ways. What cannot be followed leaves doubt, which is part of the answer.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from resolver.module_body.branches import Branches, Jump
from resolver.module_body.expressions import attempt, subscript
from resolver.module_body.functions import body_of, variables_of
from resolver.module_body.known_functions import Target
from resolver.module_body.list_edits import edit_item, edit_list
from resolver.module_body.operators import operation
from resolver.module_body.scope import Finders, RunningModule, state_at_start
from resolver.module_body.source import EDITS_MODULES, EDITS_PATH, INSTALLS_HOOKS, edits_by
from resolver.module_body.state import ModuleEffects, ModuleState, Names, copy_of, effects_of
from resolver.module_body.values import (
    UNKNOWN,
    Doubt,
    Entries,
    Local,
    RaisedError,
    Reference,
    UnknownResult,
    UnknownValue,
    forget,
    items_of,
    truth,
)

_LONGEST_LOOP = 100
_MOST_CALLS = 100
_DEEPEST_CALL = 8


def run(tree: ast.Module, module: RunningModule, target: Target, finders: Finders) -> ModuleEffects:
    """What the body does to the import system."""
    body = ModuleBody(state_at_start(module), module.name, target, finders)
    raises = None
    try:
        with body.landing(ast.Return, ast.Break, ast.Continue):
            body.execute(tree.body)
    except RaisedError as error:
        raises = error.kind
    except RecursionError:
        body.doubt_everything()
    return effects_of(body.state, raises)


class ModuleBody(Branches):
    """The statements of one module, and of the functions in it that it calls."""

    def execute(self, statements: Iterable[ast.stmt]) -> None:
        """Follow statements in order. Raises RaisedError where one certainly raises."""
        for statement in statements:
            follow = self._followers.get(type(statement))
            if follow is not None:
                follow(self, statement)

    def follow(self, module: str, names: Names, statements: Sequence[ast.stmt]) -> object:
        """Follow a block with variables of its own, a function or another module, and give what it returns."""
        with self.block(module, names):
            with self.landing(ast.Return):
                self.execute(statements)
                self._returned.append(None)
            first, *others = self._returned
            return first if all(other == first for other in others) else UNKNOWN

    def call_local(self, function: Local, arguments: list[object], keywords: dict[str, object]) -> object:
        """Follow a function where it is called. Raises UnknownResult, or UnknownValue for one that is not followed."""
        node = body_of(function)
        self._calls += 1
        deep = len(self.state.callers) >= _DEEPEST_CALL or self._calls > _MOST_CALLS
        if node is None or deep or function.module not in self.state.modules:
            self.doubt_lists("", [*arguments, *keywords.values()])
            if function.module != self._name:
                self.taint(function.node)
            raise UnknownValue
        result = self.follow(function.module, variables_of(node, arguments, keywords), node.body)
        if result == UNKNOWN:
            raise UnknownResult
        return result

    def _expression(self, statement: ast.Expr) -> None:
        if not isinstance(statement.value, ast.Constant):
            self.value(statement.value)

    def _assignment(self, statement: ast.Assign) -> None:
        value = self.value(statement.value)
        for target in statement.targets:
            self.assign(target, value)

    def _annotated(self, statement: ast.AnnAssign) -> None:
        if statement.value is not None:
            self.assign(statement.target, self.value(statement.value))

    def _augmented(self, statement: ast.AugAssign) -> None:
        value = self.value(statement.value)
        current = attempt(statement.target, self)
        if isinstance(current, Entries) and isinstance(statement.op, ast.Add):
            edit_list(current, "extend", [value])
            return
        try:
            self.assign(statement.target, operation(current, statement.op, value, self.separator))
        except (UnknownValue, TypeError, ValueError):
            self.assign(statement.target, UNKNOWN)

    def _deletion(self, statement: ast.Delete) -> None:
        for target in statement.targets:
            match target:
                case ast.Name(id=name):
                    self.state.names.pop(name, None)
                case ast.Subscript(value=container, slice=index):
                    self._delete_item(container, index)
                case _:
                    self.taint(target)

    def _delete_item(self, container: ast.expr, index: ast.expr) -> None:
        entries, position = attempt(container, self), subscript(index, self)
        if isinstance(entries, Entries):
            edit_item(entries, position, [])
        elif isinstance(entries, dict):
            forget(entries)
        elif entries == Reference("sys.modules"):
            self.assign_module(position, UNKNOWN)
            self.note_exception()
        elif entries == Reference("globals()"):
            self.module_names.pop(str(position), None)

    def _if(self, statement: ast.If) -> None:
        try:
            decided = truth(attempt(statement.test, self))
        except UnknownValue:
            self.fork(statement.body, statement.orelse)
            return
        self.execute(statement.body if decided else statement.orelse)

    def _return(self, statement: ast.Return) -> None:
        self._returned.append(None if statement.value is None else self.value(statement.value))
        raise Jump(ast.Return)

    def _jump(self, statement: ast.Break | ast.Continue) -> None:
        raise Jump(type(statement))

    def _try(self, statement: ast.Try | ast.TryStar) -> None:
        try:
            self._follow_handlers(statement)
        except (RaisedError, Jump):
            self.execute(statement.finalbody)
            raise
        self.execute(statement.finalbody)

    def _follow_handlers(self, statement: ast.Try | ast.TryStar) -> None:
        start = copy_of(self.state)
        start.may_raise = True
        raised_before, self.state.may_raise = self.state.may_raise, False
        try:
            self.execute(statement.body)
        except RaisedError as error:
            handler = next((h for h in statement.handlers if _catches(h, error.kind)), None)
            if handler is None:
                raise
            self.execute(handler.body)
        except Jump as jump:
            if not self.state.may_raise:
                raise
            self.follow_branches(_handlers(start, statement), [], jump)
        else:
            doubtful = self.state.may_raise
            self.execute(statement.orelse)
            if doubtful:
                self.follow_branches(_handlers(start, statement), [self.state])
        self.state.may_raise |= raised_before

    def _loop(self, statement: ast.For | ast.AsyncFor) -> None:
        items, complete = self._items(statement.iter)
        if len(items) > _LONGEST_LOOP:
            items, complete = [], False
        with self.landing(ast.Break):
            # A list that the body adds to is iterated over to its new end.
            for round_, item in enumerate(items):
                if round_ >= _LONGEST_LOOP:
                    complete = False
                    break
                self.assign(statement.target, item)
                with self.landing(ast.Continue):
                    self.execute(statement.body)
            if not complete:
                self._bind_unknown(statement.target)
                self._repeat(statement.body)
            self.execute(statement.orelse)

    def _while(self, statement: ast.While) -> None:
        with self.landing(ast.Break):
            self._repeat(statement.body)
            self.execute(statement.orelse)

    def _repeat(self, body: list[ast.stmt]) -> None:
        """A body that runs nobody knows how often."""
        with self.landing(ast.Continue):
            self.fork([], body, [*body, *body])

    def _items(self, iterated: ast.expr) -> tuple[list[object], bool]:
        """The values that a loop runs over as far as they are known, and whether these are all."""
        try:
            value = attempt(iterated, self)
            if isinstance(value, Entries) and value.doubt is not Doubt.ANY:
                return value.items, value.doubt is Doubt.NONE
            return items_of(value), True
        except UnknownValue:
            self.taint(iterated)
            return [], False

    def _bind_unknown(self, target: ast.expr) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                self.state.names[node.id] = UNKNOWN

    def _with(self, statement: ast.With | ast.AsyncWith) -> None:
        suppresses = False
        for item in statement.items:
            self.value(item.context_expr)
            suppresses |= "suppress" in ast.dump(item.context_expr)
            if item.optional_vars is not None:
                self._bind_unknown(item.optional_vars)
        try:
            self.execute(statement.body)
        except RaisedError:
            if not suppresses:
                raise

    def _match(self, statement: ast.Match) -> None:
        self.fork([], *(case.body for case in statement.cases))

    def _definition(self, statement: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in statement.decorator_list:
            self.value(decorator)
        self._bind_local(statement)

    def _class(self, statement: ast.ClassDef) -> None:
        own = [node for node in statement.body if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        edits = edits_by(own, {})
        calls = [node for node in own if isinstance(node, ast.Expr)]
        if EDITS_MODULES in edits or INSTALLS_HOOKS in edits or EDITS_PATH in edits_by(calls, {}):
            self.taint(*own)
        self._bind_local(statement)

    def _bind_local(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.bind(node.name, Local(node, self._name, is_nested=self.state.names is not self.module_names))

    def _global(self, statement: ast.Global) -> None:
        self._globals.update(statement.names)

    def _raise(self, statement: ast.Raise) -> None:
        match statement.exc:
            case ast.Call(func=ast.Name(id=kind)) | ast.Name(id=kind):
                raise RaisedError(kind)
            case _:
                raise RaisedError("Exception")

    def _import(self, statement: ast.Import) -> None:
        for alias in statement.names:
            self.need(alias.name)
            top = alias.name.partition(".")[0]
            self.bind(alias.asname or top, Reference(alias.name if alias.asname else top))

    def _import_from(self, statement: ast.ImportFrom) -> None:
        module = statement.module or ""
        if statement.level:
            package = str(self.module_names.get("__package__", "")).split(".")
            above = ".".join(package[: len(package) - statement.level + 1])
            module = f"{above}.{module}" if module else above
        self.need(module)
        for alias in statement.names:
            if alias.name == "*":
                self.state.names.update(self.state.modules.get(module, {}))
            else:
                self.bind(alias.asname or alias.name, self.member(module, alias.name))

    def member(self, module: str, name: str) -> object:
        """What `from module import name` binds, UNKNOWN where that cannot be told."""
        try:
            return self.look_up(f"{module}.{name}")
        except UnknownValue:
            return UNKNOWN

    _followers: ClassVar[Mapping[type[ast.stmt], Callable[[Any, Any], None]]] = {
        ast.AnnAssign: _annotated,
        ast.Assign: _assignment,
        ast.AsyncFor: _loop,
        ast.AsyncFunctionDef: _definition,
        ast.AsyncWith: _with,
        ast.AugAssign: _augmented,
        ast.Break: _jump,
        ast.ClassDef: _class,
        ast.Continue: _jump,
        ast.Delete: _deletion,
        ast.Expr: _expression,
        ast.For: _loop,
        ast.FunctionDef: _definition,
        ast.Global: _global,
        ast.If: _if,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.Match: _match,
        ast.Raise: _raise,
        ast.Return: _return,
        ast.Try: _try,
        ast.TryStar: _try,
        ast.While: _while,
        ast.With: _with,
    }


def _handlers(start: ModuleState, statement: ast.Try | ast.TryStar) -> Iterator[tuple[ModuleState, Sequence[ast.stmt]]]:
    """What may be run when the body has raised an exception somewhere."""
    for handler in statement.handlers:
        yield copy_of(start), handler.body


def _catches(handler: ast.ExceptHandler, kind: str) -> bool:
    if handler.type is None:
        return True
    caught = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    raised = getattr(builtins, kind, Exception)
    bases = raised.__mro__ if isinstance(raised, type) else Exception.__mro__
    return bool(caught & {kind, *(base.__name__ for base in bases)})
