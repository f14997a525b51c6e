"""The built-in classes: what calling them gives, and the methods of `object`, `type` and exceptions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from importls.simulation.abstract_classes import check_can_be_instantiated
from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.class_of import class_of
from importls.simulation.classes import bare_instance, complete, finish, make_instance
from importls.simulation.collection_methods import update
from importls.simulation.constants import CONSTRUCTORS, LIBRARY
from importls.simulation.generators import mapped
from importls.simulation.items import iterate, truth
from importls.simulation.journal import Namespace
from importls.simulation.machine import Frame, Machine
from importls.simulation.raising import compute, text_of
from importls.simulation.values import (
    UNKNOWN,
    UNORDERED,
    Class,
    Descriptor,
    Dict,
    Function,
    Generator,
    Instance,
    List,
    Module,
    Native,
    Partial,
    Super,
    Unknown,
    Value,
    is_plain,
)

_Arguments = Sequence[Value]
_Keywords = dict[str, Value]


def _nothing(_: Machine, __: Frame, ___: _Arguments, ____: _Keywords) -> Value:
    return None


def _super(_: Machine, frame: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    if len(arguments) == 2:
        return Super(arguments[0], arguments[1]) if isinstance(arguments[0], Class) else UNKNOWN
    function = frame.function
    if arguments or function is None or function.defined_in is None or not function.defined_in.mro:
        return UNKNOWN
    parameters = [*function.node.args.posonlyargs, *function.node.args.args]
    owner = frame.variables.get(parameters[0].arg, UNKNOWN) if parameters else UNKNOWN
    return Super(function.defined_in, owner)


def _type(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    if len(arguments) == 1 and frame.module.name in _WITH_ALIAS_TYPE and arguments[0] is BUILTIN_CLASSES["list"]:
        return Unknown("types.GenericAlias")
    if len(arguments) == 1:
        return class_of(arguments[0]) or UNKNOWN
    return _new_type(machine, frame, (BUILTIN_CLASSES["type"], *arguments), keywords)


_WITH_ALIAS_TYPE = ("types", "_collections_abc")
"""Modules that ask for `type(list[int])`; elsewhere an alias stands for its class."""


def _new_type(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`type.__new__(metaclass, name, bases, namespace)`."""
    if len(arguments) != 4 or not isinstance(arguments[1], str):
        return UNKNOWN
    metaclass, name, bases, entries = arguments
    known_bases = machine.iterate(bases)
    namespace = entries.entries if isinstance(entries, Dict) else machine.journal.new()
    cls = machine.unfinished_classes.pop(name, None)
    if cls is None or cls.namespace is not namespace:
        cls = Class(name, frame.module.name, (), namespace, born=machine.journal.birth())
    own = None if metaclass is BUILTIN_CLASSES["type"] else metaclass
    complete(cls, name, cls.module, (UNKNOWN,) if known_bases is None else known_bases, namespace, own)
    cls.is_open = cls.is_open or not isinstance(entries, Dict) or entries.is_open
    finish(machine, cls, keywords, frame)
    return cls


