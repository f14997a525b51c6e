"""The process in which everything is checked: a job comes on standard input, how far it is and what it finds goes out.

It shares nothing with the server: while it works, the server answers, and the memory that it took is gone with it.
"""

from __future__ import annotations

import gc
import os
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

import msgspec

from importls.spread import Progress
from importls.workspace.job import Done, Job, Step, do
from resolver.file_system.disk import Disk

LENGTH = struct.Struct("<I")
"""Stands before each message."""

_NICE = 5
"""Whoever types comes first."""
_PAUSE = 0.1
"""Seconds between two messages about how far it is."""
_OBJECTS = 10_000
"""Between two looks for garbage: fewer would cost half of the time, more much memory."""


def main() -> None:
    """Do one job."""
    gc.set_threshold(_OBJECTS, 20, 20)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What anything prints by mistake is no message.
    server = os.getppid()

    def breathe() -> None:
        if os.getppid() != server:
            raise BrokenPipeError

    with suppress(BrokenPipeError, msgspec.DecodeError):  # Who wanted to know has gone, maybe before all was sent.
        job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
        _write(output, do(job, Disk(), _Telling(output).watch, breathe))
    os._exit(0)


def _write(stream: BinaryIO, message: Step | Done) -> None:
    data = msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


class _Telling:
    """Tells now and then how far the work is."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._last = 0.0

    @contextmanager
    def watch(self, phase: str) -> Iterator[Progress]:
        """A `Watch`."""

        def progress(done: int, total: int) -> None:
            if time.monotonic() - self._last > _PAUSE:
                self._last = time.monotonic()
                _write(self._output, Step(phase, done, total))

        yield progress
