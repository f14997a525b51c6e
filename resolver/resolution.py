"""The answer to "where is this module?", with the attempts that led to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import overload

from resolver.machinery import ModuleSpec


@dataclass(frozen=True, slots=True)
class Attempt:
    """One finder asked for one name, and what it said.

    `entry` is the path entry that was asked, None for finders without a path. `outcome` is a short sentence fragment
    such as "found", "no such file" or "namespace portion".
    """

    finder: str
    name: str
    entry: str | None
    outcome: str


class FinderError(Exception):
    """What a finder raises where the target's raises an exception that is no ImportError; `MetaPath` catches it."""

    def __init__(self, error: str, *, certain: bool = True) -> None:
        """`error` is the class name of the target's exception."""
        super().__init__(error)
        self.error = error
        self.certain = certain


class Attempts(Sequence[Attempt]):
    """Attempts that are made when somebody reads them: few answers are explained, and they may be thousands for one.

    Equal to any sequence of the same attempts.
    """

    __slots__ = ("_ask", "_name")

    def __init__(self, ask: Callable[[str], Iterable[Attempt]], name: str) -> None:
        """`ask` puts the same questions about the name again, and must get the same answers."""
        self._ask = ask
        self._name = name

    @overload
    def __getitem__(self, index: int) -> Attempt: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Attempt, ...]: ...
    def __getitem__(self, index: int | slice) -> Attempt | tuple[Attempt, ...]:
        """One attempt, or those of a slice."""
        return tuple(self)[index]

    def __iter__(self) -> Iterator[Attempt]:
        """Asks anew, up to where a finder of the target stops the search."""
        with suppress(FinderError):
            yield from self._ask(self._name)

    def __len__(self) -> int:
        """How many were made."""
        return sum(1 for _ in self)

    def __eq__(self, other: object) -> bool:
        """Whether the other sequence has the same attempts."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """That of the tuple of attempts."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """That of the tuple of attempts."""
        return repr(tuple(self))


@dataclass(frozen=True, slots=True)
class Found:
    """`find_spec` would return this spec.

    `certain` is False where running a parent package could change the answer in a way that cannot be read from its
    source (it edits `__path__` or `sys.modules`), or where start-up code may have put something in front of it.
    """

    spec: ModuleSpec
    attempts: Sequence[Attempt]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class NotFound:
    """No finder knows `missing`, which is the name asked for or the first of its parents that does not exist.

    `parent` is the spec of the package in which `missing` was looked up, None for a top-level name.
    """

    name: str
    missing: str
    parent: ModuleSpec | None
    attempts: Sequence[Attempt]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class ParentNotAPackage:
    """`parent` was found but has no `__path__`, so nothing can be below it: importing raises ModuleNotFoundError."""

    name: str
    parent: ModuleSpec
    attempts: Sequence[Attempt]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Raises:
    """`find_spec` would raise an exception of this class, other than for a missing parent.

    `error` is the class name: a module in a zip archive that does not compile (SyntaxError), a path entry with a null
    character (ValueError). Modules below the one that cannot be found raise the same.
    """

    name: str
    error: str
    attempts: Sequence[Attempt]
    certain: bool = True


Resolution = Found | NotFound | ParentNotAPackage | Raises
