"""Text of unknown origin made safe to print: no control sequences, no lone surrogates, no hidden direction changes."""

from __future__ import annotations

import re
import unicodedata

_TAB = "    "
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with everything that a terminal would not print as a character written as an escape, as in `repr`."""
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def printable_source(line: str) -> str:
    """A source line with tabs as four spaces and each character that cannot be shown as one that can."""
    return _UNPRINTABLE.sub(lambda match: _picture(match[0]), line)


def cell_width(line: str) -> int:
    """How many terminal cells a source line takes once it is made printable."""
    return sum(map(_character_width, line))


def _picture(character: str) -> str:
    """Control characters have pictures in Unicode; the rest gets the replacement character."""
    if character == "\t":
        return _TAB
    if character < " ":
        return chr(0x2400 + ord(character))
    return "\u2421" if character == "\x7f" else "\ufffd"


def _character_width(character: str) -> int:
    if character == "\t":
        return len(_TAB)
    if _UNPRINTABLE.match(character):
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
