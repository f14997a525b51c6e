"""Tells the client of new findings, in the way that it understands; called in the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lsprotocol import types

from importls.language_server import workspace_diagnostic
from importls.language_server.diagnostic_report import lsp_diagnostics
from importls.language_server.notebook import is_notebook
from importls.language_server.uris import uri_of

if TYPE_CHECKING:
    from importls.language_server.server import Server
    from importls.workspace.session import Session


def teller(server: Server) -> Callable[[Session | None], None]:
    """What to call when findings of a project, or of all, may be new."""

    def told(session: Session | None) -> None:
        if session is not None:
            server.tell_what_is_wrong(session)
        changed = server.board.put(server.findings())
        _publish_cells(server, changed)
        if server.client.pulls:
            workspace_diagnostic.answer_held(server)
            _have_asked_again(server)
        else:
            _publish(server, changed)

    return told


def _publish_cells(server: Server, changed: frozenset[str]) -> None:
    """Send the lists of all cells of each notebook that has other findings or cells, to clients that pull, too.

    They do not ask about cells at the right moments, if at all.
    """
    board, seen = server.board, server.seen
    notebooks = {path: document for path, document in seen.items() if document.cells}
    for path in sorted(notebooks.keys() | board.cells.keys()):
        document, context = notebooks.get(path), server.context(path)
        told = board.cells.pop(path, {})
        versions = {} if document is None else {cell.uri: document.version for cell in document.cells}
        if versions:
            board.cells[path] = versions
        if path not in changed and told == versions:
            continue
        lists: dict[str, list[types.Diagnostic]] = {uri: [] for uri in (*told, *versions)}
        if versions and context is not None:
            for finding in board.findings(path):
                lists[context.uri_at(path, finding.range)] += lsp_diagnostics(context, (finding,))
        for uri, items in lists.items():
            server.in_loop(server.text_document_publish_diagnostics, types.PublishDiagnosticsParams(uri, items))


def _publish(server: Server, changed: frozenset[str]) -> None:
    """Send every list that has changed, and those of open files for which they hold now."""
    board = server.board
    newer = {path for path, document in server.seen.items() if board.versions.get(path) != document.version}
    for path in sorted(changed | newer | (board.versions.keys() - server.seen.keys())):
        if is_notebook(path):
            continue
        context = server.context(path)
        document = server.seen.get(path)
        if document is None:
            board.versions.pop(path, None)
        else:
            board.versions[path] = document.version
        if path in board.entries or document is not None:
            found = [] if context is None else lsp_diagnostics(context, board.findings(path))
            uri, version = (uri_of(path), None) if document is None else (document.uri, document.version)
            params = types.PublishDiagnosticsParams(uri, found, version)
            server.in_loop(server.text_document_publish_diagnostics, params)


def _have_asked_again(server: Server) -> None:
    """A client asks about what it edits; that other open files have other findings now it has to be told."""
    board = server.board
    outdated = [
        path
        for path, (name, version) in board.given.items()
        if path in server.seen and server.seen[path].version == version and board.name(path) != name
    ]
    if outdated and server.client.refreshes:
        for path in outdated:
            del board.given[path]
        server.in_loop(server.workspace_diagnostic_refresh, None)
