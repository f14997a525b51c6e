"""A file system that remembers what it was asked and told, so that a later run need not ask for more."""

from __future__ import annotations

import time

from importls.cache.answers import Answers, record, trusted_stamp
from importls.cache.digests import of_bytes, of_listing
from resolver.file_system import FileSystem, Kind, Listing, Stamp, links_in


class RecordingFileSystem:
    """`base`, which is the disk itself, and the `answers` that it gave."""

    def __init__(self, base: FileSystem) -> None:
        """Starts without answers."""
        self._base = base
        self._started = time.time_ns()
        self.answers = Answers()

    def take_answers(self) -> Answers:
        """The answers since the last time; a process that was forked off begins with those of its parent."""
        taken, self.answers = self.answers, Answers()
        return taken

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def list_directory(self, path: str) -> Listing | None:
        """That of the base; what the symbolic links in it lead to is remembered one by one."""
        stamp = trusted_stamp(path, self._started)
        listing = self._base.list_directory(path)
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
        stamp = trusted_stamp(path, self._started)  # What changes while it is read is seen as a change later.
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
