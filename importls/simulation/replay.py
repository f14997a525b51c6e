"""The outcome of many entry points, where most bodies do the same in all of them; it simulates only what is new.

A body that was simulated once is known by what it asked and what it was told (`recording`). For another entry point its
events are gone through again: as long as it is told the same, it does the same. Where one is told something that it
never was told before, that entry point is simulated as a whole, and what is new is learnt from it.

An entry point that brings nothing new takes time linear in the imports of the modules that it executes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from importls.simulation.bounds import DEEPEST, THOROUGH, Patience
from importls.simulation.failure import Failure
from importls.simulation.indifferent import indifferent
from importls.simulation.recorded_body import Body, succeeds
from importls.simulation.recording import OPEN, UNBOUND, UNBOUND_YET, Act, Event, Print, Program, Recorder
from importls.simulation.trace import Simulation, deep_recursion
from resolver.module_name import ancestors

if TYPE_CHECKING:
    from importls.simulation.universe import Universe


_REPLAYS_IN_A_STEP = 4


@dataclass(frozen=True, slots=True)
class Ending:
    """What an import raises, None if it succeeds, and what is raised and caught on the way.

    `is_complete` is False where the bound on steps was reached.
    """

    failure: Failure | None
    swallowed: tuple[Failure, ...]
    is_complete: bool = True


class _Unheard(Exception):  # noqa: N818 # reason: control flow; a body is told something for the first time
    """What the recorded bodies do does not tell."""


class _Failed(Exception):  # noqa: N818 # reason: control flow; a recorded body has raised
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Replay:
    """Entry points of one environment, each in a fresh interpreter."""

    def __init__(self, universe: Universe, patience: Patience = THOROUGH) -> None:
        """Nothing has been simulated yet."""
        self._recorder = Recorder()
        self._simulation = Simulation(universe, self._recorder, patience)
        self._bodies: dict[str, list[Body]] = {}
        self._known: set[str] = set()
        """Modules that can be imported, whether or not they have a body."""
        self._first: tuple[str, tuple[Program, ...]] = "", ()
        """What was imported first of all, and the bodies that have run for it."""
        self._after: list[tuple[str, _State]] = []
        """What a fresh interpreter has become after the import of a package, and of one in it, and so on."""
        self._base: _State | None = None
        self._steps: dict[str, tuple[str, ...]] = {}
        """The packages above a module and itself."""
        self._state = _State()
        self._replays = 0
        """How many bodies were gone through."""
        self._last_replay = 0
        self._most_replays = patience.entry * _REPLAYS_IN_A_STEP

    @property
    def work(self) -> int:
        """The steps that simulations have taken so far; to go through some bodies again takes as long as one."""
        return self._simulation.work + self._replays // _REPLAYS_IN_A_STEP

    def ending(self, name: str, most_steps: float = inf) -> Ending:
        """Import one module in a fresh interpreter; it is not tried any more after so many steps."""
        self._simulation.breathe()
        if name in self._bodies and name in self._fresh_state().done:
            return Ending(None, ())
        if self.work > most_steps:
            return Ending(None, (), is_complete=False)
        try:
            return self._replayed(name)
        except _Unheard:
            trace = self._simulation.trace(name)
            self._learn()
            return Ending(trace.failure, trace.swallowed, trace.is_complete)

    def files(self, names: Iterable[str]) -> set[str]:
        """The files of all bodies that these modules may start, as far as is known."""
        seen = dict.fromkeys(names)
        waiting = list(seen)
        for name in waiting:
            targets = {target for body in self._bodies.get(name, ()) for target in body.targets()}
            fresh = [target for target in (*ancestors(name), *sorted(targets)) if target not in seen]
            seen.update(dict.fromkeys(fresh))
            waiting += fresh
        programs = (body.program for name in seen for body in self._bodies.get(name, ()))
        return {program.path for program in programs if program.path is not None}

    def prepare(self, names: Iterable[str], most_steps: int) -> None:
        """Learn what the bodies of these modules do, in one interpreter; stops after so many steps."""
        fresh = [name for name in names if name not in self._bodies and name not in self._known]
        if not fresh:
            return
        for name in self._simulation.run_together((*ancestors(fresh[0]), *fresh), most_steps):
            if not self._known:
                self._first = name, tuple(self._recorder.programs)
            self._known.add(name)
        self._learn()

    @contextmanager
    def edited(self, universe: Universe, before: Universe, names: Iterable[str]) -> Iterator[None]:
        """For a while these modules have other bodies, those of another universe than that `before`.

        What was learnt of all others holds: a body that is told the same does the same.
        """
        kept = {name: self._bodies.get(name, []) for name in names}
        self._bodies.update((name, []) for name in kept)
        self._base = None
        self._simulation.use(universe)
        try:
            yield
        finally:
            self._bodies.update(kept)
            self._base = None
            self._simulation.use(before)

    def _learn(self) -> None:
        for program in self._recorder.programs:
            bodies = self._bodies.setdefault(program.module, [])
            if all(not body.is_same(program) for body in bodies):
                bodies.append(Body(program))
                self._base = None
        self._recorder.programs.clear()
        for module in self._recorder.given_up:
            self._bodies[module] = []

    def _fresh_state(self) -> _State:
        """A fresh interpreter in which every module is complete that meets no other one half done, whenever it runs."""
        if self._base is None:
            self._base = _State()
            for name in indifferent(self._bodies):
                self._base.complete(name, self._bodies[name][0])
            for name in self._without_body():
                self._base.done[name] = Body(Program(name, None))
            self._after.clear()
        return self._base

    def _fresh(self) -> _State:
        return self._fresh_state().copy()

    def _without_body(self) -> set[str]:
        """The imported modules that have no body, as the packages above them have none."""
        bodies = self._bodies
        imported = {
            event.module for found in bodies.values() for body in found for event in body.events if succeeds(event)
        }
        return {name for name in imported if bodies.keys().isdisjoint((*ancestors(name), name))}

    def _replayed(self, name: str) -> Ending:
        """Raises _Unheard."""
        self._last_replay = self._replays + self._most_replays
        fresh = self._fresh()
        above = tuple(ancestors(name))
        while self._after and tuple(step for step, _ in self._after) != above[: len(self._after)]:
            self._after.pop()
        self._state = self._after[-1][1].copy() if self._after else fresh
        try:
            with deep_recursion():
                for step in above[len(self._after) :]:
                    self._import_first(step)
                    self._after.append((step, self._state.copy()))
                if name not in self._bodies and name not in self._known:
                    raise _Unheard
                self._import(name)
        except _Failed as failed:
            return self._state.ending(failed.failure)
        return self._state.ending(None)

    def _import_first(self, name: str) -> None:
        """Import a package for what is below it. Raises _Failed.

        In a fresh interpreter it does always the same, so it is simulated at most once.
        """
        try:
            self._import(name)
        except _Unheard:
            if self._after:
                raise
            programs = self._first[1] if self._first[0] == name else self._simulated(name)
            if not programs:
                raise
            self._state = self._fresh()
            for program in (program for program in programs if program.failure is None):
                self._state.complete(program.module, Body(program))

    def _simulated(self, name: str) -> tuple[Program, ...]:
        """The bodies that run when a module is imported first, none where that does not succeed."""
        self._simulation.restart()
        trace = self._simulation.trace(name)
        programs = tuple(self._recorder.programs)
        self._learn()
        return programs if trace.failure is None and trace.is_complete else ()

    def _import(self, name: str) -> None:
        """Run the bodies of a module and of the packages above it that have not been started. Raises _Failed."""
        state, bodies = self._state, self._bodies
        if name in state.done or name in state.running:
            return
        for step in self._steps.get(name) or self._steps.setdefault(name, (*ancestors(name), name)):
            if step in bodies and step not in state.done and step not in state.running:
                self._run(step)

    def _run(self, name: str) -> None:
        bodies = self._bodies[name]
        state = self._state
        if not bodies or len(state.running) > DEEPEST or self._replays >= self._last_replay:
            raise _Unheard
        self._replays += 1
        state.bound.pop(name, None)
        try:
            body = self._finished(name, bodies[0])
        finally:
            state.running.pop(name, None)
        state.complete(name, body)

    def _finished(self, name: str, body: Body) -> Body:
        """The way that the body takes. Raises _Failed."""
        state, at = self._state, 0
        done, running, jumps = state.done, state.running, body.jumps
        running[name] = body, 0
        while at < len(body.events):
            jump = jumps[at]
            if jump is not None:
                module = jump.module
                if jump.is_import and (module in done or module in running):
                    at += 1
                    continue
                if module in done and jump.is_open(done[module], state.bound):
                    at = jump.behind
                    continue
            event = body.events[at]
            running[name] = body, at
            told = self._told(event)
            if told is not event and told != event:
                body = self._other_way(name, body, at, told)
                jumps = body.jumps
            at += 1
        state.swallowed += body.program.swallowed
        if body.program.failure is not None:
            raise _Failed(body.program.failure)
        return body

    def _other_way(self, name: str, body: Body, at: int, told: Event) -> Body:
        """The way of the body that was told this, and the same before."""
        for other in self._bodies[name]:
            if len(other.events) > at and other.events[at] == told and other.events[:at] == body.events[:at]:
                return other
        raise _Unheard

    def _told(self, event: Event) -> Event:
        """The event as it is now. Raises _Failed."""
        match event.act:
            case Act.IMPORT:
                return self._imported(event)
            case Act.READ:
                found = self._found(event.module, event.name)
                return event if found is None else event._replace(expected=found)
            case Act.FROM:
                return self._imported_from(event)
            case Act.WRITE:
                self._state.bind(event.module, event.name, event.expected)
            case Act.WHOLE if event.module in self._state.running or event.expected:
                raise _Unheard
            case Act.LOADED if event.module in self._bodies:
                return event._replace(expected=self._state.has(event.module))
            case Act.UNKNOWN_IMPORT:
                self._state.unsure.add(event.module)
            case Act.MAY_BE_IMPORTED:
                return event._replace(expected=event.module in self._state.unsure)
            case Act.ODD:
                raise _Unheard
            case _:
                pass
        return event

    def _imported(self, event: Event) -> Event:
        try:
            self._import(event.module)
        except _Failed:
            if event.is_guarded or event.expected:
                return event._replace(expected=True)
            raise
        return event if event.module not in self._bodies else event._replace(expected=False)

    def _imported_from(self, event: Event) -> Event:
        """`_handle_fromlist` and `IMPORT_FROM`."""
        child = f"{event.module}.{event.name}"
        found = self._found(event.module, event.name)
        if found in (UNBOUND, UNBOUND_YET):
            found = OPEN if self._is_open(event.module) else found
            if child not in self._bodies:
                return event if event.expected == ("module", child) else event._replace(expected=found)
            if self._imported(Event(Act.IMPORT, child, "", False, event.is_guarded)).expected:
                return Event(Act.IMPORT, child, "", True, event.is_guarded)
            found = "module", child
        return event if found is None else event._replace(expected=found)

    def _found(self, module: str, name: str) -> Print | None:
        """What the name is bound to now, None where the module is not loaded."""
        state, at = self._state, inf
        body = state.done.get(module)
        if body is None:
            if module not in state.running:
                return None
            body, at = state.running[module]
        own: tuple[float, Print] | None = body.bound(name, at)
        other = state.bound.get(module, {}).get(name)
        if other is not None and (own is None or own[0] <= other[0]):
            own = other
        if own is None or own[1] in (UNBOUND, UNBOUND_YET):
            return UNBOUND if module in state.done else UNBOUND_YET
        return own[1]

    def _is_open(self, module: str) -> bool:
        """Whether a loaded module may have names that cannot be told."""
        state = self._state
        body, at = (state.done[module], inf) if module in state.done else state.running[module]
        return body.is_open(at)


class _State:
    """An interpreter, as far as bodies can ask for it.

    `running` are the bodies that run and at which of their events they are, `bound` is what others than itself have
    bound in a module last, and at which of its events that was, `inf` when it was complete. `unsure` are the packages
    for which something was imported of which the name is not known.
    """

    __slots__ = ("bound", "done", "running", "swallowed", "unsure")

    def __init__(self) -> None:
        self.done: dict[str, Body] = {}
        self.running: dict[str, tuple[Body, int]] = {}
        self.bound: dict[str, dict[str, tuple[float, Print]]] = {}
        self.unsure: set[str] = set()
        self.swallowed: list[Failure] = []

    def ending(self, failure: Failure | None) -> Ending:
        """What has happened, with this at the end."""
        return Ending(failure, tuple(self.swallowed))

    def copy(self) -> _State:
        """The same between two imports, when nothing runs."""
        other = _State()
        other.done = self.done.copy()
        other.bound = {module: names.copy() for module, names in self.bound.items()}
        other.unsure = self.unsure.copy()
        other.swallowed = self.swallowed.copy()
        return other

    def complete(self, name: str, body: Body) -> None:
        """The body has ended, and the package above it is told."""
        self.done[name] = body
        parent, _, child = name.rpartition(".")
        self.bind(parent, child, ("module", name))

    def bind(self, module: str, name: str, value: Print) -> None:
        """Another one than the module itself binds a name of it."""
        at = self.running[module][1] if module in self.running else inf
        self.bound.setdefault(module, {})[name] = at, value

    def has(self, module: str) -> bool:
        """Whether the module is in `sys.modules`."""
        return module in self.done or module in self.running
