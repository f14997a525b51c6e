"""A file system as it will be once files and folders have been moved; it moves nothing."""

from __future__ import annotations

from collections.abc import Mapping

from resolver.file_system import FileSystem, Kind, Listing, Stamp
from resolver.paths import join, parent_folder


class MovedFiles:
    """`base` with paths moved, each with everything below it; a move inside a moved folder counts for itself."""

    def __init__(self, base: FileSystem, moves: Mapping[str, str]) -> None:
        """`moves` maps the absolute path of what is moved to where it goes."""
        self._base = base
        self._moves = moves
        self._sources = {new: old for old, new in moves.items()}
        self._folders: dict[str, str] = {}
        self._added = self._listings()

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def moved(self, path: str) -> str:
        """Where a path of the base goes; most stay."""
        if path in self._moves:
            return self._moves[path]
        folder = parent_folder(self.separator, path)
        if folder not in self._folders:
            self._folders[folder] = _along(self.separator, folder, self._moves)
        after = self._folders[folder]
        return path if after == folder else after + path[len(folder) :]

    def source(self, path: str) -> str | None:
        """Where a path of this file system was before; None where nothing of the base will be."""
        before = _along(self.separator, path, self._sources)
        return before if self.moved(before) == path else None

    def list_directory(self, path: str) -> Listing | None:
        """What stays in a folder, and what is moved there."""
        before = self.source(path)
        listing = None if before is None else self._base.list_directory(before)
        added = self._added.get(path)
        if listing is None:
            return added
        prefix = join(self.separator, before or "", "")
        stays = {name: kind for name, kind in listing.items() if prefix + name not in self._moves}
        return {**stays, **(added or {})}

    def kind(self, path: str) -> Kind | None:
        """What will stand at the path."""
        before = self.source(path)
        kind = None if before is None else self._base.kind(before)
        return Kind.DIRECTORY if kind is None and path in self._added else kind

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """The content that the file has where it is now. Raises OSError where there will be none."""
        before = self.source(path)
        if before is None:
            raise FileNotFoundError(path)
        return self._base.read_bytes(before, at_most)

    def stamp(self, path: str) -> Stamp | None:
        """That of the file where it is now."""
        before = self.source(path)
        return None if before is None else self._base.stamp(before)

    def read_link(self, path: str) -> str | None:
        """That of the file where it is now."""
        before = self.source(path)
        return None if before is None else self._base.read_link(before)

    def real_path(self, path: str) -> str:
        """The path, for what is moved; else that of the base."""
        return self._base.real_path(path) if self.source(path) == path else path

    def _listings(self) -> dict[str, dict[str, Kind]]:
        """For each folder, the names that moves add to it; a folder that is there already ends the climb."""
        listings: dict[str, dict[str, Kind]] = {}
        for old, new in self._moves.items():
            path, kind = new, self._base.kind(old) or Kind.FILE
            while (folder := parent_folder(self.separator, path)) != path:
                listings.setdefault(folder, {})[path[len(folder) :].strip(self.separator)] = kind
                before = self.source(folder)
                if before is not None and self._base.kind(before) is Kind.DIRECTORY:
                    break
                path, kind = folder, Kind.DIRECTORY
        return listings


def _along(separator: str, path: str, moves: Mapping[str, str]) -> str:
    """The path after the move of the nearest folder around it, or of itself."""
    above = path
    while above not in moves:
        folder = parent_folder(separator, above)
        if folder == above:
            return path
        above = folder
    return moves[above] + path[len(above) :]
