"""What comes to be imported with a module, by the import statements alone: installed modules too, nothing simulated.

Statements that run under some condition count as much as others. What only calls and computed names bring is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from importls.facts.imports import Timing
from importls.paths import base_name, parent
from resolver.machinery import Loader
from resolver.module_name import absolute_name, ancestors
from resolver.paths import join
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.module import Module, ResolvedImport
    from importls.project import SourceFile
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec


class Reached(NamedTuple):
    """The goals that are imported, and the files of extension modules of which nobody can tell what they import.

    Of the latter not all are there where all goals were found before.
    """

    goals: frozenset[str]
    extensions: frozenset[str]


def reached(snapshot: Snapshot, file: SourceFile, starts: Iterable[str], goals: Collection[str]) -> Reached:
    """What may be imported with the modules called `starts`, as the file finds them.

    That a function imports a goal counts too, though what that would bring is not followed. Linear in the imports of
    what is reached.
    """
    missing = set(goals)
    extensions: set[str] = set()
    seen = set(starts)
    waiting = list(seen)
    while waiting and missing:
        imports = imports_by_name(snapshot, file, waiting.pop())
        missing -= imports.now
        missing -= imports.later
        extensions.update(imports.extension)
        fresh = imports.now - seen
        seen |= fresh
        waiting += fresh
    return Reached(frozenset(goals).difference(missing), frozenset(extensions))


class Imports(NamedTuple):
    """The modules that the statements of one module import, packages above included.

    `now` are imported with it, `later` by functions; those of the standard library do so for a few who ask, and are
    left out. `extension` is the file of a module that has no source.
    """

    now: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    extension: tuple[str, ...] = ()

    @property
    def all(self) -> frozenset[str]:
        """What is imported now or later."""
        return self.now | self.later


def imports_by_name(snapshot: Snapshot, file: SourceFile, name: str) -> Imports:
    """What the statements of the module import that the file finds by this name, checked or not."""
    found = snapshot.search.find_on_roots(file, name)
    if not isinstance(found, Found):
        return Imports()
    spec = found.spec
    checked = snapshot.modules.get(spec.origin or "")
    if checked is None:
        return snapshot.once(("imports", file.root.path, name), lambda: _of_installed(snapshot, file, spec))
    # That a statement is gone is no edit of which who only looks at facts hears.
    snapshot.trail.texts.add(checked.path)
    return snapshot.once(("imports", checked.path), lambda: imports_of(checked))


def imports_of(module: Module) -> Imports:
    """What the statements of a checked module import."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for imported in module.imports:
        if imported.statement.timing.runs:
            names[imported.statement.timing is Timing.DEFERRED] |= names_in(imported)
    return Imports(frozenset(names[False]), frozenset(names[True]))


def names_in(imported: ResolvedImport) -> frozenset[str]:
    """The modules that one statement imports, packages above included."""
    return _with_packages((imported.name, *(submodule.spec.name for submodule in imported.submodules.values())))


def _with_packages(names: Iterable[str]) -> frozenset[str]:
    return frozenset(one for name in names for one in (*ancestors(name), name))


def _of_installed(snapshot: Snapshot, file: SourceFile, spec: ModuleSpec) -> Imports:
    path = _source(snapshot, spec)
    if path is None:
        return Imports(extension=(spec.origin,) if spec.loader is Loader.EXTENSION_FILE and spec.origin else ())
    called = _CALLED_AT_IMPORT_TIME.get(spec.name, ())
    now, later = set(called), set[str]()
    is_standard = spec.name.partition(".")[0] in snapshot.environment.stdlib_names
    for statement in snapshot.facts(path).imports:
        if statement.timing in (Timing.IMPORT_TIME, Timing.LAZY) or (called and statement.timing.runs):
            now.update(_named(snapshot, file, spec, statement))
        elif statement.timing.runs and not is_standard:
            later.update(_named(snapshot, file, spec, statement))
    return Imports(_with_packages(now), _with_packages(later))


_CALLED_AT_IMPORT_TIME = {"importlib.metadata": ("email.parser",), "importlib.resources": ("importlib.readers",)}
"""What functions bring that many modules call while they are imported, for a version or a file."""


def _named(snapshot: Snapshot, file: SourceFile, spec: ModuleSpec, statement: Import) -> Iterator[str]:
    name = absolute_name(statement.module, statement.level, spec.parent)
    if not name:
        return
    yield name
    find = snapshot.search.from_roots(file)
    package = find(name) if statement.names else None
    if isinstance(package, Found) and package.spec.is_package:
        submodules = (f"{name}.{item.name}" for item in statement.names or ())
        yield from (submodule for submodule in submodules if isinstance(find(submodule), Found))


def _source(snapshot: Snapshot, spec: ModuleSpec) -> str | None:
    """The file that tells what the module imports: also that of one that was compiled, where it lies beside."""
    origin, folder, separator = spec.origin, snapshot.environment.stdlib, snapshot.file_system.separator
    if spec.loader is Loader.SOURCE_FILE:
        return origin
    if spec.loader is Loader.EXTENSION_FILE and origin is not None:
        name = base_name(origin).partition(".")[0] + ".py"
        listed = snapshot.file_system.list_directory(parent(origin)) or {}
        return join(separator, parent(origin), name) if name in listed else None
    if spec.loader is not Loader.FROZEN or folder is None:
        return None
    # The frozen modules of the standard library lie there as files too.
    place = join(separator, folder, spec.name.replace(".", separator))
    return join(separator, place, "__init__.py") if spec.is_package else f"{place}.py"
