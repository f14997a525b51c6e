"""A file system that remembers what it was asked and told, so that a later run need not ask for more."""

from __future__ import annotations

import time
from collections.abc import Iterable

from importls.cache.answers import Answers, record, trusted_stamp
from importls.cache.asked_listing import AskedListing
from importls.cache.digests import of_bytes, of_listing
from importls.paths import ancestors
from resolver.file_system import FileSystem, Kind, Listing, Stamp, links_in


class RecordingFileSystem:
    """`base`, which is the disk itself, and the answers that it gave.

    Of the folders above the paths `below` only the names that are asked for are remembered: in a home folder or a
    folder for temporary files others come and go all the time.
    """

    def __init__(self, base: FileSystem, below: Iterable[str] = ()) -> None:
        """Starts without answers."""
        self._base = base
        self._above = frozenset(folder for path in below for folder in ancestors(path))
        self._asked: dict[str, AskedListing] = {}
        self.started = time.time_ns()
        self.answers = Answers()

    def take_answers(self) -> Answers:
        """The answers since the last time; a process that was forked off begins with those of its parent."""
        for path, listing in self._asked.items():
            self._note_names(path, listing)
        taken, self.answers = self.answers, Answers()
        return taken

    def _note_names(self, folder: str, listing: AskedListing) -> None:
        """As answers about each name by itself, or about the folder, where somebody has looked at all of it."""
        if listing.asked is None:
            record(self.answers.listings, folder, None, of_listing(listing))
            return
        for name in tuple(listing.asked):
            path = folder.rstrip(self.separator) + self.separator + name
            kind = listing.get(name)
            if kind is Kind.OTHER:
                self.kind(path)
            else:
                self.answers.kinds[path] = kind
            self.answers.links[path] = self._base.read_link(path) if name in listing.links else None

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def list_directory(self, path: str) -> Listing | None:
        """That of the base; what the symbolic links in it lead to is remembered one by one."""
        if path in self._asked:
            return self._asked[path]
        stamp = trusted_stamp(path, self.started)
        listing = self._base.list_directory(path)
        if listing is not None and path in self._above:
            listing = self._asked[path] = AskedListing(listing)
            return listing
        for name in links_in(listing):
            self.kind(path.rstrip(self.separator) + self.separator + name)
        record(self.answers.listings, path, stamp, of_listing(listing))
        return listing

    def kind(self, path: str) -> Kind | None:
        """That of the base."""
        kind = self.answers.kinds[path] = self._base.kind(path)
        return kind

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """That of the base. Only the start of a file is read for what changes no answer, so it is not remembered."""
        if at_most is not None:
            return self._base.read_bytes(path, at_most)
        self.answers.bodies.add(path)
        return self.read_source(path)

    def read_source(self, path: str) -> bytes:
        """The content of a file as source of a module that is known. Raises OSError."""
        stamp = trusted_stamp(path, self.started)  # What changes while it is read is seen as a change later.
        try:
            data = self._base.read_bytes(path)
        except OSError:
            record(self.answers.contents, path, None, b"")
            raise
        record(self.answers.contents, path, stamp, of_bytes(data))
        return data

    def stamp(self, path: str) -> Stamp | None:
        """That of the base, which is about time, not about answers."""
        return self._base.stamp(path)

    def read_link(self, path: str) -> str | None:
        """That of the base."""
        target = self.answers.links[path] = self._base.read_link(path)
        return target

    def real_path(self, path: str) -> str:
        """That of the base."""
        real = self.answers.real_paths[path] = self._base.real_path(path)
        return real


class RecordedSources:
    """The `Contents` of a recording file system, asked for the sources of modules that are known already."""

    def __init__(self, recording: RecordingFileSystem) -> None:
        """Everything is noted there."""
        self._recording = recording

    @property
    def separator(self) -> str:
        """That of the file system."""
        return self._recording.separator

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """The source, or its start. Raises OSError."""
        return self._recording.read_source(path) if at_most is None else self._recording.read_bytes(path, at_most)

    def stamp(self, path: str) -> Stamp | None:
        """That of the file system."""
        return self._recording.stamp(path)
