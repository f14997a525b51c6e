"""Which path a user means by the name of a module, and where a module of another name would lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importls.paths import base_name, is_below, parent
from resolver.file_system import Kind
from resolver.paths import join

if TYPE_CHECKING:
    from importls.project import Project, SourceFile
    from resolver.file_system import FileSystem


def paths_of_module(project: Project, name: str) -> list[str]:
    """The files and folders that are the module or package of this name: the folder of a package, with all in it."""
    exact = [file for file in project.files if file.name == name]
    found = [parent(file.path) if file.is_package else file.path for file in exact]
    if found:
        return found
    # A package without a file of its own.
    return list(dict.fromkeys(_folder(file, name) for file in project.files if file.name.startswith(f"{name}.")))


def _folder(file: SourceFile, package: str) -> str:
    """The folder that is the package, of a file in it."""
    path = parent(file.path) if file.is_package else file.path
    for _ in range(file.name.count(".") - package.count(".")):
        path = parent(path)
    return path


def path_for_module(file_system: FileSystem, project: Project, old: str, name: str) -> str:
    """Where a module or package that lies at `old` has this name: counted from the same root."""
    folder = next((file.root.path for file in project.files if is_below(file.path, old)), parent(old))
    for part in name.split("."):
        folder = join(file_system.separator, folder, part)
    if file_system.kind(old) is Kind.DIRECTORY:
        return folder
    return folder + base_name(old)[base_name(old).index(".") :]


def missing_packages(file_system: FileSystem, old: str, new: str) -> list[str]:
    """The `__init__` files that the folders above the new path lack which are to be made, for a module of packages.

    The outermost comes first. A folder that is there without one is left as it is.
    """
    is_regular = "__init__.py" in (file_system.list_directory(parent(old)) or {})
    folder, found = parent(new), list[str]()
    while file_system.kind(folder) is None and parent(folder) != folder:
        found.insert(0, join(file_system.separator, folder, "__init__.py"))
        folder = parent(folder)
    is_inside = "__init__.py" in (file_system.list_directory(folder) or {})
    return [file for file in found if file != new] if is_regular or is_inside else []
