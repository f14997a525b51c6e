"""The table of what clients can ask for: each request with the function that answers it, one file a request.

Functions are called in the worker, with the project as it is at the moment of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from importls.language_server import call_hierarchy, code_action, completion, document_link
from importls.language_server.code_lens import code_lens
from importls.language_server.definition import definition
from importls.language_server.hover import hover
from importls.language_server.implementation import implementation
from importls.language_server.protocol import LATER
from importls.language_server.references import references
from importls.language_server.type_definition import type_definition
from importls.language_server.workspace_symbol import workspace_symbol

if TYPE_CHECKING:
    import asyncio

    from importls.language_server.context import Context
    from importls.language_server.document import Cell
    from importls.language_server.server import Server


@dataclass(frozen=True, slots=True)
class DocumentFeature:
    """A request about a document, which is answered from the context, the path and the parameters."""

    method: str
    answer: Callable[[Context, str, Any], Any]
    options: object = None


@dataclass(frozen=True, slots=True)
class ItemFeature:
    """A request about an item that was handed out before, with the path that it is about in its data."""

    method: str
    answer: Callable[[Context, Any], Any]


@dataclass(frozen=True, slots=True)
class WorkspaceFeature:
    """A request about all projects; `options` are told to the client at the start."""

    method: str
    answer: Callable[[Sequence[Context], Any], Any]
    options: object = None


FEATURES: tuple[DocumentFeature | ItemFeature | WorkspaceFeature, ...] = (
    DocumentFeature(types.TEXT_DOCUMENT_DEFINITION, definition),
    DocumentFeature(types.TEXT_DOCUMENT_DECLARATION, definition),
    DocumentFeature(types.TEXT_DOCUMENT_TYPE_DEFINITION, type_definition),
    DocumentFeature(types.TEXT_DOCUMENT_IMPLEMENTATION, implementation),
    DocumentFeature(types.TEXT_DOCUMENT_REFERENCES, references),
    DocumentFeature(types.TEXT_DOCUMENT_DOCUMENT_LINK, document_link.document_link, document_link.OPTIONS),
    DocumentFeature(types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, call_hierarchy.prepare),
    ItemFeature(types.CALL_HIERARCHY_INCOMING_CALLS, call_hierarchy.incoming),
    ItemFeature(types.CALL_HIERARCHY_OUTGOING_CALLS, call_hierarchy.outgoing),
    DocumentFeature(types.TEXT_DOCUMENT_HOVER, hover),
    DocumentFeature(types.TEXT_DOCUMENT_COMPLETION, completion.completion, completion.OPTIONS),
    ItemFeature(types.COMPLETION_ITEM_RESOLVE, completion.resolve),
    DocumentFeature(types.TEXT_DOCUMENT_CODE_ACTION, code_action.code_action, code_action.OPTIONS),
    DocumentFeature(types.TEXT_DOCUMENT_CODE_LENS, code_lens, types.CodeLensOptions()),
    WorkspaceFeature(types.WORKSPACE_SYMBOL, workspace_symbol),
)


def register(server: Server) -> None:
    """Have the server answer everything in the table."""
    for feature in FEATURES:
        match feature:
            case DocumentFeature(method, answer, options):
                _register(server, method, options, _about_document(server, answer))
            case ItemFeature(method, answer):
                _register(server, method, None, _about_item(server, answer))
            case WorkspaceFeature(method, answer, options):
                _register(server, method, options, _about_workspace(server, answer))


def _register(server: Server, method: str, options: object, work: Callable[[Any], Any]) -> None:
    def handle(params: Any) -> asyncio.Future[Any]:
        return server.later(lambda: work(params))

    setattr(handle, LATER, True)
    server.feature(method, options)(handle)


def _about_document(server: Server, answer: Callable[[Context, str, Any], Any]) -> Callable[[Any], Any]:
    def work(params: Any) -> Any:
        path, cell = server.place(params.text_document.uri)
        context = None if path is None else server.context(path)
        if context is None or path is None:
            return None
        if cell is not None:
            _count_from_module(params, cell)
        return answer(context, path, params)

    return work


def _count_from_module(params: Any, cell: Cell) -> None:
    """Places in a cell become places in the module of its notebook; what lies behind the cell is its last line."""
    where = getattr(params, "range", None)
    places = (getattr(params, "position", None), getattr(where, "start", None), getattr(where, "end", None))
    for place in places:
        if place is not None:
            place.line = cell.start + min(place.line, cell.lines - 1)


def _about_item(server: Server, answer: Callable[[Context, Any], Any]) -> Callable[[Any], Any]:
    def work(params: Any) -> Any:
        item = getattr(params, "item", params)
        path = call_hierarchy.path_of_item(item)
        context = server.context(path) if path else None
        return (item if item is params else None) if context is None else answer(context, item)

    return work


def _about_workspace(server: Server, answer: Callable[[Sequence[Context], Any], Any]) -> Callable[[Any], Any]:
    def work(params: Any) -> Any:
        contexts = map(server.context_of, server.projects.sessions)
        return answer([context for context in contexts if context is not None], params)

    return work
