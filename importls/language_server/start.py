"""Starts the server on two streams or a socket, and ends the process with it."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from typing import TYPE_CHECKING, BinaryIO

from importls.language_server.lean_types import load_types
from importls.language_server.trace_file import TraceFile
from importls.language_server.wire import QueuedWriter, start_reading

if TYPE_CHECKING:
    from importls.host import Host
    from importls.target_options import TargetOptions

_SWITCH_INTERVAL = 0.001
"""Seconds: a message waits no longer for the worker to let go of the interpreter, five times less than is usual."""


def serve_streams(host: Host, options: TargetOptions, trace: BinaryIO | None = None) -> int:
    """Serve a client on standard input and output; what anything prints by mistake goes to standard error."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdin.close()
    return serve(reader, writer, host, options, trace)


def serve_socket(address: tuple[str, int], host: Host, options: TargetOptions, trace: BinaryIO | None = None) -> int:
    """Wait for one client at the address and serve it. Raises OSError where nobody can listen there."""
    with socket.create_server(address) as listening:
        name, port = listening.getsockname()[:2]
        sys.stderr.write(f"importls: waiting for a client at {name}:{port}\n")
        sys.stderr.flush()
        connection, _ = listening.accept()
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return serve(connection.makefile("rb"), connection.makefile("wb"), host, options, trace)


def serve(reader: BinaryIO, writer: BinaryIO, host: Host, options: TargetOptions, trace: BinaryIO | None = None) -> int:
    """Serve the client at the other end until it says `exit` or is gone; the status with which the process ends.

    All messages are written to `trace`, if given.
    """
    load_types()
    from importls.language_server.features import register  # noqa: PLC0415 # reason: as above
    from importls.language_server.initialize import register_lifecycle  # noqa: PLC0415 # reason: types are loaded now
    from importls.language_server.server import Server  # noqa: PLC0415 # reason: as above

    _log_to_standard_error()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    loop = asyncio.new_event_loop()
    server = Server(host, options, loop)
    register_lifecycle(server)
    register(server)
    note = _ignored if trace is None else TraceFile(trace).note
    queued = QueuedWriter(writer, lambda data: note("server", data.partition(b"\r\n\r\n")[2]))
    server.protocol.set_writer(queued)
    server.worker.start()

    def take(body: bytes) -> None:
        note("client", body)
        server.in_loop(server.protocol.receive, body)

    start_reading(reader, take, lambda: server.in_loop(server.end, 1))
    status = loop.run_until_complete(server.ended)
    queued.close()
    return status


def _ignored(sender: str, body: bytes) -> None:
    """Nobody wants to know."""


def _log_to_standard_error() -> None:
    """Pygls writes every message that is sent to its log."""
    logging.basicConfig(format="importls: %(levelname)s: %(message)s", level=logging.WARNING)
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
