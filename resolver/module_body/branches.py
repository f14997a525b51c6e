"""Branches of which nobody knows which one runs, and jumps out of them. It follows no statement itself."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from resolver.module_body.known_functions import Target
from resolver.module_body.scope import Finders, ModuleScope
from resolver.module_body.state import ModuleState, Names, copy_of, join
from resolver.module_body.values import RaisedError


class Jump(Exception):  # noqa: N818 - control flow of what is followed, no error
    """A `return`, `break` or `continue`."""

    def __init__(self, kind: type[ast.stmt]) -> None:
        self.kind = kind


class Branches(ModuleScope):
    """Every branch is followed on a state of its own; then the states are joined."""

    def __init__(self, state: ModuleState, name: str, target: Target, finders: Finders) -> None:
        """The variables of the module are part of the state."""
        super().__init__(state, name, target, finders)
        self._jumps: list[tuple[Jump, ModuleState]] = []
        """Those that branches of the block at hand may have made, each with the state there."""
        self._returned: list[object] = []
        """What the function at hand may return."""
        self._calls = 0

    @property
    def is_decided(self) -> bool:
        """Whether the statement at hand certainly runs, unless an exception that is not foreseen ends it all."""
        return not self._undecided and not self._jumps

    @abstractmethod
    def execute(self, statements: Iterable[ast.stmt]) -> None:
        """Follow statements in order. Raises RaisedError where one certainly raises, and Jump."""

    def fork(self, *branches: Sequence[ast.stmt]) -> None:
        """Follow every branch from here, and go on with what they have in common."""
        starts = [self.state, *(copy_of(self.state) for _ in branches[1:])]
        self.follow_branches(zip(starts, branches, strict=True), [])
        self.note_exception()

    def follow_branches(
        self,
        branches: Iterable[tuple[ModuleState, Sequence[ast.stmt]]],
        ends: list[ModuleState],
        jump: Jump | None = None,
    ) -> None:
        """Go on with what the branches have in common with each other and with `ends`.

        Those that raise do not count; if no branch comes to its end, this raises what one of them does. `jump` is the
        end of another branch, and `self.state` is what stands there.
        """
        errors: list[RaisedError] = []
        jumps_before = len(self._jumps)
        if jump is not None:
            self.may_jump(jump)
        for self.state, statements in branches:
            try:
                with self.undecided():
                    self.execute(statements)
            except RaisedError as error:
                errors.append(error)
            except Jump as other:
                self.may_jump(other)
            else:
                ends.append(self.state)
        if ends:
            self._go_on(ends)
        elif len(self._jumps) > jumps_before:
            last, self.state = self._jumps.pop()
            raise last
        else:
            raise errors[0]
        self.state.may_raise |= bool(errors)

    def may_jump(self, jump: Jump) -> None:
        """A branch ends with a jump; its state counts again where the jump leads to."""
        self._jumps.append((jump, self.state))

    @contextmanager
    def landing(self, *kinds: type[ast.stmt]) -> Iterator[None]:
        """A block at whose end jumps of these kinds land, those that are certain and those that branches may make."""
        through = True
        try:
            yield
        except (RaisedError, Jump) as end:
            through = isinstance(end, Jump) and end.kind in kinds
            if not through and not any(jump.kind in kinds for jump, _ in self._jumps):
                raise
            if not through and isinstance(end, Jump):
                self.may_jump(end)
            self.state.may_raise |= isinstance(end, RaisedError)
        landed = [state for jump, state in self._jumps if jump.kind in kinds]
        self._jumps = [(jump, state) for jump, state in self._jumps if jump.kind not in kinds]
        self._go_on([*([self.state] if through else []), *landed])

    @contextmanager
    def block(self, module: str, names: Names) -> Iterator[None]:
        """A block with variables of its own: a function of the module, or the module itself."""
        around = self._name, self._globals, self._jumps, self._returned
        depth = len(self._undecided)
        if self._jumps:
            self._undecided.append(None)
        self._name, self._globals, self._jumps, self._returned = module, set(), [], []
        self.state.callers.append(self.state.names)
        self.state.names = names
        try:
            yield
        finally:
            self.state.names = self.state.callers.pop()
            self._name, self._globals, self._jumps, self._returned = around
            del self._undecided[depth:]

    def _go_on(self, states: Sequence[ModuleState]) -> None:
        """Go on with what holds after any of the branches that end like this."""
        self.state, *others = states
        for other in others:
            join(self.state, other)
