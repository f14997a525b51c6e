"""Classes: how a class statement makes one, and what calling one makes (`Python/bltinmodule.c`, `typeobject.c`)."""

from __future__ import annotations

from collections.abc import Sequence

from importls.simulation.abstract_classes import check_can_be_instantiated, find_abstract_methods, is_abc_metaclass
from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.constant_attributes import DATA_TYPES
from importls.simulation.constants import CONSTRUCTORS
from importls.simulation.data_classes import data_initialiser
from importls.simulation.enums import is_enum_metaclass, make_members, member_of_value
from importls.simulation.failure import ErrorKind, Raised
from importls.simulation.file_paths import path_of
from importls.simulation.journal import MISSING, Namespace
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import (
    UNKNOWN,
    BoundMethod,
    Class,
    Descriptor,
    Dict,
    Function,
    Instance,
    Maybe,
    Module,
    Unknown,
    Value,
)


def make_class(
    machine: Machine,
    name: str,
    bases: Sequence[Value],
    namespace: Namespace,
    keywords: dict[str, Value],
    frame: Frame,
    cls: Class,
) -> Value:
    """`__build_class__` behind the body: the metaclass makes the class. Raises Raised.

    `cls` is the class that the functions of the body were defined in; it is completed here.
    """
    metaclass = _metaclass(bases, keywords.pop("metaclass", MISSING))
    if any(_is_no_class(base) for base in bases):
        machine.unknown_calls += 1
        return UNKNOWN
    complete(cls, name, frame.module.name, bases, namespace, metaclass)
    if isinstance(metaclass, Class) and _is_external(machine, metaclass) and not is_abc_metaclass(metaclass):
        # What the metaclass of a library does to the class is not followed.
        cls.is_open = cls.is_transformed = True
        is_enum = is_enum_metaclass(metaclass) and cls.module != "enum"
        if is_enum and machine.universe.version >= (3, 11):
            make_members(machine, cls, frame)
        finish(machine, cls, keywords, frame)
        if is_enum and machine.universe.version < (3, 11):
            make_members(machine, cls, frame)
        return cls
    maker = _own_method(metaclass, "__new__")
    if maker is not None:
        entries: Value = Dict(namespace, born=machine.journal.birth())
        if _own_method(metaclass, "__prepare__") is not None or getattr(metaclass, "is_open", False):
            entries, cls.is_open, cls.is_transformed = UNKNOWN, True, True
        machine.unfinished_classes[name] = cls
        made = machine.call(_plain(maker), (metaclass, name, tuple(bases), entries), keywords, frame)
    else:
        made = cls
        finish(machine, cls, keywords, frame)
    if isinstance(made, Class):
        find_abstract_methods(made)
    initialiser = _own_method(metaclass, "__init__")
    if initialiser is not None and isinstance(made, Class):
        entries = UNKNOWN if cls.is_transformed else Dict(namespace, born=machine.journal.birth())
        machine.call(BoundMethod(initialiser, made), (name, tuple(bases), entries), keywords, frame)
    return made


def _is_no_class(base: Value) -> bool:
    """An object among the bases makes one of its own kind, as `zope.interface.Interface` does (but see PEP 560)."""
    return isinstance(base, Instance) and not any("__mro_entries__" in cls.namespace for cls in base.cls.mro)


def complete(
    cls: Class, name: str, module: str, bases: Sequence[Value], namespace: Namespace, metaclass: Value
) -> None:
    """Fill in what is known of a class once its body has run."""
    known = [base for base in bases if isinstance(base, Class)]
    cls.name, cls.module = name, module
    cls.bases = tuple(bases) or (BUILTIN_CLASSES["object"],)
    cls.namespace = namespace
    cls.metaclass = metaclass
    cls.is_open = (
        len(known) < len(bases)
        or any(base.is_open for base in known)
        or (metaclass is not None and not isinstance(metaclass, Class))
    )
    cls.is_transformed = metaclass is not None and not isinstance(metaclass, Class)
    cls.mro = _mro(cls, known or [BUILTIN_CLASSES["object"]])


def _mro(cls: Class, bases: Sequence[Class]) -> tuple[Class, ...]:
    """C3 linearisation, as `type.mro`; where there is none, the bases in order."""
    sequences = [list(base.mro) for base in bases] + [list(bases)]
    order = [cls]
    while sequences := [sequence for sequence in sequences if sequence]:
        head = next(
            (one[0] for one in sequences if not any(one[0] in other[1:] for other in sequences)), sequences[0][0]
        )
        order.append(head)
        sequences = [[item for item in sequence if item is not head] for sequence in sequences]
    return tuple(order)


def _metaclass(bases: Sequence[Value], given: Value) -> Value:
    """None for `type`; Unknown where it cannot be told."""
    candidates = [] if given is MISSING else [given]
    candidates += [base.metaclass for base in bases if isinstance(base, Class) and base.metaclass is not None]
    chosen: Value = None
    for candidate in candidates:
        if not isinstance(candidate, Class):
            return Unknown("") if not isinstance(candidate, Function) else candidate
        if chosen is None or chosen in candidate.mro:
            chosen = candidate
    return None if chosen is BUILTIN_CLASSES["type"] else chosen


