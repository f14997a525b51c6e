"""Enumerations: the members that the metaclass makes of what the body of a class has bound (`Lib/enum.py`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import NoReturn

from importls.facts.later_bodies import fill
from importls.simulation.data_classes import data_initialiser
from importls.simulation.failure import ErrorKind, Raised
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import (
    UNKNOWN,
    BoundMethod,
    Class,
    Descriptor,
    Function,
    Instance,
    Maybe,
    Native,
    Unknown,
    Value,
    is_plain,
)

_METACLASSES = {("enum", "EnumMeta"), ("enum", "EnumType")}
_NO_MEMBER = re.compile(r"_.*_|_\w+__\w+")
"""Names with an underscore at both ends, and private ones."""


def is_enum_metaclass(metaclass: Value) -> bool:
    """Whether it is that of `enum.Enum` itself."""
    return isinstance(metaclass, Class) and (metaclass.module, metaclass.name) in _METACLASSES


def make_members(machine: Machine, cls: Class, frame: Frame) -> None:
    """`EnumType.__new__`, behind the making of the class. Raises Raised.

    The class stays open where not all of it can be told: what binds its names, and what makes its members.
    """
    if any(base.is_open and base.module != "enum" for base in cls.mro[1:]) or not _is_known(cls):
        return
    values = {str(name): value for name, value in cls.namespace.items() if _is_member(str(name), value)}
    cls.is_open = cls.is_transformed = False
    cls.members = {}
    for name, value in values.items():
        _make_member(machine, cls, name, _value(machine, cls, name, value), frame)


def _is_known(cls: Class) -> bool:
    """Whether all names are bound to something of which it is known whether it becomes a member, and how."""
    if any(isinstance(value, Maybe | Class) for value in cls.namespace.values()) or "_ignore_" in cls.namespace:
        return False
    own = [base for base in cls.mro if not base.is_builtin and base.module != "enum"]
    return not any(name in base.namespace for base in own for name in ("__new__", "_generate_next_value_"))


def _is_member(name: str, value: Value) -> bool:
    if _NO_MEMBER.fullmatch(name):
        return False
    if isinstance(value, Instance):
        return not any(hook in base.namespace for base in value.cls.mro for hook in ("__get__", "__set__"))
    return not isinstance(value, Function | Descriptor | Native | BoundMethod)


def _value(machine: Machine, cls: Class, name: str, value: Value) -> Value:
    """What `auto()` stands for; other values stand for themselves."""
    is_auto = isinstance(value, Instance) and (value.cls.module, value.cls.name) == ("enum", "auto")
    if not is_auto:
        return value
    kinds = {base.name for base in cls.mro}
    if "StrEnum" in kinds:
        return name.lower()
    numbers = [member.attributes["_value_"] for member in (cls.members or {}).values()]
    if "Flag" in kinds or not all(isinstance(number, int) for number in numbers):
        return UNKNOWN
    return (max(numbers) if machine.universe.version >= (3, 13) else numbers[-1]) + 1 if numbers else 1


def _make_member(machine: Machine, cls: Class, name: str, value: Value, frame: Frame) -> None:
    """A value that another name has already makes the name an alias."""
    known = _known_member(cls, value)
    if known is None:
        known = Instance(cls, machine.journal.new(), born=machine.journal.birth())
        known.attributes.update(_name_=name, _value_=value, __objclass__=cls)
        known.attributes.update({f: v for f, v in (("name", name), ("value", value)) if _is_of_enum(cls, f)})
        _initialise(machine, known, value, frame)
        if cls.members is not None:
            cls.members[name] = known
    cls.namespace[name] = known


def _initialise(machine: Machine, member: Instance, value: Value, frame: Frame) -> None:
    try:
        initialiser = data_initialiser(member.cls) or member.cls.look_up("__init__")
    except KeyError:
        return
    if isinstance(initialiser, Function) and initialiser.module.name == "enum":
        return
    machine.call(initialiser, (member, *(value if isinstance(value, tuple) else (value,))), {}, frame)


def _is_of_enum(cls: Class, name: str) -> bool:
    """Whether `name` and `value` are the properties of Enum, and not something of the class."""
    owner = next((base for base in cls.mro if name in base.namespace), None)
    return owner is None or owner.module == "enum"


def _known_member(cls: Class, value: Value) -> Instance | None:
    if not is_plain(value):
        return None
    members = (cls.members or {}).values()
    return next(
        (one for one in members if is_plain(one.attributes["_value_"]) and one.attributes["_value_"] == value), None
    )


def members_of(cls: Class) -> tuple[Instance, ...] | None:
    """What iterating over an enumeration gives, None where that cannot be told."""
    members = tuple((cls.members or {}).values())
    values = [member.attributes["_value_"] for member in members]
    if cls.members is None or (len(values) > 1 and any(isinstance(value, Unknown) for value in values)):
        return None
    # Since 3.11 iterating over flags gives those of one bit.
    is_flag = any(base.name == "Flag" for base in cls.mro)
    return (
        None if is_flag and not all(isinstance(value, int) and value.bit_count() == 1 for value in values) else members
    )


def member_of_name(machine: Machine, cls: Class, name: Value, frame: Frame) -> Value:
    """`Kind["NAME"]`. Raises Raised, with KeyError."""
    member = cls.namespace.get(name) if isinstance(name, str) else UNKNOWN
    if member is UNKNOWN or (isinstance(member, Instance) and member.cls is cls):
        return member
    return _raise_inside(machine, cls.metaclass, "__getitem__", "KeyError", repr(name), frame)


def member_of_value(machine: Machine, cls: Class, value: Value, frame: Frame) -> Value:
    """`Kind(value)`. Raises Raised, with ValueError."""
    known = value if isinstance(value, Instance) and value.cls is cls else _known_member(cls, value)
    values = [member.attributes["_value_"] for member in (cls.members or {}).values()]
    is_flag = any(base.name == "Flag" for base in cls.mro)
    if known is not None or is_flag or not all(map(is_plain, (value, *values))):
        return UNKNOWN if known is None else known
    found = _found_by_hook(machine, cls, value, frame)
    if found is not None:
        return found
    return _raise_inside(machine, cls, "__new__", "ValueError", f"{value!r} is not a valid {cls.name}", frame)


def _found_by_hook(machine: Machine, cls: Class, value: Value, frame: Frame) -> Value:
    """What `_missing_` gives, None for the one that every enumeration has."""
    try:
        hook = cls.look_up("_missing_")
    except KeyError:
        return None
    function = hook.function if isinstance(hook, Descriptor) else hook
    if isinstance(function, Function) and function.module.name == "enum":
        return None
    return machine.call(BoundMethod(function, cls), (value,), {}, frame)


def no_such_member(machine: Machine, cls: Class, name: str, frame: Frame) -> Raised | None:
    """The AttributeError of `Kind.NAME` as the metaclass raised it until 3.11; since then it is that of any class."""
    if machine.universe.version >= (3, 12):
        return None
    try:
        _raise_inside(machine, cls.metaclass, "__getattr__", "AttributeError", name, frame)
    except Raised as raised:
        return raised


def _raise_inside(machine: Machine, cls: Class, method: str, exception: str, message: str, frame: Frame) -> NoReturn:
    """Raise it in a method of `enum`, at the statement at which CPython does."""
    node: ast.AST | None = None
    function = cls.look_up(method)
    if isinstance(function, Function):
        fill(function.node)
        node = next(filter(_LAST_RESORTS[method], ast.walk(function.node)), None)
        frame = Frame(function.module, machine.journal.new(), "function", function=function)
    is_attribute = exception == "AttributeError"
    kind = ErrorKind.MISSING_ATTRIBUTE if is_attribute else ErrorKind.OTHER
    machine.raise_error(frame, node, kind, exception, message, message if is_attribute else None)


# What is looked up in the map of members, the error that was made before, and the one without a context.
_LAST_RESORTS: dict[str, Callable[[ast.AST], bool]] = {
    "__getitem__": lambda node: isinstance(node, ast.Return),
    "__new__": lambda node: isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id == "ve_exc",
    "__getattr__": lambda node: isinstance(node, ast.Raise) and node.cause is not None,
}
