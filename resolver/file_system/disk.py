"""The real disk of the host as a `FileSystem`; it remembers nothing."""

from __future__ import annotations

import errno
import os
import stat

from resolver.file_system import Kind, LinkedListing, Listing

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

    def read_bytes(self, path: str) -> bytes:
        """The whole file. Raises OSError, also for an impossible path and for what is no regular file."""
        try:
            with open(path, "rb", buffering=0, opener=_open_at_once) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise OSError(errno.EINVAL, "it is no regular file")
                return file.read()
        except ValueError as error:
            raise FileNotFoundError(path) from error

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


def _open_at_once(path: str, flags: int) -> int:
    """Opening a FIFO waits for somebody who writes into it, unless one asks not to wait."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


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
