"""The folder that holds what is kept: made on first use, bounded in size, left alone where it is odd."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import zlib

NAME = ".importls_cache"
LARGEST = 256 << 20
"""Bytes that the entries of one folder take at most; those that were not used for longest go first."""

_TAG = "CACHEDIR.TAG"
_MARKS = {
    _TAG: "Signature: 8a477f597d28d172789f06886806bc55\n# Made by importls. See https://bford.info/cachedir/\n",
    ".gitignore": "*\n",
}
_CHECKSUM = 4


class CacheFolder:
    """`folder` with the entries of one `version` of importls, in a folder of their own. Nothing here raises OSError."""

    def __init__(self, folder: str, version: str) -> None:
        """Asks nothing yet."""
        self._folder = folder
        self._entries = os.path.join(folder, version)

    def prepare(self) -> bool:
        """Make the folder, marked for backup programs and for git. Whether it can be used."""
        try:
            os.makedirs(self._entries, exist_ok=True)
            for name, content in _MARKS.items():
                path = os.path.join(self._folder, name)
                if not os.path.exists(path):
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(content)
        except OSError:
            return False
        return os.access(self._entries, os.W_OK)

    def load(self, name: str) -> bytes | None:
        """What was stored under this name; None for nothing, and for what was damaged since."""
        path = os.path.join(self._entries, name)
        try:
            with open(path, "rb") as file:
                data = file.read()
            os.utime(path)
        except OSError:
            return None
        content = data[:-_CHECKSUM]
        return content if data[-_CHECKSUM:] == _checksum(content) else None

    def store(self, name: str, content: bytes) -> None:
        """Keep the content under this name, whole or not at all; of two writers the second wins."""
        with contextlib.suppress(OSError):
            temporary = os.path.join(self._entries, f"new-{os.getpid()}-{time.monotonic_ns()}")
            try:
                with open(temporary, "xb") as file:
                    file.write(content)
                    file.write(_checksum(content))
                os.replace(temporary, os.path.join(self._entries, name))
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise
            self._evict()

    def _evict(self) -> None:
        entries = []
        for folder, _, names in os.walk(self._folder):
            paths = [os.path.join(folder, name) for name in names if name not in _MARKS]
            entries += [(os.stat(path), path) for path in paths]
        size = 0
        for status, path in sorted(entries, key=lambda entry: entry[0].st_mtime_ns, reverse=True):
            size += status.st_size
            if size > LARGEST:
                os.unlink(path)


def _checksum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(_CHECKSUM, "little")


def remove(folder: str) -> bool | None:
    """Delete a folder that `prepare` made. None where there is none, False where it is another one or stays."""
    if not os.path.lexists(folder):
        return None
    if os.path.islink(folder) or not os.path.isfile(os.path.join(folder, _TAG)):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    return not os.path.exists(folder)
