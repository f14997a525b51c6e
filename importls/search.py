"""Finds modules as one checked file would: its own root first, and its folder where only a script run would find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from importls.paths import ancestors, is_below, parent
from importls.project import is_regular_package
from resolver.machinery import EntrySource, Loader, ModuleSpec, PathEntry
from resolver.meta_path import MetaPath
from resolver.module_listing import ModuleInfo, iter_modules_of
from resolver.module_name import absolute_name
from resolver.resolution import Found, Resolution
from resolver.stub_finder import StubFinder, TypedModule

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.project import Project, SourceFile
    from resolver.environment import Environment
    from resolver.file_system import FileSystem

FindSpec = Callable[[str], Resolution]
"""Where a module of an absolute name is, as seen from one place."""


class Search:
    """The search path of every file of a project, each with its memory of answers.

    A file sees the roots of the project with its own root at the front, then the target's `sys.path`. What is not found
    there may still be found in a folder that a script run, pytest or `manage.py` would put in front: that of the file,
    or one between it and its root.
    """

    def __init__(self, environment: Environment, file_system: FileSystem, project: Project) -> None:
        self.environment = environment
        self.file_system = file_system
        self._roots = tuple(root.path for root in project.roots)
        self._tops = {root for root in self._roots if not any(root != o and is_below(root, o) for o in self._roots)}
        self._installed = frozenset(entry.path for entry in environment.sys_path) - set(self._roots)
        # The roots whose files see the search path in the order in which it is for everybody.
        self._in_order = self._installed.union(self._roots[:1])
        self._everywhere = MetaPath(environment.with_roots(self._roots), file_system)
        self._by_folder: dict[str, MetaPath] = {}
        self._below: dict[tuple[str, str, str | None], tuple[ModuleInfo, ...]] = {}
        self._installed_only: MetaPath | None = None
        self._stub_finders: dict[tuple[str, str], StubFinder] = {}

    def find_spec(self, file: SourceFile, name: str) -> Resolution:
        """Where `import name` in this file finds the module."""
        resolution = self.find_on_roots(file, name)
        if isinstance(resolution, Found):
            return resolution
        folders = (folder for folder in self._folders_up(file) if not is_regular_package(self.file_system, folder))
        return self._find_in(folders, name) or resolution

    def find_beside(self, file: SourceFile, name: str) -> Found | None:
        """The module as found in the file's folder, or in one between it and its root, packages included.

        A package is on `sys.path` only when a file in it is run as a script.
        """
        return self._find_in(self._folders_up(file), name)

    def _find_in(self, folders: Iterable[str], name: str) -> Found | None:
        resolutions = (self._alone(folder).find_import(name) for folder in folders)
        return next((found for found in resolutions if isinstance(found, Found)), None)

    def _folders_up(self, file: SourceFile) -> Iterator[str]:
        """The file's folder and those above it up to its root, the nearest first."""
        for folder in ancestors(file.path):
            yield folder
            if folder in self._tops or (folder == file.root.path and not self._is_inside_a_root(folder)):
                return

    def _is_inside_a_root(self, folder: str) -> bool:
        return any(is_below(folder, root) for root in self._roots)

    def find_on_roots(self, file: SourceFile, name: str) -> Resolution:
        """Where the module is when the file is imported from its root, which comes before the other roots.

        A namespace package takes its portions from all roots, so only a module or a regular package is looked for in
        the own root alone.
        """
        root = file.root.path
        if root in self._in_order:
            return self._everywhere.find_import(name)
        top = name.partition(".")[0]
        if top in self.environment.builtin_names or top in self.environment.frozen_modules:
            return self._everywhere.find_import(name)
        own = self._alone(root)
        found = own.find_import(top)
        if isinstance(found, Found) and not found.spec.is_namespace:
            return own.find_import(name)
        return self._everywhere.find_import(name)

    def from_roots(self, file: SourceFile) -> FindSpec:
        """`find_on_roots` for one file."""
        return partial(self.find_on_roots, file)

    def from_environment(self) -> FindSpec:
        """The search of modules that are not checked: all roots, then the target's `sys.path`."""
        return self._everywhere.find_import

    def environment_of(self, file: SourceFile) -> Environment:
        """The target with the roots of the project at the front of its `sys.path`, the file's own root first."""
        root = file.root.path
        if root in self._installed:
            return self.environment.with_roots(self._roots)
        return self.environment.with_roots((root, *(other for other in self._roots if other != root)))

    def find_types(self, file: SourceFile, name: str) -> TypedModule | None:
        """What a type checker reads for a module of this name where the file imports it under `TYPE_CHECKING`."""
        key = file.root.path, file.script_directory
        finder = self._stub_finders.get(key)
        if finder is None:
            environment = self.environment_of(file)
            if file.script_directory not in (*self._roots, *self._installed):
                environment = environment.with_script_directory(file.script_directory)
            finder = StubFinder(MetaPath.sharing(self._everywhere, environment), self.file_system)
            self._stub_finders[key] = finder
        return finder.find_types(name)

    def find_relative(self, file: SourceFile, statement: Import) -> tuple[str, Resolution] | None:
        """The absolute name of a relative import and what it finds; None where the dots climb past the top.

        Where nothing but the layout speaks for the root of a file that lies in no regular package, its folder may be a
        namespace package: a target that is really there is then taken as found.
        """
        name = absolute_name(statement.module, statement.level, file.package) if file.package else None
        if name is not None:
            return name, self._find_in_own_tree(file, name)
        if file.root.certain or file.script_directory != parent(file.path):
            return None
        return self._find_by_folder(file, statement)

    def _find_in_own_tree(self, file: SourceFile, name: str) -> Resolution:
        """A relative import starts from the package around the file, whatever else has the name of that package."""
        own = self._alone(file.root.path).find_import(name)
        if isinstance(own, Found) and not own.spec.is_namespace:
            return own
        return self.find_on_roots(file, name)

    def find_installed(self, name: str) -> Resolution:
        """The module as the target has it without the project."""
        if self._installed_only is None:
            self._installed_only = MetaPath.sharing(self._everywhere, self.environment)
        return self._installed_only.find_import(name)

    def _find_by_folder(self, file: SourceFile, statement: Import) -> tuple[str, Resolution] | None:
        folders = [parent(file.path), *ancestors(parent(file.path))]
        if statement.level > len(folders):
            return None
        folder = folders[statement.level - 1]
        finder = self._alone(folder)
        if statement.module:
            found = finder.find_import(statement.module)
            return (statement.module, found) if isinstance(found, Found) else None
        names = [imported.name for imported in statement.names or ()]
        if not names or not all(isinstance(finder.find_import(name), Found) for name in names):
            return None
        portion = ModuleSpec(name="", loader=None, submodule_search_locations=(folder,))
        return "", Found(portion, attempts=())

    def find_submodule(self, file: SourceFile, package: Found, name: str) -> Resolution:
        """Where `from package import name` looks when the package has no such attribute."""
        spec = package.spec
        if not spec.name:
            return self._alone((spec.submodule_search_locations or ("",))[0]).find_import(name)
        own = self._alone(file.root.path)
        found = own.find_import(spec.name)
        if isinstance(found, Found) and found.spec.origin is not None and found.spec == spec:
            return own.find_import(f"{spec.name}.{name}")
        return self.find_spec(file, f"{spec.name}.{name}")

    def iter_modules(self, file: SourceFile, package: str | None = None) -> tuple[ModuleInfo, ...]:
        """Every module that the file may import directly below a package, or at top level for None; by name."""
        key = file.root.path, file.script_directory, package
        known = self._below.get(key)
        if known is None:
            folders = () if file.root.path in self._in_order else (file.root.path,)
            finders = (*map(self._alone, folders), self._everywhere, self._alone(file.script_directory))
            found = {info.name: info for finder in reversed(finders) for info in iter_modules_of(finder, package)}
            known = self._below[key] = tuple(found[name] for name in sorted(found))
        return known

    def ordinary_sources(self) -> frozenset[str]:
        """The source files read so far that matter to nobody's search."""
        return self._everywhere.ordinary_sources()

    def is_ordinary(self, file: SourceFile, content: bytes) -> bool:
        """Whether the file would be one of them with this content."""
        return self._everywhere.is_ordinary(content, is_package=file.is_package)

    def is_package(self, found: Found) -> bool:
        """Whether there can be submodules once the module is imported: setuptools' spec of `distutils` hides that."""
        return found.spec.is_package or found.spec.loader is Loader.DISTUTILS

    def _alone(self, folder: str) -> MetaPath:
        """The finders with this folder as the only path entry, and nothing built in."""
        known = self._by_folder.get(folder)
        if known is None:
            known = self._by_folder[folder] = self._everywhere.alone(PathEntry(folder, EntrySource.SCRIPT))
        return known
