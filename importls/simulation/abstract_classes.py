"""Abstract classes: which methods a class leaves open, and that it cannot be instantiated then (`Lib/_py_abc.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from importls.simulation.failure import ErrorKind
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import UNKNOWN, Class, Descriptor, Function, Value

_MARK = "__isabstractmethod__"


def mark_abstract(machine: Machine, value: Value) -> None:
    """`abc.abstractmethod`."""
    if isinstance(value, Function):
        machine.journal.bind(value.attributes, _MARK, True)


def is_abc_metaclass(metaclass: Value) -> bool:
    """Whether it is `abc.ABCMeta`, or that of `typing.Protocol`, which adds only checks to it."""
    return isinstance(metaclass, Class) and (metaclass.module, metaclass.name) in _METACLASSES


_METACLASSES = {("abc", "ABCMeta"), ("_py_abc", "ABCMeta"), ("typing", "_ProtocolMeta")}


def find_abstract_methods(cls: Class) -> None:
    """`__abstractmethods__` of a class that is complete; nothing where it may have methods that cannot be told."""
    if not cls.is_open and any(is_abc_metaclass(base) for base in getattr(cls.metaclass, "mro", ())):
        cls.abstract_methods = tuple(sorted(set(_abstract_methods(cls))))
        cls.namespace.setdefault("_abc_impl", UNKNOWN)


def _abstract_methods(cls: Class) -> Iterator[str]:
    yield from (str(name) for name, value in cls.namespace.items() if _is_abstract(value))
    for base in cls.mro[1:]:
        yield from (name for name in base.abstract_methods if _is_abstract(cls.look_up(name)))


def _is_abstract(value: Value) -> bool:
    match value:
        case Function(attributes=attributes):
            return attributes.get(_MARK) is True
        case Descriptor(function=function):
            return _is_abstract(function)
        case _:
            return False


def check_can_be_instantiated(machine: Machine, cls: Class, frame: Frame) -> None:
    """`object_new`, which other built-in classes do not share. Raises Raised."""
    if cls.abstract_methods and not any(base.is_builtin and base.name != "object" for base in cls.mro):
        _raise_cannot_instantiate(machine, cls, frame)


def _raise_cannot_instantiate(machine: Machine, cls: Class, frame: Frame) -> NoReturn:
    names, version = cls.abstract_methods, machine.universe.version
    methods = "methods" if len(names) > 1 or version < (3, 9) else "method"
    end = f"abstract {methods} {', '.join(names)}"
    if version >= (3, 12):
        end = f"an implementation for abstract {methods} {', '.join(map(repr, names))}"
    with_or_without = "without" if version >= (3, 12) else "with"
    message = f"Can't instantiate abstract class {cls.name} {with_or_without} {end}"
    machine.raise_error(frame, None, ErrorKind.TYPE_ERROR, "TypeError", message)
