"""A progress bar for work that lasts over a second on a terminal; `rich` is loaded only when it is shown."""

from __future__ import annotations

import importlib
import sys
import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 1.0
"""Seconds without a bar."""


class ProgressBar:
    """Called with what is done and what there is; leaves no trace on the terminal when it ends.

    No thread runs before the bar is shown: work that is spread over processes has been spread by then.
    """

    def __init__(self, title: str, *, shown: bool) -> None:
        self._title = title
        self._bar: Any = None
        self._task: Any = None
        self._opens_at = time.monotonic() + PATIENCE if shown else None

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is; when all is counted, that it goes on."""
        if self._opens_at is not None and self._bar is None and time.monotonic() >= self._opens_at:
            self._open()
        if self._bar is None:
            return
        self._bar.update(self._task, completed=done, total=total)
        if done == total:
            self._bar.remove_task(self._task)
            self._task = self._bar.add_task(self._title, total=None)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _open(self) -> None:
        console = importlib.import_module("rich.console").Console(file=sys.stderr)
        bar = importlib.import_module("rich.progress").Progress(console=console, transient=True)
        self._task = bar.add_task(self._title, total=None)
        bar.start()
        self._bar = bar
