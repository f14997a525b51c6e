"""The variables and calls of a module whose body is followed, and what assignments to them change.

It follows no statements: see `run`.
"""

from __future__ import annotations

import ast
import builtins
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from resolver.module_body import known_functions
from resolver.module_body.expressions import attempt, evaluate, subscript
from resolver.module_body.known_functions import Target
from resolver.module_body.list_edits import edit_item
from resolver.module_body.source import EDITS_MODULES, EDITS_PATH, INSTALLS_HOOKS, edits_by
from resolver.module_body.state import ModuleState, Names, copy_of, doubt_path, join, local_nodes
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
    known,
    strings_of,
)

_EDIT_LISTS = frozenset({"", "bisect", "heapq", "random"})


class Finders(Protocol):
    """What a body may ask of the import system around it."""

    def exists(self, name: str) -> bool | None:
        """Whether an import of the name succeeds; None where that is not certain."""
        ...

    def path_of(self, name: str) -> tuple[str, ...] | None:
        """The `__path__` of another module after its import; None where it is not known."""
        ...

    def name_of(self, name: str) -> str | None:
        """The `__name__` of the module that is known by this dotted name; None where it is no module."""
        ...

    def extend_path(self, path: list[str], name: str, sys_path: list[str]) -> list[str]:
        """`pkgutil.extend_path`."""
        ...

    def declare_namespace(self, path: list[str], name: str, sys_path: list[str]) -> list[str]:
        """`pkg_resources.declare_namespace`: the new content of the package's `__path__`."""
        ...


@dataclass(frozen=True, slots=True)
class RunningModule:
    """The module whose body is followed: its attributes before the first statement."""

    name: str
    file: str | None
    path: tuple[str, ...] | None
    sys_path: tuple[str, ...]


def state_at_start(module: RunningModule) -> ModuleState:
    """The variables that the import system sets, before the first statement."""
    names: dict[str, object] = {"__name__": module.name, "__doc__": None}
    names["__package__"] = module.name if module.path is not None else module.name.rpartition(".")[0]
    if module.file is not None:
        names["__file__"] = module.file
    if module.path is not None:
        names["__path__"] = Entries(list(module.path))
    return ModuleState(names, {"sys": {}, module.name: names}, Entries(list(module.sys_path)))


