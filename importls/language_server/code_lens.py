"""`textDocument/codeLens`: above a module, how many modules import it and whether it goes round in a cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.language_server.context import Context

_FIRST_LINE = types.Range(types.Position(0, 0), types.Position(0, 0))


def code_lens(context: Context, path: str, _: types.CodeLensParams) -> list[types.CodeLens]:
    """One lens for a checked file, with a title and no command; clients that want to be led somewhere put one in."""
    from importls.editor.hierarchy import importers_of  # noqa: PLC0415 # reason: the core is loaded after the first answer
    from importls.output.summary import count  # noqa: PLC0415 # reason: as above

    module = context.snapshot.modules.get(path)
    if module is None:
        return []
    candidates = context.session.importers(module.name, path)
    importers = len(importers_of(context.snapshot, path, candidates))
    members = len(context.session.cycle(path))
    cycle = f", in a cycle of {members}" if members else ""
    command = types.Command(f"imported by {count(importers, 'module')}{cycle}", "")
    return [types.CodeLens(_FIRST_LINE, command)]
