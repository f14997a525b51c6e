"""The one protocol through which the disk is asked; implementations are in the modules beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple, Protocol


class Kind(Enum):
    """What a path leads to, after symbolic links are followed."""

    FILE = "file"
    """A regular file: the only thing that importlib loads a module from (`_path_isfile`)."""
    DIRECTORY = "directory"
    OTHER = "other"
    """A FIFO, a socket, a device or a dangling link: never a module."""


Listing = Mapping[str, Kind]
"""Names in one directory, each with its kind."""


class LinkedListing(dict[str, Kind]):
    """A listing in which some names are symbolic links: their kinds may change when nothing in the folder does."""

    __slots__ = ("links",)

    def __init__(self, kinds: Listing, links: frozenset[str]) -> None:
        """`links` are the names that are links."""
        super().__init__(kinds)
        self.links = links


def links_in(listing: Listing | None) -> frozenset[str]:
    """The names that are symbolic links."""
    return listing.links if isinstance(listing, LinkedListing) else frozenset()


class Stamp(NamedTuple):
    """The fields of `os.stat` that change with the content; times are in nanoseconds."""

    modified: int
    changed: int
    size: int
    inode: int
    device: int


class Contents(Protocol):
    """What may be asked about the content of files; paths are as in `FileSystem`."""

    @property
    def separator(self) -> str:
        """The separator that joins names into paths: a slash, or a backslash on Windows."""
        ...

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """The content of a regular file, or as many bytes of its start. Raises OSError where it cannot be read."""
        ...

    def stamp(self, path: str) -> Stamp | None:
        """What changes when the file or folder does; None where there is nothing, or nothing that could tell."""
        ...


class FileSystem(Contents, Protocol):
    """Everything that importls may ask of a disk.

    Paths are absolute strings in the file system's own notation. Answers about things that do not exist are None or an
    empty answer, never an exception, except for `read_bytes`.
    """

    def list_directory(self, path: str) -> Listing | None:
        """The names in the directory with their kinds; None where it does not exist or cannot be read.

        A `LinkedListing` where symbolic links are among them.
        """
        ...

    def kind(self, path: str) -> Kind | None:
        """What the path leads to; None where there is nothing."""
        ...

    def read_link(self, path: str) -> str | None:
        """The target of a symbolic link as written in it; None where the path is no link."""
        ...

    def real_path(self, path: str) -> str:
        """The path with symbolic links resolved, as far as it exists."""
        ...
