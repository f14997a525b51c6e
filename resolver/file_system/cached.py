"""Each directory is listed once; who changes the disk says so with `forget`."""

from __future__ import annotations

from resolver.file_system import FileSystem, Kind, Listing

_UNREAD = object()


class CachedListings:
    """`base` with remembered listings. File contents are not remembered."""

    def __init__(self, base: FileSystem) -> None:
        """Starts empty."""
        self._base = base
        self._listings: dict[str, Listing | None] = {}

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def list_directory(self, path: str) -> Listing | None:
        """The listing read first, also when it was None."""
        found = self._listings.get(path, _UNREAD)
        if found is _UNREAD:
            listing = self._listings[path] = self._base.list_directory(path)
            return listing
        return self._listings[path]

    def kind(self, path: str) -> Kind | None:
        """From the listing of the parent where that was read, else one question to the base."""
        folder, _, name = path.rpartition(self._base.separator)
        listing = self._listings.get(folder)
        if listing is None or not name:
            return self._base.kind(path)
        return listing.get(name)

    def read_bytes(self, path: str) -> bytes:
        """Always from the base. Raises OSError."""
        return self._base.read_bytes(path)

    def read_link(self, path: str) -> str | None:
        """Always from the base."""
        return self._base.read_link(path)

    def real_path(self, path: str) -> str:
        """Always from the base."""
        return self._base.real_path(path)

    def forget(self, path: str) -> None:
        """Something changed at this path: its folder's listing goes, and every listing at or below it."""
        separator = self._base.separator
        folder = path.rpartition(separator)[0]
        below = path.rstrip(separator) + separator
        self._listings.pop(folder, None)
        self._listings.pop(folder + separator, None)
        for known in [key for key in self._listings if key == path or key.startswith(below)]:
            del self._listings[known]
