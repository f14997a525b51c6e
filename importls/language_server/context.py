"""What a request sees of the project that it is about, and how places in it are told to the client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from importls.facts.imports import Position, Range
from importls.facts.lines import lines_of
from importls.language_server.document import cell_at
from importls.language_server.encoding import code_points_before, units_of
from importls.language_server.uris import uri_of

if TYPE_CHECKING:
    from importls.editor.subject import Subject
    from importls.language_server.client import Client
    from importls.language_server.document import Document
    from importls.module import Module
    from importls.snapshot import Snapshot
    from importls.workspace.session import Session

_FILE_START = types.Range(types.Position(0, 0), types.Position(0, 0))


@dataclass(frozen=True, slots=True)
class Context:
    """A project at the moment of a request; `documents` are the open ones by path.

    `later` has something done that nobody waits for, after what is waiting now.
    """

    session: Session
    snapshot: Snapshot
    client: Client
    documents: Mapping[str, Document]
    later: Callable[[Callable[[], None]], None]

    def module(self, path: str) -> Module:
        """The module that a file is, checked or not."""
        from importls.editor.files import module_of  # noqa: PLC0415 # reason: the server starts without the core

        return module_of(self.snapshot, path)

    def subject(self, path: str, position: types.Position) -> Subject | None:
        """What stands at the place that the client means."""
        from importls.editor.subject import subject_at  # noqa: PLC0415 # reason: as above

        return subject_at(self.snapshot, self.module(path), self.position(path, position))

    def uri(self, path: str) -> str:
        """The URI of a file, as the client writes it where it has the file open."""
        document = self.documents.get(path)
        return uri_of(path) if document is None else document.uri

    def position(self, path: str, position: types.Position) -> Position:
        """The place that the client means."""
        line = self._line(path, position.line + 1)
        return Position(position.line + 1, code_points_before(self.client.encoding, line, position.character) + 1)

    def range(self, path: str, where: Range | None) -> types.Range:
        """The range as the client counts, in a notebook from the start of its cell; None is the start of the file."""
        if where is None:
            return _FILE_START
        start, end = self._position(path, where.start), self._position(path, where.end)
        cell = cell_at(self.documents.get(path), start.line)
        if cell is None:
            return types.Range(start, end)
        if end.line >= cell.start + cell.lines:
            last = cell.start + cell.lines - 1
            end = types.Position(last, units_of(self.client.encoding, self._line(path, last + 1)))
        return types.Range(*(types.Position(at.line - cell.start, at.character) for at in (start, end)))

    def location(self, path: str, where: Range | None) -> types.Location:
        """A place in a file."""
        return types.Location(self.uri_at(path, where), self.range(path, where))

    def uri_at(self, path: str, where: Range | None) -> str:
        """The URI of a file, or of the cell with this place."""
        cell = cell_at(self.documents.get(path), 0 if where is None else where.start.line - 1)
        return self.uri(path) if cell is None else cell.uri

    def _position(self, path: str, place: Position) -> types.Position:
        before = self._line(path, place.line)[: place.column - 1]
        return types.Position(place.line - 1, units_of(self.client.encoding, before))

    def _line(self, path: str, number: int) -> str:
        lines = lines_of(self.snapshot.text(path))
        return lines[number - 1] if 0 < number <= len(lines) else ""
