"""`zipimport.zipimporter`: what one zip archive, or a folder inside it, knows of a name. It runs no code in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from resolver.bytecode import SourceBeside, Verdict, judge
from resolver.compilation import require_compilable
from resolver.file_finder import BytecodeCache, cached_path
from resolver.file_system import FileSystem, Kind
from resolver.machinery import Loader, ModuleSpec
from resolver.paths import absolute_entry, is_absolute, separators, split
from resolver.resolution import FinderError
from resolver.zip_archive import Member, ZipImportError, read_directory, read_member

_SEARCH_ORDER = (
    ("/__init__.pyc", Loader.SOURCELESS_FILE, True),
    ("/__init__.py", Loader.SOURCE_FILE, True),
    (".pyc", Loader.SOURCELESS_FILE, False),
    (".py", Loader.SOURCE_FILE, False),
)


@dataclass(frozen=True, slots=True)
class ZipTarget:
    """What decides, besides the archive, which of its members the target loads."""

    cache: BytecodeCache
    magic_number: bytes | None
    """The first four bytes of bytecode that the target accepts; None where that is not known."""
    version: tuple[int, int]
    has_zlib: Callable[[], bool]
    """Whether the target can import zlib: otherwise it reads no compressed member."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One file that zipimport takes for an archive: its content, members by name, and the folders that it knows."""

    data: bytes
    members: Mapping[str, Member]
    folders: frozenset[str]


class ZipFinder:
    """Finds modules below `prefix` (empty, or a path inside the archive that ends in a separator)."""

    class_name: ClassVar[str] = "zipimporter"
    __slots__ = ("_archive", "_path", "_prefix", "_separator", "_target")

    def __init__(self, path: str, prefix: str, archive: Archive, target: ZipTarget, separator: str) -> None:
        """`path` is the archive's own, as written: what is found in it is named by it."""
        self._path = path
        self._prefix = prefix
        self._archive = archive
        self._target = target
        self._separator = separator

    def find_spec(self, name: str) -> ModuleSpec | None:
        """A spec whose loader is `Loader.ZIP`, a portion, or None. Only the last part of the name is looked up.

        Raises FinderError where the module does not compile: its file name is known only when it has been.
        """
        path = self._prefix + name.rpartition(".")[2]
        found = [entry for entry in self._search_order() if path + entry[0] in self._archive.members]
        if found:
            return self._spec(name, path, found)
        if path + self._separator in self._archive.folders:
            return ModuleSpec(name, None, submodule_search_locations=(self._path_of(path),))
        return None

    def module_names(self) -> Iterator[str]:
        """The last parts of all names that `find_spec` may know; more than once where several members bear one name."""
        for member in (*self._archive.members, *self._archive.folders):
            if member.startswith(self._prefix):
                top, separator, _ = member[len(self._prefix) :].partition(self._separator)
                yield top if separator else top.removesuffix(".pyc").removesuffix(".py")

    def read_bytes(self, path: str) -> bytes | None:
        """The content of a member, given the path that a spec has as its origin; None where that is no member."""
        if not path.startswith(self._path + self._separator):
            return None
        try:
            return self._read(path[len(self._path) + 1 :])
        except (KeyError, ZipImportError, FinderError):
            return None

    def _search_order(self) -> Iterable[tuple[str, Loader, bool]]:
        if self._separator == "/":
            return _SEARCH_ORDER
        return [(suffix.replace("/", self._separator), loader, package) for suffix, loader, package in _SEARCH_ORDER]

    def _spec(self, name: str, path: str, found: list[tuple[str, Loader, bool]]) -> ModuleSpec:
        """The first member decides whether it is a package, the first that loads is the origin (`_get_module_code`)."""
        try:
            loaded = next((entry for entry in found if self._loads(path + entry[0], entry[1])), None)
        except ZipImportError:
            loaded = None
        if loaded is None:
            # get_filename raised ImportError in spec_from_file_location.
            origin, cached = "<unknown>", None
        else:
            origin = self._path_of(path + loaded[0])
            cached = cached_path(origin, loaded[1], self._target.cache, self._separator)
        locations = (split(self._separator, origin)[0],) if found[0][2] else None
        return ModuleSpec(name, Loader.ZIP, origin, locations, cached, has_location=True)

    def _loads(self, name: str, loader: Loader) -> bool:
        """Whether zipimport takes this member: source if it compiles, bytecode if it is of this version and fresh."""
        data = self._read(name)
        version = self._target.version
        if loader is Loader.SOURCE_FILE:
            require_compilable(data, version)
            return True
        return judge(data, self._target.magic_number, version, self._source_beside(name[:-1])) is Verdict.LOADED

    def _source_beside(self, name: str) -> SourceBeside | None:
        member = self._archive.members.get(name)
        if member is None:
            return None
        return SourceBeside(member.file_size, member.date, member.time, lambda: self._read(name))

    def _read(self, name: str) -> bytes:
        member = self._archive.members[name]
        return read_member(self._archive.data, member, has_zlib=member.compression == 0 or self._target.has_zlib())

    def _path_of(self, name: str) -> str:
        return self._path + self._separator + name


