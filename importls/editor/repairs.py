"""What can be done about an import that fails, worked out when an editor asks: other names, and files that are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.causes import Cause, Missing, why_missing, why_no_attribute
from importls.editor.missing_submodule import importing
from importls.editor.new_files import init_for_portion, new_modules, stray_init
from importls.editor.waiting_imports import under_type_checking
from importls.edits.respelling import respelt_module, respelt_name
from importls.module import BeyondTopLevel
from importls.module_names import names_of

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic, Edit
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot

OF_MISSING = ("unresolved-import", "missing-name", "case-mismatch", "namespace-shadowed", "stub-only-import")
_SLIPS = (Cause.MISSPELLED, Cause.CASE_MISMATCH)
_NOBODY_HAS_IT = (Cause.MISSPELLED, Cause.NOT_INSTALLED, Cause.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Repair:
    """Edits of texts, empty files that are created, and files that are deleted, all at once.

    `is_likely` tells what is probably meant.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    created: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    is_likely: bool = False


def repairs(snapshot: Snapshot, module: Module, finding: Diagnostic) -> Iterator[Repair]:
    """What makes the import of a finding succeed, the likeliest first; nothing for findings about anything else."""
    if finding.rule == "submodule-not-imported" and finding.target is not None:
        edit = importing(snapshot, module, finding.target)
        if edit is not None:
            yield Repair(f"Import '{finding.target}'", (edit,), is_likely=True)
    if finding.rule not in OF_MISSING:
        return
    for imported in module.imports:
        if imported.statement.range != finding.statement:
            continue
        why = _why(snapshot, module, imported, finding)
        if why is not None:
            yield from _other_names(snapshot, module, imported, finding, why)
            yield from _files(snapshot, module, imported, why)
            if why.cause is Cause.STUB_ONLY:
                yield from _waiting(snapshot, module, imported)


def _why(snapshot: Snapshot, module: Module, imported: ResolvedImport, finding: Diagnostic) -> Missing | None:
    """Why this import is what the finding says; None where it is another one of the same statement."""
    if isinstance(imported.resolution, BeyondTopLevel):
        return None
    if imported.found is None:
        return why_missing(snapshot, module, imported.resolution) if finding.target == imported.name else None
    owner = imported.found.spec
    name = (finding.target or "").removeprefix(f"{imported.name}.")
    if name not in {item.name for item in imported.statement.names or ()}:
        return None
    names = names_of(snapshot, owner)
    return None if names is None else why_no_attribute(snapshot, module, owner, f"{imported.name}.{name}", names)


def _other_names(
    snapshot: Snapshot, module: Module, imported: ResolvedImport, finding: Diagnostic, why: Missing
) -> Iterator[Repair]:
    """The import with the name that was meant."""
    if why.suggestion is None:
        return
    text = snapshot.text(module.path)
    if imported.found is None:
        edits = respelt_module(module.path, text, imported, why.name, why.suggestion)
    else:
        edits = respelt_name(module.path, text, imported, finding.range, why.suggestion.rpartition(".")[2])
    if edits:
        title = f"Change '{why.name.rpartition('.')[2]}' to '{why.suggestion.rpartition('.')[2]}'"
        if why.cause not in _SLIPS:
            title = f"Import '{why.suggestion}' instead"
        yield Repair(title, edits, is_likely=why.cause in _SLIPS)


def _files(snapshot: Snapshot, module: Module, imported: ResolvedImport, why: Missing) -> Iterator[Repair]:
    if why.cause is Cause.NAMESPACE_SHADOWED:
        missing = init_for_portion(snapshot, module, why)
        if missing is not None:
            yield Repair(f"Create {missing}", created=(missing,))
        stray = stray_init(snapshot, why)
        if stray is not None:
            yield Repair(f"Delete {stray}", deleted=(stray,))
    elif why.cause in _NOBODY_HAS_IT:
        created = new_modules(snapshot, module, imported, why)
        if created:
            yield Repair(f"Create {created[-1]}", created=created)


def _waiting(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> Iterator[Repair]:
    edits = under_type_checking(snapshot, module, imported.statement)
    if edits:
        yield Repair("Move the import under TYPE_CHECKING", edits, is_likely=True)
