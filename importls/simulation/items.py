"""What is in collections: `value[key]`, `in`, iteration and truth, as far as it can be told."""

from __future__ import annotations

import ast
from collections.abc import Hashable

from importls.simulation.abstract_classes import is_abc_metaclass
from importls.simulation.caller_globals import SOME_MODULE, are_caller_globals, open_callers
from importls.simulation.enums import member_of_name, members_of
from importls.simulation.failure import ErrorKind
from importls.simulation.journal import MISSING, Namespace
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import (
    FALSE_SOMEHOW,
    TRUE_SOMEHOW,
    UNKNOWN,
    BoundMethod,
    Class,
    Descriptor,
    Dict,
    FilePath,
    Function,
    Generator,
    Instance,
    List,
    Maybe,
    Module,
    NamespaceView,
    Native,
    Partial,
    Row,
    SysModules,
    Unknown,
    Value,
    as_key,
    is_plain,
)

MOST_ITEMS = 5_000
"""Longer collections are not followed."""


def entries_of(machine: Machine, value: Value) -> tuple[Namespace, bool] | None:
    """The entries of what is a mapping, and whether there may be more; None for everything else."""
    match value:
        case Dict(entries, is_open):
            return entries, is_open
        case NamespaceView(module):
            return module.namespace, module.is_open
        case SysModules():
            return machine.sys_modules, True
        case _:
            return None


def get_item(machine: Machine, value: Value, key: Value, frame: Frame, node: ast.AST | None = None) -> Value:
    """`value[key]`. Raises Raised, with KeyError where it is certain that there is none."""
    mapping = entries_of(machine, value)
    if mapping is not None:
        return _get_entry(machine, value, mapping, key, frame, node)
    if isinstance(value, Instance):
        return _call_special(machine, value, "__getitem__", (key,), frame)
    if isinstance(value, Class):
        return _class_item(machine, value, key, frame)
    items = value.items if isinstance(value, List | Row) else value
    if isinstance(items, tuple | str | bytes) and isinstance(key, int | slice):
        return _get_by_index(machine, value, items, key)
    return UNKNOWN


def _get_entry(
    machine: Machine, value: Value, mapping: tuple[Namespace, bool], key: Value, frame: Frame, node: ast.AST | None
) -> Value:
    entries, is_open = mapping
    wanted = as_key(key)
    if wanted is MISSING:
        _forget_some_entry(machine, value, entries)
        return SOME_MODULE if isinstance(value, SysModules) else UNKNOWN
    found = look_up(machine, value, entries, wanted)
    if found is not MISSING:
        return found.value if isinstance(found, Maybe) else found
    if isinstance(value, Dict) and value.default is not None and not is_open:
        made = machine.call(value.default, (), {}, frame)
        machine.journal.bind(entries, wanted, made)
        return made
    if machine.knows_little_in(frame.module):
        return UNKNOWN
    if not is_open or (isinstance(value, SysModules) and not machine.may_be_imported(str(wanted))):
        machine.raise_error(frame, node, ErrorKind.OTHER, "KeyError", repr(key) if is_plain(key) else "…")
    return UNKNOWN


def look_up(machine: Machine, mapping: Value, entries: Namespace, key: Hashable) -> Value:
    """The entry of a mapping, MISSING where there is none."""
    found = entries.get(key, MISSING)
    if machine.recorder is not None:
        machine.recorder.looked_up(mapping, key, found)
    return found


def look_into(machine: Machine, mapping: Value) -> None:
    """Note that all entries of what may be a mapping are looked at, or changed."""
    if machine.recorder is not None:
        machine.recorder.looked_into(mapping)


def _forget_some_entry(machine: Machine, value: Value, entries: Namespace) -> None:
    """Whoever gets an entry of which it is not known which one it is may change what is in it."""
    if isinstance(value, Dict) and value.default is not None:
        machine.journal.assign(value, "is_open", True)
    for entry in entries.values():
        if isinstance(entry, List):
            machine.journal.assign(entry, "items", UNKNOWN)
        elif isinstance(entry, Dict):
            machine.journal.assign(entry, "is_open", True)


