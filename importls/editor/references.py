"""Who imports a module: every place that names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from importls.editor.bindings import Place
from importls.editor.files import module_of
from importls.facts.statement import module_parts, name_range
from importls.module import BeyondTopLevel
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot


def references(snapshot: Snapshot, name: str, origin: str | None, candidates: Iterable[str]) -> Iterator[Place]:
    """The places in the candidate files that name the module of this name and file, in order of files and places.

    Linear in the imports of the candidates.
    """
    for path in sorted(candidates):
        module = module_of(snapshot, path)
        for imported in module.imports:
            yield from _in_import(snapshot, module, imported, name, origin)


def _in_import(
    snapshot: Snapshot, module: Module, imported: ResolvedImport, name: str, origin: str | None
) -> Iterator[Place]:
    if isinstance(imported.resolution, BeyondTopLevel):
        return
    statement = imported.statement
    if imported.name == name or imported.name.startswith(f"{name}."):
        parts = module_parts(snapshot.text(module.path), statement)
        index = len(parts) - 1 - imported.name.count(".") + name.count(".")
        if 0 <= index < len(parts) and _is(snapshot, module, imported, name, origin):
            yield Place(module.path, parts[index][1])
    for index, item in enumerate(statement.names or ()):
        submodule = imported.submodules.get(item.name)
        if submodule is not None and (submodule.spec.name, submodule.spec.origin) == (name, origin):
            yield Place(module.path, name_range(snapshot.text(module.path), statement, index))


def _is(snapshot: Snapshot, module: Module, imported: ResolvedImport, name: str, origin: str | None) -> bool:
    """Whether the name means the file here: two roots may have modules of the same name."""
    found = imported.found if imported.name == name else snapshot.search.find_spec(module.file, name)
    return found is not None and (found.spec.origin if isinstance(found, Found) else None) == origin
