"""The classes that every program has: built-in types and exceptions with their bases. It makes no objects."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from types import FunctionType, GeneratorType, MethodType, ModuleType, NoneType

from importls.simulation.journal import Namespace
from importls.simulation.values import Class

_NEWER = {"PythonFinalizationError": ("RuntimeError", (3, 13)), "ImportCycleError": ("ImportError", (3, 15))}
_SINCE = {
    "EncodingWarning": (3, 10),
    "BaseExceptionGroup": (3, 11),
    "ExceptionGroup": (3, 11),
    "aiter": (3, 10),
    "anext": (3, 10),
    "PythonFinalizationError": (3, 13),
    "ImportCycleError": (3, 15),
}
_BY_SITE = ("exit", "quit", "copyright", "credits", "license", "help")
_ON_WINDOWS = "WindowsError"


def _make_classes() -> dict[str, Class]:
    """The host's hierarchy, which only grows from version to version."""
    made: dict[type, Class] = {}
    for kind in sorted(_host_classes(), key=lambda kind: len(kind.__mro__)):
        bases = tuple(made[base] for base in kind.__bases__)
        cls = Class(kind.__name__, "builtins", bases, Namespace(), is_builtin=True)
        cls.mro = (cls, *(made[base] for base in kind.__mro__[1:]))
        made[kind] = cls
    classes = {kind.__name__: cls for kind, cls in made.items()}
    for name, (base, _) in _NEWER.items():
        if name not in classes:
            above = classes[base]
            cls = classes[name] = Class(name, "builtins", (above,), Namespace(), is_builtin=True)
            cls.mro = (cls, *above.mro)
    classes["EnvironmentError"] = classes["IOError"] = classes["OSError"]
    return classes


def _host_classes() -> Iterator[type]:
    yield from {value for value in (*vars(builtins).values(), *_WITHOUT_NAME) if isinstance(value, type)}


_WITHOUT_NAME = (FunctionType, GeneratorType, MethodType, ModuleType, NoneType)


BUILTIN_CLASSES = _make_classes()
"""Classes by their own name; not all of them are variables of `builtins`."""

_ALWAYS = {
    *(name for name in vars(builtins) if not name.startswith("_")),
    *_BY_SITE,
    "__build_class__",
    "__debug__",
    "__import__",
    "__builtins__",
}


def builtin_names(version: tuple[int, int], platform: str) -> frozenset[str]:
    """All names of the module `builtins`."""
    known = {*_ALWAYS, *_NEWER}
    names = {name for name in known if _SINCE.get(name, version) <= version}
    if platform == "win32":
        names.add(_ON_WINDOWS)
    else:
        names.discard(_ON_WINDOWS)
    return frozenset(names)
