"""`initialize` and `initialized`: what the client can do and which folders are open, then what it has set."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from importls.language_server import (
    configuration,
    execute_command,
    rename_files,
    telling,
    watched_files,
    workspace_diagnostic,
    workspace_folders,
)
from importls.language_server import text_document_diagnostic as document_diagnostic
from importls.language_server.client import client_of
from importls.language_server.log import ClientLog
from importls.language_server.parent_process import watch_parent
from importls.language_server.settings import read_settings
from importls.language_server.uris import path_of

if TYPE_CHECKING:
    from importls.language_server.server import Server

_PATIENCE = 5.0
"""Seconds after which a client that has not said `initialized` is taken to have done so."""

_log = logging.getLogger(__name__)


def register_lifecycle(server: Server) -> None:
    """Have the server begin and go on with a client: all that is no question about a document."""
    server.feature(types.INITIALIZE)(lambda params: initialize(server, params))
    server.feature(types.INITIALIZED)(lambda _: server.run(initialized(server)))
    configuration.register(server)
    execute_command.register(server)
    rename_files.register(server)
    watched_files.register(server)
    workspace_folders.register(server)


def initialize(server: Server, params: types.InitializeParams) -> None:
    """Called before pygls works out what the server offers: what depends on the client is registered here."""
    logging.getLogger().addHandler(ClientLog(server))
    server.protocol.trace = params.trace or types.TraceValue.Off
    encoding = server.workspace_of_pygls.position_encoding or types.PositionEncodingKind.Utf16
    server.client = client_of(params, encoding)
    server.initial_settings = read_settings(params.initialization_options, server.initial_settings)
    server.default_settings = server.initial_settings
    server.folders = _folders(server, params)
    watch_parent(params.process_id, lambda: server.in_loop(server.end, 1))
    server.told = telling.teller(server)
    server.worker.put(server.prepare)
    server.loop.call_later(_PATIENCE, _go_on_anyway, server)
    if server.client.pulls:
        document_diagnostic.register(server)
        workspace_diagnostic.register(server)


def _go_on_anyway(server: Server) -> None:
    if not server.is_configured:
        server.run(configuration.configure(server))


def _folders(server: Server, params: types.InitializeParams) -> tuple[str, ...]:
    """The open folders; a client without any has a root, or none."""
    windows = server.host.platform == "win32"
    if params.workspace_folders is not None:
        uris = [folder.uri for folder in params.workspace_folders]
    elif params.root_uri is not None:
        uris = [params.root_uri]
    else:
        return () if params.root_path is None else (params.root_path,)
    return tuple(path for uri in uris if (path := path_of(uri, windows=windows)) is not None)


async def initialized(server: Server) -> None:
    """Now the client can be asked. What it cannot be asked or told does not keep the server from working."""
    await configuration.configure(server)
    await asyncio.gather(configuration.ask_to_be_told(server), watched_files.ask_to_be_told(server))
