"""What stands at one point of a module's body: its variables, `sys.path`, what it has entered into `sys.modules`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from resolver.module_body.values import UNKNOWN, Doubt, Entries, Local, Reference

Names = dict[str, object]


@dataclass(slots=True)
class ModuleState:
    """Changes while the body is followed; branches that cannot be decided are followed on copies and joined."""

    names: Names
    """Variables of the block that runs; `__path__` is among a module's where it has one."""
    modules: dict[str, Names]
    """The variables of every module that is followed, and those of `sys` that code has set."""
    sys_path: Entries
    callers: list[Names] = field(default_factory=list)
    """The variables of the blocks that wait for this one, a function or a module that is imported."""
    entered: dict[str, object] = field(default_factory=dict)
    """`sys.modules` as far as the body edits it: a Reference to a module, None, or UNKNOWN."""
    enters_unknown: bool = False
    """Whether it enters modules under names that cannot be told."""
    installs_hooks: bool = False
    may_raise: bool = False
    """Whether something was met since this was last asked that may raise an exception."""


def doubt_path(names: Names) -> None:
    """From here on the `__path__` of the module with these variables is not known for certain."""
    path = names.get("__path__")
    if isinstance(path, Entries):
        path.doubt = Doubt.ANY
    else:
        names["__path__"] = Entries(list(path) if isinstance(path, str | tuple) else [], Doubt.ANY)


def copy_of(state: ModuleState) -> ModuleState:
    """The same state once more; lists that two variables share are shared by the copies too."""
    copies: dict[int, object] = {}
    return ModuleState(
        _copied(state.names, copies),
        _copied(state.modules, copies),
        _copied(state.sys_path, copies),
        _copied(state.callers, copies),
        dict(state.entered),
        state.enters_unknown,
        state.installs_hooks,
        state.may_raise,
    )


def _copied(value: Any, copies: dict[int, object]) -> Any:
    """Everything that can change, and what holds it; the rest is shared."""
    if not isinstance(value, Entries | tuple | list | dict):
        return value
    known = copies.get(id(value))
    if known is not None:
        return known
    match value:
        case Entries(items, doubt):
            copy: object = Entries([_copied(item, copies) for item in items], doubt)
        case dict():
            copy = {key: _copied(item, copies) for key, item in value.items()}
        case _:
            copy = type(value)(_copied(item, copies) for item in value)
    copies[id(value)] = copy
    return copy


def join(state: ModuleState, other: ModuleState) -> None:
    """Make `state` what holds after either of two branches: lists stay the same objects, and so do variables."""
    _join_names(state.names, other.names)
    for names, others in zip(state.callers, other.callers, strict=True):
        _join_names(names, others)
    for module in [*state.modules]:
        if module in other.modules:
            _join_names(state.modules[module], other.modules[module])
        else:
            del state.modules[module]
    _join_entries(state.sys_path, other.sys_path)
    for name in {**state.entered, **other.entered}:
        value = state.entered.get(name, UNKNOWN)
        state.entered[name] = value if value == other.entered.get(name, UNKNOWN) else UNKNOWN
    state.enters_unknown |= other.enters_unknown
    state.installs_hooks |= other.installs_hooks
    state.may_raise |= other.may_raise


def _join_names(names: Names, others: Names) -> None:
    for name in {**names, **others}:
        value, other = names.get(name, UNKNOWN), others.get(name, UNKNOWN)
        if isinstance(value, Entries) and isinstance(other, Entries):
            _join_entries(value, other)
        elif value == other:
            continue
        elif name == "__path__":
            either = value if isinstance(value, Entries) else other
            names[name] = Entries(list(either.items) if isinstance(either, Entries) else [], Doubt.ANY)
        else:
            names[name] = UNKNOWN


def _join_entries(entries: Entries, other: Entries) -> None:
    if entries == other:
        return
    shorter, longer = sorted((entries.items, other.items), key=len)
    grows = longer[: len(shorter)] == shorter
    entries.items[:] = shorter
    entries.doubt = max(entries.doubt, other.doubt, Doubt.MAY_GROW if grows else Doubt.ANY)


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
        return None, Doubt.ANY if "__getattr__" in state.names else Doubt.NONE
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


def local_nodes(names: Names) -> dict[str, ast.AST]:
    """The module's own functions and classes by name."""
    return {name: value.node for name, value in names.items() if isinstance(value, Local)}