def _is_external(machine: Machine, cls: Class) -> bool:
    module = machine.sys_modules.get(cls.module)
    return isinstance(module, Module) and module.is_external


def _own_method(metaclass: Value, name: str) -> Value:
    """A method of a metaclass that is written in Python, None for `type`'s own."""
    if isinstance(metaclass, Function):
        return None
    if not isinstance(metaclass, Class):
        return None
    try:
        found = metaclass.look_up(name)
    except KeyError:
        return None
    function = _plain(found)
    return found if isinstance(function, Function) and function.module.name not in _LIKE_BUILTIN else None


_LIKE_BUILTIN = ("abc", "_py_abc", "typing")
"""What the methods of their classes do besides those of `type` and `object` matters for no import, or is known."""


def _plain(value: Value) -> Value:
    return value.function if isinstance(value, Descriptor) else value


def finish(machine: Machine, cls: Class, keywords: dict[str, Value], frame: Frame) -> None:
    """What `type.__new__` calls: `__set_name__` of what is in the class, then `__init_subclass__` of its bases."""
    for name, value in list(cls.namespace.items()):
        if isinstance(value, Instance) and isinstance(name, str):
            _set_name(machine, value, cls, name, frame)
    for base in cls.mro[1:]:
        hook = base.namespace.get("__init_subclass__", MISSING)
        if hook is not MISSING:
            function = _plain(hook.value if isinstance(hook, Maybe) else hook)
            machine.call(BoundMethod(function, cls), (), keywords, frame)
            return


def _set_name(machine: Machine, value: Instance, cls: Class, name: str, frame: Frame) -> None:
    """Before 3.12, what `__set_name__` raises becomes a RuntimeError of the class statement."""
    try:
        _call_hook(machine, value.cls, "__set_name__", value, (cls, name), {}, frame)
    except Raised:
        if machine.universe.version >= (3, 12):
            raise
        message = f"Error calling __set_name__ on {value.cls.name!r} instance {name!r} in {cls.name!r}"
        machine.raise_error(frame, None, ErrorKind.OTHER, "RuntimeError", message)


def _call_hook(
    machine: Machine,
    cls: Class,
    name: str,
    owner: Value,
    arguments: Sequence[Value],
    keywords: dict[str, Value],
    frame: Frame,
) -> None:
    try:
        hook = cls.look_up(name)
    except KeyError:
        return
    machine.call(BoundMethod(_plain(hook), owner), arguments, keywords, frame)


def instantiate(
    machine: Machine, cls: Class, arguments: Sequence[Value], keywords: dict[str, Value], frame: Frame
) -> Value:
    """`cls(…)`. Raises Raised."""
    constructor = CONSTRUCTORS.get(cls.name) if cls.is_builtin else None
    if constructor is not None:
        return constructor(machine, frame, tuple(arguments), keywords)
    path = path_of(machine, cls, arguments)
    if path is not None:
        return path
    if cls.members is not None:
        is_lookup = len(arguments) == 1 and not keywords and cls.members
        return member_of_value(machine, cls, arguments[0], frame) if is_lookup else UNKNOWN
    caller = _own_method(cls.metaclass, "__call__")
    if caller is not None:
        return machine.call(BoundMethod(caller, cls), arguments, keywords, frame)
    return make_instance(machine, cls, arguments, keywords, frame)


def make_instance(
    machine: Machine, cls: Class, arguments: Sequence[Value], keywords: dict[str, Value], frame: Frame
) -> Value:
    """`type.__call__`: `__new__`, then `__init__`. Raises Raised."""
    maker = _own_method(cls, "__new__")
    if maker is not None:
        value = machine.call(_plain(maker), (cls, *arguments), keywords, frame)
    else:
        check_can_be_instantiated(machine, cls, frame)
        value = bare_instance(machine, cls, arguments)
    if not isinstance(value, Instance) or cls not in value.cls.mro:
        return value
    initialiser = _own_method(cls, "__init__")
    if initialiser is not None:
        unknown_calls = machine.unknown_calls
        machine.call(BoundMethod(initialiser, value), arguments, keywords, frame)
        if machine.unknown_calls > unknown_calls:  # Something unknown may have given it attributes.
            value.is_open = True
    elif (made := data_initialiser(cls)) is not None:
        machine.call(BoundMethod(made, value), arguments, keywords, frame)
    elif cls.is_transformed and _own_method(cls, "__post_init__") is not None:
        machine.call(BoundMethod(_own_method(cls, "__post_init__"), value), (), {}, frame)
    elif _is_exception(cls):
        value.attributes.update({name: item for name, item in keywords.items() if name in ("name", "path")})
    return value


def bare_instance(machine: Machine, cls: Class, arguments: Sequence[Value]) -> Value:
    """`object.__new__`; an object of a built-in class is only known to be there."""
    if any(base.is_builtin and base.name not in DATA_TYPES and not _is_exception(base) for base in cls.mro):
        return Instance(cls, machine.journal.new(), is_open=True, born=machine.journal.birth())
    instance = Instance(cls, machine.journal.new(), is_open=cls.is_open, born=machine.journal.birth())
    if _is_exception(cls):
        instance.attributes["args"] = tuple(arguments)
    return instance


def _is_exception(cls: Class) -> bool:
    return any(base.name == "BaseException" for base in cls.mro)
