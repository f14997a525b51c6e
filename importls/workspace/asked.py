"""What a file system was asked for, so that of a change it can be said whether anybody cares."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import msgspec

from importls.cache.asked_listing import AskedListing
from importls.paths import base_name, parent
from importls.workspace.kept_listings import trusted
from resolver.file_system import FileSystem, Kind, Listing, Stamp


@dataclass(slots=True)
class Asked:
    """Paths that were asked for. Grows with every question; who begins anew takes a new one.

    `sources` were read as modules that are known, `bodies` for any other reason, be it that they decide how modules are
    found; both with the stamp from before they were read first. Another stamp tells of a change; that it is the same
    tells nothing of files in `young`, which had just been written. `paths` are the
    folders that were listed, and what was asked for one by one. In folders `above` the project other things come and
    go all the time: of each, `names` has the listing with the names that were asked for.
    """

    above: frozenset[str] = frozenset()
    sources: dict[str, Stamp | None] = field(default_factory=dict)
    bodies: dict[str, Stamp | None] = field(default_factory=dict)
    young: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    names: dict[str, AskedListing] = field(default_factory=dict)

    def note_source(self, path: str, stamp: Stamp | None) -> None:
        """A file is read as a module; this is its stamp."""
        self.sources[path] = stamp
        if trusted(stamp) is None:
            self.young.add(path)
        else:
            self.young.discard(path)

    def cares(self, path: str) -> bool:
        """Whether it may matter what is at this path, as far as its name tells."""
        listing = self.names.get(parent(path))
        if listing is None or listing.asked is None or path in self.paths:
            return True
        return base_name(path) in listing.asked

    @property
    def state(self) -> AskedState:
        """All of it, as it is now."""
        names = {folder: None if one.asked is None else frozenset(one.asked) for folder, one in self.names.items()}
        return AskedState(dict(self.sources), dict(self.bodies), frozenset(self.young), frozenset(self.paths), names)

    def add(self, state: AskedState, changed: Collection[str], disk: FileSystem) -> None:
        """What somebody else has asked of this disk, but for contents that have `changed` since."""
        self.sources.update((path, stamp) for path, stamp in state.sources.items() if path not in changed)
        self.bodies.update((path, stamp) for path, stamp in state.bodies.items() if path not in changed)
        self.young |= state.young
        self.paths |= state.paths
        for folder, asked in state.names.items():
            if folder not in self.names:
                self.names[folder] = AskedListing(disk.list_directory(folder) or {})
            before = self.names[folder].asked
            self.names[folder].asked = None if before is None or asked is None else before | asked


class AskedState(msgspec.Struct, frozen=True, array_like=True):
    """The same as a value that can be sent; `names` are those that were asked for in folders above, None for all."""

    sources: dict[str, Stamp | None] = {}
    bodies: dict[str, Stamp | None] = {}
    young: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    names: dict[str, frozenset[str] | None] = {}


@dataclass(frozen=True, slots=True)
class AskingFileSystem:
    """`base`, and in `asked` what was asked of it."""

    base: FileSystem
    asked: Asked

    @property
    def separator(self) -> str:
        """That of the base."""
        return self.base.separator

    def list_directory(self, path: str) -> Listing | None:
        """That of the base."""
        if path in self.asked.names:
            return self.asked.names[path]
        listing = self.base.list_directory(path)
        self._note(path, is_there=listing is not None)
        if listing is not None and path in self.asked.above:
            listing = self.asked.names[path] = AskedListing(listing)
        return listing

    def kind(self, path: str) -> Kind | None:
        """That of the base."""
        kind = self.base.kind(path)
        self._note(path, is_there=kind is not None)
        return kind

    def _note(self, path: str, *, is_there: bool) -> None:
        """What is not there cannot appear but in a folder, which may be known to matter already."""
        if is_there or not self._would_be_seen(path):
            self.asked.paths.add(path)

    def _would_be_seen(self, path: str) -> bool:
        """Whether the answer about some folder above would be another one if this path, which is not there, were."""
        folder = parent(path)
        if folder in self.asked.names or folder == path:
            return False
        return folder in self.asked.paths or (self.base.kind(folder) is None and self._would_be_seen(folder))

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """That of the base. Only the start of a file is read for what changes no answer. Raises OSError."""
        if at_most is None and path not in self.asked.bodies:
            self.asked.bodies[path] = self.base.stamp(path)
        return self.base.read_bytes(path, at_most)

    def stamp(self, path: str) -> Stamp | None:
        """That of the base, which is about time, not about answers."""
        return self.base.stamp(path)

    def read_link(self, path: str) -> str | None:
        """That of the base."""
        return self.base.read_link(path)

    def real_path(self, path: str) -> str:
        """That of the base."""
        return self.base.real_path(path)


@dataclass(frozen=True, slots=True)
class AskedSources:
    """The `Contents` of an asking file system, asked for the sources of modules that are known already."""

    file_system: AskingFileSystem

    @property
    def separator(self) -> str:
        """That of the file system."""
        return self.file_system.separator

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """The source, or its start. Raises OSError."""
        sources = self.file_system.asked.sources
        if at_most is None and path not in sources:
            self.file_system.asked.note_source(path, self.file_system.stamp(path))
        return self.file_system.base.read_bytes(path, at_most)

    def stamp(self, path: str) -> Stamp | None:
        """That of the file system."""
        return self.file_system.stamp(path)
