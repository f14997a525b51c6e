"""A notebook that is open: its code cells after each change, and the one module that they are together.

The module lies in the folder of the notebook under a name that nobody can import. Its document has all cells, so that
places in it can be told as places in cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from importls.editor.notebook_source import lines_of_cell, source_of_cells
from importls.language_server.document import Cell, Document
from importls.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lsprotocol import types

    from importls.language_server.encoding import Encoding

_PYTHON = "python"
_PREFIX, _SUFFIX = "notebook ", ".ipynb.py"


@dataclass(frozen=True, slots=True)
class Notebook:
    """`cells` are the URIs of all cells in order, `documents` those of code that the client has told of, by URI."""

    uri: str
    path: str | None
    version: int
    cells: tuple[str, ...]
    documents: Mapping[str, Document]

    def changed(self, encoding: Encoding, version: int, change: types.NotebookDocumentChangeEvent) -> Notebook:
        """The notebook after a change: cells first, then what is written in them."""
        cells, documents = list(self.cells), dict(self.documents)
        structure = None if change.cells is None else change.cells.structure
        if structure is not None:
            array = structure.array
            fresh = [cell.document for cell in array.cells or ()]
            cells[array.start : array.start + array.delete_count] = fresh
            documents |= documents_of(structure.did_open or ())
            for closed in structure.did_close or ():
                if closed.uri not in cells:
                    documents.pop(closed.uri, None)
        for content in (change.cells.text_content or ()) if change.cells is not None else ():
            uri = content.document.uri
            if uri in documents:
                documents[uri] = documents[uri].changed(encoding, content.document.version, content.changes)
        return replace(self, version=version, cells=tuple(cells), documents=documents)

    def module(self) -> Document | None:
        """The document of the module; None where the notebook lies nowhere."""
        if self.path is None:
            return None
        written = [self.documents[uri] for uri in self.cells if uri in self.documents]
        sizes = [len(lines_of_cell(document.text)) for document in written]
        starts = accumulate(sizes, initial=0)
        cells = tuple(Cell(one.uri, start, size) for one, start, size in zip(written, starts, sizes, strict=False))
        text = source_of_cells([document.text for document in written])
        return Document(self.uri, module_path(self.path), self.version, text, cells)


def documents_of(items: Sequence[types.TextDocumentItem]) -> dict[str, Document]:
    """The cells with code in Python."""
    return {
        item.uri: Document(item.uri, None, item.version, item.text) for item in items if item.language_id == _PYTHON
    }


def module_path(path: str) -> str:
    """Where the module of the notebook at this path lies; the blank keeps everybody from importing it."""
    name = base_name(path)
    return f"{path.removesuffix(name)}{_PREFIX}{name.removesuffix('.ipynb')}{_SUFFIX}"


def is_notebook(path: str) -> bool:
    """Whether this is where the module of a notebook lies."""
    return base_name(path).startswith(_PREFIX) and path.endswith(_SUFFIX)
