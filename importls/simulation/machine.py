"""The state of a simulation, and how it raises and doubts; what code means is said by the modules above.

A *doubt* is a stretch of code that may or may not run. What it raises is noted as possible and goes no further; what it
binds is joined with what was there before.
"""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice
from typing import NoReturn

from importls.simulation.bounds import THOROUGH, Patience
from importls.simulation.builtin_classes import BUILTIN_CLASSES, builtin_names
from importls.simulation.constants import PRESENT_ON_POSIX
from importls.simulation.failure import CallTooLong, ErrorKind, Failure, Link, OutOfSteps, Raised
from importls.simulation.joining import joined_value, one_of
from importls.simulation.journal import MISSING, Journal, Namespace, Write
from importls.simulation.recording import Recorder
from importls.simulation.universe import Universe
from importls.simulation.values import UNKNOWN, Class, Function, Instance, List, Maybe, Module, Touch, Unknown, Value
from resolver.resolution import Resolution


class Signal(IntEnum):
    """How a statement ends."""

    NEXT = 0
    RETURN = 1
    BREAK = 2
    CONTINUE = 3


@dataclass(frozen=True, slots=True)
class Started:
    """A body that has started: the module's name, its file, None without one, and how many it was started inside of."""

    name: str
    path: str | None
    depth: int


@dataclass(slots=True, eq=False)
class Frame:
    """A body that is running. `closure` are the variables of the functions around it, innermost first."""

    module: Module
    variables: Namespace
    kind: str
    """`module`, `class` or `function`."""
    closure: tuple[Namespace, ...] = ()
    local_names: frozenset[str] = frozenset()
    global_names: frozenset[str] = frozenset()
    nonlocal_names: frozenset[str] = frozenset()
    function: Function | None = None
    cls: Class | None = None
    line: int = 1
    results: list[Value] = field(default_factory=list)
    may_leave: set[Signal] = field(default_factory=set)
    handled: Raised | None = None
    at_yield: Callable[[Value], None] | None = None
    """Of a generator, what runs while it waits."""
    is_vague: bool = False
    """Whether a generator may give more, or less, than was told."""
    outer: Frame | None = None
    """Of a comprehension, the body in which it stands."""
    source: str | None = None
    """What stands for the file of code that was made of a text."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How one of several branches went, and what it left behind."""

    signal: Signal
    writes: dict[tuple[int, Hashable], Write]
    started: list[Started]


