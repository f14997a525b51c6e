"""Watches the folders in which a change would matter, in a thread of its own; it knows no project.

Clients mostly watch the folders that are open, some nothing at all, and nobody the site-packages of an interpreter.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Collection

_STEP = 50
"""Milliseconds: what happens in such a time is told together."""
_LONGEST = 400
"""Milliseconds that a change is kept back while others follow."""
_LOOK_UP = 1_000
"""Milliseconds after which the thread sees that it is not needed any more."""

_DELETED = 3
"""`watchfiles.Change.deleted`, whose module is slow to load."""

_PAUSE = 0.2
"""Seconds between two trials."""
_TRIALS = 5

_log = logging.getLogger(__name__)


class Watching:
    """A watch over changing folders; `tell` is called with the paths that have changed, in another thread."""

    def __init__(self, tell: Callable[[set[str]], None]) -> None:
        """Watches nothing."""
        self.is_active = False
        """Whether what happens is told; until a watch has begun, those who want to know have to look."""
        self._tell = tell
        self._folders: frozenset[str] = frozenset()
        self._stop = threading.Event()

    def watch(self, folders: Collection[str]) -> None:
        """Watch these folders from now on, not what lies in folders below them; returns at once."""
        if not any(os.path.isdir(folder) for folder in folders if folder not in self._folders):
            return
        wanted = frozenset(folder for folder in folders if os.path.isdir(folder))
        self._stop.set()
        self._folders, self._stop = wanted, threading.Event()
        threading.Thread(target=self._watch, args=(wanted, self._stop), name="watch", daemon=True).start()

    def _watch(self, folders: frozenset[str], stop: threading.Event) -> None:
        """Folders come and go while they are begun to be watched, so that this is tried again."""
        trials, self.is_active = _TRIALS, False
        while trials:
            try:
                if not self._watch_those_there(folders, stop):
                    return
            except Exception as error:  # noqa: BLE001 # reason: what there is to be had of watches depends on the system
                _log.info("folders cannot be watched: %s", error)
                trials -= 1
                if stop.wait(_PAUSE):
                    return
        self.is_active = False
        _log.warning("folders cannot be watched: a change outside of the editor is seen with the next edit")

    def _watch_those_there(self, folders: frozenset[str], stop: threading.Event) -> bool:
        """Whether one of them was replaced by another of the same name, which is not watched then."""
        # `watchfiles.watch` does not tell when it has begun, and it is slow to load.
        from watchfiles._rust_notify import RustNotify  # noqa: PLC0415 # reason: as the comment says

        there = [folder for folder in sorted(folders) if os.path.isdir(folder)]
        if not there:
            return False
        with RustNotify(there, False, False, 0, False, True) as watch:  # only the folders themselves
            self.is_active = True
            self._tell(set())  # What has changed between two watches is found by looking.
            while not stop.is_set():
                changes = watch.watch(_LONGEST, _STEP, _LOOK_UP, stop)
                if isinstance(changes, set):
                    deleted = {path for change, path in changes if change == _DELETED or not os.path.isdir(path)}
                    self._forget(deleted)
                    self._tell({path for _, path in changes})
                    if any(path in folders and os.path.isdir(path) for path in deleted):
                        return True
                elif changes != "timeout":
                    return False
        return False

    def _forget(self, gone: Collection[str]) -> None:
        """Folders that were deleted or moved are not watched any more, even if they are back under the same name."""
        gone = tuple(path for path in gone if path in self._folders)
        if gone:
            below = tuple(path + os.sep for path in gone)
            self._folders = frozenset(f for f in self._folders if f not in gone and not f.startswith(below))
