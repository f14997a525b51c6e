"""Unsaved buffers laid over another file system; it does not know what an editor is."""

from __future__ import annotations

from collections.abc import Mapping

from resolver.file_system import FileSystem, Kind, Listing


class Overlay:
    """`base` with the content of some files replaced, and with the files that exist in a buffer only."""

    def __init__(self, base: FileSystem, buffers: Mapping[str, bytes]) -> None:
        """`buffers` maps absolute paths to what the editor holds."""
        self._base = base
        self._buffers = dict(buffers)
        self._added = _listings_of(self._buffers, base)

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def list_directory(self, path: str) -> Listing | None:
        """The base's names and those of the buffers; folders that only buffers imply are listed too."""
        listing = self._base.list_directory(path)
        added = self._added.get(path.rstrip(self.separator))
        if added is None:
            return listing
        return {**(listing or {}), **added}

    def kind(self, path: str) -> Kind | None:
        """A buffer is a regular file, whatever the base says."""
        if path in self._buffers:
            return Kind.FILE
        kind = self._base.kind(path)
        if kind is None and path.rstrip(self.separator) in self._added:
            return Kind.DIRECTORY
        return kind

    def read_bytes(self, path: str) -> bytes:
        """The buffer, else the base's file. Raises OSError."""
        buffer = self._buffers.get(path)
        return self._base.read_bytes(path) if buffer is None else buffer

    def read_link(self, path: str) -> str | None:
        """Buffers are no links."""
        return None if path in self._buffers else self._base.read_link(path)

    def real_path(self, path: str) -> str:
        """That of the base."""
        return self._base.real_path(path)


def _listings_of(buffers: Mapping[str, bytes], base: FileSystem) -> dict[str, dict[str, Kind]]:
    """For each folder, the names that buffers add to it; a folder that the base has ends the climb."""
    listings: dict[str, dict[str, Kind]] = {}
    for buffer in buffers:
        path, kind = buffer, Kind.FILE
        while base.separator in path:
            folder, _, name = path.rpartition(base.separator)
            listings.setdefault(folder, {})[name] = kind
            if base.kind(folder or base.separator) is Kind.DIRECTORY:
                break
            path, kind = folder, Kind.DIRECTORY
    return listings
