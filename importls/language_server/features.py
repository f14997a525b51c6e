"""The table of what clients can ask for: each request with the function of the file that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from importls.language_server.protocol import LATER

if TYPE_CHECKING:
    import asyncio

    from importls.language_server.context import Context
    from importls.language_server.server import Server

AnswerAboutDocument = Callable[["Context", Any], Any]
"""Answers a request with a `text_document`, in the worker."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A request about one document; `options` are told to the client at the start."""

    method: str
    answer: AnswerAboutDocument
    options: object = None


FEATURES: tuple[Feature, ...] = ()


def register(server: Server) -> None:
    """Have the server answer everything in the table."""
    for feature in FEATURES:
        server.feature(feature.method, feature.options)(_handler(server, feature))


def _handler(server: Server, feature: Feature) -> Callable[[Any], asyncio.Future[Any]]:
    def handle(params: Any) -> asyncio.Future[Any]:
        uri: str = params.text_document.uri
        path = server.path(uri)

        def work() -> Any:
            context = None if path is None else server.context(path)
            return None if context is None else feature.answer(context, params)

        return server.later(work)

    setattr(handle, LATER, True)
    return handle


_ = types
