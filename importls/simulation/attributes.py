"""Attributes: what `value.name` gives, sets and lacks (`Objects/object.c`, `moduleobject.c`, `typeobject.c`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace

from importls.simulation.caller_globals import are_caller_globals, globals_of_frame, method_of_caller_globals
from importls.simulation.class_of import class_of
from importls.simulation.collection_methods import collection_method
from importls.simulation.constant_attributes import attribute_of_constant, class_may_have
from importls.simulation.constants import constant
from importls.simulation.enums import no_such_member
from importls.simulation.failure import Raised
from importls.simulation.file_paths import attribute_of_path
from importls.simulation.function_attributes import (
    attribute_of_descriptor,
    attribute_of_function,
    attribute_of_method,
    attribute_of_partial,
)
from importls.simulation.importing import touch
from importls.simulation.journal import MISSING, Namespace
from importls.simulation.machine import Frame, Machine
from importls.simulation.no_attribute import raise_no_attribute
from importls.simulation.values import (
    UNKNOWN,
    BoundMethod,
    Class,
    Descriptor,
    Dict,
    FilePath,
    Function,
    Instance,
    LazyImport,
    List,
    Maybe,
    Module,
    NamespaceView,
    Native,
    Partial,
    Row,
    Super,
    SysModules,
    Unknown,
    Value,
    is_plain,
)
from resolver.resolution import Found


def attribute(machine: Machine, value: Value, name: str, frame: Frame, node: ast.AST | None = None) -> Value:
    """`value.name`. Raises Raised, with AttributeError where it has none."""
    machine.hook_error = None
    found = find_attribute(machine, value, name, frame)
    if found is not MISSING:
        return found
    if machine.knows_little_in(frame.module) and not isinstance(value, Module):
        return UNKNOWN  # Values are not known well enough in code that nobody checks.
    if machine.hook_error is not None:
        raise _named(machine, machine.hook_error, name)
    raise_no_attribute(machine, value, name, frame, node)
    return UNKNOWN


def _named(machine: Machine, raised: Raised, name: str) -> Raised:
    """`_PyObject_SetAttributeErrorContext`: an AttributeError that does not say which attribute is missing is told."""
    if raised.failure.name is not None:
        return raised
    if machine.universe.version >= (3, 10):
        machine.journal.bind(raised.value.attributes, "name", name)
    return Raised(replace(raised.failure, name=name), raised.value)


def find_attribute(machine: Machine, value: Value, name: str, frame: Frame) -> Value:
    """`getattr(value, name, MISSING)`, UNKNOWN where it cannot be told. Raises Raised."""
    if name == "__class__" and not isinstance(value, Module | Instance):
        return class_of(value) or UNKNOWN
    finder = _FINDERS.get(type(value))
    if finder is not None:
        return finder(machine, value, name, frame)
    if is_plain(value):
        return attribute_of_constant(machine, value, name)
    return UNKNOWN


def _of_unknown(machine: Machine, value: Unknown, name: str, _: Frame) -> Value:
    if name == "f_globals":
        return globals_of_frame(value)
    if are_caller_globals(value):
        return method_of_caller_globals(machine, name)
    return constant(machine.universe, f"{value.name}.{name}") if value.name else UNKNOWN


def _of_module(machine: Machine, module: Module, name: str, frame: Frame) -> Value:
    """`module_getattro`, with `__getattr__` of PEP 562."""
    value = module.namespace.get(name, MISSING)
    if machine.recorder is not None:
        machine.recorder.read(module, name, value)
    found = MISSING if module.swapped_class is None else _of_swapped(machine, module, name, value is MISSING, frame)
    if found is not MISSING:
        return found
    if value is not MISSING:
        return _unwrapped(machine, module.namespace, name, value, frame)
    if name == "__dict__":
        return NamespaceView(module)
    if name == "__annotations__" and machine.universe.version >= (3, 10):
        return Dict(machine.journal.new(), is_open=True, born=machine.journal.birth())
    if name == "__class__":
        return module.swapped_class or Unknown("types.ModuleType")
    if module.is_opaque:
        return constant(machine.universe, f"{module.name}.{name}")
    if not isinstance(module.swapped_class, Class | None):
        return UNKNOWN
    if module.name == "os":  # It has all names of a module that is not simulated.
        return constant(machine.universe, f"os.{name}")
    if (hook := module.namespace.get("__getattr__", MISSING)) is not MISSING:
        return _by_hook(machine, hook, name, frame)
    if not module.is_open and not _may_have(machine, module, name):
        return MISSING
    # If it is there, then most likely as the module of that name.
    submodule = machine.sys_modules.get(f"{module.name}.{name}")
    return submodule if isinstance(submodule, Module) else UNKNOWN


def _unwrapped(machine: Machine, namespace: Namespace, name: str, value: Value, frame: Frame) -> Value:
    if isinstance(value, LazyImport):
        value = touch(machine, value, frame)
        machine.journal.bind(namespace, name, value)
    return value.value if isinstance(value, Maybe) else value


def _by_hook(machine: Machine, hook: Value, argument: Value, frame: Frame) -> Value:
    """Call `__getattr__` or a property; an AttributeError says that there is no such attribute."""
    try:
        return machine.call(hook.value if isinstance(hook, Maybe) else hook, (argument,), {}, frame)
    except Raised as raised:
        if any(cls.name == "AttributeError" for cls in raised.value.cls.mro):
            machine.hook_error = raised
            return MISSING
        raise


def _of_swapped(machine: Machine, module: Module, name: str, is_missing: bool, frame: Frame) -> Value:
    """What the class gives that was assigned to `__class__`: properties, and what the module itself has not."""
    cls = module.swapped_class
    if not isinstance(cls, Class) or not (is_missing or _is_property(cls, name)):
        return MISSING
    found = _in_class(machine, cls, name, module, frame)
    if found is MISSING and _has(cls, "__getattr__"):
        found = _by_hook(machine, BoundMethod(cls.look_up("__getattr__"), module), name, frame)
    elif found is MISSING:
        machine.hook_error = None  # `module_getattro` says itself what is missing.
    return found


def _has(cls: Class, name: str) -> bool:
    return any(name in base.namespace for base in cls.mro)


def _is_property(cls: Class, name: str) -> bool:
    found = cls.look_up(name) if _has(cls, name) else None
    return isinstance(found, Descriptor) and found.kind == "property"


def _may_have(machine: Machine, module: Module, name: str) -> bool:
    """Whether something that is not simulated may have bound the name in the module."""
    submodule = f"{module.name}.{name}"
    if module.is_package and isinstance(machine.universe.find(submodule), Found) and machine.may_be_imported(submodule):
        return True
    if not module.is_external or module.is_initialising or module.path is None:
        return False
    text = machine.universe.read(module.path) or ""
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def _of_class(machine: Machine, cls: Class, name: str, frame: Frame) -> Value:
    if (own := _in_class(machine, cls, name, None, frame)) is not MISSING:
        return own
    metaclass = cls.metaclass if isinstance(cls.metaclass, Class) and not cls.metaclass.is_builtin else None
    found = MISSING if metaclass is None else _in_class(machine, metaclass, name, cls, frame)
    if found is MISSING:
        found = _of_type(cls, name)
    if found is not MISSING or metaclass is None:
        return found
    if cls.members is not None and not name.startswith("_"):
        machine.hook_error = no_such_member(machine, cls, name, frame)
        return MISSING
    try:
        return _by_hook(machine, BoundMethod(metaclass.look_up("__getattr__"), cls), name, frame)
    except KeyError:
        return MISSING


def _of_type(cls: Class, name: str) -> Value:
    """What every class has, or may have."""
    match name:
        case "__name__" | "__qualname__":
            return cls.name
        case "__module__":
            return cls.module
        case "__bases__":
            return cls.bases
        case "__dict__":
            return Dict(cls.namespace, is_open=cls.is_open or cls.is_builtin)
        case "__mro__":
            return UNKNOWN if cls.is_open else cls.mro
        case _:
            return UNKNOWN if cls.is_open or _builtin_has(cls, name) else MISSING


def _in_class(machine: Machine, cls: Class, name: str, owner: Value, frame: Frame) -> Value:
    """An attribute in the namespaces of a class and its bases, as got from `owner`, None for the class itself."""
    try:
        value = cls.look_up(name)
    except KeyError:
        return MISSING
    is_made = isinstance(value, Function | Class | Descriptor | Native) or name in _NEVER_TRANSFORMED
    if cls.is_transformed and not is_made:
        return UNKNOWN
    return bound(machine, value, cls, owner, frame)


_NEVER_TRANSFORMED = frozenset({"__name__", "__qualname__", "__module__", "__doc__", "__annotations__"})


def bound(machine: Machine, value: Value, cls: Class, owner: Value, frame: Frame) -> Value:
    """`__get__`: a function becomes a method, a property is asked."""
    match value:
        case Function() | Native() if owner is not None:
            return BoundMethod(value, owner)
        case Descriptor("classmethod", function):
            return BoundMethod(function, cls)
        case Descriptor("staticmethod", function):
            return function
        case Descriptor(_, function) if owner is not None:
            return _by_hook(machine, function, owner, frame)
        case Instance():
            return _by_descriptor(machine, value, cls, owner, frame)
        case _:
            return value


def _by_descriptor(machine: Machine, value: Instance, cls: Class, owner: Value, frame: Frame) -> Value:
    """An object with `__get__` of its own decides what it is got as."""
    try:
        getter = value.cls.look_up("__get__")
    except KeyError:
        return UNKNOWN if value.cls.is_open else value
    return machine.call(BoundMethod(getter, value), (owner, cls), {}, frame)


def _builtin_has(cls: Class, name: str) -> bool:
    """Whether one of the built-in bases has the attribute, or is not known well enough."""
    return (
        (name.startswith("__") and name.endswith("__") and name not in _OF_MODULES_ONLY)
        or any(base.is_builtin and not _is_exception(base) and class_may_have(base.name, name) for base in cls.mro)
        or any(base.is_builtin and name in _EXCEPTION_ATTRIBUTES for base in cls.mro[:-1])
        or name in _TYPE_ATTRIBUTES
    )


_OF_MODULES_ONLY = frozenset({"__all__", "__path__", "__file__", "__spec__", "__loader__", "__package__"})
_EXCEPTION_ATTRIBUTES = frozenset({"args", "with_traceback", "add_note", "name", "path", "msg", "obj", "errno", "code"})
_TYPE_ATTRIBUTES = frozenset({"mro", "register"})


def _is_exception(cls: Class) -> bool:
    return any(base.name == "BaseException" for base in cls.mro)


def _of_instance(machine: Machine, instance: Instance, name: str, frame: Frame) -> Value:
    if name in instance.attributes:
        value = instance.attributes[name]
        return value.value if isinstance(value, Maybe) else value
    if name == "__class__":
        return instance.cls
    if any("__getattribute__" in base.namespace for base in instance.cls.mro):
        return UNKNOWN
    machine.hook_error = None
    found = _in_class(machine, instance.cls, name, instance, frame)
    if found is not MISSING:
        return found
    try:
        hook = instance.cls.look_up("__getattr__")
    except KeyError:
        if machine.hook_error is not None:
            return MISSING
        is_vague = instance.is_open or instance.cls.is_open
        if name == "__dict__":
            return Dict(instance.attributes, is_open=is_vague)
        return UNKNOWN if is_vague or _builtin_has(instance.cls, name) else MISSING
    question = id(instance), name
    if question in machine.asked or len(machine.asked) > _MOST_QUESTIONS:
        return UNKNOWN  # Python would recurse without end; here, something is missing that was not simulated.
    machine.asked.add(question)
    try:
        return _by_hook(machine, BoundMethod(hook, instance), name, frame)
    finally:
        machine.asked.discard(question)


_MOST_QUESTIONS = 5
"""`__getattr__` that run inside each other."""


def _of_super(machine: Machine, value: Super, name: str, frame: Frame) -> Value:
    cls = value.owner if isinstance(value.owner, Class) else getattr(value.owner, "cls", None)
    if not isinstance(cls, Class):
        return UNKNOWN
    owner = None if isinstance(value.owner, Class) else value.owner
    mro = cls.mro if value.after in cls.mro else value.after.mro
    for base in mro[mro.index(value.after) + 1 :]:
        if name in base.namespace:
            found = base.namespace[name]
            if name == "__new__":  # It is a static method, whether it says so or not.
                return found.function if isinstance(found, Descriptor) else found
            return bound(machine, found, cls, owner or cls, frame)
    if value.after.is_open or cls.is_open:
        return UNKNOWN
    if name == "__init_subclass__":
        return Native("object.__init_subclass__", lambda *_: None)
    return UNKNOWN if name.startswith("__") or any(base.is_builtin for base in mro[:-1]) else MISSING


def _of_collection(machine: Machine, value: Value, name: str, _: Frame) -> Value:
    kind = _HOST_TYPES.get(value.kind) if isinstance(value, List) else (dict if isinstance(value, Dict) else None)
    return MISSING if kind is not None and not hasattr(kind, name) else collection_method(machine, value, name)


_HOST_TYPES = {"list": list, "set": set, "frozenset": frozenset}


def _of_row(_: Machine, value: Row, name: str, __: Frame) -> Value:
    return value.items[value.names.index(name)] if name in value.names else UNKNOWN


def _of_tuple(machine: Machine, value: tuple[Value, ...], name: str, _: Frame) -> Value:
    """`sys.version_info` is a tuple with names."""
    if name in _VERSION_FIELDS and len(value) == len(_VERSION_FIELDS) and value[:2] == machine.universe.version:
        return value[_VERSION_FIELDS.index(name)]
    return UNKNOWN


_VERSION_FIELDS = ("major", "minor", "micro", "releaselevel", "serial")


_FINDERS: dict[type, Callable[[Machine, Value, str, Frame], Value]] = {
    Unknown: _of_unknown,
    Module: _of_module,
    Class: _of_class,
    Instance: _of_instance,
    Function: attribute_of_function,
    BoundMethod: attribute_of_method,
    Super: _of_super,
    Partial: attribute_of_partial,
    Descriptor: attribute_of_descriptor,
    List: _of_collection,
    Dict: _of_collection,
    NamespaceView: _of_collection,
    SysModules: _of_collection,
    tuple: _of_tuple,
    Row: _of_row,
    FilePath: attribute_of_path,
}
