"""An open document: its text after each change, as LSP defines lines and positions; it knows no Python.

pygls splits lines with `str.splitlines`, which also breaks at form feeds, U+2028 and others: an edit behind one of them
would land on a wrong line. Lines end with a line feed, a carriage return or both, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from importls.language_server.encoding import Encoding, code_points_before

if TYPE_CHECKING:
    from lsprotocol import types

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook: the line of the module, from 0, with which it starts, and how many lines it has."""

    uri: str
    start: int
    lines: int


@dataclass(frozen=True, slots=True)
class Document:
    """What the editor holds; `path` is None for what is no file. The module that a notebook is has `cells`."""

    uri: str
    path: str | None
    version: int
    text: str
    cells: tuple[Cell, ...] = ()

    def changed(
        self, encoding: Encoding, version: int, changes: Iterable[types.TextDocumentContentChangeEvent]
    ) -> Document:
        """The document after these changes, each of which counts from the result of the one before."""
        text = self.text
        for change in changes:
            where: types.Range | None = getattr(change, "range", None)
            text = change.text if where is None else _replaced(encoding, text, where, change.text)
        return replace(self, version=version, text=text)


def cell_at(document: Document | None, line: int) -> Cell | None:
    """The cell with this line of the module, from 0; None where the document is no notebook."""
    cells = () if document is None else document.cells
    return next((cell for cell in reversed(cells) if cell.start <= line), None)


def _replaced(encoding: Encoding, text: str, where: types.Range, new: str) -> str:
    start, end = sorted((offset_at(encoding, text, where.start), offset_at(encoding, text, where.end)))
    return text[:start] + new + text[end:]


def offset_at(encoding: Encoding, text: str, position: types.Position) -> int:
    """The index in the text; what lies behind the end of a line or of the text is that end."""
    start = 0
    for _ in range(position.line):
        line_end = _LINE_END.search(text, start)
        if line_end is None:
            return len(text)
        start = line_end.end()
    line_end = _LINE_END.search(text, start)
    line = text[start : len(text) if line_end is None else line_end.start()]
    return start + code_points_before(encoding, line, position.character)
