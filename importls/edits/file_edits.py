"""Edits made in the bytes of a file: encoding, byte order mark and line ends stay, mixed ones too; it asks no disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from importls.edits.text_edits import Replacement, in_order, replaced
from importls.facts.source import decode, recoded

if TYPE_CHECKING:
    from importls.diagnostic import Edit
    from importls.facts.imports import Position

_LINE_END = re.compile(r"\r\n|\r|\n")


def edited(data: bytes, edits: Iterable[Edit]) -> bytes | None:
    """The file after edits of its lines and columns; None where that is not possible without doing more.

    New lines get the line end of the place where they are put. Not possible: edits that overlap or lie outside of the
    file, a file that cannot be decoded, an encoding that lacks the new text or would write the old one otherwise.
    """
    return None if decode(data).error is not None else recoded(data, lambda text: _edited(text, edits))


def _edited(text: str, edits: Iterable[Edit]) -> str | None:
    ends = list(_LINE_END.finditer(text))
    starts = [0, *(end.end() for end in ends)]
    lengths = [end.start() - start for start, end in zip(starts, ends, strict=False)] + [len(text) - starts[-1]]
    line_ends = [end[0] for end in ends] or ["\n"]
    try:
        replacements = [_replacement(edit, starts, lengths, line_ends) for edit in edits]
    except IndexError:
        return None
    ordered = in_order(replacements)
    return None if ordered is None else replaced(text, ordered)


def _replacement(edit: Edit, starts: Sequence[int], lengths: Sequence[int], line_ends: Sequence[str]) -> Replacement:
    """The edit by offsets. Raises IndexError where there is no such place."""
    start, end = (_offset(place, starts, lengths) for place in (edit.range.start, edit.range.end))
    line_end = line_ends[min(edit.range.start.line, len(line_ends)) - 1]
    return Replacement(start, end, edit.text.replace("\n", line_end))


def _offset(place: Position, starts: Sequence[int], lengths: Sequence[int]) -> int:
    if place.column - 1 > lengths[place.line - 1]:
        raise IndexError(place)
    return starts[place.line - 1] + place.column - 1
