"""`workspace/symbol`: the modules of all projects by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.language_server.context import Context


def workspace_symbol(contexts: Sequence[Context], params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    """The modules whose names have the letters of the query."""
    from importls.editor.symbols import modules_named  # noqa: PLC0415 # reason: the core is loaded after the first answer

    return [
        types.WorkspaceSymbol(
            location=context.location(file.path, None),
            name=file.name,
            kind=types.SymbolKind.Package if file.is_package else types.SymbolKind.Module,
        )
        for context in contexts
        for file in modules_named(context.snapshot, params.query)
    ]
