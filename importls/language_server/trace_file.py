"""Writes the conversation with a client to a file that a user can attach to a bug report, message by message.

It has what the client and the server sent, and nothing else: texts of documents only as far as they were sent.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import BinaryIO

from importls import __version__

MOST_BYTES = 50_000_000
"""What nobody can attach need not be written."""


class TraceFile:
    """JSON Lines: first what runs, then each message with the seconds since the start and who sent it."""

    def __init__(self, stream: BinaryIO) -> None:
        """Writes the first line."""
        self._stream = stream
        self._start = time.monotonic()
        self._left = MOST_BYTES
        self._lock = threading.Lock()
        about = {"importls": __version__, "python": sys.version, "platform": sys.platform, "arguments": sys.argv[1:]}
        self._write(json.dumps(about).encode())

    def note(self, sender: str, body: bytes) -> None:
        """Write a message; from any thread. A file that cannot be written is given up."""
        seconds = time.monotonic() - self._start
        text = body.decode("utf-8", "replace")
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = text
        line = {"seconds": round(seconds, 4), "from": sender, "message": message}
        self._write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def _write(self, line: bytes) -> None:
        with self._lock:
            if self._left < len(line):
                self._left = 0
                return
            self._left -= len(line) + 1
            try:
                self._stream.write(line + b"\n")
                self._stream.flush()
            except (OSError, ValueError):
                self._left = 0
