"""The built-in functions, as far as what they give can be told (`Python/bltinmodule.c`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from importls.simulation.attribute_changes import set_attribute
from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.caller_globals import SOME_MODULE, open_callers
from importls.simulation.class_of import class_of
from importls.simulation.classes import bare_instance
from importls.simulation.collection_methods import forget, keys_of, sorted_items
from importls.simulation.generators import first_of, iterate_until
from importls.simulation.importing import handle_fromlist, resolve_name
from importls.simulation.items import iterate, truth
from importls.simulation.journal import MISSING
from importls.simulation.machine import Frame, Machine
from importls.simulation.raising import raised_value
from importls.simulation.values import (
    UNKNOWN,
    BoundMethod,
    Class,
    Dict,
    Function,
    Generator,
    Instance,
    List,
    Maybe,
    Module,
    NamespaceView,
    Native,
    Partial,
    Unknown,
    Value,
    is_plain,
)

_Arguments = Sequence[Value]
_Keywords = dict[str, Value]


def _getattr(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    value, name, *default = arguments
    if not isinstance(name, str):
        return UNKNOWN
    if not default:
        return machine.attribute(value, name, frame)
    found = machine.find_attribute(value, name, frame)
    if isinstance(value, Module) and isinstance(value.namespace.get(name), Maybe):
        return UNKNOWN
    return default[0] if found is MISSING else found


def _hasattr(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    value, name = arguments
    if not isinstance(name, str):
        return UNKNOWN
    known = machine.has_attribute(value, name, frame)
    return UNKNOWN if known is None else known


def _setattr(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    target, name, value = arguments
    if isinstance(name, str):
        set_attribute(machine, target, name, value)
    elif isinstance(target, Module | Instance | Class):
        machine.journal.assign(target, "is_open", True)
    elif target == SOME_MODULE:
        open_callers(machine)
    return None


def _delattr(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    if isinstance(arguments[0], Module) and isinstance(arguments[1], str):
        machine.journal.unbind(arguments[0].namespace, arguments[1])
    return None


def _isinstance(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    cls, wanted = class_of(arguments[0]), arguments[1]
    if isinstance(arguments[0], Class) and isinstance(wanted, Unknown | Native) and wanted.name in _OF_NO_CLASS:
        return False
    if isinstance(arguments[0], Class) and cls is None:  # Its metaclass is not known, but it is one.
        return _is_subclass(BUILTIN_CLASSES["type"], wanted) or UNKNOWN
    return UNKNOWN if cls is None else _is_subclass(cls, wanted)


_OF_NO_CLASS = {"types.GenericAlias", "functools.partial", "_functools.partial"}
"""Types of which no class is an instance."""


def _issubclass(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    return _is_subclass(arguments[0], arguments[1]) if isinstance(arguments[0], Class) else UNKNOWN


def _is_subclass(cls: Class, wanted: Value) -> Value:
    if isinstance(wanted, tuple):
        answers = [_is_subclass(cls, one) for one in wanted]
        return True if True in answers else (UNKNOWN if UNKNOWN in answers else False)
    if not isinstance(wanted, Class):
        return UNKNOWN
    if wanted in cls.mro:
        return True
    return UNKNOWN if cls.is_open or _decides_itself(wanted) else False


def _decides_itself(cls: Class) -> bool:
    """Whether the metaclass may say of others that they are subclasses, as that of abstract classes does (PEP 3119)."""
    metaclass = cls.metaclass
    if not isinstance(metaclass, Class):
        return metaclass is not None
    hooks = {"__instancecheck__", "__subclasscheck__"}
    return metaclass.is_open or any(not hooks.isdisjoint(base.namespace) for base in metaclass.mro)


def _callable(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    match arguments[0]:
        case Function() | Class() | Native() | Partial() | BoundMethod():
            return True
        case Module() | List() | Dict():
            return False
        case value:
            return False if is_plain(value) else UNKNOWN


def _len(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    if isinstance(arguments[0], Generator):
        return UNKNOWN
    items = iterate(arguments[0])
    return UNKNOWN if items is None else len(items)


def _globals(_: Machine, frame: Frame, __: _Arguments, ___: _Keywords) -> Value:
    return NamespaceView(frame.module)


def _vars(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    if not arguments:
        return _locals(machine, frame, arguments, {})
    match arguments[0]:
        case Module() as module:
            return NamespaceView(module)
        case Class(namespace=namespace, is_open=is_open) | Instance(attributes=namespace, is_open=is_open):
            return Dict(namespace, is_open=is_open, born=machine.journal.birth())
        case _:
            return UNKNOWN


def _locals(machine: Machine, frame: Frame, _: _Arguments, __: _Keywords) -> Value:
    if frame.kind == "module":
        return NamespaceView(frame.module)
    return Dict(frame.variables, born=machine.journal.birth()) if frame.kind == "class" else UNKNOWN


def _dir(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    module = arguments[0] if arguments else frame.module
    if not isinstance(module, Module) or module.is_open or "__dir__" in module.namespace:
        return UNKNOWN
    if machine.recorder is not None:
        machine.recorder.looked_at(module)
    return List(tuple(sorted(map(str, module.namespace))), born=machine.journal.birth())


def _exec(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    """Code that is known is run; code that is made at run time may bind anything."""
    tree = machine.universe.parse(arguments[0]) if isinstance(arguments[0], str) else None
    inner = _frame_of_text(frame, arguments[1:])
    if tree is None or inner is None:
        return _eval(machine, frame, arguments, {})
    machine.frames.append(inner)
    try:
        machine.execute_all(tree.body, inner)
    finally:
        machine.frames.pop()
    return None


def _frame_of_text(frame: Frame, namespaces: _Arguments) -> Frame | None:
    """Where a text runs that is given these namespaces; None where that is not followed."""
    match namespaces:
        case ():
            return replace(frame, source="<string>")
        case (NamespaceView(module),):
            return Frame(module, module.namespace, "module", source="<string>")
        case _:
            return None


def _eval(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    machine.unknown_calls += 1
    for namespace in arguments[1:] or (NamespaceView(frame.module),):
        forget(machine, namespace)
    return UNKNOWN


def _import(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`builtins.__import__`."""
    parameters = dict(zip(("name", "globals", "locals", "fromlist", "level"), arguments, strict=False)) | keywords
    name, fromlist, level = parameters.get("name"), parameters.get("fromlist", ()), parameters.get("level", 0)
    if not isinstance(name, str) or not isinstance(level, int):
        machine.imports_unknown(frame)
        return UNKNOWN
    absolute = resolve_name(machine, frame, None, name, level)
    module = machine.import_module(absolute, frame)
    names = machine.iterate(fromlist) if fromlist is not None else ()
    if names:
        handle_fromlist(machine, module, names, frame)
        return module
    if names is None:
        return UNKNOWN
    return module if level else machine.import_module(absolute.partition(".")[0], frame)


