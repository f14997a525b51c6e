"""`pkgutil.extend_path` and `pkg_resources.declare_namespace`: what they make of a package's `__path__`.

Both are called by package bodies; who calls them is `module_body`'s concern.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from resolver.file_system import FileSystem, Kind
from resolver.machinery import ModuleSpec
from resolver.path_finder import PathFinder
from resolver.paths import flavour
from resolver.resolution import FinderError
from resolver.zip_finder import ZipFinder


@dataclass(frozen=True, slots=True)
class PathEntries:
    """The finders of path entries, as both functions ask them."""

    path_finder: PathFinder
    file_system: FileSystem
    version: tuple[int, int]


def extend_path(entries: PathEntries, path: list[str], name: str, search_path: Iterable[str]) -> list[str]:
    """`pkgutil.extend_path(path, name)`. `search_path` is `sys.path`, or the `__path__` of the parent package.

    Portions are added once, the lines of `<name>.pkg` files as often as they are written.
    """
    extended = list(path)
    for entry in search_path:
        for portion in _portions(entries, entry, name.rpartition(".")[2]):
            if portion not in extended:
                extended.append(portion)
        extended.extend(_lines_of_pkg_file(entries.file_system, entry, name))
    return extended


def declare_namespace(
    entries: PathEntries, path: list[str], name: str, search_path: Iterable[str], sys_path: Iterable[str]
) -> list[str]:
    """`pkg_resources.declare_namespace(name)`: the `__path__` afterwards.

    An entry counts where it has a module of the name that has a loader, be it a package or not (`_handle_ns`). As soon
    as one folder is added all of them are resolved and sorted as `sys.path` is (`_rebuild_mod_path`).
    """
    module = flavour(entries.file_system.separator)
    declared = list(path)
    for entry in search_path:
        spec = _find_in_entry(entries, entry, name)
        if spec is None or spec.loader is None:
            continue
        folder = module.join(entry, name.rpartition(".")[2])
        if _normalized(entries.file_system, folder) not in {
            _normalized(entries.file_system, item) for item in declared
        }:
            declared = _in_order(entries.file_system, [*declared, folder], name, sys_path)
    return declared


def _portions(entries: PathEntries, entry: str, tail: str) -> tuple[str, ...]:
    spec = _find_in_entry(entries, entry, tail)
    if spec is None:
        return ()
    if spec.loader is not None and entries.version < (3, 10) and _is_archive(entries, entry):
        # zipimporter had no find_spec, and its find_loader gives no portions for a package.
        return ()
    return spec.submodule_search_locations or ()


def _find_in_entry(entries: PathEntries, entry: str, name: str) -> ModuleSpec | None:
    try:
        finder = entries.path_finder.path_importer(entry)
        return None if finder is None else finder.find_spec(name)
    except FinderError:
        return None


def _is_archive(entries: PathEntries, entry: str) -> bool:
    return isinstance(entries.path_finder.path_importer(entry), ZipFinder)


def _lines_of_pkg_file(file_system: FileSystem, entry: str, name: str) -> Iterator[str]:
    """The entries that a `.pkg` file names, whether they exist or not."""
    path = flavour(file_system.separator).join(entry, name + ".pkg")
    if file_system.kind(path) is not Kind.FILE:
        return
    try:
        content = file_system.read_bytes(path).decode("utf-8", "surrogateescape")
    except OSError:
        return
    for line in io.StringIO(content, newline=None):
        if (text := line.rstrip("\n")) and not text.startswith("#"):
            yield text


def _in_order(file_system: FileSystem, path: list[str], name: str, sys_path: Iterable[str]) -> list[str]:
    places = {_normalized(file_system, entry): number for number, entry in reversed(list(enumerate(sys_path)))}
    separator = file_system.separator

    def place(folder: str) -> float:
        above = folder.split(separator)[: -(name.count(".") + 1)]
        return places.get(_normalized(file_system, separator.join(above)), float("inf"))

    return [_normalized(file_system, folder) for folder in sorted(path, key=place)]


def _normalized(file_system: FileSystem, path: str) -> str:
    """`pkg_resources.normalize_path`."""
    module = flavour(file_system.separator)
    normal: str = module.normcase(file_system.real_path(module.normpath(path)))
    return normal
