"""`importls lsp`: the language server, for an editor to start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from importls.cli.failure import Failure
from importls.cli.options import add_target_options
from importls.cli.parser import Parser, path
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.language_server.start import serve_socket, serve_streams

_EXAMPLES = """
Editors start the server and talk with it on standard input and output. What is set in an editor (`importls.python`,
`importls.diagnosticMode`, `importls.select`, …) comes before the options here, and these before files of configuration.

examples:
  importls lsp
  importls lsp --python .venv
  importls lsp --tcp 127.0.0.1:2087
  importls lsp --trace /tmp/importls.jsonl
"""


def run(arguments: Sequence[str]) -> int:
    """Serve one client; the status is that of the protocol: 1 where the client went without saying so."""
    namespace = _parser().read(arguments)
    options, host = target_options(namespace), this_host()
    trace = None if namespace.trace is None else _opened(namespace.trace)
    if namespace.tcp is None:
        return serve_streams(host, options, trace)
    address = _address(namespace.tcp)
    try:
        return serve_socket(address, host, options, trace)
    except OSError as error:
        raise Failure(f"nobody can listen at {namespace.tcp}: {error.strerror or error}") from None


def _parser() -> Parser:
    parser = Parser(
        prog="importls lsp",
        usage="importls lsp [OPTION]…",
        description="Start the language server (Language Server Protocol 3.17).",
        epilog=_EXAMPLES,
    )
    parser.add_argument("--stdio", action="store_true", help="talk on standard input and output, as is usual")
    parser.add_argument("--tcp", metavar="HOST:PORT", help="wait for one client there instead, for development")
    parser.add_argument(
        "--trace",
        metavar="FILE",
        type=path,
        help="write the conversation to FILE, for a bug report: it has the texts of files that were open",
    )
    add_target_options(parser)
    return parser


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "wb")
    except OSError as error:
        raise Failure(f"the trace cannot be written to {path}: {error.strerror or error}") from None


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 0xFFFF:
        raise Failure(f"--tcp must be HOST:PORT, not `{text}`", "for example: --tcp 127.0.0.1:2087")
    return host.strip("[]"), int(port)
