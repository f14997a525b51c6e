"""Finds modules as one checked file would: its own root first, and its folder where only a script run would find it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from importls.paths import ancestors, parent
from resolver.machinery import EntrySource, Loader, ModuleSpec, PathEntry
from resolver.meta_path import MetaPath
from resolver.module_name import absolute_name
from resolver.resolution import Found, NotFound, Resolution

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.project import Project, SourceFile
    from resolver.environment import Environment
    from resolver.file_system import FileSystem


class Search:
    """Every search path that the files of a project need, each with its own memory of answers.

    A file sees the roots of the project with its own root at the front, then the target's `sys.path`. What is not found
    there may still be found in the folder that a script run or pytest would put in front (`script_directory`).
    """

    def __init__(self, environment: Environment, file_system: FileSystem, project: Project) -> None:
        self.environment = environment
        self.file_system = file_system
        self._roots = tuple(root.path for root in project.roots)
        self._environments: dict[str, Environment] = {}
        self._by_root: dict[str, MetaPath] = {}
        self._by_folder: dict[str, MetaPath] = {}

    def find_spec(self, file: SourceFile, name: str) -> Resolution:
        """Where `import name` in this file finds the module."""
        resolution = self.main(file).find_spec(name)
        if not isinstance(resolution, NotFound) or resolution.parent is not None:
            return resolution
        if any(entry.path == file.script_directory for entry in self.environment_of(file).sys_path):
            return resolution
        beside = self._alone(file.script_directory).find_spec(name)
        return resolution if isinstance(beside, NotFound) and beside.parent is None else beside

    def main(self, file: SourceFile) -> MetaPath:
        """The finders as they stand when the file is imported from its root."""
        root = file.root.path
        if root not in self._by_root:
            self._by_root[root] = MetaPath(self.environment_of(file), self.file_system)
        return self._by_root[root]

    def environment_of(self, file: SourceFile) -> Environment:
        """The target with the roots of the project at the front of its `sys.path`, the file's own root first."""
        root = file.root.path
        if root not in self._environments:
            roots = (root, *(other for other in self._roots if other != root))
            self._environments[root] = self.environment.with_roots(roots)
        return self._environments[root]

    def find_relative(self, file: SourceFile, statement: Import) -> tuple[str, Resolution] | None:
        """The absolute name of a relative import and what it finds; None where the dots climb past the top.

        Where nothing but the layout speaks for the root of the file, a folder further up may be a namespace package: a
        target that is really there is then taken as found.
        """
        name = absolute_name(statement.module, statement.level, file.package) if file.package else None
        if name is not None:
            return name, self.main(file).find_spec(name)
        if file.root.certain:
            return None
        return self._find_by_folder(file, statement)

    def _find_by_folder(self, file: SourceFile, statement: Import) -> tuple[str, Resolution] | None:
        folders = [parent(file.path), *ancestors(parent(file.path))]
        if statement.level > len(folders):
            return None
        folder = folders[statement.level - 1]
        finder = self._alone(folder)
        if statement.module:
            found = finder.find_spec(statement.module)
            return (statement.module, found) if isinstance(found, Found) else None
        names = [imported.name for imported in statement.names or ()]
        if not names or not all(isinstance(finder.find_spec(name), Found) for name in names):
            return None
        portion = ModuleSpec(name="", loader=Loader.NAMESPACE, submodule_search_locations=(folder,))
        return "", Found(portion, attempts=())

    def find_submodule(self, file: SourceFile, package: Found, name: str) -> Resolution:
        """Where `from package import name` looks when the package has no such attribute."""
        if package.spec.name:
            return self.find_spec(file, f"{package.spec.name}.{name}")
        return self._alone((package.spec.submodule_search_locations or ("",))[0]).find_spec(name)

    def _alone(self, folder: str) -> MetaPath:
        """The finders with this folder as the only path entry, and nothing built in."""
        if folder not in self._by_folder:
            entries = (PathEntry(folder, EntrySource.SCRIPT),)
            alone = replace(
                self.environment,
                sys_path=entries,
                builtin_names=frozenset(),
                frozen_modules={},
                editable_finders=(),
            )
            self._by_folder[folder] = MetaPath(alone, self.file_system)
        return self._by_folder[folder]
