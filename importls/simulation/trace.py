"""What `import NAME` does in a fresh interpreter: which bodies start, in which order, and whether and where it fails.

The front door of the simulation. It takes time linear in what the import executes, and stops at a bound of steps.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from importls.simulation.bounds import THOROUGH, Patience
from importls.simulation.failure import Failure, OutOfSteps, Raised
from importls.simulation.interpreter import Interpreter
from importls.simulation.journal import Namespace
from importls.simulation.machine import Frame, Started
from importls.simulation.recording import Recorder
from importls.simulation.universe import Universe
from importls.simulation.values import List, Module, Touch
from resolver.module_name import ancestors

_HOST_FRAMES = 60_000
"""The host's limit on calls inside each other while it simulates; `machine.DEEPEST` is reached long before."""

_LOADED_FIRST = (
    "sys",
    "builtins",
    "_frozen_importlib",
    "_imp",
    "_thread",
    "_warnings",
    "_weakref",
    "_io",
    "marshal",
    "posix",
    "_frozen_importlib_external",
    "time",
    "zipimport",
)
_STARTS = ("encodings", "encodings.utf_8", "io", "site")
_STARTS_BEFORE_3_10 = ("_locale", "_bootlocale")
"""Opening a text file, as `site` does, took them."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What the import of `module` does.

    `failure` is what it raises, None if it succeeds. `possible` is what the analysed code may raise where a branch or
    call could not be decided, and `is_complete` is False where the bound on steps was reached. `executed` are the
    bodies that start, in order, and `sys_modules` what is in `sys.modules` afterwards, both without what a fresh
    interpreter has loaded. `swallowed` is what was raised and caught on the way.

    The trace is certain where nothing that was left undecided can change it: a failure, where the statement that raises
    is surely reached and surely raises; a success, where nothing may be raised. What the code of others may raise does
    not count as possible, nor does what `assert` may raise, or `raise` in a function: a program's own checks are taken
    to pass.
    """

    module: str
    failure: Failure | None
    possible: tuple[Failure, ...]
    swallowed: tuple[Failure, ...]
    is_complete: bool
    executed: tuple[Started, ...]
    sys_modules: tuple[str, ...]
    is_certain: bool
    touched: tuple[Touch, ...]
    """The lazy imports that were needed on the way, in order."""
    checks: tuple[Failure, ...]
    """What a program's own checks may raise where nobody can tell whether they pass."""


