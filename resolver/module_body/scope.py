"""The variables and calls of a module whose body is followed, and what assignments to them change.

It follows no statements: see `run`.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from resolver.module_body import known_functions
from resolver.module_body.expressions import evaluate
from resolver.module_body.known_functions import Target
from resolver.module_body.list_edits import edit_slice
from resolver.module_body.source import EDITS_MODULES, EDITS_PATH, INSTALLS_HOOKS, edits_by
from resolver.module_body.state import UNKNOWN, ModuleState, known, local_nodes
from resolver.module_body.values import Doubt, Entries, Local, Reference, UnknownValue, items_of, strings_of


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
    return ModuleState(names, Entries(list(module.sys_path)))


class RaisedError(Exception):
    """The body raises an exception of this class name here."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


class ModuleScope:
    """`state` changes as the body is followed."""

    def __init__(self, state: ModuleState, name: str, target: Target, finders: Finders) -> None:
        self.state = state
        self.separator = target.file_system.separator
        self._name = name
        self._target = target
        self._finders = finders
        self._imported: dict[str, None] = {}
        self._sys_path = Entries(list(state.sys_path.items))

    def look_up(self, name: str) -> object:
        """The value of a variable, or of a dotted name that begins with a module's."""
        names = self.state.names
        own = name.removeprefix(f"{self._name}.") if "." in name and name.startswith(f"{self._name}.") else name
        if own in names and ("." not in name or own != name):
            return known(names[own])
        if own == "__path__" or ("." not in name and name not in known_functions.BUILTINS):
            raise UnknownValue
        if name == f"{self._name}.__dict__":
            return Reference("globals()")
        return self._attribute(name)

    def _attribute(self, name: str) -> object:
        if name == "sys.path":
            return self.state.sys_path
        module, _, attribute = name.rpartition(".")
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
            case "globals" | "locals" | "vars", []:
                return Reference("globals()")
            case "globals().__contains__", [str(name)]:
                return name in self.state.names
            case "globals().get", [str(name), *_]:
                return self.look_up(name)
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
            case _:
                return known_functions.call(self._target, function, arguments)

    def _extend_path(self, path: object, name: str) -> object:
        if not isinstance(path, Entries):
            return path
        if path.doubt is Doubt.ANY or self.state.sys_path.doubt:
            return Entries(list(path.items), max(path.doubt, Doubt.MAY_GROW))
        items = [item for item in path.items if isinstance(item, str)]
        sys_path = strings_of(self.state.sys_path)
        return Entries(list(self._finders.extend_path(items, name, sys_path)), path.doubt)

    def _declare_namespace(self, name: str) -> None:
        path = self.state.names.get("__path__")
        if name != self._name or not isinstance(path, Entries) or path.doubt or self.state.sys_path.doubt:
            self.state.doubt_path()
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
        self.state.doubt_path()
        self.state.enters_unknown = self.state.installs_hooks = True

    def taint(self, *nodes: ast.AST) -> None:
        """Something here cannot be followed: whatever it mentions is no longer known."""
        edits = edits_by(nodes, local_nodes(self.state))
        self.state.may_raise = True
        if EDITS_PATH in edits:
            self.state.doubt_path()
        self.state.enters_unknown |= EDITS_MODULES in edits
        self.state.installs_hooks |= INSTALLS_HOOKS in edits

    def value(self, node: ast.expr) -> object:
        """What the expression gives, UNKNOWN where that cannot be told."""
        try:
            return evaluate(node, self)
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
        if name == "__path__" and (value == UNKNOWN or isinstance(value, Reference | Local)):
            self.state.doubt_path()
        elif name == "__import__":
            self.state.installs_hooks = True
        else:
            self.state.names[name] = value

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
        try:
            module = evaluate(owner, self)
        except UnknownValue:
            module = UNKNOWN
        match module, attribute:
            case Reference(name), "__path__" if name == self._name:
                self.bind("__path__", value)
            case Reference("sys"), "path":
                self.state.sys_path = value if isinstance(value, Entries) else Entries([], Doubt.ANY)
            case Reference("sys"), "modules":
                self.state.enters_unknown = True
            case (Reference("sys"), "meta_path" | "path_hooks") | (_, "__import__"):
                self.state.installs_hooks = True
            case Reference(name), "__path__" if name:
                self.state.enters_unknown = True
            case _:
                pass

    def _assign_item(self, container: ast.expr, index: ast.expr, value: object) -> None:
        try:
            known_container = evaluate(container, self)
        except UnknownValue:
            self.taint(container)
            return
        match known_container:
            case Reference("sys.modules"):
                self.assign_module(self.value(index), value)
            case Reference("globals()"):
                name = self.value(index)
                if isinstance(name, str):
                    self.bind(name, value)
            case Entries() as entries:
                edit_slice(entries, index, value, self)
            case _:
                self.taint(container)

    def assign_module(self, name: object, value: object) -> None:
        """`sys.modules[name] = value`."""
        if isinstance(name, str):
            self._enter(name, value)
        else:
            self.state.enters_unknown = True
