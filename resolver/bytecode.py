"""Whether the target's `zipimport` loads a piece of bytecode, told from its first bytes; nothing is unmarshalled."""

from __future__ import annotations

import calendar
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from resolver.resolution import FinderError

HEADER_SIZE = 16
_HASH_BASED = 1
_CHECKS_SOURCE = 2
_MASK_64 = 0xFFFFFFFFFFFFFFFF
_ZONE_STEP = 15 * 60
_FARTHEST_ZONE = 14 * 60 * 60
_REFERENCE = 0x80
_CODE = ord("c")
_NO_CODE = b"NTFS."


class Verdict(Enum):
    """What becomes of bytecode."""

    LOADED = "loaded"
    STALE = "stale"
    """Passed over in silence: the source beside it has changed."""
    REFUSED = "refused"
    """An ImportError: it is of another version, or out of date by its own hash."""


@dataclass(frozen=True, slots=True)
class SourceBeside:
    """The source in the same archive: its size in bytes, its time in MS-DOS format, and how to read it."""

    size: int
    date: int
    time: int
    read: Callable[[], bytes]


def judge(data: bytes, magic_number: bytes | None, version: tuple[int, int], source: SourceBeside | None) -> Verdict:
    """`_unmarshal_code`. `magic_number` is None where the target's is not known: any is taken then.

    Raises FinderError where the target raises an exception that is no ImportError.
    """
    if magic_number is not None and data[:4] != magic_number:
        return Verdict.REFUSED
    if len(data) < HEADER_SIZE:
        raise FinderError("EOFError")
    flags, modified, size = struct.unpack("<III", data[4:HEADER_SIZE])
    if flags & ~(_HASH_BASED | _CHECKS_SOURCE):
        return Verdict.REFUSED
    if flags & _HASH_BASED:
        checks = flags & _CHECKS_SOURCE and source is not None
        if checks and source is not None and data[8:HEADER_SIZE] != source_hash(data[:4], version, source.read()):
            return Verdict.REFUSED
    elif source is not None and not (size == source.size and _may_be_equal(_modification_time(source), modified)):
        return Verdict.STALE
    _require_code(data[HEADER_SIZE:])
    return Verdict.LOADED


def source_hash(magic_number: bytes, version: tuple[int, int], source: bytes) -> bytes:
    """`_imp.source_hash`: SipHash-1-3, before 3.11 SipHash-2-4, of the source with the magic number as its key."""
    rounds, last_rounds = (1, 3) if version >= (3, 11) else (2, 4)
    key = int.from_bytes(magic_number, "little")
    v = (key ^ 0x736F6D6570736575, 0x646F72616E646F6D, key ^ 0x6C7967656E657261, 0x7465646279746573)
    end = len(source) - len(source) % 8
    last = int.from_bytes(source[end:], "little") | (len(source) & 0xFF) << 56
    for word in (*(number for (number,) in struct.iter_unpack("<Q", source[:end])), last):
        v = (v[0], v[1], v[2], v[3] ^ word)
        for _ in range(rounds):
            v = _sip_round(*v)
        v = (v[0] ^ word, v[1], v[2], v[3])
    v = (v[0], v[1], v[2] ^ 0xFF, v[3])
    for _ in range(last_rounds):
        v = _sip_round(*v)
    return (v[0] ^ v[1] ^ v[2] ^ v[3]).to_bytes(8, "little")


def _sip_round(a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
    a = (a + b) & _MASK_64
    b = _rotated(b, 13) ^ a
    a = _rotated(a, 32)
    c = (c + d) & _MASK_64
    d = _rotated(d, 16) ^ c
    a = (a + d) & _MASK_64
    d = _rotated(d, 21) ^ a
    c = (c + b) & _MASK_64
    b = _rotated(b, 17) ^ c
    c = _rotated(c, 32)
    return a, b, c, d


def _rotated(number: int, bits: int) -> int:
    return (number << bits | number >> (64 - bits)) & _MASK_64


def _require_code(marshalled: bytes) -> None:
    """What `marshal.loads` makes of data that does not begin as a code object; what begins so is taken for one."""
    if not marshalled:
        raise FinderError("EOFError")
    kind = marshalled[0] & ~_REFERENCE
    if kind == _CODE:
        return
    if kind in _NO_CODE:
        raise FinderError("TypeError")
    raise FinderError("ValueError", certain=False)


def _may_be_equal(local: int, modified: int) -> bool:
    """`_eq_mtime` for a time stamp of an archive, which is local time, and one of bytecode, which is not.

    zipimport converts with the time zone of the machine that runs it. The files of the target do not tell that zone and
    the host's is another one's, so the two are taken as equal where a time zone exists that makes them so. Time stamps
    in archives count in steps of two seconds, hence the tolerance.
    """
    difference = local - modified
    return abs(difference) <= _FARTHEST_ZONE + 1 and (difference + 1) % _ZONE_STEP <= 2


def _modification_time(source: SourceBeside) -> int:
    """`_parse_dostime` in seconds, without a time zone; like `mktime` it takes the months 0 and 13 to 15 too."""
    date, time = source.date, source.time
    year, month = (date >> 9) + 1980, (date >> 5) & 0xF
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return calendar.timegm((year, month, date & 0x1F, time >> 11, (time >> 5) & 0x3F, (time & 0x1F) * 2))
