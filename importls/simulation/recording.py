"""What the body of a module asks of other modules, and what it does to them, noted while it is simulated.

A body that is told the same again does the same again. So it need not be simulated for every entry point; `replay`
decides where that holds. What bodies do to objects that several modules share, other than modules, is not noted.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from math import inf
from typing import Any, NamedTuple, TypeAlias

from importls.simulation.failure import Failure, Raised
from importls.simulation.journal import MISSING, Namespace
from importls.simulation.values import (
    UNKNOWN,
    Class,
    Function,
    Instance,
    Maybe,
    Module,
    NamespaceView,
    SysModules,
    Unknown,
    Value,
    is_plain,
)

Print: TypeAlias = Any
"""What tells two values apart as far as imports can depend on it."""

UNBOUND: Print = "unbound"
UNBOUND_YET: Print = "unbound yet"
"""Of a module that is still initialising."""
OPEN: Print = "open"
"""Of a module of which some names cannot be told: what is not bound may be there."""


class Act(IntEnum):
    """What an event is."""

    IMPORT = 0
    """`module` is imported; `expected` is whether that raises where a handler could know."""
    READ = 1
    """`name` of `module` is looked up, and `expected` is what is found."""
    FROM = 2
    """The same as `from module import name` does it: a submodule is imported if need be."""
    WRITE = 3
    """`expected` is bound to `name` of another module, MISSING if it is deleted."""
    WHOLE = 4
    """All names of `module` are looked at."""
    LOADED = 5
    """Whether `module` is in `sys.modules` is asked for, and `expected` is the answer."""
    ODD = 6
    """Something of which it is not noted what it depends on."""
    UNKNOWN_IMPORT = 7
    """Something of which the name is not known is imported for the package `module`."""
    MAY_BE_IMPORTED = 8
    """Whether that has happened is asked for, and `expected` is the answer."""
    NOTHING = 9
    """What was here may not happen at all."""


class Event(NamedTuple):
    """One thing that a body asks or does. `is_guarded` says that a handler may catch what it raises."""

    act: Act
    module: str
    name: str = ""
    expected: Print = None
    is_guarded: bool = False


@dataclass(slots=True)
class Program:
    """One way in which the body of a module runs, which stands in the file `path`.

    `binds` has, for each name, how many events came before each change of it, and what was bound then. What is raised
    and caught is in `swallowed`.
    """

    module: str
    path: str | None
    events: list[Event] = field(default_factory=list)
    binds: dict[str, list[tuple[int, Print]]] = field(default_factory=dict)
    failure: Failure | None = None
    swallowed: list[Failure] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    """The modules that it has imported."""
    open_since: float = inf
    """How many events came before the module began to have names that cannot be told."""


class RecordedNamespace(Namespace):
    """The names of a module, of which every change is noted."""

    __slots__ = ("module", "recorder")

    def __init__(self, born: int, module: str, recorder: Recorder) -> None:
        """An empty one."""
        super().__init__(born)
        self.module = module
        self.recorder = recorder

    def __setitem__(self, name: Hashable, value: Value) -> None:
        """Bind a name."""
        super().__setitem__(name, value)
        self.recorder.wrote(self.module, name, value)

    def __delitem__(self, name: Hashable) -> None:
        """Delete a name."""
        super().__delitem__(name)
        self.recorder.wrote(self.module, name, MISSING)


class Recorder:
    """Notes what bodies do. `programs` are those that have ended, and `given_up` the modules of those that have not."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self.programs: list[Program] = []
        self.given_up: set[str] = set()
        self._running: list[Program] = []
        self._handlers: list[int] = [0]
        self._is_silent = False

    def namespace(self, born: int, module: str) -> Namespace:
        """The empty namespace of a new module."""
        return RecordedNamespace(born, module, self)

    @contextmanager
    def running(self, module: Module) -> Iterator[None]:
        """The body of a module runs."""
        program = Program(module.name, module.path)
        self._running.append(program)
        self._handlers.append(0)
        before, self._is_silent = self._is_silent, False
        try:
            yield
        except Raised as raised:
            program.failure = raised.failure
            self.programs.append(program)
            raise
        except BaseException:
            self.given_up.add(module.name)
            raise
        else:
            if module.is_open:
                program.open_since = min(program.open_since, len(program.events))
            self.programs.append(program)
        finally:
            self._handlers.pop()
            self._running.pop()
            self._is_silent = before

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """A handler is around what runs."""
        self._handlers[-1] += 1
        try:
            yield
        finally:
            self._handlers[-1] -= 1

    @contextmanager
    def silent(self) -> Iterator[None]:
        """What is asked is part of something else, which is noted itself."""
        before, self._is_silent = self._is_silent, True
        try:
            yield
        finally:
            self._is_silent = before

    @contextmanager
    def importing(self, module: str) -> Iterator[None]:
        """Note an import and whether it raises."""
        program = self._running[-1] if self._running else None
        if program is None or module in program.known:
            yield
            return
        place, handlers = len(program.events), self._handlers[-1]
        program.events.append(Event(Act.IMPORT, module, "", False, handlers > 0))
        program.known.add(module)
        before, self._is_silent = self._is_silent, False
        try:
            yield
        except Raised:
            program.events[place] = Event(Act.IMPORT, module, "", True, handlers > 0)
            program.known.discard(module)
            raise
        finally:
            self._is_silent = before

    def mark(self) -> int:
        """The moment now of the body that runs."""
        return len(self._running[-1].events) if self._running else 0

    def doubt(self, mark: int, loaded: list[str]) -> None:
        """Since the mark, code ran of which nobody knows whether it does; it surely imports what is `loaded`."""
        if not self._running:
            return
        program = self._running[-1]
        for index in range(mark, len(program.events)):
            event = program.events[index]
            if event.act in (Act.IMPORT, Act.FROM):
                program.known.discard(event.module)
                program.events[index] = Event(Act.NOTHING, "")
        for module in loaded:
            program.events.append(Event(Act.IMPORT, module, "", False, self._handlers[-1] > 0))
            program.known.add(module)

    def read(self, module: Module, name: str, value: Value) -> None:
        """A name of a module was looked up; the value is MISSING where it is not bound."""
        program = self._of_another(module)
        if program is not None and not self._is_silent and not _is_given(name):
            program.events.append(Event(Act.READ, module.name, name, print_of(value, module), self._handlers[-1] > 0))

    def read_from(self, module: Module, name: str, value: Value) -> None:
        """`from module import name` has found the value, MISSING if nothing."""
        program = self._of_another(module)
        there = module.namespace.get(name, MISSING)
        if isinstance(there, Maybe) and not isinstance(there.value, Module):
            value = there
        is_open = value is UNKNOWN and there is MISSING and module.is_open
        if program is not None and not _is_given(name):
            found = OPEN if is_open else print_of(value, module)
            program.events.append(Event(Act.FROM, module.name, name, found, self._handlers[-1] > 0))

    def opened(self, module: Module) -> None:
        """The module has got names that cannot be told."""
        program = self._running[-1] if self._running else None
        if program is not None and program.module == module.name:
            program.open_since = min(program.open_since, len(program.events))

    def looked_at(self, module: Module) -> None:
        """All names of the module were looked at."""
        program = self._of_another(module)
        if program is not None:
            program.events.append(Event(Act.WHOLE, module.name, "", module.is_initialising))

    def looked_up(self, mapping: Value, key: Value, found: Value) -> None:
        """An entry of a mapping was looked up; it is MISSING where there is none."""
        if isinstance(mapping, NamespaceView) and isinstance(key, str):
            self.read(mapping.module, key, found)
        elif isinstance(mapping, SysModules) and self._running and self._running[-1].module != key:
            self._running[-1].events.append(Event(Act.LOADED, str(key), "", found is not MISSING))

    def wrote(self, module: str, name: Hashable, value: Value) -> None:
        """A name of a module was bound, or deleted where the value is MISSING."""
        if not self._running or self._is_silent or not isinstance(name, str) or _is_given(name):
            return
        program = self._running[-1]
        if program.module == module:
            program.binds.setdefault(name, []).append((len(program.events), print_of(value)))
        else:
            program.events.append(Event(Act.WRITE, module, name, print_of(value)))

    def looked_into(self, mapping: Value) -> None:
        """All entries of a mapping were looked at, or changed."""
        if isinstance(mapping, NamespaceView):
            self.looked_at(mapping.module)
        elif isinstance(mapping, SysModules) and self._running:
            self._running[-1].events.append(Event(Act.ODD, ""))

    def make_unsure(self, package: str) -> None:
        """Something of which the name is not known is imported for a package."""
        if self._running:
            self._running[-1].events.append(Event(Act.UNKNOWN_IMPORT, package))

    def is_unsure(self, package: str, answer: bool) -> None:
        """It made a difference whether that has happened."""
        if self._running and not self._is_silent:
            self._running[-1].events.append(Event(Act.MAY_BE_IMPORTED, package, "", answer))

    def swallow(self, failure: Failure) -> None:
        """This was raised and caught."""
        if self._running:
            self._running[-1].swallowed.append(failure)

    def _of_another(self, module: Module) -> Program | None:
        """The body that runs, if it is not the module's own and the module is simulated at all."""
        if not self._running or module.is_opaque or self._running[-1].module == module.name:
            return None
        return self._running[-1]


def print_of(value: Value, module: Module | None = None) -> Print:
    """What is noted of a value; of what is not bound, whether the module may still bind it."""
    match value:
        case _ if value is MISSING:
            return UNBOUND_YET if module is not None and module.is_initialising else UNBOUND
        case Module(name):
            return "module", name
        case Class(name, module_name):
            return "class", module_name, name
        case Function(name=name, module=owner):
            return "function", owner.name, name
        case Instance(cls):
            return "instance", cls.module, cls.name
        case Maybe(inner):
            return "maybe", print_of(inner)
        case Unknown(name):
            return "unknown", name
        case int() | float() if not isinstance(value, bool):
            return type(value).__name__  # Counters differ from run to run, and nothing else does.
        case _ if is_plain(value):
            return type(value).__name__, value
        case _:
            return type(value).__name__


_KEPT = frozenset({"__all__", "__getattr__", "__dir__"})


def _is_given(name: str) -> bool:
    """Whether a module has the name from the start."""
    return name.startswith("__") and name.endswith("__") and name not in _KEPT
