"""Notices that the process which started the server is gone, even where it left the streams open."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable

_PAUSE = 2.0
"""Seconds between two looks, where the system tells nobody that a process has ended."""


def watch_parent(process: int | None, gone: Callable[[], None]) -> None:
    """Call `gone` in a thread when the process ends. One that is not there, as in another container, is not watched."""
    if process is None or process <= 0 or not _is_alive(process):
        return

    def wait() -> None:
        _wait_for(process)
        gone()

    threading.Thread(target=wait, name="parent process", daemon=True).start()


def _wait_for(process: int) -> None:
    if hasattr(os, "pidfd_open"):
        try:
            descriptor = os.pidfd_open(process)
        except OSError:
            return
        select.select([descriptor], [], [])
        return
    while _is_alive(process):
        time.sleep(_PAUSE)


def _is_alive(process: int) -> bool:
    if sys.platform == "win32":
        return _is_alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_alive_on_windows(process: int) -> bool:
    """`os.kill` would end the process there."""
    import ctypes  # noqa: PLC0415 # reason: needed on one system only

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 # reason: other systems have no `windll`
    handle = kernel.OpenProcess(0x1000, 0, process)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE
