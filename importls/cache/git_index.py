"""The ids that git has for the contents of files, which need not be read then; git itself is not asked.

The format is that of `Documentation/gitformat-index.txt` in git's source, versions 2 to 4.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator

_HEADER = struct.Struct(">4sII")
# Change time, modification time (seconds and nanoseconds each), device, inode, mode, user, group, size; id; flags.
_ENTRY = struct.Struct(">10I20sH")
_EXTENDED = 0x4000
_STAGE = 0x3000
_SECOND = 1_000_000_000
_WORD = 0xFFFFFFFF

Entry = tuple[tuple[int, int, int, int], bytes]
"""Modification and change time in nanoseconds, inode and size, as far as git keeps them; and the id of the content."""


class GitIndexes:
    """The indexes of the repositories around files, each read when a file in it is first asked for."""

    def __init__(self) -> None:
        """Reads nothing yet."""
        self._around: dict[str, _Index | None] = {}

    def content_id(self, path: str) -> bytes | None:
        """The id that git has for the content, if the file has not been touched since git has seen it.

        With filters git's content may be another one than the file's: compare the size, too.
        """
        index = self._index_around(os.path.dirname(path))
        return None if index is None else index.content_id(path)

    def _index_around(self, folder: str) -> _Index | None:
        if folder not in self._around:
            above = os.path.dirname(folder)
            if os.path.exists(os.path.join(folder, ".git")):
                self._around[folder] = _read_index(folder)
            else:
                self._around[folder] = None if above == folder else self._index_around(above)
        return self._around[folder]


class _Index:
    """The entries of one index by absolute path."""

    def __init__(self, top: str, data: bytes, written: int) -> None:
        self._written = written
        self._entries = {f"{top}{os.sep}{name}": entry for name, entry in _entries(data)}

    def content_id(self, path: str) -> bytes | None:
        entry = self._entries.get(path)
        if entry is None:
            return None
        try:
            status = os.lstat(path)
        except OSError:
            return None
        now = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino & _WORD, status.st_size & _WORD)
        # Like git itself, believe no entry that may have been written within one tick of the clock.
        return entry[1] if now == entry[0] and status.st_mtime_ns < self._written else None


def _read_index(top: str) -> _Index | None:
    """That of the working tree with this top; None where it cannot be read or has another format."""
    try:
        with open(os.path.join(_git_directory(top), "index"), "rb") as file:
            return _Index(top, file.read(), os.fstat(file.fileno()).st_mtime_ns)
    except (OSError, ValueError, struct.error, IndexError):
        return None


def _git_directory(top: str) -> str:
    """`.git`, or where it leads to in a working tree of its own or a submodule."""
    git = os.path.join(top, ".git")
    if os.path.isdir(git):
        return git
    with open(git, encoding="utf-8") as file:
        return os.path.join(top, file.read().removeprefix("gitdir:").strip())


def _entries(data: bytes) -> Iterator[tuple[str, Entry]]:
    signature, version, count = _HEADER.unpack_from(data)
    if signature != b"DIRC" or version not in (2, 3, 4):
        raise ValueError(signature)
    at, name = _HEADER.size, b""
    for _ in range(count):
        start = at
        *numbers, content_id, flags = _ENTRY.unpack_from(data, at)
        at += _ENTRY.size + (2 if flags & _EXTENDED else 0)
        if version == 4:  # reason: the number of the format
            kept, at = _without_common_prefix(data, at, name)
            end = data.index(b"\0", at)
            name, at = kept + data[at:end], end + 1
        else:
            end = data.index(b"\0", at)
            name = data[at:end]
            at = start + (end - start + 8 & ~7)
        if not flags & _STAGE:
            changed, modified = numbers[0] * _SECOND + numbers[1], numbers[2] * _SECOND + numbers[3]
            yield os.fsdecode(name), ((modified, changed, numbers[5], numbers[9]), content_id)


def _without_common_prefix(data: bytes, at: int, before: bytes) -> tuple[bytes, int]:
    """How much of the name before is kept: a number of bytes to leave out at its end, of seven bits a byte."""
    number = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        number = (number + 1 << 7) | (data[at] & 0x7F)
    return before[: len(before) - number], at + 1
