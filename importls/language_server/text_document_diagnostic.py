"""`textDocument/diagnostic`: the findings of one document, which do not wait until everything is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from importls.language_server.diagnostic_report import lsp_diagnostics
from importls.language_server.protocol import LATER

if TYPE_CHECKING:
    import asyncio

    from importls.language_server.server import Server

OPTIONS = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="importls")


def register(server: Server) -> None:
    """Offer it."""

    def handle(params: types.DocumentDiagnosticParams) -> asyncio.Future[types.DocumentDiagnosticReport]:
        return server.later(lambda: document_diagnostic(server, params))

    setattr(handle, LATER, True)
    server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, OPTIONS)(handle)


def document_diagnostic(server: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The findings of the document as it is now, or that the client has them already."""
    path = server.path(params.text_document.uri)
    session = None if path is None else server.projects.session_of(path)
    if path is None or session is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    if not server.watching.is_active:
        server.projects.look()
    if not session.judge():
        session.glance([path])
    board = server.board
    document = server.seen.get(path)
    if document is not None:
        board.given.pop(path, None)
    server.told(session)
    name = board.name(path)
    if document is not None:
        board.given[path] = name, document.version
    if params.previous_result_id == name:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=name)
    context = server.context_of(session)
    items = [] if context is None else lsp_diagnostics(context, board.findings(path))
    return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=name)