def _get_by_index(machine: Machine, value: Value, items: Value, key: int | slice) -> Value:
    if isinstance(key, slice) and not all(isinstance(end, int | None) for end in (key.start, key.stop, key.step)):
        return UNKNOWN
    try:
        part = items[key]
    except (IndexError, ValueError, TypeError):
        return UNKNOWN
    if isinstance(key, slice) and isinstance(value, List):
        return List(part, value.kind, born=machine.journal.birth())
    return part


def _class_item(machine: Machine, cls: Class, key: Value, frame: Frame) -> Value:
    """`Generic[T]`: a class with `__class_getitem__` gives what that returns, everything else stays the class."""
    if cls.members is not None:
        return member_of_name(machine, cls, key, frame)
    try:
        method = cls.look_up("__class_getitem__")
    except KeyError:
        is_plain_class = not isinstance(cls.metaclass, Class) or is_abc_metaclass(cls.metaclass)
        return cls if is_plain_class else UNKNOWN
    function = method.function if isinstance(method, Descriptor) else method
    if isinstance(function, Function) and function.module.name == "typing":
        return cls  # An alias stands for its class, as a base and when it is called.
    return machine.call(BoundMethod(function, cls), (key,), {}, frame)


def _call_special(machine: Machine, instance: Instance, name: str, arguments: tuple[Value, ...], frame: Frame) -> Value:
    try:
        method = instance.cls.look_up(name)
    except KeyError:
        return UNKNOWN
    return machine.call(BoundMethod(method, instance), arguments, {}, frame)


def set_item(machine: Machine, target: Value, key: Value, value: Value, frame: Frame) -> None:
    """`target[key] = value`. Raises Raised."""
    wanted = as_key(key)
    match target:
        case Dict() if wanted is MISSING:
            machine.journal.assign(target, "is_open", True)
        case Dict(entries):
            machine.journal.bind(entries, wanted, value)
        case NamespaceView(module) if wanted is MISSING:
            machine.journal.assign(module, "is_open", True)
        case NamespaceView(module):
            machine.journal.bind(module.namespace, wanted, value)
        case SysModules() if isinstance(key, str):
            look_into(machine, target)
            machine.journal.bind(machine.sys_modules, key, value)
        case SysModules():
            machine.imports_unknown(frame)
        case List():
            _set_index(machine, target, key, value)
        case Instance():
            _call_special(machine, target, "__setitem__", (key, value), frame)
        case Unknown("sys.path"):
            machine.edit_path()
        case _ if are_caller_globals(target):
            open_callers(machine)
        case _:
            pass


def _set_index(machine: Machine, target: List, key: Value, value: Value) -> None:
    if not isinstance(key, int) or not isinstance(target.items, tuple) or key >= len(target.items):
        if not isinstance(key, slice) or target.items != ():
            machine.journal.assign(target, "items", UNKNOWN)
        return
    items = list(target.items)
    items[key] = value
    machine.journal.assign(target, "items", tuple(items))


def delete_item(machine: Machine, target: Value, key: Value, frame: Frame, node: ast.AST) -> None:
    """`del target[key]`. Raises Raised."""
    mapping = entries_of(machine, target)
    wanted = as_key(key)
    if mapping is None or wanted is MISSING:
        if isinstance(target, List):
            machine.journal.assign(target, "items", UNKNOWN)
        return
    entries, is_open = mapping
    if wanted not in entries and not is_open:
        machine.raise_error(frame, node, ErrorKind.OTHER, "KeyError", repr(key) if is_plain(key) else "…")
    look_into(machine, target)
    machine.journal.unbind(entries, wanted)


def contains(machine: Machine, value: Value, item: Value) -> Value:
    """`item in value`: a bool, or UNKNOWN."""
    mapping = entries_of(machine, value)
    wanted = as_key(item)
    if mapping is not None:
        return UNKNOWN if wanted is MISSING else _contains_key(machine, value, mapping, wanted)
    if isinstance(value, str) and isinstance(item, str):
        return item in value
    items = iterate(value) if isinstance(value, List | tuple) else None
    if items is None or wanted is MISSING:
        return UNKNOWN
    if any(same(item, one) is True for one in items):
        return True
    return UNKNOWN if any(same(item, one) is UNKNOWN for one in items) else False


