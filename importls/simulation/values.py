"""The values that simulated code works with, as far as they are known; it computes nothing.

Strings, numbers, None and tuples stand for themselves. Everything else that Python has is one of the classes below.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from importls.simulation.journal import MISSING, Namespace

Value: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that cannot be told; of things outside that are not simulated, the dotted name is known."""

    name: str = ""


UNKNOWN: Final = Unknown()
TRUE_SOMEHOW: Final = Unknown("something true")
FALSE_SOMEHOW: Final = Unknown("something false")
"""What `x or True` and `x and False` are when `x` is not known."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """In a namespace: the name is bound to this value, or not at all."""

    value: Value


@dataclass(slots=True, eq=False)
class Module:
    """A module object.

    `path` is the file, None where there is none. `is_open` says that names may be bound that cannot be told.
    """

    name: str
    namespace: Namespace
    path: str | None = None
    is_package: bool = False
    is_initialising: bool = True
    is_open: bool = False
    is_external: bool = False
    """Whether it belongs to nobody who is checked, so that what it lacks is nobody's fault."""
    is_opaque: bool = False
    """Whether it is not simulated, and only known by its name."""
    has_future_annotations: bool = False
    """`from __future__ import annotations` (PEP 563)."""
    swapped_class: Value = None
    """What was assigned to its `__class__`."""
    being_imported: Namespace = field(default_factory=Namespace)
    """The submodules whose import has begun and not ended (`_uninitialized_submodules`)."""
    born: int = 0

    @property
    def has_path(self) -> bool:
        """Whether it has a `__path__`, which makes it a package; a body may give it one."""
        return self.is_package or "__path__" in self.namespace


@dataclass(slots=True, eq=False)
class Function:
    """A function of simulated code; `closure` are the namespaces of the functions around it, innermost first."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    name: str
    module: Module
    closure: tuple[Namespace, ...]
    defaults: tuple[Value, ...]
    keyword_defaults: dict[str, Value]
    attributes: Namespace
    defined_in: Class | None = None
    """The class in whose body it was defined, which is what `super()` starts from."""
    born: int = 0


@dataclass(slots=True, eq=False)
class Class:
    """A class. `is_open` says that it may have attributes that cannot be told: one of its bases is not known."""

    name: str
    module: str
    bases: tuple[Value, ...]
    namespace: Namespace
    mro: tuple[Class, ...] = ()
    metaclass: Value = None
    is_open: bool = False
    is_transformed: bool = False
    """Whether its metaclass may have made other objects of what its body has bound, as that of Enum does."""
    is_builtin: bool = False
    annotations: dict[str, ast.expr] = field(default_factory=dict)
    """The annotations of variables in its body."""
    fields: tuple[DataField, ...] | None = None
    """Of a data class, its fields with those that it inherits; None where they cannot be told."""
    members: dict[str, Instance] | None = None
    """Of an enumeration, its members by their names, without aliases; None where they cannot be told."""
    abstract_methods: tuple[str, ...] = ()
    """`__abstractmethods__`, in order."""
    born: int = 0

    def look_up(self, name: str) -> Value:
        """The attribute in the namespaces of the class and its bases; KeyError where none has it."""
        for base in self.mro:
            if name in base.namespace:
                value = base.namespace[name]
                return value.value if isinstance(value, Maybe) else value
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class DataField:
    """A field of a data class, or what `dataclasses.field(…)` gives before it has a name."""

    name: str
    default: Value = MISSING
    factory: Value = MISSING
    is_argument: bool = True
    is_keyword_only: bool = False
    is_kept: bool = True
    """Whether it becomes an attribute: an `InitVar` does not."""


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class that is known."""

    cls: Class
    attributes: Namespace
    is_open: bool = False
    born: int = 0
    raised: Value = None
    """Of an exception, the failure as which it was raised first; its traceback ends there, whoever raises it again."""


