"""Which files are checked, where first-party modules start, and what each file is called; it reads no source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from importls.paths import ancestors, base_name, parent, relative_parts
from importls.pytest_configuration import pytest_folders
from resolver.file_system import FileSystem, Kind
from resolver.paths import join

PROJECT_MARKERS = frozenset({"pyproject.toml", "setup.py", "setup.cfg", "importls.toml"})
"""A folder with one of these is a project: its own first-party root, and its `src` folder another."""

REPOSITORY_MARKERS = frozenset({".git", ".hg"})


class Root(msgspec.Struct, frozen=True, array_like=True):
    """A folder in which first-party modules start.

    `certain` is False where nothing but the layout of the folders speaks for it: the folder could as well be a
    namespace package of a root further up.
    """

    path: str
    certain: bool


class SourceFile(msgspec.Struct, frozen=True, array_like=True):
    """One checked file and the name that it is imported by.

    `root` is the folder that the name counts from. `script_directory` is the folder that comes to the front of
    `sys.path` when the file is run as a script or collected by pytest: the one above its topmost package.
    """

    path: str
    name: str
    is_package: bool
    root: Root
    script_directory: str

    @property
    def package(self) -> str:
        """The `__package__` that relative imports in this file count from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Project:
    """The input of a check: files in order of their paths, first-party roots, and what could not be read."""

    files: tuple[SourceFile, ...]
    roots: tuple[Root, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """What a walk over folders came by."""

    files: tuple[str, ...]
    project_folders: tuple[str, ...]
    problems: tuple[str, ...]


def assemble_project(
    file_system: FileSystem,
    found: FoundFiles,
    *,
    checked: Sequence[str],
    search_path: Sequence[str],
    configured_roots: Sequence[str] = (),
    mapped: Mapping[str, str] | None = None,
) -> Project:
    """Name the found files, with the given roots or, where there are none, with those that the folders suggest.

    `checked` are the paths that the user named, `search_path` the entries of the target's `sys.path`: files that lie in
    one of them are called what the interpreter would call them. `mapped` gives the places, files or folders, to which
    editable installs map module names: what lies there is called so.
    """
    roots = tuple(Root(path, certain=True) for path in configured_roots) or tuple(
        _suggested_roots(file_system, found, checked, search_path)
    )
    naming = _Naming(file_system, (*roots, *(Root(path, certain=True) for path in search_path)), mapped or {})
    return Project(tuple(naming.source_file(path) for path in found.files), roots, found.problems)


def _suggested_roots(
    file_system: FileSystem, found: FoundFiles, checked: Sequence[str], search_path: Sequence[str]
) -> Iterator[Root]:
    """Every project folder and its `src`, and for loose folders the one above their topmost package.

    A checked path inside another one adds nothing: the same files are checked with it and without it.
    """
    seen: set[str] = set()
    named = set(checked)
    outermost = [path for path in checked if named.isdisjoint(ancestors(path))]
    for root in (
        *(root for path in outermost for root in _roots_of_path(file_system, path, search_path)),
        *(root for folder in found.project_folders for root in _project_roots(file_system, folder)),
    ):
        if root.path not in seen:
            seen.add(root.path)
            yield root


def _roots_of_path(file_system: FileSystem, path: str, search_path: Sequence[str]) -> Iterator[Root]:
    folder = path if file_system.kind(path) is Kind.DIRECTORY else parent(path)
    for candidate in (folder, *ancestors(folder)):
        if candidate in search_path:
            return
        names = file_system.list_directory(candidate) or {}
        is_project = any(marker in names for marker in PROJECT_MARKERS)
        if is_project and not _is_inside_package(file_system, candidate, search_path):
            yield from _project_roots(file_system, candidate)
            return
        if any(marker in names for marker in REPOSITORY_MARKERS):
            yield Root(candidate, certain=False)
            return
    yield Root(above_packages(file_system, folder), certain=False)


def _is_inside_package(file_system: FileSystem, folder: str, search_path: Sequence[str]) -> bool:
    """Whether the folder is a package that can be imported from further up.

    `setup.py` may be a module like any other, and some distributions install their `pyproject.toml`.
    """
    top = above_packages(file_system, folder)
    return top != folder and (top in search_path or parent(folder) != top)


def _project_roots(file_system: FileSystem, folder: str) -> Iterator[Root]:
    names = file_system.list_directory(folder) or {}
    source = join(file_system.separator, folder, "src")
    certain = is_packaged(file_system, folder)
    if names.get("src") is Kind.DIRECTORY and not is_regular_package(file_system, source):
        yield Root(source, certain=True)
    yield Root(folder, certain=certain)
    for path in pytest_folders(file_system, folder):
        yield Root(path, certain=False)


def is_packaged(file_system: FileSystem, folder: str) -> bool:
    """Whether the folder says how it is built: a `pyproject.toml` for tools alone may lie anywhere."""
    names = file_system.list_directory(folder) or {}
    if any(name in names for name in ("setup.py", "setup.cfg", "importls.toml")):
        return True
    try:
        content = file_system.read_bytes(join(file_system.separator, folder, "pyproject.toml"))
    except OSError:
        return False
    return any(table in content for table in (b"[project]", b"[build-system]", b"[tool.poetry", b"[tool.importls"))


def is_regular_package(file_system: FileSystem, folder: str) -> bool:
    """Whether the folder has an `__init__` module."""
    return "__init__.py" in (file_system.list_directory(folder) or {})


def above_packages(file_system: FileSystem, folder: str) -> str:
    """The folder itself, or the first one above it that is no regular package."""
    while is_regular_package(file_system, folder) and parent(folder) != folder:
        folder = parent(folder)
    return folder


def _without_suffix(path: str) -> str:
    """A module's path as its package's folder has it: without a suffix, and without `__init__`."""
    name = base_name(path)
    if not name.endswith((".py", ".pyi")):
        return path
    stem = name.partition(".")[0]
    return parent(path) if stem == "__init__" else path[: len(path) - len(name) + len(stem)]


@dataclass(frozen=True, slots=True)
class _Folder:
    """What the files of one folder have in common: the first folder above that is no package, root, and names."""

    top: str
    root: Root
    parts: tuple[str, ...]


class _Naming:
    """Names files; folders are looked at once."""

    def __init__(self, file_system: FileSystem, roots: Iterable[Root], mapped: Mapping[str, str]) -> None:
        self.file_system = file_system
        self.mapped = {_without_suffix(place): name for name, place in mapped.items()}
        self.roots = {root.path: root for root in reversed(tuple(roots))}
        self.folders: dict[str, _Folder] = {}

    def source_file(self, path: str) -> SourceFile:
        folder = parent(path)
        known = self.folders.get(folder)
        if known is None:
            known = self.folders[folder] = self._folder(folder)
        stem = base_name(path).partition(".")[0]
        is_package = stem == "__init__" and bool(known.parts)
        parts = known.parts if is_package else (*known.parts, stem)
        return SourceFile(path, self._mapped_name(path) or ".".join(parts), is_package, known.root, known.top)

    def _folder(self, folder: str) -> _Folder:
        top = above_packages(self.file_system, folder)
        root = self._root_of(folder, top)
        return _Folder(top, root, tuple(relative_parts(folder, root.path)))

    def _mapped_name(self, path: str) -> str | None:
        """The name that an editable install gives the file, or a folder above it."""
        if not self.mapped:
            return None
        stem = _without_suffix(path)
        for place in (stem, *ancestors(stem)):
            if place in self.mapped:
                return ".".join([self.mapped[place], *relative_parts(stem, place)])
        return None

    def _root_of(self, folder: str, top: str) -> Root:
        """The deepest known root that is not inside a regular package and from which every folder is importable."""
        for above in (top, *ancestors(top)):
            root = self.roots.get(above)
            if root is not None and all(part.isidentifier() for part in relative_parts(folder, above)):
                return root
        return Root(top, certain=False)
