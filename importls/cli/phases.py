"""The phases of a command: a progress bar for each that lasts, and in the end, if wanted, where the time went."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from importls.cli.progress import ProgressBar

if TYPE_CHECKING:
    from importls.spread import Progress


class Phase(msgspec.Struct):
    """Seconds that a phase took: on the clock, and of all processors together."""

    name: str
    wall: float
    processor: float


class Phases:
    """A `Watch` that remembers how long each phase took."""

    def __init__(self, *, bars: bool) -> None:
        """`bars` says whether anybody sees progress bars."""
        self._bars = bars
        self._start = _now()
        self.done: list[Phase] = []

    @contextmanager
    def __call__(self, name: str) -> Iterator[Progress]:
        """A phase by its name; phases of the same name are counted together."""
        wall, processor = _now()
        try:
            with ProgressBar(name, shown=self._bars) as progress:
                yield progress
        finally:
            wall_end, processor_end = _now()
            phase = next((phase for phase in self.done if phase.name == name), None)
            if phase is None:
                phase = Phase(name, 0, 0)
                self.done.append(phase)
            phase.wall += wall_end - wall
            phase.processor += processor_end - processor

    def table(self) -> Iterator[str]:
        """A line a phase, what no phase accounts for, and the sum since the interpreter started."""
        wall, processor = (end - start for start, end in zip(self._start, _now(), strict=True))
        before = self._start[1]  # What the interpreter and the first imports took; their wall time nobody has seen.
        rest = Phase("everything else", wall, processor)
        for phase in self.done:
            rest.wall -= phase.wall
            rest.processor -= phase.processor
        rows = [Phase("Starting", before, before), *self.done, rest, Phase("Total", wall + before, processor + before)]
        width = max(len(phase.name) for phase in rows)
        yield f"{'phase':<{width}}  {'seconds':>8}  {'processor':>9}"
        for phase in rows:
            yield f"{phase.name:<{width}}  {phase.wall:>8.3f}  {phase.processor:>9.3f}"


def _now() -> tuple[float, float]:
    """The clock, and the processor time of this process and of those that it waited for."""
    times = os.times()
    return time.monotonic(), time.process_time() + times.children_user + times.children_system
