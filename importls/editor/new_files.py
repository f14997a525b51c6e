"""Files that would make an import succeed if they were there, or were not; nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importls.module import BeyondTopLevel
from importls.paths import is_below, parent
from importls.search_place import entries_of
from resolver.paths import join
from resolver.resolution import Found, NotFound

if TYPE_CHECKING:
    from importls.causes import Missing
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot

_INIT = "__init__.py"


def new_modules(snapshot: Snapshot, module: Module, imported: ResolvedImport, why: Missing) -> tuple[str, ...]:
    """The files of the missing module and of the packages above it that are missing too; none outside of the project.

    The module that is imported comes last.
    """
    folder = _folder(snapshot, module, imported)
    if folder is None or why.name.partition(".")[0] in snapshot.environment.stdlib_names:
        return ()
    wanted = imported.name if imported.found is None else why.name
    above, _, _ = why.name.rpartition(".")
    *packages, last = wanted.removeprefix(f"{above}." if above else "").split(".")
    separator, created = snapshot.file_system.separator, list[str]()
    for package in packages:
        folder = join(separator, folder, package)
        created.append(join(separator, folder, _INIT))
    created.append(join(separator, folder, f"{last}.py"))
    if any(snapshot.file_system.kind(path) is not None for path in created):
        return ()
    return tuple(created) if all(part.isidentifier() for part in (*packages, last)) else ()


def _folder(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> str | None:
    """Where what is missing would lie: in the package above it, or in the root of the module that asks."""
    resolution = imported.resolution
    if isinstance(resolution, BeyondTopLevel):
        return None
    if isinstance(resolution, Found):
        package = resolution.spec
    elif not isinstance(resolution, NotFound):
        return None
    elif resolution.parent is None:
        return module.file.root.path
    else:
        package = resolution.parent
    folders = [folder for folder in package.submodule_search_locations or () if _is_own(snapshot, folder)]
    return folders[0] if folders else None


def _is_own(snapshot: Snapshot, path: str) -> bool:
    """Whether the path belongs to the project: below a root, and not in a folder of the interpreter that lies there."""
    roots = tuple(root.path for root in snapshot.project.roots)
    if not any(is_below(path, root) for root in roots):
        return False
    entries = (entry.path for entry in snapshot.environment.sys_path if entry.path not in roots)
    return not any(is_below(path, entry) and any(is_below(entry, root) for root in roots) for entry in entries)


def init_for_portion(snapshot: Snapshot, module: Module, why: Missing) -> str | None:
    """The `__init__.py` with which a folder of the project wins over the package that hides it; None where none would.

    The first folder on the search path that is a regular package is taken, so it has to come before that one.
    """
    if why.evidence is None:
        return None
    separator = snapshot.file_system.separator
    package, _, wanted = why.name.rpartition(".")
    for entry in _entries(snapshot, module, package.rpartition(".")[0]):
        folder = join(separator, entry, package.rpartition(".")[2])
        if folder == parent(why.evidence):
            return None
        names = snapshot.file_system.list_directory(folder) or {}
        if _INIT not in names and (wanted in names or f"{wanted}.py" in names) and _is_own(snapshot, folder):
            return join(separator, folder, _INIT)
    return None


def _entries(snapshot: Snapshot, module: Module, above: str) -> tuple[str, ...]:
    if not above:
        return entries_of(snapshot, module)
    found = snapshot.search.find_on_roots(module.file, above)
    return (found.spec.submodule_search_locations or ()) if isinstance(found, Found) else ()


def stray_init(snapshot: Snapshot, why: Missing) -> str | None:
    """The `__init__.py` of the project that hides the rest of a namespace package and has no code; None otherwise."""
    if why.evidence is None or not _is_own(snapshot, why.evidence):
        return None
    lines = snapshot.text(why.evidence).split("\n")
    return why.evidence if all(not line.strip() or line.lstrip().startswith("#") for line in lines) else None
