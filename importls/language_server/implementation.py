"""`textDocument/implementation`: the folders that a namespace package is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.language_server.context import Context


def implementation(context: Context, path: str, params: types.ImplementationParams) -> list[types.Location] | None:
    """All portions of a namespace package; of another module its source."""
    from importls.editor import definition  # noqa: PLC0415 # reason: the core is loaded after the first answer

    subject = context.subject(path, params.position)
    if subject is None:
        return None
    folders = definition.portions(subject)
    if folders:
        return [context.location(folder, None) for folder in folders]
    place = definition.definition(context.snapshot, context.module(path), subject)
    return None if place is None else [context.location(place.path, place.range)]
