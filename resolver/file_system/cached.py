"""Each directory is listed once; who changes the disk says so with `forget`."""

from __future__ import annotations

from resolver.file_system import FileSystem, Kind, Listing, Stamp, links_in
from resolver.file_system.changes import Changes, changes_at

_UNREAD = object()
_NOT_LISTED = frozenset({"", ".", ".."})


class CachedListings:
    """`base` with remembered listings. File contents are not remembered.

    A listing is kept with the real path that its folder had when it was read, so that a change of the folder is seen
    under every name that leads to it.
    """

    def __init__(self, base: FileSystem) -> None:
        """Starts empty."""
        self._base = base
        self._listings: dict[str, Listing | None] = {}
        self._real_paths: dict[str, str] = {}

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def list_directory(self, path: str) -> Listing | None:
        """The listing read first, also when it was None."""
        found = self._listings.get(path, _UNREAD)
        if found is _UNREAD:
            self._real_paths[path] = self._real_path_of_folder(path)
            listing = self._listings[path] = self._base.list_directory(path)
            return listing
        return self._listings[path]

    def kind(self, path: str) -> Kind | None:
        """From the listing of the parent where that was read, else one question to the base."""
        folder, _, name = path.rpartition(self._base.separator)
        listing = self._listings.get(folder)
        if listing is None or name in _NOT_LISTED:
            return self._base.kind(path)
        return listing.get(name)

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """Always from the base. Raises OSError."""
        return self._base.read_bytes(path, at_most)

    def stamp(self, path: str) -> Stamp | None:
        """Always from the base."""
        return self._base.stamp(path)

    def read_link(self, path: str) -> str | None:
        """Always from the base."""
        return self._base.read_link(path)

    def real_path(self, path: str) -> str:
        """Always from the base."""
        return self._base.real_path(path)

    def forget(self, *paths: str) -> Changes:
        """Something was created, deleted or changed at each of these absolute paths, or below it.

        Forgotten are the listings of folders at or below them, under whatever name they were read, and those in which
        one of the paths is listed as what it no longer is. All others are kept.
        """
        changes = changes_at(self._base, paths, links=any(map(self._is_listed_as_link, paths)))
        for path in [path for path in self._listings if self._is_stale(path, changes)]:
            del self._listings[path], self._real_paths[path]
        return changes

    def _real_path_of_folder(self, path: str) -> str:
        """`real_path`, for free where the folder above was listed and has this one as no link."""
        folder, separator, name = path.rpartition(self._base.separator)
        above = self._listings.get(folder)
        if above is None or name not in above or name in links_in(above):
            return self._base.real_path(path)
        return self._real_paths[folder] + separator + name

    def _is_listed_as_link(self, path: str) -> bool:
        folder, separator, name = path.rstrip(self._base.separator).rpartition(self._base.separator)
        return name in links_in(self._listings.get(folder) or self._listings.get(folder + separator))

    def _is_stale(self, path: str, changes: Changes) -> bool:
        real = self._real_paths[path]
        if changes.cover(path) or changes.cover_real(real):
            return True
        if changes.links and self._base.real_path(path) != real:
            return True
        listing = self._listings[path]
        if any(self._differs(listing, path, name) for name in changes.names_in(real)):
            return True
        joined = path.rstrip(self._base.separator) + self._base.separator
        return any(
            (changes.links or changes.cover_real(self._base.real_path(joined + name)))
            and self._differs(listing, path, name)
            for name in links_in(listing)
        )

    def _differs(self, listing: Listing | None, folder: str, name: str) -> bool:
        """Whether the name is no longer what the listing says."""
        path = folder.rstrip(self._base.separator) + self._base.separator + name
        is_link = self._base.read_link(path) is not None
        kind = self._base.kind(path) or (Kind.OTHER if is_link else None)
        return listing is None or listing.get(name) is not kind or (name in links_in(listing)) is not is_link
