"""The peak of the memory of a process and its children, each page counted once however many of them share it."""

import os
import threading
from typing import Final

PAUSE: Final = 0.02  # seconds between two looks

# Where there is none, the kernel's own figure has to do. On Linux it would be wrong: there a process that was started
# with vfork begins with the peak of the one that started it.
PROPORTIONAL: Final = os.path.exists("/proc/self/smaps_rollup")


class PeakMemory:
    """Looks at a session of processes from a thread until it is stopped.

    The sum of PSS (proc(5), smaps_rollup) is taken, not that of RSS: forked workers share most of their pages.
    """

    def __init__(self) -> None:
        self._peak = 0
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, session: int) -> None:
        """Begin to look at all processes of the session."""
        self._thread = threading.Thread(target=self._look, args=(session,), daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """The peak in bytes; 0 where there is no /proc or the process was over before the first look."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        return self._peak

    def _look(self, session: int) -> None:
        while not self._over.is_set():
            self._peak = max(self._peak, sum(map(proportional_size, processes_of(session))))
            self._over.wait(PAUSE)


def processes_of(session: int) -> list[int]:
    """The ids of the processes in a session; none where there is no /proc."""
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    return [int(name) for name in names if name.isdecimal() and _session_of(name) == session]


def _session_of(pid: str) -> int | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as stream:
            # The name in brackets may hold anything: state, parent, group and session stand behind the last bracket.
            return int(stream.read().rpartition(b")")[2].split()[3])
    except (OSError, IndexError):
        return None


def proportional_size(pid: int) -> int:
    """The PSS of a process in bytes; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as stream:
            return next((int(line.split()[1]) * 1024 for line in stream if line.startswith(b"Pss:")), 0)
    except (OSError, IndexError, ValueError):
        return 0
