"""The real disk of the host as a `FileSystem`; it remembers nothing."""

from __future__ import annotations

import errno
import os
import stat

from resolver.file_system import Kind, LinkedListing, Listing, Stamp

# A path with a null character or a lone surrogate raises ValueError before the operating system is asked.
_NOTHING_THERE = (OSError, ValueError)


class Disk:
    """Asks the operating system anew for every answer."""

    separator = os.sep

    def list_directory(self, path: str) -> Listing | None:
        """One `scandir`; only symbolic links cost another system call each.

        A folder that may be listed but not searched has names and no files.
        """
        try:
            with os.scandir(path) as entries:
                found = list(entries)
        except _NOTHING_THERE:
            return None
        if not os.access(path, os.X_OK):
            return dict.fromkeys((entry.name for entry in found), Kind.OTHER)
        kinds = {entry.name: _kind_of_entry(entry) for entry in found}
        links = frozenset([entry.name for entry in found if entry.is_symlink()])
        return LinkedListing(kinds, links) if links else kinds

    def kind(self, path: str) -> Kind | None:
        """One `stat`."""
        try:
            return _kind_of_mode(os.stat(path).st_mode)
        except _NOTHING_THERE:
            return None

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """The whole file or its start. Raises OSError, also for an impossible path and for what is no regular file."""
        try:
            file = os.open(path, _READ_AT_ONCE)
        except ValueError as error:
            raise FileNotFoundError(path) from error
        try:
            status = os.fstat(file)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, "it is no regular file")
            return _read(file, status.st_size if at_most is None else at_most, to_the_end=at_most is None)
        finally:
            os.close(file)

    def stamp(self, path: str) -> Stamp | None:
        """One `stat`."""
        try:
            status = os.stat(path)
        except _NOTHING_THERE:
            return None
        return Stamp(status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)

    def read_link(self, path: str) -> str | None:
        """The target of a symbolic link as written in it."""
        try:
            return os.readlink(path)
        except _NOTHING_THERE:
            return None

    def real_path(self, path: str) -> str:
        """`os.path.realpath`, which never fails on a missing part."""
        try:
            return os.path.realpath(path)
        except _NOTHING_THERE:
            return path


# Opening a FIFO waits for somebody who writes into it, unless one asks not to wait.
_READ_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def _read(file: int, size: int, *, to_the_end: bool) -> bytes:
    """So many bytes, or all there are: files under `/proc` say that they are empty."""
    data = os.read(file, size + 1 if to_the_end else size)
    if len(data) == size:
        return data
    pieces = [data]
    while data and (to_the_end or sum(map(len, pieces)) < size):
        data = os.read(file, max(size, 1 << 16) if to_the_end else size - sum(map(len, pieces)))
        pieces.append(data)
    return b"".join(pieces)


def _kind_of_entry(entry: os.DirEntry[str]) -> Kind:
    try:
        if entry.is_file():
            return Kind.FILE
        return Kind.DIRECTORY if entry.is_dir() else Kind.OTHER
    except OSError:
        return Kind.OTHER


def _kind_of_mode(mode: int) -> Kind:
    if stat.S_ISREG(mode):
        return Kind.FILE
    return Kind.DIRECTORY if stat.S_ISDIR(mode) else Kind.OTHER
