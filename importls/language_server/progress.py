"""Work-done progress: the client shows that a project is looked at for the first time, and how far that is."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from importls.language_server.server import Server
    from importls.spread import Progress
    from importls.workspace.session import Session

_PAUSE = 0.1
"""Seconds between two reports."""


class FirstCheck:
    """The progress of one check; its methods are called in the worker, what they send in the thread of the messages."""

    def __init__(self, server: Server, session: Session) -> None:
        """Asks the client for a place to show it."""
        self._server = server
        self._title = f"importls: {session.question.path.rstrip('/').rpartition('/')[2] or session.question.path}"
        self._token = str(uuid.uuid4())
        self._last = 0.0
        self._is_shown = self._is_over = False
        server.in_loop(server.run, self._create())

    @contextmanager
    def watch(self, phase: str) -> Iterator[Progress]:
        """A `Watch`."""

        def progress(done: int, total: int) -> None:
            if time.monotonic() - self._last > _PAUSE:
                self._last = time.monotonic()
                self.show(phase, done, total)

        yield progress

    def show(self, phase: str, done: int, total: int) -> None:
        """How far it is; from any thread."""
        self._server.in_loop(self._report, phase, 100 * done // max(total, 1))

    def end(self) -> None:
        """The check is done, or given up."""
        self._server.in_loop(self._end)

    async def _create(self) -> None:
        progress = self._server.work_done_progress
        try:
            await progress.create_async(self._token)
        except JsonRpcException:
            return
        if not self._is_over:
            self._is_shown = True
            progress.begin(self._token, types.WorkDoneProgressBegin(self._title, cancellable=False, percentage=0))

    def _report(self, phase: str, percentage: int) -> None:
        if self._is_shown and not self._is_over:
            report = types.WorkDoneProgressReport(message=phase, percentage=percentage)
            self._server.work_done_progress.report(self._token, report)

    def _end(self) -> None:
        self._is_over = True
        if self._is_shown:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
