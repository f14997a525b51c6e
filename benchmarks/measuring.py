"""Runs one command and tells what it took: time, processor time, status; and in a run of its own, memory."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.memory import PROPORTIONAL, PeakMemory


@dataclass(frozen=True)
class Process:
    """What is to be run: command, folder, environment, and the files that take what it prints."""

    command: Sequence[str]
    folder: str
    environment: Mapping[str, str]
    output: str
    errors: str


@dataclass(frozen=True)
class Run:
    """What one run took: wall and processor time in seconds, its status; negative ones are signals, as in subprocess.

    The processor time is that of the process and of all children that it waited for.
    """

    wall: float
    cpu: float
    status: int
    stopped: bool


def run(process: Process, limit: float) -> Run:
    """Run to the end, or stop the process and its children after `limit` seconds.

    Raises:
        OSError: the command cannot be started.

    """
    return _run(process, limit, None)[0]


def run_watched(process: Process, limit: float) -> tuple[Run, int]:
    """Run, and look at its memory all the while, which slows it; the peak is in bytes, 0 where it was over too soon."""
    return _run(process, limit, PeakMemory())


def _run(process: Process, limit: float, memory: PeakMemory | None) -> tuple[Run, int]:
    with open(process.output, "wb") as output, open(process.errors, "wb") as errors:
        start = time.perf_counter()
        started = subprocess.Popen(
            process.command,
            cwd=process.folder,
            env=process.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
    stopping = _Stopping(started.pid, limit)
    try:
        if memory is not None:
            memory.watch(started.pid)
        _, status, usage = os.wait4(started.pid, 0)
        wall = time.perf_counter() - start
    except BaseException:
        _kill(started.pid)
        raise
    finally:
        stopping.cancel()
        peak = memory.stop() if memory is not None else 0
    started.returncode = os.waitstatus_to_exitcode(status)
    if memory is not None and not PROPORTIONAL:
        peak = _in_bytes(usage.ru_maxrss)
    return Run(wall, usage.ru_utime + usage.ru_stime, started.returncode, stopping.stopped), peak


class _Stopping:
    """Kills a session of processes when its time is over."""

    def __init__(self, pid: int, limit: float) -> None:
        self.stopped = False
        self._pid = pid
        self._timer = threading.Timer(limit, self._stop)
        self._timer.daemon = True
        self._timer.start()

    def cancel(self) -> None:
        self._timer.cancel()

    def _stop(self) -> None:
        self.stopped = True
        _kill(self._pid)


def _kill(session: int) -> None:
    try:
        os.killpg(session, signal.SIGKILL)
    except ProcessLookupError:
        return


def _in_bytes(kilobytes: int) -> int:
    """`ru_maxrss` is in kilobytes, on macOS in bytes."""
    return kilobytes if os.uname().sysname == "Darwin" else kilobytes * 1024