class Simulation:
    """A fresh interpreter of one environment, from which any number of imports are tried, each for itself."""

    def __init__(self, universe: Universe, recorder: Recorder | None = None, patience: Patience = THOROUGH) -> None:
        """Start the interpreter; this simulates `site` and what it imports."""
        self._machine = Interpreter(universe, recorder, patience)
        self._frame = Frame(Module("__main__", Namespace()), Namespace(), "module")
        self._done: list[_Done] = []
        self.work = 0
        """The steps that all imports have taken so far."""
        with deep_recursion():
            self._start()
        self._loaded = frozenset(self._machine.sys_modules)

    def breathe(self) -> None:
        """Let others have a turn."""
        self._machine.universe.breathe()

    def _start(self) -> None:
        """What is in `sys.modules` before the first import of a program."""
        machine = self._machine
        older = _STARTS_BEFORE_3_10 if machine.universe.version < (3, 10) else ()
        for name in (*_LOADED_FIRST, *_STARTS, *older):
            with suppress(Raised, OutOfSteps):
                machine.import_module(name, self._frame)
        self._run_startup_code()
        machine.journal.bind(machine.sys_modules, "__main__", self._frame.module)
        machine.sys_modules["sys"].namespace["path"] = List(machine.initial_path)
        self._clear()

    def _run_startup_code(self) -> None:
        """The lines of `.pth` files that `site` executes, then its customisation."""
        machine = self._machine
        site = machine.sys_modules.get("site")
        frame = Frame(site, machine.journal.new(), "module") if isinstance(site, Module) else self._frame
        for line in machine.universe.startup_code:
            tree = machine.universe.parse(line)
            with suppress(Raised, OutOfSteps):
                machine.execute_all(() if tree is None else tree.body, frame)
        for name in ("sitecustomize", "usercustomize"):
            with suppress(Raised, OutOfSteps):
                machine.import_module(name, self._frame)

    def _clear(self) -> None:
        machine = self._machine
        machine.started, machine.possible, machine.swallowed, machine.touched = [], [], [], []
        machine.unknown_importers.clear()
        machine.edits_path = False
        machine.steps = machine.depth = machine.doubts = machine.calls_of_body = 0
        machine.last_step = machine.patience.entry
        machine.frames.clear()
        machine.chain.clear()

    def trace(self, name: str) -> Trace:
        """Import one module in the fresh interpreter.

        `import a.b` imports `a` first, whatever it is for; so what that does is worked out once for all modules below
        that are asked for one after the other.
        """
        steps = [*ancestors(name), name]
        while self._done and [done.name for done in self._done] != steps[: len(self._done)]:
            self._take_back(self._done.pop())
        for step in steps[len(self._done) :]:
            if self._done and self._done[-1].is_over:
                break
            self._done.append(self._import(step))
        machine, last = self._machine, self._done[-1]
        possible = tuple(raised.failure for raised in machine.possible if self._counts(raised.failure))
        is_certain = not machine.is_vague if last.failure is None else last.failure.is_certain
        loaded = (str(key) for key in machine.sys_modules if key not in self._loaded)
        return Trace(
            name,
            last.failure,
            possible,
            tuple(machine.swallowed),
            last.is_complete,
            tuple(machine.started),
            tuple(sorted(loaded)),
            is_certain and last.is_complete and not possible,
            tuple(machine.touched),
            tuple(raised.failure for raised in machine.possible if raised.failure.is_check),
        )

    def lacks_submodule(self, name: str) -> bool:
        """Whether it is certain that the package is there after the last import and that its submodule is not.

        It is not certain where a part of the package's namespace cannot be told, or the submodule may be imported by
        code that was not followed.
        """
        machine = self._machine
        package, _, submodule = name.rpartition(".")
        module = machine.sys_modules.get(package)
        if not isinstance(module, Module) or module.is_open or module.swapped_class is not None:
            return False
        if not {submodule, "__getattr__"}.isdisjoint(module.namespace) or name in machine.sys_modules:
            return False
        return not (name in machine.perhaps_imported or machine.may_be_imported(name) or machine.edits_path)

    def restart(self) -> None:
        """Forget what was imported last, which is kept for the next import of something in the same package."""
        while self._done:
            self._take_back(self._done.pop())

    def run_together(self, names: Iterable[str], most_steps: int) -> Iterator[str]:
        """Import these one after the other in one interpreter, for what the recorder notes, and take it back.

        Gives those that import, and tries no more where all have taken more than `most_steps`.
        """
        self.restart()
        start, limit = self._state(""), self.work + most_steps
        for name in names:
            self._machine.steps = 0
            if not self._import(name).is_over:
                yield name
            self._reset()
            if self.work > limit:
                break
        self._take_back(start)

    def _counts(self, failure: Failure) -> bool:
        """Whether it is of analysed code, and no mere check."""
        is_own = failure.path is not None and not self._machine.universe.is_external(failure.path)
        return is_own and not failure.is_check

    def keep_loaded(self, names: Iterable[str], apart_from: Collection[str]) -> frozenset[str]:
        """Import modules for all traces to come, but none that imports one of `apart_from`; the paths of what has run.

        A trace tells nothing of these, and what they have bound on packages is there too early.
        """
        machine = self._machine
        self.restart()
        for name in names:
            mark = machine.journal.mark()
            with suppress(Raised, OutOfSteps), deep_recursion():
                machine.import_module(name, self._frame)
            if not machine.sys_modules.keys().isdisjoint(apart_from):
                machine.journal.undo(mark)
        kept = frozenset(one.path for one in machine.started if one.path and one.name in machine.sys_modules)
        self._clear()
        return kept

    def use(self, universe: Universe) -> None:
        """Import from another universe from now on: one that differs only in files that have not been kept loaded."""
        self.restart()
        self._machine.universe = universe

    def _import(self, name: str) -> _Done:
        machine, done = self._machine, self._state(name)
        try:
            with deep_recursion():
                machine.import_module(name, self._frame)
        except Raised as raised:
            done.failure = raised.failure
        except OutOfSteps:
            done.is_complete = False
        self.work += machine.steps - done.steps
        return done

    def _state(self, name: str) -> _Done:
        """The state before an import."""
        machine = self._machine
        lengths = len(machine.started), len(machine.possible), len(machine.swallowed), len(machine.touched)
        unknown = set(machine.unknown_importers), set(machine.perhaps_imported)
        return _Done(name, machine.journal.mark(), lengths, machine.steps, *unknown, machine.edits_path)

    def _take_back(self, done: _Done) -> None:
        machine = self._machine
        machine.journal.undo(done.mark)
        started, possible, swallowed, touched = done.lengths
        del machine.started[started:], machine.possible[possible:], machine.swallowed[swallowed:]
        del machine.touched[touched:]
        machine.steps = done.steps
        machine.unknown_importers, machine.edits_path = done.unknown_importers, done.edits_path
        machine.perhaps_imported = done.perhaps_imported
        self._reset()

    def _reset(self) -> None:
        """Nothing runs."""
        machine = self._machine
        machine.last_step = machine.patience.entry
        machine.depth = machine.doubts = machine.calls_of_body = 0
        machine.frames.clear()
        machine.chain.clear()


@dataclass(slots=True)
class _Done:
    """One import that was tried, and the state before it."""

    name: str
    mark: int
    lengths: tuple[int, int, int, int]
    steps: int
    unknown_importers: set[str]
    perhaps_imported: set[str]
    edits_path: bool
    failure: Failure | None = None
    is_complete: bool = True

    @property
    def is_over(self) -> bool:
        """Whether nothing below can be imported any more."""
        return self.failure is not None or not self.is_complete


def trace_all(universe: Universe, names: Iterable[str]) -> Iterator[Trace]:
    """The trace of each name, each in an interpreter of its own."""
    simulation = Simulation(universe)
    for name in names:
        yield simulation.trace(name)


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Imports inside imports take many of the host's frames."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _HOST_FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
