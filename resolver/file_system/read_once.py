"""Each file is read once, for work that asks for the same ones again and ends soon: every content is kept."""

from __future__ import annotations

from resolver.file_system import FileSystem, Kind, Listing, Stamp


class ReadOnce:
    """`base` with remembered contents, and remembered errors."""

    def __init__(self, base: FileSystem) -> None:
        """Starts empty."""
        self._base = base
        self._contents: dict[str, bytes | OSError] = {}

    @property
    def separator(self) -> str:
        """That of the base."""
        return self._base.separator

    def list_directory(self, path: str) -> Listing | None:
        """That of the base."""
        return self._base.list_directory(path)

    def kind(self, path: str) -> Kind | None:
        """That of the base."""
        return self._base.kind(path)

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """The content read first. Raises OSError, the same one if that was the answer."""
        content = self._contents.get(path)
        if content is None:
            try:
                content = self._base.read_bytes(path)
            except OSError as error:
                content = error
            self._contents[path] = content
        if isinstance(content, OSError):
            raise content
        return content[:at_most]

    def stamp(self, path: str) -> Stamp | None:
        """That of the base."""
        return self._base.stamp(path)

    def read_link(self, path: str) -> str | None:
        """That of the base."""
        return self._base.read_link(path)

    def real_path(self, path: str) -> str:
        """That of the base."""
        return self._base.real_path(path)
