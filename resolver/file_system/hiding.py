"""Another file system without some of its files and folders, as if they had never been made."""

from __future__ import annotations

import errno
from collections.abc import Iterable

from resolver.file_system import FileSystem, Kind, LinkedListing, Listing, Stamp, links_in
from resolver.paths import flavour


class Hiding:
    """`base` without `hidden` paths and what lies below them, whichever links lead to their folders."""

    def __init__(self, base: FileSystem, hidden: Iterable[str]) -> None:
        """`hidden` are absolute; a folder above them that is a link may be written either way."""
        self._base = base
        self._path = flavour(base.separator)
        self._real_folders: dict[str, str] = {}
        self._hidden = frozenset(map(self._key, hidden))
        self._folders = frozenset(self._path.dirname(path) for path in self._hidden)

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def list_directory(self, path: str) -> Listing | None:
        """The base's names without the hidden ones."""
        if self._is_hidden(path):
            return None
        listing = self._base.list_directory(path)
        if listing is None or self._path.normcase(self._base.real_path(path)) not in self._folders:
            return listing
        shown = {name: kind for name, kind in listing.items() if not self._is_hidden(self._path.join(path, name))}
        links = links_in(listing) & shown.keys()
        return LinkedListing(shown, links) if links else shown

    def kind(self, path: str) -> Kind | None:
        """None for what is hidden."""
        return None if self._is_hidden(path) else self._base.kind(path)

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """The base's file. Raises OSError, also for what is hidden."""
        if self._is_hidden(path):
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)
        return self._base.read_bytes(path, at_most)

    def stamp(self, path: str) -> Stamp | None:
        """None for what is hidden."""
        return None if self._is_hidden(path) else self._base.stamp(path)

    def read_link(self, path: str) -> str | None:
        """None for what is hidden."""
        return None if self._is_hidden(path) else self._base.read_link(path)

    def real_path(self, path: str) -> str:
        """That of the base."""
        return self._base.real_path(path)

    def _is_hidden(self, path: str) -> bool:
        """Whether the path or a folder above it is hidden."""
        key = self._key(path)
        while key not in self._hidden:
            above = self._path.dirname(key)
            if above == key:
                return False
            key = above
        return True

    def _key(self, path: str) -> str:
        """The path with the links above it resolved."""
        folder, name = self._path.split(path.rstrip(self.separator))
        if not name:
            return path
        if folder not in self._real_folders:
            self._real_folders[folder] = self._base.real_path(folder)
        key: str = self._path.normcase(self._path.join(self._real_folders[folder], name))
        return key
