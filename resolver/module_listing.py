"""Every name that can be imported directly below a package, or at top level: `pkgutil.iter_modules` over all finders.

It finds nothing itself: it gathers names, and `MetaPath.find_spec` says what each of them is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from resolver.editable import EditableFinder
from resolver.editable.distutils_finder import DistutilsFinder
from resolver.editable.scikit_build_finder import ScikitBuildFinder, ScikitBuildInplaceFinder
from resolver.editable.setuptools_finder import SetuptoolsFinder
from resolver.environment import Environment
from resolver.file_system import FileSystem
from resolver.machinery import ModuleSpec
from resolver.meta_path import MetaPath
from resolver.module_aliases import aliases
from resolver.resolution import FinderError, Found

_NOT_OFFERED = frozenset({"__init__", "__pycache__"})
"""`p.__init__` is the package once more, and `__pycache__` a namespace package by accident (pkgutil skips both)."""


@dataclass(frozen=True, slots=True)
class ModuleInfo:
    """A module that can be imported by this dotted name.

    `spec.name` is another name where the module goes by two (`os.path` is `posixpath`).
    """

    name: str
    spec: ModuleSpec


def iter_modules(environment: Environment, file_system: FileSystem, package: str | None = None) -> Iterator[ModuleInfo]:
    """Every module directly below `package` (a dotted name), or every top-level one for None.

    Unlike `pkgutil.iter_modules` this asks the whole meta path: built-in and frozen modules come first, then what each
    path entry has (source, bytecode, extensions for the target, zip members, folders without `__init__`, which are
    namespace packages), then what editable finders map and what the package's own finders know (`six.moves`). Each name
    comes once, with the spec that `find_spec` gives it: a file that another one hides is not seen. Names that no import
    statement can write (`str.isidentifier` is False) are left out, and so are `__init__` and `__pycache__`; keywords
    are not.

    Empty for a name that is not found or is no package. Folders are listed as the iteration comes to them, each once;
    the content of a module is read only where a package's `__path__` depends on it. Never raises.
    """
    return iter_modules_of(MetaPath(environment, file_system), package)


def iter_modules_of(meta_path: MetaPath, package: str | None = None) -> Iterator[ModuleInfo]:
    """`iter_modules` for who keeps a `MetaPath`: what it has learnt is used, and what is learnt here is kept."""
    prefix = "" if package is None else package + "."
    seen = set(_NOT_OFFERED)
    for tail in _candidates(meta_path, package, prefix):
        if tail in seen or not tail.isidentifier():
            continue
        seen.add(tail)
        found = meta_path.find_spec(prefix + tail)
        if isinstance(found, Found):
            yield ModuleInfo(prefix + tail, found.spec)


def _candidates(meta_path: MetaPath, package: str | None, prefix: str) -> Iterator[str]:
    """The last parts of all names that may be found, in the order of the finders; not all of them are found."""
    environment = meta_path.environment
    without_files = (*environment.frozen_modules, *aliases(), *environment.startup_namespaces)
    for name in (*sorted(environment.builtin_names), *without_files):
        above, _, tail = name.rpartition(".")
        if above == (package or ""):
            yield tail
    for entry in meta_path.search_path(package):
        yield from _names_in(meta_path, entry)
    for finder in environment.editable_finders:
        yield from _next_parts(prefix, _mapped_names(finder))
        if isinstance(finder, SetuptoolsFinder) and (folder := finder.mapping.get(package or "")):
            yield from _names_in(meta_path, folder)
    for appended in () if package is None else meta_path.run_time_finders(package):
        yield from _next_parts(prefix, appended.module_names())


def _mapped_names(finder: EditableFinder) -> Iterator[str]:
    """The dotted names that the generated file spells out."""
    yield from finder.mapping
    match finder:
        case SetuptoolsFinder(namespaces=names) | ScikitBuildFinder(locations=names):
            yield from names
        case ScikitBuildInplaceFinder(top_level=top_level):
            yield from sorted(top_level)
        case DistutilsFinder():
            yield "distutils"
        case _:
            pass


def _names_in(meta_path: MetaPath, entry: str) -> list[str]:
    try:
        finder = meta_path.path_importer(entry)
    except FinderError:
        return []
    return [] if finder is None else sorted(finder.module_names())


def _next_parts(prefix: str, names: Iterable[str]) -> Iterator[str]:
    """What follows the prefix in the dotted names that begin with it, up to the next dot."""
    return (name[len(prefix) :].partition(".")[0] for name in names if name.startswith(prefix))
