"""`workspace/diagnostic`: the findings of all files, held back until there is something new to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from importls.language_server.board import Held
from importls.language_server.diagnostic_report import lsp_diagnostics
from importls.language_server.notebook import is_notebook
from importls.language_server.protocol import LATER, succeed
from importls.language_server.uris import uri_of

if TYPE_CHECKING:
    import asyncio

    from importls.language_server.server import Server


def register(server: Server) -> None:
    """Offer it; that it is offered is told with `textDocument/diagnostic`."""

    def handle(params: types.WorkspaceDiagnosticParams) -> asyncio.Future[types.WorkspaceDiagnosticReport]:
        future: asyncio.Future[types.WorkspaceDiagnosticReport] = server.loop.create_future()

        def reply(report: types.WorkspaceDiagnosticReport) -> None:
            server.in_loop(succeed, future, report)

        has = {item.uri: item.value for item in params.previous_result_ids}
        server.soon(lambda: _hold(server, Held(has, reply, future.done)))
        return future

    setattr(handle, LATER, True)
    server.feature(types.WORKSPACE_DIAGNOSTIC)(handle)


def _hold(server: Server, held: Held) -> None:
    server.board.held.append(held)
    answer_held(server)


def answer_held(server: Server) -> None:
    """Answer the questions to which there is an answer."""
    waiting = [held for held in server.board.held if not held.is_given_up()]
    server.board.held = []
    for held in waiting:
        news = _news(server, held)
        if news:
            held.reply(types.WorkspaceDiagnosticReport(news))
        else:
            server.board.held.append(held)


def _news(server: Server, held: Held) -> list[types.WorkspaceDocumentDiagnosticReport]:
    """The lists that the client does not have, and no list of a file where it has none that are not empty."""
    news: list[types.WorkspaceDocumentDiagnosticReport] = []
    for path, entry in server.board.entries.items():
        if is_notebook(path):
            continue  # Those of cells are pushed.
        document = server.seen.get(path)
        uri = uri_of(path) if document is None else document.uri
        has = held.has.get(uri)
        if has == entry.name or (has is None and not entry.findings):
            continue
        context = server.context(path)
        news.append(
            types.WorkspaceFullDocumentDiagnosticReport(
                uri=uri,
                items=[] if context is None else lsp_diagnostics(context, entry.findings),
                version=None if document is None else document.version,
                result_id=entry.name,
            )
        )
    return news
