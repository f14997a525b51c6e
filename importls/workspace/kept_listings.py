"""A disk whose answers about folders are remembered until it is looked at again; contents are always read anew.

Nobody has to say what has changed: who suspects it asks for `refresh`, which looks at the times of all folders.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from resolver.file_system import FileSystem, Kind, Listing, Stamp, links_in

RACY = 2_000_000_000
"""Nanoseconds in which a second change may leave the stamp of the first: the coarsest clock of file systems in use."""

_NOT_LISTED = frozenset({"", ".", ".."})
_LITTER = ("~", ".swp", ".swx", ".tmp", ".log")
"""Endings of names that editors and programs leave behind, and no import ever finds."""


class KeptListings:
    """`base` with remembered listings and kinds, each folder with the stamp from before it was listed."""

    def __init__(self, base: FileSystem) -> None:
        """Starts empty."""
        self._base = base
        self._listings: dict[str, tuple[Stamp | None, Listing | None]] = {}
        self._kinds: dict[str, Kind | None] = {}
        self._real_paths: dict[str, str] = {}

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def list_directory(self, path: str) -> Listing | None:
        """The listing that was read last."""
        known = self._listings.get(path)
        if known is None:
            if self._is_missing(path):
                return None
            known = self._listings[path] = trusted(self._base.stamp(path)), self._base.list_directory(path)
        return known[1]

    def kind(self, path: str) -> Kind | None:
        """What it was when it was asked for last."""
        if path not in self._kinds:
            if self._is_missing(path):
                return None
            self._kinds[path] = self._base.kind(path)
        return self._kinds[path]

    def _is_missing(self, path: str) -> bool:
        """Whether a listing tells that there is nothing: of names that nobody has used, nothing is to be remembered."""
        folder, _, name = path.rpartition(self._base.separator)
        if name in _NOT_LISTED:
            return False
        if folder not in self._listings:
            return bool(folder) and self._is_missing(folder)
        listing = self._listings[folder][1]
        return self.kind(folder) is not Kind.DIRECTORY if listing is None else name not in listing

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """Always from the base. Raises OSError."""
        return self._base.read_bytes(path, at_most)

    def stamp(self, path: str) -> Stamp | None:
        """Always from the base."""
        return self._base.stamp(path)

    def read_link(self, path: str) -> str | None:
        """That of the base, for free where the folder above was listed and has no such link."""
        folder, _, name = path.rpartition(self._base.separator)
        _, listing = self._listings.get(folder, (None, None))
        if listing is not None and name not in _NOT_LISTED and name not in links_in(listing):
            return None
        return self._base.read_link(path)

    def real_path(self, path: str) -> str:
        """That of the folder above with the name, where that is no link; else the last answer."""
        folder, separator, name = path.rpartition(self._base.separator)
        _, listing = self._listings.get(folder, (None, None))
        is_no_link = listing is not None and name not in _NOT_LISTED and name not in links_in(listing)
        if is_no_link or self._is_missing(path):
            return self.real_path(folder) + separator + name
        if path not in self._real_paths:
            self._real_paths[path] = self._base.real_path(path)
        return self._real_paths[path]

    def is_outdated(self, folders: Iterable[str]) -> bool:
        """Whether one of these folders may have other names in it now; one question of the base for each."""
        known = ((folder, self._listings[folder]) for folder in folders if folder in self._listings)
        return any(stamp != self._base.stamp(folder) or (stamp is None and names) for folder, (stamp, names) in known)

    def refresh(self) -> frozenset[str]:
        """Look at everything again; the paths of which the answer is another one now.

        One question of the base for each folder that was not touched.
        """
        changed = {path for path, kind in self._kinds.items() if self._base.kind(path) is not kind}
        for path, (stamp, listing) in list(self._listings.items()):
            now = self._base.stamp(path)
            if now == stamp and (stamp is not None or listing is None):
                continue
            again = self._base.list_directory(path)
            self._listings[path] = trusted(now), again
            if _names(again) != _names(listing) or links_in(again) != links_in(listing):
                changed.add(path)
        if changed:
            self._real_paths.clear()
        for path in self._kinds.keys() & changed:
            self._kinds[path] = self._base.kind(path)
        return frozenset(changed)


def _names(listing: Listing | None) -> dict[str, Kind] | None:
    """What somebody may have looked for."""
    if listing is None:
        return None
    return {name: kind for name, kind in listing.items() if name != "__pycache__" and not name.endswith(_LITTER)}


def trusted(stamp: Stamp | None) -> Stamp | None:
    """The stamp; None where the file or folder has changed so lately that it may change again unseen."""
    return stamp if stamp is not None and max(stamp[:2]) < time.time_ns() - RACY else None
