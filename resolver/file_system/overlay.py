"""Unsaved buffers laid over another file system; it does not know what an editor is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from resolver.file_system import FileSystem, Kind, LinkedListing, Listing, Stamp, links_in
from resolver.paths import flavour, parent_folder


class Overlay:
    """`base` with the content of some files replaced, and with the files that exist in a buffer only.

    A buffer is the file at its path however that path is written, also through links to the folders above it.
    """

    def __init__(self, base: FileSystem, buffers: Mapping[str, bytes]) -> None:
        """`buffers` maps absolute paths to what the editor holds."""
        self._base = base
        self._path = flavour(base.separator)
        self._real_folders: dict[str, str] = {}
        real_paths = {path: self._real(path) for path in buffers}
        self._buffers = {self._path.normcase(real_paths[path]): content for path, content in buffers.items()}
        self._added = self._listings(real_paths.values())

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def list_directory(self, path: str) -> Listing | None:
        """The base's names and those of the buffers; folders that only buffers imply are listed too."""
        listing = self._base.list_directory(path)
        added = self._added.get(self._key(path))
        if added is None:
            return listing
        together = {**(listing or {}), **added}
        links = links_in(listing)
        return LinkedListing(together, links) if links else together

    def kind(self, path: str) -> Kind | None:
        """A buffer is a regular file, whatever the base says."""
        key = self._key(path)
        if key in self._buffers:
            return None if path.endswith(self.separator) else Kind.FILE
        kind = self._base.kind(path)
        return Kind.DIRECTORY if kind is None and key in self._added else kind

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """The buffer, else the base's file. Raises OSError."""
        buffer = self._buffers.get(self._key(path))
        return self._base.read_bytes(path, at_most) if buffer is None else buffer[:at_most]

    def stamp(self, path: str) -> Stamp | None:
        """None for a buffer, else that of the base."""
        return None if self._key(path) in self._buffers else self._base.stamp(path)

    def read_link(self, path: str) -> str | None:
        """That of the base: a link whose file is open in the editor is a link still."""
        return self._base.read_link(path)

    def real_path(self, path: str) -> str:
        """That of the base."""
        return self._base.real_path(path)

    def _key(self, path: str) -> str:
        """The path by which buffers and the folders with them are known."""
        key: str = self._path.normcase(self._real(path))
        return key

    def _real(self, path: str) -> str:
        """`real_path`, asked once for a folder and all that is in it."""
        folder, name = self._path.split(path.rstrip(self.separator))
        if name in {"", ".", ".."}:
            return self._base.real_path(path)
        if folder not in self._real_folders:
            self._real_folders[folder] = self._base.real_path(folder)
        joined: str = self._path.join(self._real_folders[folder], name)
        return joined if self._base.read_link(joined) is None else self._base.real_path(joined)

    def _listings(self, buffers: Iterable[str]) -> dict[str, dict[str, Kind]]:
        """For each folder, the names that buffers add to it; a folder that the base has ends the climb."""
        listings: dict[str, dict[str, Kind]] = {}
        for buffer in buffers:
            path, kind = buffer, Kind.FILE
            while (folder := parent_folder(self.separator, path)) != path:
                listings.setdefault(self._path.normcase(folder), {})[self._path.basename(path)] = kind
                if self._base.kind(folder) is Kind.DIRECTORY:
                    break
                path, kind = folder, Kind.DIRECTORY
        return listings
