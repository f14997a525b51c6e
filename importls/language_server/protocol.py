"""The conversation with a client as pygls leads it, where pygls leaves a client waiting or speaks out of turn.

What cannot be read is answered by an error and never shown to the user; requests come after `initialize` and before
`shutdown`; open documents are `Document`s; handlers that answer later do so with a future that a client can cancel.
"""

from __future__ import annotations

import json
import logging
import time
from asyncio import Future
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

from importls.language_server import notebook_document
from importls.language_server.log import trace_answer

if TYPE_CHECKING:
    from importls.language_server.server import Server

_log = logging.getLogger(__name__)
_BEFORE_INITIALIZE = frozenset({types.INITIALIZE, types.EXIT})

LATER = "answers_later"
"""The attribute of a handler that gives a future of its answer."""


def succeed(future: Future[Any], result: object) -> None:
    """Answer a request, unless it was cancelled."""
    if not future.done():
        future.set_result(result)


def fail(future: Future[Any], error: Exception) -> None:
    """Answer a request with an error, unless it was cancelled."""
    if not future.done():
        future.set_exception(error)


class Protocol(LanguageServerProtocol):
    """pygls' protocol with these guards."""

    _server: Server

    def __init__(self, *arguments: Any) -> None:
        """As pygls makes it."""
        super().__init__(*arguments)
        self._asked: dict[str | int, tuple[str, float]] = {}
        """The requests that are not answered, with their methods and the times at which they came."""

    def receive(self, body: bytes) -> None:
        """Take one message; never raises."""
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._refuse(None, JsonRpcParseError(f"the message is no JSON: {error}"))
            return
        if not isinstance(data, dict) or data.get("jsonrpc") != self.VERSION:
            identifier = data.get("id") if isinstance(data, dict) else None
            self._refuse(identifier, JsonRpcInvalidRequest("the message is no request of JSON-RPC 2.0"))
            return
        refusal = self._refusal(data)
        if refusal is not None:
            self._refuse(data.get("id"), refusal)
            return
        self._handle(data)

    def _refusal(self, data: dict[str, Any]) -> JsonRpcException | None:
        """Why a message is not to be handled at this time."""
        method = data.get("method")
        if method is None:
            return None
        if self._workspace is None and method not in _BEFORE_INITIALIZE:
            return JsonRpcServerNotInitialized("the first request is `initialize`")
        if self._workspace is not None and method == types.INITIALIZE:
            return JsonRpcInvalidRequest("`initialize` is sent once")
        if self._shutdown and method != types.EXIT:
            return JsonRpcInvalidRequest("the server has shut down")
        return None

    def _handle(self, data: dict[str, Any]) -> None:
        try:
            message = self.structure_message(data)
        except JsonRpcException as error:
            said = f"the parameters of {data['method']} cannot be read" if "method" in data else str(error)
            if "method" in data:
                self._refuse(data.get("id"), JsonRpcInvalidParams(said))
            else:
                self._fail_request(data.get("id"), error)
            return
        if "method" in data and isinstance(data.get("id"), str | int):
            self._asked[data["id"]] = data["method"], time.perf_counter()
        try:
            self.handle_message(message)
        except Exception:  # noqa: BLE001 # reason: the conversation goes on after a bug
            _log.exception("a message was not handled")

    def _send_data(self, data: Any) -> None:
        super()._send_data(data)
        asked = None if hasattr(data, "method") else self._asked.pop(getattr(data, "id", None) or 0, None)
        if asked is not None:
            method, start = asked
            trace_answer(self._server, method, data.id, time.perf_counter() - start)

    def _refuse(self, identifier: Any, error: JsonRpcException) -> None:
        """Answer a request with an error; what wants no answer is only logged."""
        _log.warning("%s", error.message)
        if identifier is not None or isinstance(error, JsonRpcParseError | JsonRpcInvalidRequest):
            data = {"jsonrpc": self.VERSION, "id": identifier, "error": {"code": error.code, "message": error.message}}
            self._send_data(data)

    def _fail_request(self, identifier: Any, error: JsonRpcException) -> None:
        """Whoever waits for the answer of a client that cannot be read is told so."""
        future = self._request_futures.pop(identifier, None)
        if future is not None:
            future.set_exception(error)

    def _execute_handler(
        self,
        msg_id: str | int,
        handler: Callable[..., Any],
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """A handler that answers later is called at once, so that it sees documents as they were when it was asked."""
        if not hasattr(handler, LATER):
            super()._execute_handler(msg_id, handler, callback, args, kwargs)
            return
        future: Future[Any] = handler(*(args or ()))
        self._request_futures[msg_id] = future  # type: ignore[assignment] # reason: as pygls does for coroutines
        future.add_done_callback(callback)

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: object) -> None:  # type: ignore[override] # reason: pygls takes plain functions, too
        """End the process at once, with the status that LSP asks for."""
        self._server.end(0 if self._shutdown else 1)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Remember the document."""
        self._server.open_document(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Remember what it is now."""
        self._server.change_document(params.text_document, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget it."""
        self._server.close_document(params.text_document.uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(self, params: types.DidOpenNotebookDocumentParams) -> None:
        """Remember the notebook."""
        notebook_document.opened(self._server, params)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(self, params: types.DidChangeNotebookDocumentParams) -> None:
        """Remember what it is now."""
        notebook_document.changed(self._server, params)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(self, params: types.DidCloseNotebookDocumentParams) -> None:
        """Forget it."""
        self._server.close_notebook(params.notebook_document.uri)
