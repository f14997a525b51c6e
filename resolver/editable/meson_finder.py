"""The finder of meson-python: `_<name>_editable_loader.py`, and the install plan of the build that it belongs to.

The real one builds the project anew at the first import; this one takes the build as it lies on the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from resolver.editable.literals import calls, list_of_strings, statements
from resolver.editable.specs import Surroundings, spec_of_file
from resolver.file_system import FileSystem, Kind
from resolver.machinery import ModuleSpec
from resolver.paths import flavour, join

_INSTALLERS = frozenset({"install", "MesonpyMetaFinder"})

Tree = dict[str, "Tree | str"]
"""The installed folders as they would be: a subtree for a folder, the file's real path for a file."""


@dataclass(frozen=True, slots=True)
class MesonFinder:
    """One `MesonpyMetaFinder`: it stands first on `sys.meta_path` and knows the names below its top-level ones.

    Its packages have no folder: their one search location is the loader's own file with the package's name behind it,
    which a path hook takes (since 0.16; before that they had none).
    """

    in_front: ClassVar[bool] = True
    class_name: ClassVar[str] = "MesonpyMetaFinder"

    source: str
    top_level: frozenset[str]
    tree: Tree
    separator: str
    has_path_hook: bool = True

    @property
    def mapping(self) -> Mapping[str, str]:
        """The file of every module, by the name that it has."""
        return dict(_modules(self.tree, ""))

    def find_spec(self, surroundings: Surroundings, name: str, path: Iterable[str]) -> ModuleSpec | None:  # noqa: ARG002 - the finder of meson-python ignores it too
        """`MesonpyMetaFinder.find_spec`."""
        if name.partition(".")[0] not in self.top_level:
            return None
        return self.find_in(surroundings, name, self.tree)

    def find_in(self, surroundings: Surroundings, name: str, tree: Tree) -> ModuleSpec | None:
        """`find_spec` of the loader's module: a package, else a module, else a namespace package."""
        *above, tail = name.split(".")
        folder = _node(tree, above)
        package = folder.get(tail) if folder is not None else None
        location = (self.source + self.separator + name,) if self.has_path_hook else ()
        for suffix, package_file, loader in surroundings.loaders.details:
            file = package.get(package_file) if isinstance(package, dict) else None
            if isinstance(file, str):
                # `is_package` of the loader goes by the file's name, and a module called `__init__` is none.
                return spec_of_file(surroundings, name, file, loader, location if _is_package(file, suffix) else None)
        for suffix, _, loader in surroundings.loaders.details:
            file = folder.get(tail + suffix) if folder is not None else None
            if isinstance(file, str):
                is_package = tail != "__init__" and _is_package(file, suffix)
                return spec_of_file(surroundings, name, file, loader, location if is_package else None)
        return ModuleSpec(name, None, None, location) if isinstance(package, dict) else None

    def entry_finder(self, surroundings: Surroundings, entry: str) -> MesonEntryFinder | None:
        """`MesonpyMetaFinder._path_hook`."""
        file, _, name = entry.rpartition(self.separator)
        node = _node(self.tree, name.split(".")) if self.has_path_hook and file == self.source else None
        return None if node is None else MesonEntryFinder(surroundings, self, node)


@dataclass(frozen=True, slots=True)
class MesonEntryFinder:
    """`MesonpyPathFinder`: it looks a whole name up below one folder of the tree."""

    class_name: ClassVar[str] = "MesonpyPathFinder"

    surroundings: Surroundings
    finder: MesonFinder
    tree: Tree

    def find_spec(self, name: str) -> ModuleSpec | None:
        """`MesonpyPathFinder.find_spec`."""
        return self.finder.find_in(self.surroundings, name, self.tree)

    def module_names(self) -> list[str]:
        """The names of everything in the folder, without suffixes."""
        return [name.partition(".")[0] for name in self.tree]