class Machine(ABC):
    """One process of the target, as far as it has been simulated."""

    def __init__(self, universe: Universe, recorder: Recorder | None = None, patience: Patience = THOROUGH) -> None:
        """A process before its first import."""
        self.patience = patience
        self.calls_of_body = 0
        """The steps that the calls of the body that runs have taken."""
        self.universe = universe
        self.recorder = recorder
        self.journal = Journal()
        self.sys_modules = self.journal.new()
        self.started: list[Started] = []
        self.frames: list[Frame] = []
        self.chain: list[Link] = []
        self.doubts = 0
        self.steps = 0
        self.last_step = patience.entry
        """Where the call that runs is given up."""
        self.possible: list[Raised] = []
        self.depth = 0
        """How many bodies of modules run inside each other."""
        self.initial_path = tuple(entry.written or entry.path for entry in universe.environment.sys_path)
        self.edits_path = False
        """Whether something has changed where modules are looked for."""
        self.unknown_importers: set[str] = set()
        """The top-level packages whose code has imported something of which the name cannot be told."""
        self.perhaps_imported: set[str] = set()
        """The modules whose import has begun in doubt."""
        self.unknown_calls = 0
        """How often something was called of which nothing is known; it may have raised."""
        self.asked: set[tuple[int, str]] = set()
        """The objects whose `__getattr__` runs, by identity, and the names that it is asked for."""
        self.hook_error: Raised | None = None
        """The AttributeError by which a `__getattr__` has said last that there is no such attribute."""
        self.unfinished_classes: dict[str, Class] = {}
        """Classes that a metaclass is about to make, by name."""
        self.touched: list[Touch] = []
        """The lazy imports that were needed."""
        self.swallowed: list[Failure] = []
        """What was raised and caught."""
        self.is_vague = False
        """Whether something was not followed that may have changed anything."""
        self.born = 0
        self.builtin_names = builtin_names(universe.version, universe.platform)

    @abstractmethod
    def evaluate(self, node: ast.expr, frame: Frame) -> Value:
        """The value of an expression, after everything that it does. Raises Raised."""

    @abstractmethod
    def execute_all(self, statements: Sequence[ast.stmt], frame: Frame) -> Signal:
        """Run statements in order. Raises Raised."""

    @abstractmethod
    def call(self, function: Value, arguments: Sequence[Value], keywords: dict[str, Value], frame: Frame) -> Value:
        """Call any value. Raises Raised."""

    @abstractmethod
    def import_module(self, name: str, frame: Frame) -> Value:
        """`importlib._bootstrap._gcd_import` of an absolute name. Raises Raised."""

    @abstractmethod
    def attribute(self, value: Value, name: str, frame: Frame, node: ast.AST | None = None) -> Value:
        """`value.name`. Raises Raised."""

    @abstractmethod
    def find_attribute(self, value: Value, name: str, frame: Frame) -> Value:
        """`getattr(value, name, MISSING)`. Raises Raised where `__getattr__` or a property does."""

    @abstractmethod
    def bind_name(self, frame: Frame, name: str, value: Value) -> None:
        """Bind a name in the scope that runs."""

    @abstractmethod
    def load_name(self, name: str, frame: Frame, node: ast.AST | None = None) -> Value:
        """The value of a variable. Raises Raised."""

    @abstractmethod
    def unpack(self, target: ast.expr, value: Value, frame: Frame) -> None:
        """Assign to a target of any form. Raises Raised."""

    @abstractmethod
    def iterate(self, value: Value) -> tuple[Value, ...] | None:
        """What iterating over the value gives, None where that cannot be told. Raises Raised."""

    def has_attribute(self, value: Value, name: str, frame: Frame) -> bool | None:
        """`hasattr`, None where that cannot be told. Raises Raised."""
        namespace = _own_names(value)
        if namespace is not None and isinstance(namespace.get(name), Maybe):
            return None
        found = self.find_attribute(value, name, frame)
        if found is MISSING:
            return False
        if self.universe.platform != "win32" and f"{getattr(value, 'name', '')}.{name}" in PRESENT_ON_POSIX:
            return True
        if isinstance(found, Unknown) and (namespace is None or name not in namespace):
            return None
        return True

    def find(self, name: str) -> Resolution:
        """What the import of an absolute name finds on `sys.path` as it is now."""
        path = self.sys_path()
        if path is self.initial_path or "." in name:
            return self.universe.find(name)
        if isinstance(path, tuple) and all(isinstance(entry, str) for entry in path):
            return self.universe.find_on(path, name)
        self.edit_path()
        return self.universe.find(name)

    def sys_path(self) -> Value:
        """The entries of `sys.path`, UNKNOWN where they cannot be told."""
        module = self.sys_modules.get("sys")
        path = module.namespace.get("path") if isinstance(module, Module) else None
        return path.items if isinstance(path, List) else (self.initial_path if path is None else UNKNOWN)

    def imports_unknown(self, frame: Frame) -> None:
        """The code that runs imports something of which the name cannot be told; likely of its own package."""
        package = frame.module.name.partition(".")[0]
        self.unknown_importers.add(package)
        if self.recorder is not None:
            self.recorder.make_unsure(package)

    def may_be_imported(self, name: str) -> bool:
        """Whether an import that could not be followed may have imported this module."""
        package = name.partition(".")[0]
        answer = package in self.unknown_importers
        if self.recorder is not None:
            self.recorder.is_unsure(package, answer)
        return answer

    def edit_path(self) -> None:
        """Where modules are looked for is changed in a way that cannot be told."""
        self.edits_path = True
        if self.recorder is not None:
            self.recorder.make_unsure("sys.path")

    def may_be_found(self) -> bool:
        """Whether a module that is not where it is looked for may be elsewhere."""
        if self.recorder is not None:
            self.recorder.is_unsure("sys.path", self.edits_path)
        return self.edits_path

    def knows_little_in(self, module: Module) -> bool:
        """Whether values, other than modules and what they bind, are not known well enough to say what they lack."""
        return module.is_external or self.is_vague

    def swallow(self, failure: Failure) -> None:
        """Note what was raised and caught."""
        self.swallowed.append(failure)
        if self.recorder is not None:
            self.recorder.swallow(failure)

    def lose_track(self) -> None:
        """Something is not followed, or not to its end, that may change anything; no failure is certain behind it."""
        self.journal.assign(self, "is_vague", True)

    def step(self) -> None:
        """Count one unit of work. Raises OutOfSteps or CallTooLong."""
        self.steps += 1
        if self.steps > self.last_step:
            raise CallTooLong if self.steps <= self.patience.entry else OutOfSteps

    def raise_error(
        self,
        frame: Frame,
        node: ast.AST | None,
        kind: ErrorKind,
        exception: str,
        message: str,
        name: str | None = None,
        source: str | None = None,
        file: str | None = None,
    ) -> NoReturn:
        """Raise a built-in exception at a node of the code that runs, None for the line it is in."""
        attributes = self.journal.new()
        attributes["args"] = (message,)
        if kind is not ErrorKind.OTHER:
            attributes["name"] = name
            attributes["msg"] = message
        value = Instance(BUILTIN_CLASSES[exception], attributes)
        raise Raised(self.failure(frame, node, kind, exception, message, name, source, file), value)

    def may_raise(
        self, frame: Frame, node: ast.AST | None, kind: ErrorKind, exception: str, message: str, name: str | None
    ) -> None:
        """Note what `raise_error` would raise, and go on."""
        try:
            self.raise_error(frame, node, kind, exception, message, name)
        except Raised as raised:
            self.possible.append(raised)

    def failure(
        self,
        frame: Frame,
        node: ast.AST | None,
        kind: ErrorKind,
        exception: str,
        message: str,
        name: str | None = None,
        source: str | None = None,
        file: str | None = None,
    ) -> Failure:
        """The failure at a node of the code that runs."""
        return Failure(
            kind=kind,
            exception=exception,
            message=message,
            name=name,
            path=frame.source or frame.module.path,
            line=getattr(node, "lineno", frame.line),
            column=getattr(node, "col_offset", 0),
            module=frame.module.name,
            source=source,
            chain=tuple(self.chain),
            is_certain=not self.is_vague,
            file=file,
        )

    @contextmanager
    def in_doubt(self) -> Iterator[None]:
        """A stretch of code of which nobody knows whether it runs."""
        self.doubts += 1
        try:
            yield
        finally:
            self.doubts -= 1

    def perhaps(self, frame: Frame, action: Callable[[], Signal]) -> Signal:
        """Run something that may or may not run."""
        return self.either(frame, action, lambda: Signal.NEXT)

    def perhaps_do(self, frame: Frame, action: Callable[[], None]) -> None:
        """The same for what leaves nothing."""

        def act() -> Signal:
            action()
            return Signal.NEXT

        self.perhaps(frame, act)

    def either(self, frame: Frame, *branches: Callable[[], Signal]) -> Signal:
        """Run branches of which one is taken, and join what they leave behind. Raises Raised where all of them do."""
        start, begun = self.journal.mark(), len(self.started)
        asked = 0 if self.recorder is None else self.recorder.mark()
        # What is imported in doubt is imported again when that is certain; but not in doubts inside of doubts, where
        # the work would double with each.
        kept, known_modules = (self.sys_modules if self.doubts else None), len(self.sys_modules)
        ways: list[_Way] = []
        raised: list[Raised] = []
        for branch in branches:
            mark = self.journal.mark()
            try:
                with self.in_doubt():
                    signal = branch()
            except Raised as error:
                raised.append(error)
                self.journal.take_back(mark, kept)
                continue
            except (CallTooLong, OutOfSteps):
                self.journal.take_back(mark, kept)
                raise
            finally:
                started = self.started[begun:]
                if not self.doubts:
                    del self.started[begun:]
            writes = self.journal.take_back(mark, kept)
            known = {place: write for place, write in writes.items() if write.target.born <= start}
            ways.append(_Way(signal, known, started))
        if not ways:
            raise one_of(raised)
        self.possible += raised
        self._join([way.writes for way in ways])
        if not self.doubts:
            surely = [one for one in ways[0].started if one.name in self.sys_modules]
            self.started += surely
            if self.recorder is not None:
                self.recorder.doubt(asked, [one.name for one in surely])
        elif len(self.sys_modules) > known_modules:
            self._doubt_modules(known_modules)
        signals = {way.signal for way in ways}
        if len(signals) == 1:
            return signals.pop()
        frame.may_leave |= signals - {Signal.NEXT}
        return Signal.NEXT

    def _doubt_modules(self, known: int) -> None:
        """Those that were imported behind so many others are there perhaps."""
        for name, module in list(islice(self.sys_modules.items(), known, None)):
            if isinstance(module, Module):
                self.journal.bind(self.sys_modules, name, Maybe(module))

    def _join(self, ways: Sequence[dict[tuple[int, Hashable], Write]]) -> None:
        places: dict[tuple[int, Hashable], Write] = {}
        for writes in ways:
            places.update(writes)
        for place, write in places.items():
            joined = joined_value(write, [one[place].after if place in one else write.before for one in ways])
            if write.target is self.sys_modules and isinstance(joined, Maybe):
                joined = MISSING
            self.journal.restore(write.target, write.key, joined)


def _own_names(value: Value) -> Namespace | None:
    """What is bound to a value itself, None where that is not known."""
    names: Namespace | None = value.namespace if isinstance(value, Module) else getattr(value, "attributes", None)
    return names
