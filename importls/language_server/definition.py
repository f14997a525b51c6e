"""`textDocument/definition` and `textDocument/declaration`: where a module or an imported name comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.editor.bindings import Place
    from importls.facts.imports import Range
    from importls.language_server.context import Context

Answer = list[types.Location] | list[types.LocationLink] | None


def definition(context: Context, path: str, params: types.DefinitionParams | types.DeclarationParams) -> Answer:
    """The source of a module, the binding of a name."""
    from importls.editor.definition import definition as definition_of  # noqa: PLC0415 # reason: the core comes later

    subject = context.subject(path, params.position)
    if subject is None:
        return None
    place = definition_of(context.snapshot, context.module(path), subject)
    return None if place is None else located(context, path, subject.range, place)


def located(context: Context, path: str, asked: Range, place: Place) -> Answer:
    """The place, with the range that was asked about where the client underlines that."""
    target = context.location(place.path, place.range)
    if not context.client.links:
        return [target]
    origin = context.range(path, asked)
    return [types.LocationLink(target.uri, target.range, target.range, origin)]