def read_meson_finder(file_system: FileSystem, source: bytes, path: str) -> MesonFinder | None:
    """The finder that the loader at `path` installs; None where it is no such loader, or its build is gone."""
    if b"MesonpyMetaFinder" not in source:
        return None
    for function, arguments, _ in calls(statements(source)):
        if function not in _INSTALLERS:
            continue
        # Since 0.16 the project's name comes first.
        match arguments[1:] if isinstance(arguments[0], str) else arguments:
            case [names, str() as build_path, *_]:
                tree = _read_plan(file_system, build_path, source)
                top_level = frozenset(list_of_strings(names))
                hooked = b"_path_hook" in source
                if tree is None:
                    return None
                return MesonFinder(path, top_level, tree, file_system.separator, hooked)
            case _:
                pass
    return None


def _read_plan(file_system: FileSystem, build_path: str, source: bytes) -> Tree | None:
    """`collect`: where the files of the build would be installed; None where there is no plan to read."""
    separator = file_system.separator
    plan_path = join(separator, join(separator, build_path, "meson-info"), "intro-install_plan.json")
    try:
        plan = json.loads(file_system.read_bytes(plan_path))
    except (OSError, ValueError, RecursionError):
        return None
    tree: Tree = {}
    for kind, items in plan.items() if isinstance(plan, dict) else ():
        for written, target in items.items() if isinstance(items, dict) else ():
            destination = target.get("destination") if isinstance(target, dict) else None
            scheme, *parts = destination.replace("\\", "/").split("/") if isinstance(destination, str) else [""]
            if scheme not in {"{py_platlib}", "{py_purelib}"} or not parts:
                continue
            # Before 0.19 paths were taken as they are written.
            place = flavour(separator).normpath(written) if b"normpath(src)" in source else written
            if kind == "install_subdirs" or (kind == "targets" and file_system.kind(place) is Kind.DIRECTORY):
                excluded = target if b"exclude_files" in source else {}
                for inner in _walk(file_system, place, excluded):
                    _enter(tree, [*parts, *inner], separator.join((place, *inner)))
            else:
                _enter(tree, parts, place)
    return tree


def _walk(file_system: FileSystem, folder: str, target: Mapping[str, object]) -> Iterator[list[str]]:
    """The files below an installed folder, each as the parts of its relative path."""
    module = flavour(file_system.separator)
    excluded = {
        module.normpath(path) for key in ("exclude_files", "exclude_dirs") for path in list_of_strings(target.get(key))
    }

    def below(parts: list[str]) -> Iterator[list[str]]:
        place = file_system.separator.join((folder, *parts))
        for name, kind in sorted((file_system.list_directory(place) or {}).items()):
            inner = [*parts, name]
            if file_system.separator.join(inner) in excluded:
                continue
            if kind is not Kind.DIRECTORY:
                yield inner
            elif file_system.read_link(file_system.separator.join((folder, *inner))) is None:
                # os.walk follows no links to folders.
                yield from below(inner)

    yield from below([])


def _enter(tree: Tree, parts: list[str], path: str) -> None:
    for part in parts[:-1]:
        inner = tree.setdefault(part, {})
        if isinstance(inner, str):
            return
        tree = inner
    tree[parts[-1]] = path


def _node(tree: Tree, parts: Iterable[str]) -> Tree | None:
    for part in parts:
        inner = tree.get(part)
        if not isinstance(inner, dict):
            return None
        tree = inner
    return tree


def _is_package(file: str, suffix: str) -> bool:
    return file.replace("\\", "/").rpartition("/")[2] == "__init__" + suffix


def _modules(tree: Tree, prefix: str) -> Iterator[tuple[str, str]]:
    for name, inner in tree.items():
        if isinstance(inner, dict):
            yield from _modules(inner, f"{prefix}{name}.")
        else:
            stem = name.partition(".")[0]
            yield prefix.rstrip(".") if stem == "__init__" else prefix + stem, inner
