"""`notebookDocument/didOpen` and what follows: notebooks with cells of Python, whatever program runs them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from importls.language_server.notebook import Notebook, documents_of

if TYPE_CHECKING:
    from importls.language_server.server import Server

OPTIONS = types.NotebookDocumentSyncOptions(
    notebook_selector=[types.NotebookDocumentFilterWithCells(cells=[types.NotebookCellLanguage("python")])]
)

_log = logging.getLogger(__name__)


def opened(server: Server, params: types.DidOpenNotebookDocumentParams) -> None:
    """A notebook was opened, with its cells and what is written in them."""
    notebook = params.notebook_document
    cells = tuple(cell.document for cell in notebook.cells)
    documents = documents_of(params.cell_text_documents)
    server.put_notebook(Notebook(notebook.uri, server.path(notebook.uri), notebook.version, cells, documents))


def changed(server: Server, params: types.DidChangeNotebookDocumentParams) -> None:
    """Cells have come, gone, or been edited."""
    identifier = params.notebook_document
    known = server.notebooks.get(identifier.uri)
    if known is None:
        _log.warning("a notebook was changed that is not open: %s", identifier.uri)
        return
    server.put_notebook(known[0].changed(server.client.encoding, identifier.version, params.change))
