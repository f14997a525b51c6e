"""Functions of the standard library that are known without looking into them, by their dotted names."""

from __future__ import annotations

import posixpath as posix
from collections.abc import Callable, Sequence

from importls.simulation.abstract_classes import mark_abstract
from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.builtin_functions import BUILTIN_FUNCTIONS, sys_exit
from importls.simulation.class_of import class_of
from importls.simulation.constants import LIBRARY
from importls.simulation.data_classes import make_data_class, new_field
from importls.simulation.failure import ErrorKind
from importls.simulation.importing import exec_module, resolve_in_package
from importls.simulation.journal import MISSING, Namespace
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import (
    UNKNOWN,
    Class,
    Descriptor,
    Dict,
    FilePath,
    Function,
    GeneratorManager,
    Instance,
    Module,
    Native,
    Partial,
    Suppress,
    Value,
    as_key,
)
from resolver.resolution import Found, NotFound

_Arguments = Sequence[Value]
_Keywords = dict[str, Value]


def _import_module(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`importlib.import_module(name, package=None)`."""
    parameters = dict(zip(("name", "package"), arguments, strict=False)) | keywords
    name, package = parameters.get("name"), parameters.get("package")
    is_relative = isinstance(name, str) and name.startswith(".")
    if not isinstance(name, str) or (is_relative and not isinstance(package, str | None)):
        machine.imports_unknown(frame)
        return UNKNOWN
    if not is_relative:
        return machine.import_module(name, frame)
    if not package:
        message = f"the 'package' argument is required to perform a relative import for {name!r}"
        machine.raise_error(frame, None, ErrorKind.TYPE_ERROR, "TypeError", message)
    level = len(name) - len(name.lstrip("."))
    return machine.import_module(resolve_in_package(machine, frame, None, name[level:], package, level), frame)


def _find_spec(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`importlib.util.find_spec(name)`, which imports the parents."""
    name = arguments[0] if arguments else keywords.get("name")
    if not isinstance(name, str) or name.startswith("."):
        return UNKNOWN
    parent = name.rpartition(".")[0]
    if parent:
        machine.import_module(parent, frame)
    resolution = machine.universe.find(name)
    if not resolution.certain or machine.edits_path:
        return UNKNOWN
    if isinstance(resolution, Found):
        return Instance(_MODULE_SPEC, machine.journal.new(), is_open=True, born=machine.journal.birth())
    return None if isinstance(resolution, NotFound) else UNKNOWN


_MODULE_SPEC = Class("ModuleSpec", "importlib._bootstrap", (), Namespace())
_MODULE_SPEC.mro = (_MODULE_SPEC, BUILTIN_CLASSES["object"])


def _reload(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    """`importlib.reload`: the body runs once more, and what it has bound before stays. Raises Raised."""
    module: Value = arguments[0]
    if not isinstance(module, Module):
        return UNKNOWN
    resolution = machine.find(module.name)
    if isinstance(resolution, Found) and machine.sys_modules.get(module.name) == module:
        exec_module(machine, module, resolution.spec, frame)
    else:
        machine.journal.assign(module, "is_open", True)
    return module


def _partial(_: Machine, __: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    if "*" in keywords or not arguments:
        return UNKNOWN
    return Partial(arguments[0], tuple(arguments[1:]), tuple(keywords.items()))


def _same(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    """A decorator that gives what it is given; called with keywords only, it gives one that does."""
    return arguments[0] if arguments else Native("decorator", _same)


def _abstractmethod(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    mark_abstract(machine, arguments[0])
    return arguments[0]


def _decorator_factory(_: Machine, __: Frame, ___: _Arguments, ____: _Keywords) -> Value:
    return Native("decorator", _same)


def _lru_cache(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    """`lru_cache(function)` or `lru_cache(maxsize)`."""
    if not arguments or isinstance(arguments[0], int | None):
        return Native("functools.lru_cache", _lru_cache)
    function, results = arguments[0], machine.journal.new()

    def cached(machine: Machine, frame: Frame, given: _Arguments, keywords: _Keywords) -> Value:
        key = as_key((*given, *keywords.items()))
        if key is MISSING or key not in results:
            result = machine.call(function, given, keywords, frame)
            if key is not MISSING:
                machine.journal.bind(results, key, result)
            return result
        return results[key]

    return Native("functools.lru_cache()", cached)


def _wraps(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    """`functools.wraps(wrapped)`: what is decorated has the attributes of what it wraps."""

    def decorate(machine: Machine, frame: Frame, inner: _Arguments, _: _Keywords) -> Value:
        return _update_wrapper(machine, frame, (*inner, *arguments), {})

    return Native("functools.wraps()", decorate)


def _update_wrapper(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    """`functools.update_wrapper(wrapper, wrapped)`."""
    wrapper, wrapped = arguments[:2]
    if isinstance(wrapper, Function):
        machine.journal.bind(wrapper.attributes, "__wrapped__", wrapped)
        for name in ("__name__", "__qualname__", "__module__"):
            found = machine.find_attribute(wrapped, name, frame)
            if found is not MISSING:
                machine.journal.bind(wrapper.attributes, name, found)
    return wrapper


def _dataclass(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`dataclasses.dataclass`, as a decorator and as one that makes decorators."""

    def decorate(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
        if isinstance(arguments[0], Class):
            make_data_class(machine, arguments[0], keywords)
        return arguments[0]

    return decorate(machine, frame, arguments, {}) if arguments else Native("dataclasses.dataclass()", decorate)


def _reduce(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    """`functools.reduce(function, items, first)`."""
    items = machine.iterate(arguments[1])
    if items is None:
        return UNKNOWN
    values = [*arguments[2:], *items]
    result = values[0]
    for value in values[1:]:
        result = machine.call(arguments[0], (result, value), {}, frame)
    return result


def _defaultdict(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    made = Dict(machine.journal.new(), is_open=len(arguments) > 1, born=machine.journal.birth())
    made.default = arguments[0] if arguments else None
    return made


def _cached_property(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    return Descriptor("cached_property", arguments[0]) if arguments else UNKNOWN


def _contextmanager(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    """`contextlib.contextmanager(function)`."""
    function = arguments[0]
    if not isinstance(function, Function):
        return UNKNOWN

    def make(_: Machine, __: Frame, given: _Arguments, keywords: _Keywords) -> Value:
        return GeneratorManager(function, tuple(given), tuple(keywords.items()))

    return Native("contextlib.contextmanager()", make)


def _suppress(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    return Suppress(tuple(arguments))


def _mro(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    """`inspect.getmro(cls)`."""
    cls = arguments[0]
    return cls.mro if isinstance(cls, Class) and not cls.is_open else UNKNOWN


def _is_class(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    """`inspect.isclass`."""
    return isinstance(arguments[0], Class) or (UNKNOWN if class_of(arguments[0]) is None else False)


def _is_a(kind: str) -> Callable[..., Value]:
    """`inspect.isfunction` and its like."""

    def call(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
        cls = class_of(arguments[0])
        if cls is None:
            return False if isinstance(arguments[0], Class) else UNKNOWN
        return any(base.name == kind and base.is_builtin for base in cls.mro)

    return call


def _nothing(_: Machine, __: Frame, ___: _Arguments, ____: _Keywords) -> Value:
    return None


def _system(machine: Machine, _: Frame, __: _Arguments, ___: _Keywords) -> Value:
    """`platform.system()`."""
    names = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
    return names.get(machine.universe.platform, UNKNOWN)


def _path_function(function: Callable[..., str]) -> Callable[..., Value]:
    def call(machine: Machine, _: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
        is_windows = machine.universe.platform == "win32"
        given = [one.path if isinstance(one, FilePath) else one for one in arguments]
        if keywords or is_windows or not all(isinstance(one, str) for one in given):
            return UNKNOWN
        return function(*given)

    return call


def _absolute(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    """`os.path.abspath` of what is absolute already; links are taken for what they lead to."""
    is_known = isinstance(arguments[0], str) and arguments[0].startswith("/") and machine.universe.platform != "win32"
    return posix.normpath(arguments[0]) if is_known else UNKNOWN


def _cast(_: Machine, __: Frame, arguments: _Arguments, ___: _Keywords) -> Value:
    return arguments[1] if len(arguments) > 1 else UNKNOWN


def _opens_caller(machine: Machine, frame: Frame, _: _Arguments, __: _Keywords) -> Value:
    """Members become variables of the module that calls this."""
    machine.journal.assign(frame.module, "is_open", True)
    return UNKNOWN


def _global_enum(machine: Machine, frame: Frame, arguments: _Arguments, _: _Keywords) -> Value:
    """`enum.global_enum`, a decorator that does so."""
    machine.journal.assign(frame.module, "is_open", True)
    return arguments[0] if arguments else UNKNOWN


_SAME = (
    "functools.total_ordering",
    "enum.unique",
    "typing.final",
    "typing.overload",
    "typing.runtime_checkable",
    "typing.no_type_check",
    "typing.override",
    "typing_extensions.final",
    "typing_extensions.overload",
    "typing_extensions.runtime_checkable",
    "typing_extensions.override",
    "atexit.register",
)
_FACTORIES = (
    "enum._simple_enum",
    "typing.dataclass_transform",
    "typing_extensions.dataclass_transform",
)
_FUNCTIONS = {
    "abc.abstractmethod": _abstractmethod,
    "posixpath.join": _path_function(posix.join),
    "posixpath.dirname": _path_function(posix.dirname),
    "posixpath.basename": _path_function(posix.basename),
    "posixpath.normpath": _path_function(posix.normpath),
    "posixpath.abspath": _absolute,
    "posixpath.realpath": _absolute,
    "enum.EnumType._convert_": _opens_caller,
    "enum.EnumMeta._convert_": _opens_caller,
    "enum.global_enum": _global_enum,
    "importlib.import_module": _import_module,
    "importlib.util.find_spec": _find_spec,
    "importlib.find_loader": _find_spec,
    "importlib.reload": _reload,
    "functools.partial": _partial,
    "_functools.partial": _partial,
    "functools.lru_cache": _lru_cache,
    "functools.cache": _lru_cache,
    "functools.wraps": _wraps,
    "functools.reduce": _reduce,
    "_functools.reduce": _reduce,
    "collections.defaultdict": _defaultdict,
    "_collections.defaultdict": _defaultdict,
    "dataclasses.dataclass": _dataclass,
    "dataclasses.field": new_field,
    "functools.cached_property": _cached_property,
    "functools.update_wrapper": _update_wrapper,
    "contextlib.contextmanager": _contextmanager,
    "contextlib.suppress": _suppress,
    "platform.system": _system,
    "inspect.getmro": _mro,
    "inspect.isclass": _is_class,
    "inspect.isfunction": _is_a("function"),
    "inspect.ismethod": _is_a("method"),
    "inspect.ismodule": _is_a("module"),
    "typing.cast": _cast,
    "typing_extensions.cast": _cast,
    "warnings.warn": _nothing,
    "warnings.warn_explicit": _nothing,
    "_warnings.warn": _nothing,
}
LIBRARY.update({name: Native(name, function) for name, function in _FUNCTIONS.items()})
LIBRARY.update({name: Native(name, _same) for name in _SAME})
LIBRARY.update({name: Native(name, _decorator_factory) for name in _FACTORIES})
LIBRARY["sys.exit"] = sys_exit
LIBRARY["builtins.__import__"] = BUILTIN_FUNCTIONS["__import__"]
