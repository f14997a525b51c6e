"""Edits made in the bytes of a file: encoding, line ends and everything else stay to the byte; it asks no disk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from importls.edits.text_edits import Replacement, in_order, replaced
from importls.facts.source import recoded

if TYPE_CHECKING:
    from importls.diagnostic import Edit
    from importls.facts.imports import Position

_LINE_END = re.compile(r"\r\n|\r|\n")


def edited_bytes(data: bytes, edits: Iterable[Edit]) -> bytes | None:
    """The file after edits of it; None where two of them overlap or the file cannot be written in its encoding."""
    edits = tuple(edits)
    is_possible = True

    def change(text: str) -> str:
        nonlocal is_possible
        ends = [0, *(match.end() for match in _LINE_END.finditer(text))]
        first = _LINE_END.search(text)
        feed = "\n" if first is None else first[0]
        ordered = in_order(
            Replacement(_offset(ends, edit.range.start), _offset(ends, edit.range.end), edit.text.replace("\n", feed))
            for edit in edits
        )
        is_possible = ordered is not None
        return text if ordered is None else replaced(text, ordered)

    edited = recoded(data, change)
    return edited if is_possible else None


def _offset(starts: list[int], position: Position) -> int:
    return starts[position.line - 1] + position.column - 1
