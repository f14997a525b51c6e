"""The methods of lists, dictionaries, sets and of `sys.modules`, as far as what they do can be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from importls.simulation.caller_globals import SOME_MODULE, are_caller_globals, open_callers
from importls.simulation.failure import ErrorKind
from importls.simulation.items import contains, entries_of, get_item, look_into, look_up, set_item
from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import (
    UNKNOWN,
    UNORDERED,
    BoundMethod,
    Dict,
    FilePath,
    Instance,
    List,
    Maybe,
    Module,
    NamespaceView,
    Native,
    SysModules,
    Unknown,
    Value,
    as_key,
)

_Method = Callable[[Machine, Value, Frame, Sequence[Value], dict[str, Value]], Value]


def collection_method(machine: Machine, value: Value, name: str) -> Value:
    """The method of that name, bound to the collection."""
    methods = _LIST_METHODS if isinstance(value, List) else _MAPPING_METHODS
    method = methods.get(name)
    if method is None:
        return Native(f"{type(value).__name__.lower()}.{name}", lambda *_: _by_unknown_method(machine, value, name))
    return Native(
        f"{type(value).__name__.lower()}.{name}",
        lambda _, frame, arguments, keywords: method(machine, value, frame, arguments, keywords),
    )


_HARMLESS = frozenset({"index", "count", "copy", "isdisjoint", "issubset", "issuperset", "union", "intersection"})


def _by_unknown_method(machine: Machine, value: Value, name: str) -> Value:
    """Whatever it does, nothing is known of the collection afterwards."""
    if name not in _HARMLESS:
        forget(machine, value)
    return UNKNOWN


def forget(machine: Machine, value: Value) -> None:
    """Something unknown has got the value, and may have changed it."""
    match value:
        case List():
            machine.journal.assign(value, "items", UNKNOWN)
        case Dict():
            machine.journal.assign(value, "is_open", True)
        case NamespaceView(Module() as target) | BoundMethod(owner=Instance() as target):
            machine.journal.assign(target, "is_open", True)
        case Module() | Instance():
            machine.journal.assign(value, "is_open", True)
        case _ if are_caller_globals(value):
            open_callers(machine)
        case _:
            pass


def sorted_items(
    machine: Machine, frame: Frame, items: Sequence[Value], keywords: dict[str, Value]
) -> tuple[Value, ...] | Unknown:
    """The items in order, by the key if one is given; UNKNOWN where that cannot be told. Raises Raised."""
    keys = [key.path if isinstance(key, FilePath) else key for key in keys_of(machine, frame, items, keywords)]
    if not all(isinstance(key, str) for key in keys) and not all(type(key) in (int, float) for key in keys):
        return tuple(items) if len(items) < 2 else UNKNOWN
    order = sorted(range(len(items)), key=keys.__getitem__, reverse=keywords.get("reverse") is True)
    return tuple(items[index] for index in order)


def keys_of(machine: Machine, frame: Frame, items: Sequence[Value], keywords: dict[str, Value]) -> Sequence[Value]:
    """What items are compared by. Raises Raised."""
    key = keywords.get("key")
    return items if key is None else [machine.call(key, (item,), {}, frame) for item in items]


def _sort(machine: Machine, value: List, frame: Frame, _: Sequence[Value], keywords: dict[str, Value]) -> Value:
    if isinstance(value.items, tuple):
        machine.journal.assign(value, "items", sorted_items(machine, frame, value.items, keywords))
    if value.kind == UNORDERED:
        machine.journal.assign(value, "kind", "list")
    return None


def _append(machine: Machine, value: List, _: Frame, arguments: Sequence[Value], __: dict[str, Value]) -> Value:
    if isinstance(value.items, tuple) and len(arguments) == 1:
        known = value.kind == "set" and contains(machine, value, arguments[0]) is True
        machine.journal.assign(value, "items", value.items if known else (*value.items, arguments[0]))
    return None


def _insert(machine: Machine, value: List, _: Frame, arguments: Sequence[Value], __: dict[str, Value]) -> Value:
    if isinstance(value.items, tuple) and len(arguments) == 2 and isinstance(arguments[0], int):
        items = list(value.items)
        items.insert(arguments[0], arguments[1])
        machine.journal.assign(value, "items", tuple(items))
        return None
    forget(machine, value)
    return None


def extend(machine: Machine, value: Value, others: Sequence[Value]) -> None:
    """`list.extend`, `list += …`, `set.update`."""
    for other in others:
        added = machine.iterate(other)
        if added is None or not isinstance(value.items, tuple):
            machine.journal.assign(value, "items", UNKNOWN)
            return
        fresh = [item for item in added if value.kind != "set" or contains(machine, value, item) is not True]
        machine.journal.assign(value, "items", (*value.items, *fresh))


def _extend(machine: Machine, value: List, _: Frame, arguments: Sequence[Value], __: dict[str, Value]) -> Value:
    extend(machine, value, arguments)
    return None


def _remove(machine: Machine, value: List, _: Frame, arguments: Sequence[Value], __: dict[str, Value]) -> Value:
    if isinstance(value.items, tuple) and arguments and contains(machine, value, arguments[0]) is True:
        items = list(value.items)
        items.remove(arguments[0])
        machine.journal.assign(value, "items", tuple(items))
    elif not isinstance(value.items, tuple) or contains(machine, value, arguments[0]) is UNKNOWN:
        forget(machine, value)
    return None


def _pop_item(machine: Machine, value: List, _: Frame, arguments: Sequence[Value], __: dict[str, Value]) -> Value:
    index = arguments[0] if arguments else -1
    if isinstance(value.items, tuple) and isinstance(index, int) and -len(value.items) <= index < len(value.items):
        items = list(value.items)
        popped = items.pop(index)
        machine.journal.assign(value, "items", tuple(items))
        return popped
    forget(machine, value)
    return UNKNOWN


def _copy(machine: Machine, value: Value, _: Frame, __: Sequence[Value], ___: dict[str, Value]) -> Value:
    if isinstance(value, List):
        return List(value.items, value.kind, born=machine.journal.birth())
    made = Dict(machine.journal.new(), born=machine.journal.birth())
    update(machine, made, value)
    return made


def _get(machine: Machine, value: Value, _: Frame, arguments: Sequence[Value], __: dict[str, Value]) -> Value:
    mapping = entries_of(machine, value)
    key = as_key(arguments[0]) if arguments else MISSING
    if mapping is None or key is MISSING:
        return SOME_MODULE if isinstance(value, SysModules) else UNKNOWN
    found = look_up(machine, value, mapping[0], key)
    if found is MISSING:
        is_open = machine.may_be_imported(str(key)) if isinstance(value, SysModules) else mapping[1]
        return UNKNOWN if is_open else (arguments[1] if len(arguments) > 1 else None)
    return UNKNOWN if isinstance(found, Maybe) else found


def _set_default(
    machine: Machine, value: Value, frame: Frame, arguments: Sequence[Value], _: dict[str, Value]
) -> Value:
    default = arguments[1] if len(arguments) > 1 else None
    known = contains(machine, value, arguments[0]) if arguments else UNKNOWN
    if known is True:
        return get_item(machine, value, arguments[0], frame)
    if arguments:
        set_item(machine, value, arguments[0], default if known is False else UNKNOWN, frame)
    return default if known is False else UNKNOWN


def _pop(machine: Machine, value: Value, frame: Frame, arguments: Sequence[Value], _: dict[str, Value]) -> Value:
    mapping = entries_of(machine, value)
    key = as_key(arguments[0]) if arguments else MISSING
    if mapping is None or key is MISSING:
        forget(machine, value)
        return UNKNOWN
    found = look_up(machine, value, mapping[0], key)
    if found is not MISSING:
        look_into(machine, value)
        machine.journal.unbind(mapping[0], key)
        return found.value if isinstance(found, Maybe) else found
    if len(arguments) > 1:
        return UNKNOWN if mapping[1] and not isinstance(value, SysModules) else arguments[1]
    if not mapping[1] or isinstance(value, SysModules):
        machine.raise_error(frame, None, ErrorKind.OTHER, "KeyError", repr(arguments[0]))
    return UNKNOWN


def update(machine: Machine, target: Value, source: Value) -> None:
    """`dict.update(source)` for a target that is a mapping."""
    mapping = entries_of(machine, source)
    into = entries_of(machine, target)
    look_into(machine, source)
    look_into(machine, target)
    if into is None:
        return
    if mapping is None:
        pairs = machine.iterate(source)
        if pairs is None or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
            forget(machine, target)
            return
        entries = [(as_key(key), value) for key, value in pairs]
    else:
        entries = list(mapping[0].items())
        if mapping[1]:
            forget(machine, target)
    for key, value in entries:
        if key is MISSING:
            forget(machine, target)
        else:
            machine.journal.bind(into[0], key, value)


def _update(machine: Machine, value: Value, _: Frame, arguments: Sequence[Value], keywords: dict[str, Value]) -> Value:
    for source in arguments:
        update(machine, value, source)
    into = entries_of(machine, value)
    if into is not None:
        for key, item in keywords.items():
            machine.journal.bind(into[0], key, item)
    return None


def _entries(machine: Machine, value: Value) -> list[tuple[Value, Value]] | None:
    mapping = entries_of(machine, value)
    look_into(machine, value)
    if mapping is None or mapping[1] or any(isinstance(entry, Maybe) for entry in mapping[0].values()):
        return None
    return list(mapping[0].items())


def _items(machine: Machine, value: Value, _: Frame, __: Sequence[Value], ___: dict[str, Value]) -> Value:
    found = _entries(machine, value)
    return UNKNOWN if found is None else List(tuple(found), "dict_items", born=machine.journal.birth())


def _keys(machine: Machine, value: Value, _: Frame, __: Sequence[Value], ___: dict[str, Value]) -> Value:
    found = _entries(machine, value)
    return UNKNOWN if found is None else List(tuple(key for key, _ in found), "dict_keys", born=machine.journal.birth())


def _values(machine: Machine, value: Value, _: Frame, __: Sequence[Value], ___: dict[str, Value]) -> Value:
    found = _entries(machine, value)
    return (
        UNKNOWN
        if found is None
        else List(tuple(item for _, item in found), "dict_values", born=machine.journal.birth())
    )


def _clear(machine: Machine, value: Value, _: Frame, __: Sequence[Value], ___: dict[str, Value]) -> Value:
    if isinstance(value, List):
        machine.journal.assign(value, "items", ())
        return None
    mapping = entries_of(machine, value)
    for key in list(mapping[0]) if mapping is not None else ():
        machine.journal.unbind(mapping[0], key)  # type: ignore[index] # reason: it is a mapping, or nothing is cleared
    return None


_LIST_METHODS: dict[str, _Method] = {
    "append": _append,
    "add": _append,
    "insert": _insert,
    "extend": _extend,
    "update": _extend,
    "remove": _remove,
    "discard": _remove,
    "pop": _pop_item,
    "copy": _copy,
    "clear": _clear,
    "sort": _sort,
}
_MAPPING_METHODS: dict[str, _Method] = {
    "get": _get,
    "setdefault": _set_default,
    "pop": _pop,
    "update": _update,
    "items": _items,
    "keys": _keys,
    "values": _values,
    "copy": _copy,
    "clear": _clear,
}
