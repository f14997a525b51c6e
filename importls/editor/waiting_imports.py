"""The import at a place as one that waits: under `TYPE_CHECKING`, in the functions that use it, or lazy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Edit, Fix
from importls.edited_sources import Sources
from importls.edits.deferral import deferral_of, deferred
from importls.edits.source import Imported, read_source
from importls.edits.text_edits import edits_of, in_order
from importls.import_candidates import EditKind, candidates_for

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.module import Module
    from importls.snapshot import Snapshot

_WAITS = (EditKind.TYPING, EditKind.DEFERRED, EditKind.LAZY)


def under_type_checking(snapshot: Snapshot, module: Module, statement: Import) -> tuple[Edit, ...]:
    """The edits that leave a statement to type checkers; none where anything but annotations uses its names."""
    text = snapshot.text(module.path)
    source = read_source(text, snapshot.environment.version)
    for imported in () if source is None else source.imports_at(statement.range.start.line):
        deferral = deferral_of(source, imported) if source is not None else None
        if source is None or deferral is None or deferral.functions or not deferral.typing:
            continue
        replacements = deferred(source, imported, deferral)
        ordered = None if replacements is None else in_order(replacements)
        if ordered is not None:
            return edits_of(module.path, text, ordered)
    return ()


def waiting(snapshot: Snapshot, module: Module, statement: Import) -> Iterator[Fix]:
    """Each way in which a statement can wait without changing what the rest of the project finds in the module."""
    sources, text = Sources(snapshot, {}), snapshot.text(module.path)
    source = sources.source(module.path)
    imported = None if source is None else next(source.imports_at(statement.range.start.line), None)
    if imported is None:
        return
    for candidate in candidates_for(sources, module.path, _named(imported, statement), (), ()):
        if candidate.kind in _WAITS:
            title = candidate.title[:1].upper() + candidate.title[1:]
            yield Fix(title, safe=False, edits=edits_of(module.path, text, candidate.replacements))


def _named(imported: Imported, statement: Import) -> Imported:
    """The part of a statement that imports this module, where it imports several: `import a, b`."""
    if statement.names is not None:
        return imported
    wanted = tuple(a for a in imported.aliases if (a.name, a.asname) == (statement.module, statement.alias))
    return Imported(imported.number, imported.statement, wanted or imported.aliases, imported.is_in_block)
