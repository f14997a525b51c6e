"""Replacements in a text, one after the other and at once, and as edits of a file; knows nothing of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from importls.diagnostic import Edit
from importls.facts.imports import Position, Range


class Replacement(NamedTuple):
    """Put `text` in the place of what stands between two offsets in code points."""

    start: int
    end: int
    text: str


Replacements = tuple[Replacement, ...]
"""From top to bottom, none of which overlap."""


def in_order(replacements: Iterable[Replacement]) -> Replacements | None:
    """Replacements of one text that are made at once, equal ones only once; None where two overlap.

    Of those at one place the first stands first.
    """
    ordered = sorted(dict.fromkeys(replacements), key=lambda one: (one.start, one.end))
    at = 0
    for start, end, _ in ordered:
        if start < at:
            return None
        at = end
    return tuple(ordered)


def replaced(text: str, replacements: Replacements) -> str:
    """The text after replacements."""
    return "".join(piece if isinstance(piece, str) else text[slice(*piece)] for piece in _pieces(text, replacements))


def composed(text: str, first: Replacements, second: Replacements) -> Replacements:
    """The replacements in a text that do what two sets of them do of which the second one was made for the result."""
    pieces = list(_pieces(text, first))
    result: list[_Piece] = []
    at = 0
    for start, end, new in second:
        result += _between(pieces, at, start)
        result.append(new)
        at = end
    result += _between(pieces, at, sum(map(_length, pieces)))
    return tuple(_changes(text, result))


_Piece = str | tuple[int, int]
"""New text, or what stands between two offsets."""


def _pieces(text: str, replacements: Replacements) -> Iterator[_Piece]:
    at = 0
    for start, end, new in replacements:
        yield at, start
        yield new
        at = end
    yield at, len(text)


def _length(piece: _Piece) -> int:
    return len(piece) if isinstance(piece, str) else piece[1] - piece[0]


def _between(pieces: Sequence[_Piece], start: int, end: int) -> Iterator[_Piece]:
    """The pieces of what they make from one offset up to another."""
    at = 0
    for piece in pieces:
        low, high = max(start - at, 0), min(end - at, _length(piece))
        at += _length(piece)
        if low < high:
            yield piece[low:high] if isinstance(piece, str) else (piece[0] + low, piece[0] + high)


def _changes(text: str, pieces: Iterable[_Piece]) -> Iterator[Replacement]:
    """What is new or gone between the pieces that stay."""
    at, new = 0, ""
    for piece in (*pieces, (len(text), len(text))):
        if isinstance(piece, str):
            new += piece
            continue
        start, end = piece
        if new or start > at:
            yield Replacement(at, start, new)
        at, new = end, ""


def edits_of(path: str, text: str, replacements: Replacements) -> tuple[Edit, ...]:
    """The replacements in the text of a file as edits, without what is the same at their ends."""
    return tuple(_edit(path, text, one) for one in replacements if text[one.start : one.end] != one.text)


def _edit(path: str, text: str, replacement: Replacement) -> Edit:
    start, end, new = replacement
    old = text[start:end]
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    place = Range(_position(text, start + head), _position(text, end - tail))
    return Edit(path, place, new[head : len(new) - tail])


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text of a file after edits of it; as it was where two of them overlap."""
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    places = (
        Replacement(_offset(starts, edit.range.start), _offset(starts, edit.range.end), edit.text) for edit in edits
    )
    replacements = in_order(places)
    return text if replacements is None else replaced(text, replacements)


def _position(text: str, offset: int) -> Position:
    return Position(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _offset(starts: Sequence[int], position: Position) -> int:
    return starts[position.line - 1] + position.column - 1