class ModuleScope(ABC):
    """`state` changes as the body is followed."""

    def __init__(self, state: ModuleState, name: str, target: Target, finders: Finders) -> None:
        self.state = state
        self.separator = target.file_system.separator
        self._name = name
        self._target = target
        self._finders = finders
        self._globals: set[str] = set()
        """Names that the function at hand declares global."""
        self._imported: dict[str, None] = {}
        self._edits: dict[tuple[int, ...], frozenset[str]] = {}
        self._undecided: list[None] = []
        """One for each stretch of code around the statement at hand of which nobody knows whether it runs."""
        self._sys_path = Entries(list(state.sys_path.items))

    @property
    def module_names(self) -> Names:
        """The variables of the module, also where a function of it runs."""
        return self.state.modules[self._name]

    @contextmanager
    def undecided(self) -> Iterator[None]:
        """A stretch of code that is followed on a state of its own."""
        self._undecided.append(None)
        try:
            yield
        finally:
            self._undecided.pop()

    @contextmanager
    def in_doubt(self) -> Iterator[None]:
        """A part of an expression of which nobody knows whether it is evaluated."""
        without = copy_of(self.state)
        try:
            with self.undecided():
                yield
        except RaisedError:
            self.state = without
            self.state.may_raise = True
        else:
            join(self.state, without)

    def look_up(self, name: str) -> object:
        """The value of a variable, or of a dotted name that begins with a module's."""
        if "." not in name:
            for names in (self.state.names, self.module_names):
                if name in names:
                    return known(names[name])
            return self.look_up_builtin(name)
        own = name.removeprefix(f"{self._name}.")
        if own != name and own in self.module_names:
            return known(self.module_names[own])
        if own == "__path__":
            raise UnknownValue
        if own == "__dict__":
            return Reference("globals()")
        return self._attribute(name)

    def look_up_builtin(self, name: str) -> object:
        """What a name refers to that is no variable."""
        if not hasattr(builtins, name):
            raise UnknownValue
        return Reference(name)

    def _attribute(self, name: str) -> object:
        if name == "sys.path":
            return self.state.sys_path
        module, _, attribute = name.rpartition(".")
        names = self.state.modules.get(module, {})
        if attribute in names:
            return known(names[attribute])
        if attribute == "__path__":
            path = self._finders.path_of(module)
            if path is None:
                raise UnknownValue
            return Entries(list(path))
        if attribute == "__name__" and (imported := self._finders.name_of(module)) is not None:
            self._imported[imported] = None
            return imported
        try:
            return known_functions.attribute(self._target, name)
        except UnknownValue:
            return Reference(name)

    def call(self, function: str, arguments: list[object]) -> object:
        """The value of a call; calls that edit the import system do so."""
        match function, arguments:
            case "globals", []:
                return Reference("globals()")
            case "locals" | "vars", [] if self.state.names is self.module_names:
                return Reference("globals()")
            case "globals().__contains__", [str(name)]:
                return name in self.module_names
            case "globals().get", [str(name), *_]:
                return known(self.module_names.get(name, UNKNOWN))
            case "pkgutil.extend_path", [path, str(name)]:
                return self._extend_path(path, name)
            case "pkg_resources.declare_namespace", [str(name)]:
                self._declare_namespace(name)
                return None
            case "importlib.import_module" | "importlib.__import__" | "__import__", [str(name), *_]:
                return self._import_module(function, name, arguments[1:])
            case "list" | "tuple" | "sorted", [Reference("sys.modules")]:
                return Entries(list(self._imported), Doubt.MAY_GROW)
            case "sys.modules.__getitem__" | "sys.modules.get" | "sys.modules.pop", [str(name), *_]:
                return self._module_entered(function, name)
            case "sys.modules.__contains__", [str(name)] if name == self._name:
                return True
            case "sys.modules.setdefault", [str(name), value]:
                return self._enter(name, self.state.entered.get(name, value))
            case "sys.modules.update", [dict(entered)]:
                for key, value in entered.items():
                    self.assign_module(key, value)
                return None
            case _:
                return self._call_known(function, arguments)

    def _call_known(self, function: str, arguments: list[object]) -> object:
        try:
            return known_functions.call(self._target, function, arguments)
        except UnknownValue:
            self.doubt_lists(function, arguments)
            raise

    def doubt_lists(self, function: str, arguments: list[object]) -> None:
        """A function may change the lists that it is given; those of the standard library are not known to."""
        top = function.partition(".")[0]
        if top not in _EDIT_LISTS and (hasattr(builtins, top) or top in self._target.stdlib_names):
            return
        for argument in arguments:
            if isinstance(argument, Entries):
                argument.doubt = Doubt.ANY

    def _extend_path(self, path: object, name: str) -> object:
        if not isinstance(path, Entries):
            return path
        if path.doubt is Doubt.ANY or self.state.sys_path.doubt:
            return Entries(list(path.items), max(path.doubt, Doubt.MAY_GROW))
        items = [item for item in path.items if isinstance(item, str)]
        sys_path = strings_of(self.state.sys_path)
        return Entries(list(self._finders.extend_path(items, name, sys_path)), path.doubt)

    def _declare_namespace(self, name: str) -> None:
        path = self.module_names.get("__path__")
        if name != self._name or not isinstance(path, Entries) or path.doubt or self.state.sys_path.doubt:
            doubt_path(self.module_names)
            return
        path.items[:] = self._finders.declare_namespace(strings_of(path), name, strings_of(self.state.sys_path))

    def _import_module(self, function: str, name: str, rest: list[object]) -> Reference:
        if name.startswith("."):
            package = rest[0] if rest else None
            if not isinstance(package, str) or name.startswith(".."):
                raise UnknownValue
            name = package + name
        self.need(name)
        whole = function.endswith("import_module") or rest
        return Reference(name if whole else name.partition(".")[0])

    def need(self, name: str) -> None:
        """An import of the module, which raises where it is certainly missing."""
        self._imported[name] = None
        if name.partition(".")[0] == self._name.partition(".")[0]:
            self.state.may_raise = True
            return
        exists = self._finders.exists(name)
        if exists is None or (not exists and (self.state.installs_hooks or self._sys_path != self.state.sys_path)):
            self.state.may_raise = True
        elif not exists:
            raise RaisedError("ModuleNotFoundError")

    def _module_entered(self, function: str, name: str) -> object:
        value = self.state.entered.get(name, Reference(name))
        if function.endswith("pop"):
            self.state.entered[name] = UNKNOWN
        elif function.endswith("get") and name not in self.state.entered and name != self._name:
            raise UnknownValue
        return known(value)

    def _enter(self, name: str, value: object) -> object:
        self.state.entered[name] = value if value is None or isinstance(value, Reference) else UNKNOWN
        return value

    def doubt_everything(self) -> None:
        """Nothing is known of what the body does."""
        doubt_path(self.module_names)
        self.state.enters_unknown = self.state.installs_hooks = True

    @abstractmethod
    def call_local(self, function: Local, arguments: list[object], keywords: dict[str, object]) -> object:
        """The value of a call of a function of the module: see `ModuleBody`."""

    def note_exception(self) -> None:
        """Something is run here that cannot be told, and that may raise an exception."""
        self.state.may_raise = True

    def taint(self, *nodes: ast.AST) -> None:
        """Something here cannot be followed: whatever it mentions is no longer known."""
        edits = self._edits_by(nodes)
        self.note_exception()
        if EDITS_PATH in edits:
            doubt_path(self.module_names)
        self.state.enters_unknown |= EDITS_MODULES in edits
        self.state.installs_hooks |= INSTALLS_HOOKS in edits

    def _edits_by(self, nodes: tuple[ast.AST, ...]) -> frozenset[str]:
        """Loops and functions ask for the same nodes again, and mostly nothing is defined in between."""
        functions = local_nodes(self.module_names)
        key = (*map(id, nodes), *map(id, functions.values()))
        edits = self._edits.get(key)
        if edits is None:
            edits = self._edits[key] = edits_by(nodes, functions)
        return edits

    def value(self, node: ast.expr) -> object:
        """What the expression gives, UNKNOWN where that cannot be told."""
        try:
            return evaluate(node, self)
        except UnknownResult:
            self.note_exception()
        except UnknownValue:
            self.taint(node)
        return UNKNOWN

    def assign(self, target: ast.expr, value: object) -> None:
        """`target = value`, whatever the target is."""
        match target:
            case ast.Name(id=name):
                self.bind(name, value)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                self._unpack(targets, value)
            case ast.Attribute(value=owner, attr=attribute):
                self._assign_attribute(owner, attribute, value)
            case ast.Subscript(value=container, slice=index):
                self._assign_item(container, index, value)
            case _:
                self.taint(target)

    def bind(self, name: str, value: object) -> None:
        """Give a variable this value."""
        _bind(self.module_names if name in self._globals else self.state.names, name, value)

    def _unpack(self, targets: Sequence[ast.expr], value: object) -> None:
        try:
            items = items_of(value)
        except UnknownValue:
            items = []
        if len(items) != len(targets):
            items = [UNKNOWN] * len(targets)
        for target, item in zip(targets, items, strict=True):
            self.assign(target, item)

    def _assign_attribute(self, owner: ast.expr, attribute: str, value: object) -> None:
        match attempt(owner, self), attribute:
            case Reference(name), "__path__" if name == self._name:
                _bind(self.module_names, "__path__", value)
            case Reference("sys"), "path":
                self._assign_sys_path(value)
            case Reference("sys"), "modules":
                self.state.enters_unknown = True
            case (Reference("sys"), "meta_path" | "path_hooks") | (_, "__import__"):
                self.state.installs_hooks = True
            case Reference("sys"), _:
                self.state.modules["sys"][attribute] = value
            case Reference(name), "__path__" if name:
                self.state.enters_unknown = True
            case _:
                pass

    def _assign_sys_path(self, value: object) -> None:
        """What cannot be told may be the old list, and something in front of it."""
        if isinstance(value, Entries):
            self.state.sys_path = value
        else:
            self.state.sys_path = Entries(list(self.state.sys_path.items), Doubt.ANY)

    def _assign_item(self, container: ast.expr, index: ast.expr, value: object) -> None:
        known_container, position = attempt(container, self), subscript(index, self)
        match known_container:
            case Reference("sys.modules"):
                self.assign_module(position, value)
            case Reference("globals()"):
                if isinstance(position, str):
                    _bind(self.module_names, position, value)
            case Entries() as items:
                edit_item(items, position, [value])
            case dict() as entries if isinstance(position, str):
                entries[position] = value
            case dict() as entries:
                forget(entries)
            case _:
                self.taint(container)

    def assign_module(self, name: object, value: object) -> None:
        """`sys.modules[name] = value`."""
        if isinstance(name, str):
            self._enter(name, value)
        else:
            self.state.enters_unknown = True


def _bind(names: Names, name: str, value: object) -> None:
    if name == "__path__" and isinstance(value, Reference | Local):
        doubt_path(names)
    else:
        names[name] = value
