"""`workspace/configuration` and `workspace/didChangeConfiguration`: what is set for each folder."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from importls.language_server.settings import SECTION, read_settings
from importls.language_server.uris import uri_of

if TYPE_CHECKING:
    from importls.language_server.server import Server

_LONGEST = 2.0
"""Seconds that a client is given to answer; some say that they have a configuration and never tell it."""
_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO, "debug": logging.DEBUG}


def register(server: Server) -> None:
    """Take what the client tells."""
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(lambda params: server.run(_changed(server, params)))


async def _changed(server: Server, params: types.DidChangeConfigurationParams) -> None:
    """A client that cannot be asked sends the settings themselves."""
    if not server.client.configures:
        server.default_settings = read_settings(params.settings, server.initial_settings)
    await configure(server)


async def configure(server: Server) -> None:
    """Ask for the settings of each folder, and of files outside of them, and work with them."""
    folders = server.folders
    values = await _ask(server, folders) if server.client.configures else ()
    settings = dict.fromkeys(folders, server.default_settings)
    for folder, value in zip((*folders, None), values, strict=False):
        found = read_settings(value, server.initial_settings)
        if folder is not None:
            settings[folder] = found
        else:
            server.default_settings = found
    logging.getLogger().setLevel(_LEVELS[server.default_settings.log_level])
    server.configure(folders, settings)


async def _ask(server: Server, folders: tuple[str, ...]) -> list[Any]:
    items = [types.ConfigurationItem(scope_uri=uri_of(folder), section=SECTION) for folder in folders]
    params = types.ConfigurationParams([*items, types.ConfigurationItem(section=SECTION)])
    try:
        return list(await asyncio.wait_for(server.workspace_configuration_async(params), _LONGEST))
    except (TimeoutError, JsonRpcException, TypeError):
        return []


async def ask_to_be_told(server: Server) -> None:
    """Register for changes where that has to be said."""
    if server.client.reconfigures:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        await server.register_capability(types.Registration(f"importls/{method}", method, options))
