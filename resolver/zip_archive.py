"""The directory of a zip archive and the content of its members, as `zipimport` reads them; it knows no modules.

`zipfile` will not do: it refuses archives that `zipimport` takes, and the other way round.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from resolver.resolution import FinderError

_END = b"PK\x05\x06"
_END_SIZE = 22
_END_64 = b"PK\x06\x06"
_END_64_SIZE = 56
_LOCATOR_64_SIZE = 20
_COMMENT_SIZE = 0xFFFF
_ENTRY = b"PK\x01\x02"
_ENTRY_SIZE = 46
_LOCAL = b"PK\x03\x04"
_LOCAL_SIZE = 30
_UTF_8_NAME = 0x800
_IN_EXTRA = 0xFFFFFFFF
_EXTRA_64 = 1


class ZipImportError(Exception):
    """Where `zipimport` raises its own error, an ImportError: the path hook gives way, the file name is unknown."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: `zipimport`'s toc entry. `date` and `time` are in MS-DOS format, sizes in bytes."""

    compression: int
    data_size: int
    file_size: int
    offset: int
    time: int
    date: int


@dataclass(frozen=True, slots=True)
class _End:
    """The end record: where the central directory is, how long, and how many members it lists."""

    position: int
    """Of the first byte after the central directory."""
    size: int
    offset: int
    count: int


def read_directory(data: bytes, version: tuple[int, int]) -> Mapping[str, Member]:
    """`_read_directory`: members by their names, folders among them, in the archive's order.

    Raises ZipImportError where that is no archive, FinderError where `zipimport` fails in another way.
    """
    end = _find_end_64(data, version) or _find_end(data)
    start = end.position - end.size
    before = start - end.offset
    if start < 0 or end.position < end.offset or before < 0:
        raise ZipImportError("bad central directory size or offset")
    members: dict[str, Member] = {}
    position = start
    count = 0
    while data.startswith(_ENTRY, position):
        name, member, position = _read_entry(data, position, end, version)
        members[name] = _moved(member, before)
        count += 1
    if len(data) - position < len(_ENTRY):
        raise FinderError("EOFError")
    if version >= (3, 13) and count != end.count:
        raise ZipImportError("mismatched num_entries")
    return members


def read_member(data: bytes, member: Member, *, has_zlib: bool) -> bytes:
    """`_get_data`. Checks no checksum. Raises ZipImportError or FinderError as `zipimport` raises."""
    header = data[member.offset : member.offset + _LOCAL_SIZE]
    if len(header) != _LOCAL_SIZE:
        raise FinderError("EOFError")
    if not header.startswith(_LOCAL):
        raise ZipImportError("bad local file header")
    name_size, extra_size = struct.unpack("<HH", header[26:30])
    start = member.offset + _LOCAL_SIZE + name_size + extra_size
    content = data[start : start + member.data_size]
    if len(content) != member.data_size:
        raise FinderError("OSError")
    if member.compression == 0:
        return content
    if not has_zlib:
        raise ZipImportError("can't decompress data; zlib not available")
    try:
        return zlib.decompress(content, -15)
    except zlib.error:
        # The class is called so.
        raise FinderError("error") from None


def _find_end(data: bytes) -> _End:
    position = len(data) - _END_SIZE
    if position < 0 or not data.startswith(_END, position):
        position = data.rfind(_END, max(position - _COMMENT_SIZE, 0))
    if position < 0 or len(data) - position < _END_SIZE:
        raise ZipImportError("not a Zip file")
    count, size, offset = struct.unpack("<8xH2xII2x", data[position : position + _END_SIZE])
    return _End(position, size, offset, count)


def _find_end_64(data: bytes, version: tuple[int, int]) -> _End | None:
    """The record of a zip64 archive, which `zipimport` reads since 3.13, where it stands right before the other one."""
    if version < (3, 13):
        return None
    first = max(len(data) - _COMMENT_SIZE - _END_SIZE - _END_64_SIZE - _LOCATOR_64_SIZE, 0)
    position = data.rfind(_END_64, first)
    if position < 0 or position + _END_64_SIZE + _LOCATOR_64_SIZE != data.rfind(_END, first):
        return None
    count, size, offset = struct.unpack("<24xQ8xQQ", data[position : position + _END_64_SIZE])
    return _End(position, size, offset, count)


def _read_entry(data: bytes, position: int, end: _End, version: tuple[int, int]) -> tuple[str, Member, int]:
    """One entry of the central directory: its name, the member, and where the next entry starts."""
    entry = data[position : position + _ENTRY_SIZE]
    if len(entry) != _ENTRY_SIZE:
        raise FinderError("EOFError")
    flags, compression, time, date, data_size, file_size, name_size, extra_size, comment_size, offset = struct.unpack(
        "<8xHHHH4xIIHHH8xI", entry
    )
    if version < (3, 13) and offset > end.offset:
        raise ZipImportError("bad local header offset")
    start = position + _ENTRY_SIZE
    following = start + name_size + extra_size + comment_size
    if following > len(data):
        raise ZipImportError("can't read Zip file")
    name = _decode_name(data[start : start + name_size], flags)
    member = Member(compression, data_size, file_size, offset, time, date)
    if version >= (3, 13) and _IN_EXTRA in (data_size, file_size, offset):
        member = _with_extra(member, data[start + name_size : following])
    if member.offset > end.offset:
        raise ZipImportError("bad local header offset")
    return name, member, following


def _decode_name(name: bytes, flags: int) -> str:
    if not flags & _UTF_8_NAME:
        return name.decode("cp437")
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        raise FinderError(type(error).__name__) from None


def _with_extra(member: Member, extra: bytes) -> Member:
    """The member with the sizes and the offset that its zip64 field has."""
    while extra:
        if len(extra) < 4 or len(extra) < 4 + (size := struct.unpack("<H", extra[2:4])[0]):
            raise ZipImportError("can't read header extra")
        if struct.unpack("<H", extra[:2])[0] != _EXTRA_64:
            extra = extra[4 + size :]
            continue
        number, odd = divmod(len(extra) - 4, 8)
        if odd or number > 3:
            raise ZipImportError("can't read header extra")
        values = iter(struct.unpack_from(f"<{number}Q", extra, 4))
        fields = (member.file_size, member.data_size, member.offset)
        try:
            found = [next(values) if field == _IN_EXTRA else field for field in fields]
        except (StopIteration, RuntimeError):
            raise FinderError("IndexError") from None
        return Member(member.compression, found[1], found[0], found[2], member.time, member.date)
    return member


def _moved(member: Member, distance: int) -> Member:
    """The member in an archive that has so many bytes in front."""
    if not distance:
        return member
    offset = member.offset + distance
    return Member(member.compression, member.data_size, member.file_size, offset, member.time, member.date)
