"""Reasons to doubt that something missing is missing when the program runs; errors are only what survives them all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.facts.guards import Guard
from importls.facts.imports import Timing
from importls.facts.search_path_edits import may_edit_sys_path, plainly_edits_sys_path
from importls.ignore_files import IgnoreRules
from importls.paths import ancestors, base_name, is_below, parent
from resolver.file_system import Kind
from resolver.paths import join
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.causes import Missing
    from importls.facts.imports import Import
    from importls.module import Module
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec


def may_appear_at_run_time(snapshot: Snapshot, module: Module, why: Missing) -> bool:
    """Whether a module that no finder knows may be there when the import runs.

    The file itself may edit `sys.path`, or a package around it, a `conftest.py` above it or a module that it imports,
    where the project has something of that name to be found; any file of the project may put the module into
    `sys.modules` or install a finder; the package may be installed with files that the source tree does not have
    (`_version.py`, extensions).
    """
    name = why.name
    above, _, tail = name.rpartition(".")
    if _is_injected(snapshot, module, name):
        return True
    package = snapshot.search.find_on_roots(module.file, above) if above else None
    if isinstance(package, Found) and not package.spec.is_namespace:
        return _is_in_installed_copy(snapshot, name) or _installs_finders(snapshot, package.spec)
    if f'importorskip("{name}' in snapshot.text(module.path) or f"importorskip('{name}" in snapshot.text(module.path):
        return True
    return _search_path_may_grow(snapshot, module, tail)


def _search_path_may_grow(snapshot: Snapshot, module: Module, name: str) -> bool:
    """Whether `sys.path` is edited before the import runs, and something of that name may be found then."""
    if _edits_sys_path(snapshot, module.path):
        return True
    parts = snapshot.table("parts of names", lambda: _parts_of_names(snapshot))
    return name in parts and snapshot.once(
        ("sys.path is edited before", module.path),
        lambda: any(_edits_sys_path(snapshot, path) for path in run_before(snapshot, module)),
    )


def _is_in_installed_copy(snapshot: Snapshot, name: str) -> bool:
    """Whether the package around the module is installed too, as a regular one, and has the module there."""
    package = snapshot.search.find_installed(name.rpartition(".")[0])
    if not isinstance(package, Found) or package.spec.is_namespace:
        return False
    return isinstance(snapshot.search.find_installed(name), Found)


def _parts_of_names(snapshot: Snapshot) -> frozenset[str]:
    """What a checked file or folder could be called if the right folder were on `sys.path`."""
    return frozenset(part for module in snapshot.modules.values() for part in module.name.split("."))


def run_before(snapshot: Snapshot, module: Module) -> Iterator[str]:
    """What pytest and the import system run before the file, and what it imports itself."""
    for folder in ancestors(module.path):
        for name in ("__init__.py", "conftest.py"):
            path = join(snapshot.file_system.separator, folder, name)
            if path in snapshot.modules:
                yield path
        if folder == module.file.root.path:
            break
    origins = dict.fromkeys(
        imported.found.spec.origin or "" for imported in module.imports if imported.found is not None
    )
    yield from (origin for origin in origins if origin in snapshot.modules)


def _edits_sys_path(snapshot: Snapshot, path: str) -> bool:
    def look() -> bool:
        text = snapshot.text(path)
        if not may_edit_sys_path(text):
            return False
        if plainly_edits_sys_path(text):
            return True
        reading = snapshot.reading(path)
        return reading is None or reading.edits_sys_path

    return snapshot.once(("edits sys.path", path), look)


def _is_injected(snapshot: Snapshot, module: Module, name: str) -> bool:
    """Whether a file of the project that writes to `sys.modules` names the module, or the file itself has finders."""
    if snapshot.mentions_modules(module.path) and "meta_path" in snapshot.text(module.path):
        return True
    injected = snapshot.table("injected names", lambda: _injected_names(snapshot))
    return name in injected.with_ancestors or any(above in injected.names for above in _with_ancestors(name))


@dataclass(frozen=True, slots=True)
class _Injected:
    """Names that are written to `sys.modules` as literals, and those with every package above them."""

    names: frozenset[str]
    with_ancestors: frozenset[str]


_INJECTION = re.compile(
    r"""(?:modules\s*\[|setdefault\(|setitem\([^,\n]*,|patch\.dict\([^)\n]*?)\s*\{?\s*f?['"]([\w.]+)"""
)


def _injected_names(snapshot: Snapshot) -> _Injected:
    texts = map(snapshot.text, snapshot.speaking_of_modules())
    names = frozenset(name for text in texts for name in _INJECTION.findall(text))
    return _Injected(names, frozenset(above for name in names for above in _with_ancestors(name)))


def _with_ancestors(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def may_be_generated(snapshot: Snapshot, module: Module, why: Missing) -> bool:
    """Whether a build makes the module: git ignores it, its name says so, or a source of another language is there."""
    tail = why.name.rpartition(".")[2]
    if _GENERATED_NAME.fullmatch(tail):
        return True
    folders = dict.fromkeys((*why.folders, parent(module.path)))
    return any(_is_made_in(snapshot, folder, tail) for folder in folders if _is_in_project(snapshot, folder))


_GENERATED_NAME = re.compile(r"_?_?version_?_?|_build_info|\w+_pb2(?:_grpc)?")
_SOURCES = (".pyx", ".pxd", ".c", ".cc", ".cpp", ".rs", ".f90", ".f", ".pyf", ".pyi.in", ".py.in", ".py.tmpl")


def _is_in_project(snapshot: Snapshot, folder: str) -> bool:
    return any(is_below(folder, root.path) for root in snapshot.project.roots)


def _is_made_in(snapshot: Snapshot, folder: str, tail: str) -> bool:
    file_system = snapshot.file_system
    names = file_system.list_directory(folder) or {}
    if any(tail + suffix in names for suffix in _SOURCES):
        return True
    rules = snapshot.once(("ignore rules", folder), lambda: IgnoreRules.above(file_system, folder))
    inside = rules.with_file(file_system, folder) if names.get(".gitignore") is Kind.FILE else rules
    path = join(file_system.separator, folder, tail)
    return inside.ignores(f"{path}.py", is_folder=False) or inside.ignores(path, is_folder=True)


_RUNNERS = frozenset({"setup.py", "noxfile.py", "tasks.py", "fabfile.py", "dodo.py", "hatch_build.py"})
"""Files that tools run in environments of their own."""


def runs_elsewhere(snapshot: Snapshot, module: Module) -> bool:
    """Whether the file is only meant for other environments: all its importers are prepared to do without it."""
    if base_name(module.path) in _RUNNERS:
        return True
    table = snapshot.table("importers", lambda: importers_among(snapshot, snapshot.modules.values()))
    importers = table.get(module.path, ())
    return bool(importers) and snapshot.once(
        ("runs elsewhere", module.path),
        lambda: all(_is_prepared(snapshot, importer, statement) for importer, statement in importers),
    )


def importers_among(snapshot: Snapshot, modules: Iterable[Module]) -> dict[str, list[tuple[Module, Import]]]:
    """For every checked file those of the modules that import it, each with the statement."""
    importers: dict[str, list[tuple[Module, Import]]] = {}
    for module in modules:
        for imported in module.imports:
            for path, _ in imported.targets():
                if path in snapshot.modules and path != module.path:
                    importers.setdefault(path, []).append((module, imported.statement))
    return importers


def _is_prepared(snapshot: Snapshot, module: Module, statement: Import) -> bool:
    if statement.timing is not Timing.IMPORT_TIME:
        return True
    return statement.range.start.column > 1 and snapshot.guard(module, statement) is not Guard.NONE


def may_be_bound_elsewhere(snapshot: Snapshot, module: Module, owner: ModuleSpec, name: str) -> bool:
    """Whether code that was not read as binding the name in `owner` may bind it all the same.

    Its own text hands the name to somebody as a string or a keyword, or another file does, or assigns it from outside;
    the installed copy of the package has a submodule of that name; the script's folder has another module of the
    owner's name; or the owner's package installs finders.
    """
    if owner.name.partition(".")[0] == "distutils":
        return True  # setuptools replaces it by a copy of its own (`_distutils_hack`).
    if owner.is_package and _is_in_installed_copy(snapshot, f"{owner.name}.{name}"):
        return True
    if owner.is_namespace and _search_path_may_grow(snapshot, module, name):
        return True
    beside = snapshot.search.find_beside(module.file, owner.name)
    if beside is not None and beside.spec.origin != owner.origin:
        return True
    if any(_writes(text, name) for text in (snapshot.text(module.path), *_texts_around(snapshot, owner))):
        return True
    return _installs_finders(snapshot, owner)


_ASSIGNED = re.compile(r"\s*(?::[^=\n]+)?=(?!=)")
_KEYWORD = re.compile(r"=(?![=\s])")


def _writes(text: str, name: str) -> bool:
    """Whether there is `module.name = …`, the name as a whole string, or as a keyword argument, outside of comments."""
    at = text.find(name)
    while at >= 0:
        before, end = text[at - 1 : at], at + len(name)
        if (
            (before == "." and _ASSIGNED.match(text, end))
            or (before in ("'", '"') and text[end : end + 1] in ("'", '"'))
            or ((before in ("(", ",") or before.isspace()) and _KEYWORD.match(text, end))
        ) and "#" not in text[text.rfind("\n", 0, at) + 1 : at]:
            return True
        at = text.find(name, end)
    return False


def _installs_finders(snapshot: Snapshot, owner: ModuleSpec) -> bool:
    """Whether the package or a module beside its `__init__` speaks of `sys.meta_path`."""
    return any("meta_path" in text for text in _texts_around(snapshot, owner))


MOST_LOOKED_AT = 400
"""Files of one folder that are searched at most."""


def _texts_around(snapshot: Snapshot, owner: ModuleSpec) -> Iterator[str]:
    """The owner's source and those beside it, where those stand that know it well enough to write to it."""
    if owner.origin is None or not owner.has_location:
        return
    folder = parent(owner.origin)
    names = sorted(name for name in snapshot.file_system.list_directory(folder) or {} if name.endswith(".py"))
    for name in names[:MOST_LOOKED_AT]:
        yield snapshot.text(join(snapshot.file_system.separator, folder, name))
