"""`zipimport.zipimporter`: what one zip archive, or a folder inside it, knows of a name. It runs no code in it."""

from __future__ import annotations

import calendar
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from resolver.file_finder import cached_path
from resolver.file_system import FileSystem, Kind
from resolver.machinery import Loader, ModuleSpec
from resolver.paths import separators, split

_SEARCH_ORDER = (
    ("/__init__.pyc", Loader.SOURCELESS_FILE, True),
    ("/__init__.py", Loader.SOURCE_FILE, True),
    (".pyc", Loader.SOURCELESS_FILE, False),
    (".py", Loader.SOURCE_FILE, False),
)
_NOT_AN_ARCHIVE = (OSError, ValueError, NotImplementedError, zipfile.BadZipFile, struct.error, EOFError)
_UNREADABLE_MEMBER = (*_NOT_AN_ARCHIVE, RuntimeError, zlib.error)
_HEADER_LENGTH = 16
_ZONE_STEP = 15 * 60
_FARTHEST_ZONE = 14 * 60 * 60


@dataclass(frozen=True, slots=True)
class ZipTarget:
    """What decides, besides the archive, which of its members the target loads."""

    cache_tag: str
    magic_number: bytes | None
    """The first four bytes of bytecode that the target accepts; None where that is not known."""
    implicit_folders: bool
    """Whether a folder without a record of its own is a portion: since 3.14 (gh-59110)."""


class ZipFinder:
    """Finds modules below `prefix` (empty, or a path inside the archive that ends in a slash)."""

    def __init__(self, archive: str, prefix: str, members: zipfile.ZipFile, target: ZipTarget, separator: str) -> None:
        """`find_archive` makes them."""
        self._archive = archive
        self._prefix = prefix
        self._zip = members
        self._members: Mapping[str, zipfile.ZipInfo] = {info.filename: info for info in members.infolist()}
        self._folders = _folders(self._members, implicit=target.implicit_folders)
        self._target = target
        self._separator = separator

    def find_spec(self, name: str) -> ModuleSpec | None:
        """A spec whose loader is `Loader.ZIP`, a portion, or None. Only the last part of the name is looked up."""
        path = self._prefix + name.rpartition(".")[2]
        found = [entry for entry in _SEARCH_ORDER if path + entry[0] in self._members]
        if found:
            return self._spec(name, path, found)
        if path + "/" in self._folders:
            return ModuleSpec(name, None, submodule_search_locations=(self._path_of(path),))
        return None

    def read_bytes(self, path: str) -> bytes | None:
        """The content of a member, given the path that a spec has as its origin; None where that is no member."""
        return self._read(path.removeprefix(self._archive + self._separator).replace(self._separator, "/"))

    def _spec(self, name: str, path: str, found: list[tuple[str, Loader, bool]]) -> ModuleSpec:
        """The first member decides whether it is a package, the first that loads is the origin (`_get_module_code`)."""
        is_package = found[0][2]
        loaded = next((entry for entry in found if self._loads(path + entry[0], entry[1])), None)
        if loaded is None:
            # get_filename raised ImportError in spec_from_file_location.
            origin, cached = "<unknown>", None
        else:
            origin = self._path_of(path + loaded[0])
            cached = cached_path(origin, loaded[1], self._target.cache_tag, self._separator)
        locations = (split(self._separator, origin)[0],) if is_package else None
        return ModuleSpec(name, Loader.ZIP, origin, locations, cached, has_location=True)

    def _loads(self, member: str, loader: Loader) -> bool:
        """Whether zipimport would take this member: source always, bytecode if it is of this version and not stale."""
        if loader is Loader.SOURCE_FILE:
            return True
        data = self._read(member)
        magic = self._target.magic_number
        if data is None or len(data) < _HEADER_LENGTH or (magic is not None and data[:4] != magic):
            return False
        source = self._members.get(member[:-1])
        flags: int
        modified: int
        size: int
        flags, modified, size = struct.unpack("<III", data[4:_HEADER_LENGTH])
        if flags or source is None:
            return True
        return size == source.file_size and _may_be_equal(_modification_time(source), modified)

    def _read(self, member: str) -> bytes | None:
        try:
            return self._zip.read(member)
        except (KeyError, *_UNREADABLE_MEMBER):
            return None

    def _path_of(self, member: str) -> str:
        return self._archive + self._separator + member.replace("/", self._separator)


def find_archive(file_system: FileSystem, entry: str, target: ZipTarget) -> ZipFinder | None:
    """`zipimporter.__init__`: the archive that the path entry names or goes through; None where there is none."""
    path, inside = entry, list[str]()
    while (kind := file_system.kind(path)) is None:
        folder, name = split(file_system.separator, path)
        if folder == path:
            return None
        path = folder
        inside.append(name)
    if kind is not Kind.FILE:
        return None
    members = _open(file_system, path)
    if members is None:
        return None
    parts = [part.rstrip(separators(file_system.separator)) for part in reversed(inside) if part]
    prefix = "/".join(parts) + "/" if parts else ""
    return ZipFinder(path, prefix, members, target, file_system.separator)


def _open(file_system: FileSystem, path: str) -> zipfile.ZipFile | None:
    try:
        return zipfile.ZipFile(io.BytesIO(file_system.read_bytes(path)))
    except _NOT_AN_ARCHIVE:
        return None


def _folders(members: Mapping[str, zipfile.ZipInfo], *, implicit: bool) -> frozenset[str]:
    recorded = {name for name in members if name.endswith("/")}
    if implicit:
        for name in members:
            folder = name.rstrip("/").rpartition("/")[0]
            while folder and folder + "/" not in recorded:
                recorded.add(folder + "/")
                folder = folder.rpartition("/")[0]
    return frozenset(recorded)


def _may_be_equal(local: int, modified: int) -> bool:
    """`_eq_mtime` for a time stamp of an archive, which is local time, and one of bytecode, which is not.

    zipimport converts with the time zone of the machine that runs it. The files of the target do not tell that zone and
    the host's is another one's, so the two are taken as equal where a time zone exists that makes them so. Time stamps
    in archives count in steps of two seconds, hence the tolerance.
    """
    difference = local - modified
    return abs(difference) <= _FARTHEST_ZONE + 1 and (difference + 1) % _ZONE_STEP <= 2


def _modification_time(member: zipfile.ZipInfo) -> int:
    """`_parse_dostime` in seconds, without a time zone; like `mktime` it takes the months 0 and 13 to 15 too."""
    year, month, *rest = member.date_time
    return calendar.timegm((year + (month - 1) // 12, (month - 1) % 12 + 1, *rest))