class ZipArchives:
    """Remembers archives by their paths, as `zipimport._zip_directory_cache` does."""

    __slots__ = ("_archives", "_file_system", "_target")

    def __init__(self, file_system: FileSystem, target: ZipTarget, known: Mapping[str, Archive | None]) -> None:
        """`known` are archives of another one, whose files have not changed."""
        self._file_system = file_system
        self._target = target
        self._archives = dict(known)

    @property
    def known(self) -> Mapping[str, Archive | None]:
        """What was opened, by absolute path; None for files that are no archives."""
        return self._archives

    def finder(self, entry: str) -> ZipFinder | None:
        """`zipimporter.__init__`: for the archive that the path entry names or goes through, None where there is none.

        Raises FinderError where the archive is so broken that the target stops.
        """
        separator = self._file_system.separator
        path = entry.replace("/", separator)
        inside = list[str]()
        while (kind := self._file_system.kind(self._absolute(path))) is None:
            folder, name = split(separator, path)
            if folder == path:
                return None
            path = folder
            inside.append(name)
        if kind is not Kind.FILE:
            return None
        archive = self._open(self._absolute(path))
        if archive is None:
            return None
        parts = [part.rstrip(separators(separator)) for part in reversed(inside) if part]
        prefix = separator.join(parts) + separator if parts else ""
        return ZipFinder(path, prefix, archive, self._target, separator)

    def _absolute(self, path: str) -> str:
        separator = self._file_system.separator
        if is_absolute(separator, path):
            return path
        return absolute_entry(separator, self._target.cache.working_directory, path, self._target.version)

    def _open(self, path: str) -> Archive | None:
        if path not in self._archives:
            self._archives[path] = self._read(path)
        return self._archives[path]

    def _read(self, path: str) -> Archive | None:
        separator = self._file_system.separator
        try:
            data = self._file_system.read_bytes(path)
            read = read_directory(data, self._target.version)
        except (OSError, ZipImportError):
            return None
        members = {name.replace("/", separator): member for name, member in read.items()}
        # Folders without a record of their own are portions since 3.14 (gh-59110).
        return Archive(data, members, _folders(members, separator, implicit=self._target.version >= (3, 14)))


def _folders(members: Iterable[str], separator: str, *, implicit: bool) -> frozenset[str]:
    recorded = {name for name in members if name.endswith(separator)}
    if implicit:
        for name in members:
            folder = name.rstrip(separator).rpartition(separator)[0]
            while folder and folder + separator not in recorded:
                recorded.add(folder + separator)
                folder = folder.rpartition(separator)[0]
    return frozenset(recorded)