def _call_type(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`type.__call__(cls, …)`. Raises Raised."""
    cls, *rest = arguments
    return make_instance(machine, cls, rest, keywords, frame) if isinstance(cls, Class) else UNKNOWN


def _new_module(machine: Machine, _: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`types.ModuleType(name)`."""
    name = arguments[0] if arguments else keywords.get("name")
    if not isinstance(name, str):
        return UNKNOWN
    module = Module(name, machine.journal.new(), is_initialising=False, born=machine.journal.birth())
    module.namespace.update(__name__=name, __doc__=None, __package__=None, __loader__=None, __spec__=None)
    return module


def _new_object(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    """`object.__new__`. Raises Raised."""
    if not isinstance(arguments[0], Class):
        return UNKNOWN
    check_can_be_instantiated(machine, arguments[0], frame)
    return bare_instance(machine, arguments[0], arguments[1:])


def _new_exception(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    """`BaseException.__init__`, called through `super()`."""
    if isinstance(arguments[0], Instance):
        machine.journal.bind(arguments[0].attributes, "args", tuple(arguments[1:]))
    return None


def _list(kind: str) -> Value:
    def construct(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
        source: Value = arguments[0] if arguments else ()
        is_list = isinstance(source, List)
        items = iterate(source) if is_list else machine.iterate(source)
        made = UNORDERED if is_list and source.kind == UNORDERED and kind == "list" else kind
        return List(UNKNOWN if items is None else items, made, born=machine.journal.birth())

    return construct


def _tuple(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    items = machine.iterate(arguments[0]) if arguments else ()
    return UNKNOWN if items is None else items


def _dict(machine: Machine, _: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    made = Dict(machine.journal.new(), is_open="*" in keywords, born=machine.journal.birth())
    for source in arguments:
        update(machine, made, source)
    made.entries.update({key: value for key, value in keywords.items() if key != "*"})
    return made


def _str(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    if not arguments:
        return ""
    return text_of(arguments[0]) if len(arguments) == 1 else UNKNOWN


def _int(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    return UNKNOWN if keywords or not all(map(is_plain, arguments)) else compute(machine, frame, int, *arguments)


def _float(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    return compute(machine, frame, float, *arguments) if all(map(is_plain, arguments)) else UNKNOWN


def _bool(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    known = truth(arguments[0]) if arguments else False
    return UNKNOWN if known is None else known


def _range(machine: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    if not all(isinstance(one, int) for one in arguments):
        return UNKNOWN
    numbers = range(*arguments)
    items = tuple(numbers) if len(numbers) <= 1_000 else UNKNOWN
    return List(items, "range", born=machine.journal.birth())


def _map(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    """`map` runs when somebody iterates over it."""
    function, *sources = arguments
    if len(sources) == 1 and isinstance(sources[0], Generator):
        return mapped(sources[0], lambda item: machine.call(function, (item,), {}, frame), "map")

    def each(visit: Callable[[Value], None]) -> bool:
        columns = [machine.iterate(source) for source in sources]
        for row in zip(*(column or () for column in columns), strict=False):
            visit(machine.call(function, row, {}, frame))
        return None not in columns

    return Generator(each, "map")


def _filter(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    function, source = arguments

    def each(visit: Callable[[Value], None]) -> bool:
        items = machine.iterate(source)
        is_known = items is not None
        for item in items or ():
            answer = truth(item if function is None else machine.call(function, (item,), {}, frame))
            is_known = is_known and answer is not None
            if answer:
                visit(item)
        return is_known

    return Generator(each, "filter")


def _zip(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    columns = [machine.iterate(one) for one in arguments]
    rows = None if None in columns else tuple(zip(*(column or () for column in columns), strict=False))
    return _iterator("zip", rows)


def _enumerate(machine: Machine, _: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    start = arguments[1] if len(arguments) > 1 else keywords.get("start", 0)
    if isinstance(arguments[0], Generator) and isinstance(start, int):
        numbers = count(start)
        return mapped(arguments[0], lambda item: (next(numbers), item), "enumerate")
    items = machine.iterate(arguments[0])
    is_known = items is not None and isinstance(start, int)
    return _iterator("enumerate", tuple(enumerate(items or (), start)) if is_known else None)


def _reversed(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    items = machine.iterate(arguments[0])
    return _iterator("reversed", None if items is None else tuple(reversed(items)))


def _iterator(kind: str, items: tuple[Value, ...] | None) -> Value:
    def each(visit: Callable[[Value], None]) -> bool:
        for item in items or ():
            visit(item)
        return True

    return UNKNOWN if items is None else Generator(each, kind)


def _descriptor(kind: str) -> Value:
    def construct(_: Machine, __: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
        function = arguments[0] if arguments else keywords.get("fget")
        return Descriptor(kind, function) if isinstance(function, Function | Native | Partial) else UNKNOWN

    return construct


CONSTRUCTORS.update(
    {
        "super": _super,
        "type": _type,
        "module": _new_module,
        "list": _list("list"),
        "set": _list("set"),
        "frozenset": _list("frozenset"),
        "tuple": _tuple,
        "dict": _dict,
        "str": _str,
        "int": _int,
        "float": _float,
        "bool": _bool,
        "range": _range,
        "map": _map,
        "filter": _filter,
        "zip": _zip,
        "enumerate": _enumerate,
        "reversed": _reversed,
        "property": _descriptor("property"),
        "classmethod": _descriptor("classmethod"),
        "staticmethod": _descriptor("staticmethod"),
    }
)
for _name in ("complex", "bytes", "bytearray", "memoryview", "slice"):
    CONSTRUCTORS[_name] = lambda *_: UNKNOWN


def _fill(cls: str, methods: dict[str, Value]) -> None:
    namespace: Namespace = BUILTIN_CLASSES[cls].namespace
    namespace.update({name: Native(f"{cls}.{name}", method) for name, method in methods.items()})


_fill("object", {"__new__": _new_object, "__init__": _nothing, "__init_subclass__": _nothing})
_fill("type", {"__new__": _new_type, "__init__": _nothing, "__call__": _call_type})
_fill("BaseException", {"__init__": _new_exception})
_GENERIC = LIBRARY["_typing.Generic"] = Class("Generic", "typing", (BUILTIN_CLASSES["object"],), Namespace())
_GENERIC.mro = (_GENERIC, BUILTIN_CLASSES["object"])
_GENERIC.namespace.update(
    __class_getitem__=Descriptor("classmethod", Native("Generic.__class_getitem__", lambda *call: call[2][0])),
    __init_subclass__=Native("Generic.__init_subclass__", _nothing),
)
LIBRARY["abc.ABCMeta.__new__"] = Native("type.__new__", _new_type)
