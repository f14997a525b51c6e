"""Follows the body of a module statement by statement, as far as it edits the import system. It runs nothing.

Constant edits of `__path__`, `sys.path` and `sys.modules` are followed to the letter; a branch that cannot be decided
is followed both ways. What cannot be followed leaves doubt, which is part of the answer.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Sequence
from functools import reduce

from resolver.module_body.expressions import evaluate, operation
from resolver.module_body.known_functions import Target
from resolver.module_body.list_edits import edit_list, edit_slice
from resolver.module_body.scope import Finders, ModuleScope, RaisedError, RunningModule, state_at_start
from resolver.module_body.source import EDITS_MODULES, INSTALLS_HOOKS, edits_by
from resolver.module_body.state import UNKNOWN, ModuleEffects, ModuleState, copy_of, effects_of, joined
from resolver.module_body.values import Doubt, Entries, Local, Reference, UnknownValue, items_of, truth

_LONGEST_LOOP = 100


def run(tree: ast.Module, module: RunningModule, target: Target, finders: Finders) -> ModuleEffects:
    """What the body does to the import system."""
    body = _Body(state_at_start(module), module.name, target, finders)
    raises = None
    try:
        body.execute(tree.body)
    except RaisedError as error:
        raises = error.kind
    except RecursionError:
        body.doubt_everything()
    return effects_of(body.state, raises)


class _Body(ModuleScope, ast.NodeVisitor):
    """The statements of one module."""

    def execute(self, statements: Iterable[ast.stmt]) -> None:
        """Follow statements in order. Raises RaisedError where one certainly raises."""
        for statement in statements:
            self.visit(statement)

    def generic_visit(self, node: ast.AST) -> None:
        """Other statements change nothing here."""

    def visit_Expr(self, statement: ast.Expr) -> None:
        match statement.value:
            case ast.Call(func=ast.Attribute(value=receiver, attr=method)) as call:
                if self._edits_list(receiver, method, call):
                    return
            case ast.Constant():
                return
            case _:
                pass
        self.value(statement.value)

    def _edits_list(self, receiver: ast.expr, method: str, call: ast.Call) -> bool:
        """`__path__.append(…)` and its like."""
        try:
            entries = evaluate(receiver, self)
        except UnknownValue:
            return False
        if entries == Reference("sys.modules") and method == "update":
            return self._update_modules(call)
        if not isinstance(entries, Entries):
            return False
        try:
            arguments = [evaluate(argument, self) for argument in call.args]
        except UnknownValue:
            arguments = [UNKNOWN for _ in call.args]
        edit_list(entries, method, arguments)
        return True

    def _update_modules(self, call: ast.Call) -> bool:
        match call.args:
            case [ast.Dict(keys=keys, values=values)] if not call.keywords:
                for key, value in zip(keys, values, strict=True):
                    name = UNKNOWN if key is None else self.value(key)
                    self.assign_module(name, self.value(value))
                return True
            case _:
                return False

    def visit_Assign(self, statement: ast.Assign) -> None:
        value = self.value(statement.value)
        for target in statement.targets:
            self.assign(target, value)

    def visit_AnnAssign(self, statement: ast.AnnAssign) -> None:
        if statement.value is not None:
            self.assign(statement.target, self.value(statement.value))

    def visit_AugAssign(self, statement: ast.AugAssign) -> None:
        value = self.value(statement.value)
        try:
            current = evaluate(statement.target, self)
        except UnknownValue:
            self.assign(statement.target, UNKNOWN)
            return
        if isinstance(current, Entries) and isinstance(statement.op, ast.Add):
            edit_list(current, "extend", [value])
            return
        try:
            self.assign(statement.target, operation(current, statement.op, value, self.separator))
        except (UnknownValue, TypeError, ValueError):
            self.assign(statement.target, UNKNOWN)

    def visit_Delete(self, statement: ast.Delete) -> None:
        for target in statement.targets:
            match target:
                case ast.Name(id=name):
                    self.state.names.pop(name, None)
                case ast.Subscript(value=container, slice=index):
                    self._delete_item(container, index)
                case _:
                    self.taint(target)

    def _delete_item(self, container: ast.expr, index: ast.expr) -> None:
        try:
            entries = evaluate(container, self)
        except UnknownValue:
            return
        if isinstance(entries, Entries):
            edit_slice(entries, index, None, self)
        elif entries == Reference("sys.modules"):
            self.assign_module(self.value(index), UNKNOWN)
        elif entries == Reference("globals()"):
            self.state.names.pop(str(self.value(index)), None)

    def visit_If(self, statement: ast.If) -> None:
        try:
            decided = truth(evaluate(statement.test, self))
        except UnknownValue:
            self._fork(statement.body, statement.orelse)
            return
        self.execute(statement.body if decided else statement.orelse)

    def _fork(self, *branches: Sequence[ast.stmt]) -> None:
        """Follow every branch from here, and go on with what they have in common."""
        start = self.state
        ends: list[ModuleState] = []
        errors: list[RaisedError] = []
        for branch in branches:
            self.state = copy_of(start)
            try:
                self.execute(branch)
            except RaisedError as error:
                errors.append(error)
            else:
                ends.append(self.state)
        if not ends:
            raise errors[0]
        self.state = reduce(joined, ends)
        self.state.may_raise = True

    def visit_Try(self, statement: ast.Try) -> None:
        self._follow_try(statement)

    def visit_TryStar(self, statement: ast.TryStar) -> None:
        self._follow_try(statement)

    def _follow_try(self, statement: ast.Try | ast.TryStar) -> None:
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
        else:
            doubtful = self.state.may_raise
            self.execute(statement.orelse)
            if doubtful:
                self._join_handlers(start, statement.handlers)
        self.state.may_raise |= raised_before
        self.execute(statement.finalbody)

    def _join_handlers(self, start: ModuleState, handlers: Sequence[ast.ExceptHandler]) -> None:
        """The body of a `try` may have raised somewhere."""
        through = self.state
        for handler in handlers:
            self.state = copy_of(start)
            try:
                self.execute(handler.body)
            except RaisedError:
                continue
            through = joined(through, self.state)
        self.state = through

    def visit_For(self, statement: ast.For) -> None:
        self._follow_loop(statement)

    def visit_AsyncFor(self, statement: ast.AsyncFor) -> None:
        self._follow_loop(statement)

    def _follow_loop(self, statement: ast.For | ast.AsyncFor) -> None:
        items, complete = self._items(statement.iter)
        if len(items) > _LONGEST_LOOP or _jumps(statement):
            items, complete = [], False
        for item in items:
            self.assign(statement.target, item)
            self.execute(statement.body)
        if not complete:
            self._bind_unknown(statement.target)
            self._fork([], statement.body, [*statement.body, *statement.body])
        self.execute(statement.orelse)

    def _items(self, iterated: ast.expr) -> tuple[list[object], bool]:
        """The values that a loop runs over as far as they are known, and whether these are all."""
        try:
            value = evaluate(iterated, self)
            if isinstance(value, Entries) and value.doubt is Doubt.MAY_GROW:
                return list(value.items), False
            return items_of(value), True
        except UnknownValue:
            self.taint(iterated)
            return [], False

    def _bind_unknown(self, target: ast.expr) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                self.state.names[node.id] = UNKNOWN

    def visit_While(self, statement: ast.While) -> None:
        self._fork([], statement.body, [*statement.body, *statement.body])
        self.execute(statement.orelse)

    def visit_With(self, statement: ast.With) -> None:
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

    def visit_Match(self, statement: ast.Match) -> None:
        self._fork([], *(case.body for case in statement.cases))

    def visit_FunctionDef(self, statement: ast.FunctionDef) -> None:
        self._define(statement)

    def visit_AsyncFunctionDef(self, statement: ast.AsyncFunctionDef) -> None:
        self._define(statement)

    def _define(self, statement: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in statement.decorator_list:
            self.value(decorator)
        self.state.names[statement.name] = Local(statement)

    def visit_ClassDef(self, statement: ast.ClassDef) -> None:
        own = [node for node in statement.body if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        edits = edits_by(own, {})
        if EDITS_MODULES in edits or INSTALLS_HOOKS in edits:
            self.taint(*own)
        self.state.names[statement.name] = Local(statement)

    def visit_Raise(self, statement: ast.Raise) -> None:
        match statement.exc:
            case ast.Call(func=ast.Name(id=kind)) | ast.Name(id=kind):
                raise RaisedError(kind)
            case _:
                raise RaisedError("Exception")

    def visit_Import(self, statement: ast.Import) -> None:
        for alias in statement.names:
            self.need(alias.name)
            if alias.asname is None:
                top = alias.name.partition(".")[0]
                self.state.names[top] = Reference(top)
            else:
                self.state.names[alias.asname] = Reference(alias.name)

    def visit_ImportFrom(self, statement: ast.ImportFrom) -> None:
        module = statement.module or ""
        if statement.level:
            package = str(self.state.names.get("__package__", "")).split(".")
            above = ".".join(package[: len(package) - statement.level + 1])
            module = f"{above}.{module}" if module else above
        self.need(module)
        for alias in statement.names:
            self.state.names[alias.asname or alias.name] = self._member(f"{module}.{alias.name}")

    def _member(self, name: str) -> object:
        try:
            return self.look_up(name)
        except UnknownValue:
            return UNKNOWN


def _catches(handler: ast.ExceptHandler, kind: str) -> bool:
    if handler.type is None:
        return True
    caught = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    raised = getattr(builtins, kind, Exception)
    bases = raised.__mro__ if isinstance(raised, type) else Exception.__mro__
    return bool(caught & {kind, *(base.__name__ for base in bases)})


def _jumps(loop: ast.For | ast.AsyncFor) -> bool:
    return any(isinstance(node, ast.Break | ast.Continue) for node in ast.walk(loop))
