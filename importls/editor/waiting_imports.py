"""The import at a place as one that waits: under `TYPE_CHECKING`, in the functions that use it, or lazy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Edit, Fix
from importls.edited_sources import Sources
from importls.edits.deferral import deferral_of, deferred
from importls.edits.laziness import made_lazy
from importls.edits.source import Imported, Source, read_source
from importls.edits.text_edits import Replacement, edits_of, in_order, replaced
from importls.import_candidates import deferral_in, deferral_title

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.module import Module
    from importls.snapshot import Snapshot


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
    """Each way in which a statement can wait without changing what the rest of the project finds in the module.

    All texts of the project are searched once, for those who take a name from the module.
    """
    sources, path = Sources(snapshot, {}), module.path
    source = sources.source(path)
    whole = None if source is None else next(source.imports_at(statement.range.start.line), None)
    if source is None or whole is None:
        return
    imported = _named(whole, statement)
    deferral = deferral_in(sources, path, source, imported)
    if deferral is not None and not deferral.is_removal:
        title = deferral_title(sources, path, source, imported, deferral)
        yield from _fix(path, source, title, deferred(source, imported, deferral))
    yield from _fix(path, source, "make the import lazy", made_lazy(source, imported))


def _fix(path: str, source: Source, title: str, replacements: tuple[Replacement, ...] | None) -> Iterator[Fix]:
    """The replacements as a fix, where they can be made and the file is still Python after them."""
    ordered = None if replacements is None else in_order(replacements)
    if ordered and read_source(replaced(source.text, ordered), source.version) is not None:
        edits = edits_of(path, source.text, ordered)
        yield Fix(title[:1].upper() + title[1:], safe=False, edits=edits)


def _named(imported: Imported, statement: Import) -> Imported:
    """The part of a statement that imports this module, where it imports several: `import a, b`."""
    if statement.names is not None:
        return imported
    wanted = tuple(a for a in imported.aliases if (a.name, a.asname) == (statement.module, statement.alias))
    return Imported(imported.number, imported.statement, wanted or imported.aliases, imported.is_in_block)