@dataclass(frozen=True, slots=True)
class BoundMethod:
    """A function of a class with what it was got from."""

    function: Value
    owner: Value


@dataclass(frozen=True, slots=True)
class Native:
    """A function that is not written in Python, or that is known without looking into it.

    `call` takes the interpreter, the place of the call, positional arguments and keywords.
    """

    name: str
    call: Callable[..., Value] = field(repr=False, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """`property`, `classmethod`, `staticmethod` or `cached_property` around a function."""

    kind: str
    function: Value


@dataclass(frozen=True, slots=True)
class Partial:
    """`functools.partial`."""

    function: Value
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(slots=True, eq=False)
class List:
    """A list, a set or another collection that is no tuple; `items` is UNKNOWN where they cannot be told."""

    items: tuple[Value, ...] | Unknown
    kind: str = "list"
    born: int = 0


UNORDERED: Final = "unordered list"
"""The kind of `List` that comes in an order that the disk decides."""


@dataclass(slots=True, eq=False)
class Dict:
    """A dictionary; it may have entries that cannot be told when it `is_open`."""

    entries: Namespace
    is_open: bool = False
    default: Value = None
    """What a `defaultdict` calls for an entry that it does not have."""
    born: int = 0


@dataclass(frozen=True, slots=True)
class NamespaceView:
    """`globals()`, `vars(module)`, `module.__dict__`."""

    module: Module


@dataclass(frozen=True, slots=True)
class SysModules:
    """`sys.modules`."""


@dataclass(frozen=True, slots=True)
class Generator:
    """An iterator that has not run yet.

    `each` runs it, and calls a function with each item while the iterator waits; it says whether these were all.
    """

    each: Callable[[Callable[[Value], None]], bool] = field(repr=False, hash=False, compare=False)
    kind: str = "generator"


@dataclass(frozen=True, slots=True)
class Row:
    """A tuple whose items have names."""

    items: tuple[Value, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilePath:
    """A `pathlib.Path` that is absolute, on a system with slashes."""

    path: str


@dataclass(frozen=True, slots=True)
class GeneratorManager:
    """What a function gives that `contextlib.contextmanager` decorates: a call that has not begun."""

    function: Function
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Suppress:
    """`contextlib.suppress(…)`."""

    classes: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Super:
    """`super()`: attributes are looked up in the bases behind `after`."""

    after: Class
    owner: Value


@dataclass(frozen=True, slots=True)
class LazyImport:
    """What a `lazy import` has bound until it is first touched (PEP 810).

    `attribute` is what `lazy from m import attribute` wants of the module, None for `lazy import`.
    """

    name: str
    attribute: str | None
    returns_top: bool
    line: int
    path: str | None = None
    """The file in which it stands."""
    earlier: LazyImport | None = None
    """The one before of a module in the same package, `lazy import a.b` before `lazy import a.c`."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A lazy import is needed: by code in this line of a file. It surely runs where `is_certain`."""

    lazy: LazyImport
    path: str | None
    line: int
    is_certain: bool


Plain: TypeAlias = str | int | float | complex | bytes | bool | None
PLAIN: Final = (str, int, float, complex, bytes, bool, type(None))


def is_plain(value: Value) -> bool:
    """Whether the value is one of Python's own constants, or a tuple of them."""
    if isinstance(value, tuple):
        return all(is_plain(item) for item in value)
    return isinstance(value, PLAIN) or value is Ellipsis


def is_known(value: Value) -> bool:
    """Whether anything is known of the value but its name."""
    return not isinstance(value, Unknown | Maybe)


def as_key(value: Value) -> Hashable:
    """The value as a key of a dictionary, MISSING where that cannot be told."""
    if isinstance(value, Unknown | List | Dict | Maybe | slice):
        return MISSING
    if isinstance(value, tuple) and any(as_key(item) is MISSING for item in value):
        return MISSING
    key: Hashable = value
    return key
