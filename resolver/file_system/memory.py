"""A `FileSystem` of plain values: the tests' disk, and the proof that nothing else asks the real one."""

from __future__ import annotations

from collections.abc import Mapping

from resolver.file_system import Kind, Listing
from resolver.paths import flavour

_MAXIMUM_LINKS = 40


class MemoryFileSystem:
    """Files, the directories they imply, and symbolic links."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        directories: Mapping[str, Listing],
        links: Mapping[str, str],
        separator: str,
    ) -> None:
        """Takes absolute, normalised paths; `from_tree` makes them from a drawing."""
        self.separator = separator
        self._files = files
        self._directories = directories
        self._links = links

    @classmethod
    def from_tree(
        cls,
        tree: Mapping[str, bytes | str],
        separator: str = "/",
        symlinks: Mapping[str, str] | None = None,
    ) -> MemoryFileSystem:
        """Absolute paths with their content; a path that ends in the separator is an empty directory.

        `symlinks` maps a path to its target as a link would hold it.
        """
        links = dict(symlinks or {})
        files = {path: _as_bytes(content) for path, content in tree.items() if not path.endswith(separator)}
        directories = {path.rstrip(separator) for path in tree if path.endswith(separator)}
        listings: dict[str, dict[str, Kind]] = {}
        for path in files:
            _enter(listings, path, Kind.FILE, separator)
        for path in links:
            _enter(listings, path, Kind.OTHER, separator)
        for path in directories:
            _enter(listings, path, Kind.DIRECTORY, separator)
            listings.setdefault(path, {})
        return cls(files, listings, links, separator)

    def list_directory(self, path: str) -> Listing | None:
        """The names in a directory; a link among them has the kind of what it leads to."""
        real = self._key(path)
        listing = self._directories.get(real)
        if listing is None or not self._links:
            return listing
        return {name: kind for name in listing for kind in [self._kind_in_listing(real, name)]}

    def kind(self, path: str) -> Kind | None:
        """What the path leads to."""
        real = self._key(path)
        if real in self._files:
            # A trailing separator asks for a directory.
            return None if path.endswith(self.separator) else Kind.FILE
        return Kind.DIRECTORY if real in self._directories else None

    def read_bytes(self, path: str) -> bytes:
        """The content of a file. Raises FileNotFoundError."""
        content = self._files.get(self._key(path))
        if content is None:
            raise FileNotFoundError(path)
        return content

    def read_link(self, path: str) -> str | None:
        """The target of a symbolic link as it was given."""
        return self._links.get(flavour(self.separator).normpath(path))

    def real_path(self, path: str) -> str:
        """The path normalised, with every link on the way replaced; a loop of links stays as it is."""
        module = flavour(self.separator)
        current: str = module.normpath(path)
        if not self._links:
            return current
        for _ in range(_MAXIMUM_LINKS):
            followed = self._follow_first_link(current)
            if followed is None:
                break
            current = module.normpath(followed)
        return current

    def _key(self, path: str) -> str:
        """The name under which a path is stored: a root has no trailing separator, so that joining needs no case."""
        return self.real_path(path).rstrip(self.separator)

    def _follow_first_link(self, path: str) -> str | None:
        module = flavour(self.separator)
        end = path.find(self.separator, 1)
        while True:
            head = path if end < 0 else path[:end]
            target = self._links.get(head)
            if target is not None:
                joined: str = module.join(module.dirname(head), target)
                return joined if end < 0 else joined + path[end:]
            if end < 0:
                return None
            end = path.find(self.separator, end + 1)

    def _kind_in_listing(self, folder: str, name: str) -> Kind:
        return self.kind(folder + self.separator + name) or Kind.OTHER


def _enter(listings: dict[str, dict[str, Kind]], path: str, kind: Kind, separator: str) -> None:
    """Put the path into its directory's listing, and that directory into its own, up to the root."""
    while separator in path:
        folder, _, name = path.rpartition(separator)
        names = listings.setdefault(folder, {})
        if name in names:
            return
        names[name] = kind
        path, kind = folder, Kind.DIRECTORY


def _as_bytes(content: bytes | str) -> bytes:
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