def _contains_key(machine: Machine, value: Value, mapping: tuple[Namespace, bool], key: Hashable) -> Value:
    entries, is_open = mapping
    found = look_up(machine, value, entries, key)
    if isinstance(found, Maybe):
        return UNKNOWN
    if found is not MISSING:
        return True
    if isinstance(value, SysModules):
        return UNKNOWN if machine.may_be_imported(str(key)) else False
    return UNKNOWN if is_open else False


def same(left: Value, right: Value) -> Value:
    """`left == right`: a bool, or UNKNOWN."""
    if is_plain(left) and is_plain(right):
        return bool(left == right)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _same_tuples(left, right)
    if isinstance(left, List) and isinstance(right, List):
        return _same_lists(left, right)
    if isinstance(left, Instance) and isinstance(right, Instance) and left.cls.members and left.cls is right.cls:
        return left is right
    if isinstance(left, Unknown | Maybe | Instance) or isinstance(right, Unknown | Maybe | Instance):
        return left is right or UNKNOWN
    if isinstance(left, List | Dict) or isinstance(right, List | Dict):
        return left is right or (UNKNOWN if type(left) is type(right) else False)
    return left is right or left == right


def _same_lists(left: List, right: List) -> Value:
    if left is right:
        return True
    if left.kind.startswith("dict_") or right.kind.startswith("dict_"):
        return UNKNOWN  # The views of a dictionary compare as sets do.
    if left.kind != right.kind or not isinstance(left.items, tuple) or not isinstance(right.items, tuple):
        return UNKNOWN if left.kind == right.kind or {left.kind, right.kind} <= _SETS else False
    return _same_tuples(left.items, right.items) if left.kind == "list" else UNKNOWN


_SETS = {"set", "frozenset", "dict_keys", "dict_items"}


def _same_tuples(left: tuple[Value, ...], right: tuple[Value, ...]) -> Value:
    if len(left) != len(right):
        return False
    answers = [same(*pair) for pair in zip(left, right, strict=True)]
    if False in answers:
        return False
    return UNKNOWN if UNKNOWN in answers else True


def iterate(value: Value) -> tuple[Value, ...] | None:
    """What iterating over the value gives, None where that cannot be told. Raises Raised."""
    items: Value = None
    match value:
        case tuple() | str():
            items = tuple(value)
        case List(items=found) | Row(items=found):
            items = found
        case Dict(entries, False):
            items = None if any(isinstance(entry, Maybe) for entry in entries.values()) else tuple(entries)
        case NamespaceView(module) if not module.is_open:
            items = tuple(module.namespace)
        case Generator(each):
            given: list[Value] = []
            items = tuple(given) if each(given.append) else None
        case Class(members=dict()):
            items = members_of(value)
        case _:
            pass
    return items if isinstance(items, tuple) and len(items) <= MOST_ITEMS else None


def truth(value: Value) -> bool | None:
    """Whether the value counts as true, None where that cannot be told."""
    if isinstance(value, Unknown):
        return True if value is TRUE_SOMEHOW else (False if value is FALSE_SOMEHOW else None)
    match value:
        case FilePath() | Module() | Function() | BoundMethod() | Native() | Partial() | Descriptor() | Generator():
            return True
        case Class():
            return True
        case Instance(cls=cls):
            return None if cls.is_open or _decides_truth(cls) else True
        case List(items=items):
            return None if isinstance(items, Unknown) else bool(items)
        case Dict(entries, is_open):
            known = any(not isinstance(entry, Maybe) for entry in entries.values())
            return True if known else (None if is_open or entries else False)
        case tuple():
            return bool(value)
        case _:
            return bool(value) if is_plain(value) else None


def _decides_truth(cls: Class) -> bool:
    if any(base.is_builtin and base.name not in ("object", "BaseException", "Exception") for base in cls.mro):
        return True
    return any(name in base.namespace for base in cls.mro for name in ("__bool__", "__len__"))
