"""A file system that can be replaced under those who ask it: they see the latest texts, and need not be made anew."""

from __future__ import annotations

from resolver.file_system import FileSystem, Kind, Listing, Stamp


class LiveDisk:
    """Whatever `base` is at the moment of a question."""

    def __init__(self, base: FileSystem) -> None:
        """`base` may be set to another one that has the same names in its folders."""
        self.base = base

    @property
    def separator(self) -> str:
        """That of the base."""
        return self.base.separator

    def list_directory(self, path: str) -> Listing | None:
        """That of the base."""
        return self.base.list_directory(path)

    def kind(self, path: str) -> Kind | None:
        """That of the base."""
        return self.base.kind(path)

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """That of the base. Raises OSError."""
        return self.base.read_bytes(path, at_most)

    def stamp(self, path: str) -> Stamp | None:
        """That of the base."""
        return self.base.stamp(path)

    def read_link(self, path: str) -> str | None:
        """That of the base."""
        return self.base.read_link(path)

    def real_path(self, path: str) -> str:
        """That of the base."""
        return self.base.real_path(path)
