"""A progress bar for work that lasts over a second on a terminal; `rich` is loaded only when it is shown."""

from __future__ import annotations

import importlib
import sys
import time
from types import TracebackType
from typing import Any, Self

_PATIENCE = 1.0
"""Seconds without a bar."""


class ProgressBar:
    """Called with what is done and what there is; leaves no trace on the terminal when it ends."""

    def __init__(self, title: str, *, shown: bool) -> None:
        self._title = title
        self._shown = shown
        self._start = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is."""
        if self._bar is None:
            if not self._shown or time.monotonic() - self._start < _PATIENCE:
                return
            self._open()
        self._bar.update(self._task, completed=done, total=total)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _open(self) -> None:
        console = importlib.import_module("rich.console").Console(file=sys.stderr)
        self._bar = importlib.import_module("rich.progress").Progress(console=console, transient=True)
        self._task = self._bar.add_task(self._title, total=None)
        self._bar.start()
