"""A name and the folders in which it was looked for: what is listed there, for those who ask why it was not found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resolver.file_system import Kind
from resolver.machinery import ModuleSpec

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Place:
    """A name and the folders in which it was looked for."""

    snapshot: Snapshot
    module: Module
    parent: ModuleSpec | None
    name: str

    @property
    def tail(self) -> str:
        """The part of the name after the last dot."""
        return self.name.rpartition(".")[2]

    @property
    def folders(self) -> tuple[str, ...]:
        """Where the name was looked for: in the search locations of its parent, or in the entries of `sys.path`."""
        if self.parent is not None:
            return self.parent.submodule_search_locations or ()
        return entries_of(self.snapshot, self.module)

    def alike(self, tail: str) -> list[Listed]:
        """What is listed in the folders under this name with any case and any suffix."""
        return self.listing.by_stem.get(tail.lower(), [])

    @property
    def listing(self) -> Listings:
        """The folders' content, read once for all names that are missing there."""
        return self.snapshot.once(("listings", self.folders), lambda: _listings(self.snapshot, self.folders))

    def path(self, *parts: str) -> str:
        """The parts as one path."""
        return self.snapshot.file_system.separator.join(parts)


Listed = tuple[str, str, Kind]
"""A folder, a name in it, and the name's kind."""


@dataclass(frozen=True, slots=True)
class Listings:
    """The content of some folders, by what stands before the first dot of a name, in lower case."""

    by_stem: Mapping[str, list[Listed]]
    folders: tuple[str, ...]


def _listings(snapshot: Snapshot, folders: tuple[str, ...]) -> Listings:
    by_stem: dict[str, list[Listed]] = {}
    for folder in folders:
        for name, kind in (snapshot.file_system.list_directory(folder) or {}).items():
            by_stem.setdefault(name.partition(".")[0].lower(), []).append((folder, name, kind))
    return Listings(by_stem, folders)


def module_stem(place: Place, folder: str, name: str, kind: Kind) -> str | None:
    """What a listed name would be imported as; a folder counts where it holds Python files."""
    if not name.partition(".")[0].isidentifier():
        return None  # Nobody means a hidden folder, such as git's, in which something changes all the time.
    if kind is Kind.DIRECTORY:
        inside = place.snapshot.file_system.list_directory(place.path(folder, name)) or {}
        return name if any(file.endswith(".py") for file in inside) else None
    for suffix in (".py", *place.snapshot.environment.suffixes.extension):
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return None


def stems_in(place: Place) -> frozenset[str]:
    """The names of all modules that can be imported from the folders."""
    listed = (module_stem(place, *item) for items in place.listing.by_stem.values() for item in items)
    return frozenset(stem for stem in listed if stem is not None)


def entries_of(snapshot: Snapshot, module: Module) -> tuple[str, ...]:
    """The entries of `sys.path` as the module sees them."""
    root = module.file.root.path
    return snapshot.once(
        ("entries", root),
        lambda: tuple(entry.path for entry in snapshot.search.environment_of(module.file).sys_path),
    )
