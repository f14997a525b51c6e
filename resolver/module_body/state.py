"""What stands at one point of a module's body: its variables, `sys.path`, what it has entered into `sys.modules`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from resolver.module_body.values import Doubt, Entries, Local, Reference, UnknownValue

UNKNOWN = Reference("")
"""The value of a variable that is assigned something that cannot be told."""


@dataclass(slots=True)
class ModuleState:
    """Changes while the body is followed; branches that cannot be decided are followed on copies and joined."""

    names: dict[str, object]
    """Variables; `__path__` is among them where the module has one."""
    sys_path: Entries
    entered: dict[str, object] = field(default_factory=dict)
    """`sys.modules` as far as the body edits it: a Reference to a module, None, or UNKNOWN."""
    enters_unknown: bool = False
    """Whether it enters modules under names that cannot be told."""
    installs_hooks: bool = False
    may_raise: bool = False
    """Whether something was met since this was last asked that may raise an exception."""

    def doubt_path(self, doubt: Doubt = Doubt.ANY) -> None:
        """From here on the `__path__` is not known for certain."""
        path = self.names.get("__path__")
        if isinstance(path, Entries):
            path.doubt = max(path.doubt, doubt)
        else:
            items: list[object] = list(path) if isinstance(path, str | tuple) else []
            self.names["__path__"] = Entries(items, doubt)


def copy_of(state: ModuleState) -> ModuleState:
    """The same state once more; lists that two variables share are shared by the copies too."""
    return deepcopy(state)


def joined(first: ModuleState, second: ModuleState) -> ModuleState:
    """What holds after either of two branches."""
    return ModuleState(
        names=_joined_names(first.names, second.names),
        sys_path=_joined_entries(first.sys_path, second.sys_path),
        entered={
            name: value if (value := first.entered.get(name, UNKNOWN)) == second.entered.get(name, UNKNOWN) else UNKNOWN
            for name in {**first.entered, **second.entered}
        },
        enters_unknown=first.enters_unknown or second.enters_unknown,
        installs_hooks=first.installs_hooks or second.installs_hooks,
        may_raise=first.may_raise or second.may_raise,
    )


def _joined_names(first: Mapping[str, object], second: Mapping[str, object]) -> dict[str, object]:
    names = {name: _joined_values(first.get(name, UNKNOWN), second.get(name, UNKNOWN)) for name in {**first, **second}}
    if names.get("__path__") == UNKNOWN:
        either = first.get("__path__", second.get("__path__"))
        items = either.items if isinstance(either, Entries) else []
        names["__path__"] = Entries(list(items), Doubt.ANY)
    return names


def _joined_values(first: object, second: object) -> object:
    if isinstance(first, Entries) and isinstance(second, Entries):
        return _joined_entries(first, second)
    return first if first == second else UNKNOWN


def _joined_entries(first: Entries, second: Entries) -> Entries:
    if first == second:
        return first
    shorter, longer = sorted((first.items, second.items), key=len)
    grows = longer[: len(shorter)] == shorter
    return Entries(list(shorter), max(first.doubt, second.doubt, Doubt.MAY_GROW if grows else Doubt.ANY))


@dataclass(frozen=True, slots=True)
class ModuleEffects:
    """What the body of a module has done to the import system when it is through."""

    path: tuple[str, ...] | None
    """Its `__path__`, None where it has none."""
    doubt: Doubt = Doubt.NONE
    """How far that is known."""
    sys_path: tuple[str, ...] = ()
    entered: Mapping[str, str | None] = field(default_factory=dict)
    """`sys.modules` by name: the module's name, empty where it cannot be told, None for None."""
    enters_unknown: bool = False
    installs_hooks: bool = False
    raises: str | None = None
    """The class name of the exception with which the body certainly ends."""


def effects_of(state: ModuleState, raises: str | None) -> ModuleEffects:
    """The outcome of a body that ends in this state."""
    path, doubt = _path_of(state)
    entries = tuple(item for item in state.sys_path.items if isinstance(item, str))
    return ModuleEffects(
        path=path,
        doubt=doubt,
        sys_path=entries,
        entered={name: value.name if isinstance(value, Reference) else None for name, value in state.entered.items()},
        enters_unknown=state.enters_unknown,
        installs_hooks=state.installs_hooks,
        raises=raises,
    )


def _path_of(state: ModuleState) -> tuple[tuple[str, ...] | None, Doubt]:
    """`__path__` as finders iterate over it: a string gives characters, and None stands for `sys.path`."""
    if "__path__" not in state.names:
        return None, Doubt.NONE
    match state.names["__path__"]:
        case Entries(items, doubt):
            return tuple(item for item in items if isinstance(item, str)), doubt
        case str() | tuple() as items:
            return tuple(item for item in items if isinstance(item, str)), Doubt.NONE
        case None:
            # Namespace packages cannot be made there: _NamespacePath wants a path of the parent.
            entries = tuple(item for item in state.sys_path.items if isinstance(item, str))
            return entries, max(state.sys_path.doubt, Doubt.MAY_GROW)
        case _:
            return (), Doubt.ANY


def known(value: object) -> object:
    """The value of a variable. Raises UnknownValue."""
    if value == UNKNOWN:
        raise UnknownValue
    return value


def local_nodes(state: ModuleState) -> dict[str, ast.AST]:
    """The module's own functions and classes by name."""
    return {name: value.node for name, value in state.names.items() if isinstance(value, Local)}
