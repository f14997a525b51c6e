"""`workspace/didChangeWatchedFiles` and `textDocument/didSave`: something is different on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.language_server.server import Server

_PATTERNS = ("**/*.{py,pyi,pyw,so,pyd,pyc,pth,zip,toml,cfg,ini}", "**/{.gitignore,.python-version,py.typed}")


def register(server: Server) -> None:
    """Take what the client tells; that it has opened or closed a file is a time to look, too."""
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(lambda params: watched_files_changed(server, params))
    server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))(
        lambda params: _look(server, {server.path(params.text_document.uri)})
    )


def watched_files_changed(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Events may come twice or late; what they mean is told by the disk."""
    _look(server, {server.path(event.uri) for event in params.changes})


def _look(server: Server, paths: set[str | None]) -> None:
    touched = frozenset(path for path in paths if path is not None)
    server.soon(lambda: server.projects.look(touched))


async def ask_to_be_told(server: Server) -> None:
    """Register for changes below the open folders; the server watches what lies elsewhere, and those folders too."""
    if server.client.watches:
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in _PATTERNS])
        await server.register_capability(types.Registration(f"importls/{method}", method, options))
