"""A check that is done in one process and pauses between small pieces, so that others get a turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from importls.spread import Item, Progress, Result, Watch

_PIECE = 5
"""Files that are looked at before somebody else gets a turn."""


@dataclass(frozen=True, slots=True)
class Breathing:
    """How a check is watched and spread: over nothing, with a pause between small pieces."""

    watch_phase: Watch
    breathe: Callable[[], None]

    def watch(self, phase: str) -> AbstractContextManager[Progress]:
        """A `Watch`."""
        self.breathe()
        return self.watch_phase(phase)

    def spread(
        self,
        work: Callable[[Sequence[Item]], Result],
        items: Sequence[Item],
        result: type[Result],  # noqa: ARG002 # reason: results stay what they are here
    ) -> Iterator[tuple[Sequence[Item], Result]]:
        """A `Spread`."""
        for start in range(0, len(items), _PIECE):
            piece = items[start : start + _PIECE]
            yield piece, work(piece)
            self.breathe()
