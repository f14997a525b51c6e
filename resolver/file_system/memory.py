"""A `FileSystem` of plain values: the tests' disk, and the proof that nothing else asks the real one."""

from __future__ import annotations

from collections.abc import Mapping

from resolver.file_system import Kind, LinkedListing, Listing, Stamp
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
        listing = None if real is None else self._directories.get(real)
        if listing is None or not self._links:
            return listing
        kinds = {name: self._kind_in_listing(real or "", name) for name in listing}
        links = frozenset(name for name in kinds if f"{real}{self.separator}{name}" in self._links)
        return LinkedListing(kinds, links) if links else kinds

    def kind(self, path: str) -> Kind | None:
        """What the path leads to."""
        real = self._key(path)
        if real is None:
            return None
        if real in self._files:
            return Kind.FILE
        return Kind.DIRECTORY if real in self._directories else None

    def read_bytes(self, path: str, at_most: int | None = None) -> bytes:
        """The content of a file. Raises FileNotFoundError."""
        real = self._key(path)
        content = None if real is None else self._files.get(real)
        if content is None:
            raise FileNotFoundError(path)
        return content[:at_most]

    def stamp(self, path: str) -> Stamp | None:  # noqa: ARG002 - values have no time of change
        """None: values do not tell when they changed."""
        return None

    def read_link(self, path: str) -> str | None:
        """The target of a symbolic link as it was given."""
        folder, _, name = path.rpartition(self.separator)
        real = self._key(folder) if name else None
        return None if real is None else self._links.get(real + self.separator + name)

    def real_path(self, path: str) -> str:
        """The path normalised, with every link on the way replaced; a loop of links stays as it is."""
        real = self._walk(path, strict=False) or ""
        return real if self.separator in real else real + self.separator

    def _key(self, path: str) -> str | None:
        """The name under which a path is stored, None where it leads nowhere.

        A root has no trailing separator, so that joining needs no case.
        """
        if not self._links and (path in self._files or path in self._directories):
            return path
        return self._walk(path, strict=True)

    def _walk(self, path: str, *, strict: bool) -> str | None:
        """Follow a path name by name, as an operating system does; if not `strict`, also through what is not there."""
        current: str
        rest: str
        current, rest = flavour(self.separator).splitdrive(path.replace("/", self.separator))
        parts = list(reversed(rest.split(self.separator)))
        followed = 0
        while parts:
            if strict and current not in self._directories:
                return None
            part = parts.pop()
            if part in {"", "."}:
                continue
            if part == "..":
                current = current.rpartition(self.separator)[0] or current.partition(self.separator)[0]
                continue
            target = self._links.get(current + self.separator + part)
            if target is None or followed == _MAXIMUM_LINKS:
                current += self.separator + part
                continue
            followed += 1
            if flavour(self.separator).isabs(target):
                current, target = flavour(self.separator).splitdrive(target)
            parts.extend(reversed(target.split(self.separator)))
        return current

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
