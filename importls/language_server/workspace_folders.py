"""`workspace/didChangeWorkspaceFolders`: folders are opened and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from importls.language_server.configuration import configure

if TYPE_CHECKING:
    from importls.language_server.server import Server


def register(server: Server) -> None:
    """Take what the client tells."""
    server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(lambda params: server.run(_changed(server, params)))


async def _changed(server: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    removed = {server.path(folder.uri) for folder in params.event.removed}
    added = (server.path(folder.uri) for folder in params.event.added)
    kept = [folder for folder in server.folders if folder not in removed]
    server.folders = tuple(dict.fromkeys([*kept, *(folder for folder in added if folder is not None)]))
    await configure(server)
