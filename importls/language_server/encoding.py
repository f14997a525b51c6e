"""Columns as clients count them, in units of UTF-8, UTF-16 or UTF-32, and in code points; knows no documents."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Encoding(StrEnum):
    """What a client counts columns in; the values are those of LSP's `PositionEncodingKind`."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"


def units_of(encoding: Encoding, text: str) -> int:
    """How many units the text takes."""
    if encoding is Encoding.UTF_32 or text.isascii():
        return len(text)
    return sum(map(_WIDTHS[encoding], text))


def code_points_before(encoding: Encoding, line: str, units: int) -> int:
    """How many code points of the line the first `units` units hold; inside of one it does not count, nor the end."""
    if encoding is Encoding.UTF_32 or line.isascii():
        return min(max(units, 0), len(line))
    width, seen = _WIDTHS[encoding], 0
    for index, character in enumerate(line):
        seen += width(character)
        if seen > units:
            return index
    return len(line)


def _utf_8_width(character: str) -> int:
    code = ord(character)
    return 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)


def _utf_16_width(character: str) -> int:
    return 1 + (ord(character) > 0xFFFF)


_WIDTHS: dict[Encoding, Callable[[str], int]] = {Encoding.UTF_8: _utf_8_width, Encoding.UTF_16: _utf_16_width}
