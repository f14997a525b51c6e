"""How the same work on many items is spread and watched; the shells say how, the core only that it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Spread(Protocol):
    """Applies `work` to pieces of `items`, and yields each piece with its result, in any order, each item once.

    `work` may run in another process: what it remembers is lost, only a result of type `result` comes back, which is
    one that msgspec can encode. What it raises is raised here.
    """

    def __call__(
        self, work: Callable[[Sequence[Item]], Result], items: Sequence[Item], result: type[Result]
    ) -> Iterator[tuple[Sequence[Item], Result]]:
        """Nothing happens before the first piece is asked for."""
        ...


Progress = Callable[[int, int], None]
"""Called with the number of items done and the number of all items."""

Watch = Callable[[str], AbstractContextManager[Progress]]
"""Enters a phase of the work by its name."""


def unwatched(phase: str) -> AbstractContextManager[Progress]:  # noqa: ARG001 # reason: nobody wants to know
    """A `Watch` that does not look."""
    return nullcontext(_unseen)


def _unseen(done: int, total: int) -> None:
    """Nobody wants to know."""


def unhurried() -> None:
    """Called all the time by work that takes long, so that others get a turn; here nobody wants one."""


_PIECE = 50


def in_this_process(
    work: Callable[[Sequence[Item]], Result],
    items: Sequence[Item],
    result: type[Result],  # noqa: ARG001 # reason: results stay what they are here
) -> Iterator[tuple[Sequence[Item], Result]]:
    """A `Spread` over nothing: one piece after another."""
    for start in range(0, len(items), _PIECE):
        piece = items[start : start + _PIECE]
        yield piece, work(piece)
