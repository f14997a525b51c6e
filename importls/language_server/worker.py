"""One thread that does all work on projects, task by task, and between the pieces of what takes long; it knows no LSP.

What only one thread touches needs no locks. Tasks are done in the order in which they came. When there are none,
`idle` does work that nobody waits for; it calls `breathe` all the time, which does the tasks that came meanwhile.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

Task = Callable[[], None]

_log = logging.getLogger(__name__)


class Worker:
    """The thread and the queue of its tasks."""

    def __init__(self, idle: Callable[[], None]) -> None:
        """`idle` is called in the thread whenever all tasks are done; it returns when there is nothing left to do."""
        self._idle = idle
        self._tasks: SimpleQueue[Task] = SimpleQueue()

    def start(self) -> None:
        """Begin with the tasks that were put."""
        threading.Thread(target=self._work, name="worker", daemon=True).start()

    @property
    def waiting(self) -> int:
        """How many tasks nobody has begun with."""
        return self._tasks.qsize()

    def put(self, task: Task) -> None:
        """Have a task done; from any thread."""
        self._tasks.put(task)

    def breathe(self) -> None:
        """Do the tasks that are waiting; for the thread itself, in the middle of something else."""
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                return
            _do(task)

    def _work(self) -> None:
        while True:
            _do(self._tasks.get())
            self.breathe()
            _do(self._idle)


def _do(task: Task) -> None:
    try:
        task()
    except Exception:  # noqa: BLE001 # reason: a bug in one task is no reason not to do the others
        _log.exception("a task of the worker failed")
