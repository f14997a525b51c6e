"""Messages of JSON-RPC on a pair of byte streams: their frames, a thread that reads and one that writes.

It knows nothing of what is in a message. Threads of its own, and no pool: a process may end while they wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import BinaryIO

_LAST_WORDS = 1.0
"""Seconds that a client is given at the end to read what was written."""


def read_messages(stream: BinaryIO) -> Iterator[bytes]:
    """The bodies of messages up to the end of the stream, which may come in the middle of one."""
    while (length := _read_header(stream)) is not None:
        body = stream.read(length)
        if len(body) < length:
            return
        yield body


def _read_header(stream: BinaryIO) -> int | None:
    """The length of the next body; lines that say nothing of it are passed over."""
    length = None
    while line := stream.readline():
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
        elif not line.strip() and length is not None:
            return length
    return None


def start_reading(stream: BinaryIO, take: Callable[[bytes], None], ended: Callable[[], None]) -> None:
    """Hand every message to `take`, and at last call `ended`, both in a thread that nobody waits for."""

    def read() -> None:
        try:
            for body in read_messages(stream):
                take(body)
        except (OSError, ValueError):
            pass  # A stream that breaks or is closed has ended.
        finally:
            ended()

    threading.Thread(target=read, name="reader", daemon=True).start()


class QueuedWriter:
    """Writes in a thread, in order: who has something to say does not wait for a client that is slow to read."""

    def __init__(self, stream: BinaryIO, written: Callable[[bytes], None]) -> None:
        """Starts the thread, which tells of everything before it is `written`: an answer to it is told of later."""
        self._stream = stream
        self._written = written
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Returns at once."""
        self._queue.put(data)

    def close(self) -> None:
        """Returns when all is written, or nobody seems to read it."""
        self._queue.put(None)
        self._thread.join(_LAST_WORDS)

    def _write(self) -> None:
        while (data := self._queue.get()) is not None:
            try:
                self._written(data)
                self._stream.write(data)
                self._stream.flush()
            except (OSError, ValueError):
                return  # Nobody is there any more; that the other stream ends is noticed by who reads it.
