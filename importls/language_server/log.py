"""What the server logs, told to the client (`window/logMessage`), and the time of each answer, where it is traced.

Nothing of what a document holds is in either.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.language_server.server import Server

_TYPES = {
    logging.CRITICAL: types.MessageType.Error,
    logging.ERROR: types.MessageType.Error,
    logging.WARNING: types.MessageType.Warning,
    logging.INFO: types.MessageType.Info,
    logging.DEBUG: types.MessageType.Log,
}


class ClientLog(logging.Handler):
    """Sends records of importls to the client, which shows them where users look for the log of a server."""

    def __init__(self, server: Server) -> None:
        """What is logged before the client has introduced itself goes to standard error only."""
        super().__init__()
        self._server = server
        self.addFilter(logging.Filter("importls"))

    def emit(self, record: logging.LogRecord) -> None:
        """Send it; from any thread."""
        params = types.LogMessageParams(_TYPES.get(record.levelno, types.MessageType.Info), self.format(record))
        self._server.in_loop(self._server.window_log_message, params)


def trace_answer(server: Server, method: str, identifier: str | int, seconds: float) -> None:
    """Tell how long an answer took, if the client traces the server (`$/setTrace`)."""
    trace = server.protocol.trace
    if trace == types.TraceValue.Off:
        return
    verbose = None
    if trace == types.TraceValue.Verbose:
        verbose = f"{len(server.documents)} open documents, {server.worker.waiting} tasks waiting"
    message = f"{method} ({identifier}) was answered in {1000 * seconds:.1f} ms"
    server.log_trace(types.LogTraceParams(message, verbose))
