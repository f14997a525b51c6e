"""`textDocument/documentLink`: every module that a file names, as a link to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.language_server.context import Context

OPTIONS = types.DocumentLinkOptions(resolve_provider=False)


def document_link(context: Context, path: str, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """All links of the document, which may be one cell of a notebook."""
    from importls.editor.links import links  # noqa: PLC0415 # reason: the core is loaded after the first answer

    document = context.documents.get(path)
    is_notebook = document is not None and bool(document.cells)
    return [
        types.DocumentLink(context.range(path, link.range), context.uri(link.path), tooltip=link.name)
        for link in links(context.snapshot, context.module(path))
        if not is_notebook or context.uri_at(path, link.range) == params.text_document.uri
    ]