def _nothing(_: Machine, __: Frame, ___: _Arguments, ____: _Keywords) -> Value:
    return None


def _sorted(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    source = arguments[0]
    items = iterate(source) if isinstance(source, List) else machine.iterate(source)
    in_order = UNKNOWN if items is None else sorted_items(machine, frame, items, keywords)
    return List(in_order, born=machine.journal.birth())


def _extreme(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`min` and `max`, for what their keys do."""
    items = machine.iterate(arguments[0]) if len(arguments) == 1 else arguments
    if items is not None:
        keys_of(machine, frame, items, keywords)
    return UNKNOWN


def _consume(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    machine.iterate(arguments[0])
    return UNKNOWN


def _iter(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    return arguments[0] if len(arguments) == 1 else UNKNOWN


def _next(machine: Machine, frame: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    """The first item of something that has not been looked at; what comes next is not followed."""
    if not isinstance(arguments[0], Generator):
        return UNKNOWN
    there_is, first = first_of(machine, frame, arguments[0])
    return arguments[1] if there_is is False and len(arguments) > 1 else first


def _any(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    return _of_all(machine, frame, arguments[0], decisive=True)


def _all(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    return _of_all(machine, frame, arguments[0], decisive=False)


def _of_all(machine: Machine, frame: Frame, value: Value, *, decisive: bool) -> Value:
    """The first item that decides is the last that is looked at."""
    answers: list[bool | None] = []

    def visit(item: Value) -> bool:
        answers.append(truth(item))
        return answers[-1] is decisive

    if isinstance(value, Generator):
        if iterate_until(machine, frame, value, visit) is None:
            answers.append(None)
    else:
        items = machine.iterate(value)
        answers = [None] if items is None else [truth(item) for item in items]
    if decisive in answers and None not in answers[: answers.index(decisive)]:
        return decisive
    return UNKNOWN if None in answers or decisive in answers else not decisive


def _exit(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    instance = bare_instance(machine, BUILTIN_CLASSES["SystemExit"], arguments)
    raise raised_value(machine, instance, frame)


BUILTIN_FUNCTIONS: dict[str, Native] = {
    name: Native(f"builtins.{name}", function)
    for name, function in {
        "getattr": _getattr,
        "hasattr": _hasattr,
        "setattr": _setattr,
        "delattr": _delattr,
        "isinstance": _isinstance,
        "issubclass": _issubclass,
        "callable": _callable,
        "len": _len,
        "globals": _globals,
        "vars": _vars,
        "locals": _locals,
        "dir": _dir,
        "exec": _exec,
        "eval": _eval,
        "__import__": _import,
        "print": _nothing,
        "sorted": _sorted,
        "min": _extreme,
        "max": _extreme,
        "sum": _consume,
        "iter": _iter,
        "next": _next,
        "any": _any,
        "all": _all,
        "exit": _exit,
        "quit": _exit,
    }.items()
}
sys_exit = Native("sys.exit", _exit)
