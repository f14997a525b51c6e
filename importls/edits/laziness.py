"""Imports that wait for the first use of what they bind: `lazy import` (PEP 810)."""

from __future__ import annotations

from importls.edits.source import Imported, Source
from importls.edits.text_edits import Replacement

_SINCE = (3, 15)


def made_lazy(source: Source, imported: Imported) -> tuple[Replacement, ...] | None:
    """Put `lazy` before a statement, None where the target does not know it or the grammar forbids it."""
    statement = imported.statement
    is_allowed = source.version >= _SINCE and imported.is_whole and not imported.is_in_block and not imported.is_lazy
    if not is_allowed or statement.names[0].name == "*":
        return None
    start = source.start(statement)
    return (Replacement(start, start, "lazy "),)
