"""Joining and splitting of path strings as `importlib._bootstrap_external` does it, for either separator.

It asks no file system; the separator comes from the caller, so that a Windows tree can be analysed anywhere.
"""

from __future__ import annotations

import ntpath
import posixpath
from types import ModuleType


def flavour(separator: str) -> ModuleType:
    """The standard library's path module for file systems with this separator."""
    return ntpath if separator == "\\" else posixpath


def join(separator: str, folder: str, name: str) -> str:
    """`_path_join`: trailing separators of the folder go, everything else of it stays as written."""
    if not folder:
        return name
    return folder.rstrip(separators(separator)) + separator + name


def split(separator: str, path: str) -> tuple[str, str]:
    """`_path_split`: what stands before and after the last separator; the separator belongs to neither."""
    position = max(path.rfind(mark) for mark in separators(separator))
    if position < 0:
        return "", path
    return path[:position], path[position + 1 :]


def separators(separator: str) -> str:
    """Every character that ends a path component: Windows takes slashes too."""
    return "\\/" if separator == "\\" else separator


def absolute(separator: str, folder: str, path: str) -> str:
    """`os.path.abspath` for a working directory of `folder`: joined and normalised, links not followed."""
    module = flavour(separator)
    normal: str = module.normpath(module.join(folder, path))
    return normal


def normal_form(path: str) -> str:
    """Equal for two absolute paths that are written differently: `normcase(normpath(…))`, links not followed.

    A path that starts with a slash is no Windows path, whatever platform is analysed.
    """
    module = flavour("/" if path.startswith("/") else "\\")
    normal: str = module.normcase(module.normpath(path))
    return normal


def parent_folder(separator: str, path: str) -> str:
    """`os.path.dirname`, which keeps the root's separator."""
    folder: str = flavour(separator).dirname(path)
    return folder


def is_absolute(separator: str, path: str) -> bool:
    """`_path_isabs`; a path that starts with a slash is absolute on every platform here."""
    return path.startswith(("/", separator)) or (separator == "\\" and path[1:2] == ":")


def absolute_entry(separator: str, working_directory: str, entry: str, version: tuple[int, int]) -> str:
    """Where a `FileFinder` of this version of Python looks for a path entry; absolute ones stay as they are written."""
    if is_absolute(separator, entry):
        return entry
    if entry == "" or (entry == "." and version >= (3, 11)):
        return working_directory
    if version >= (3, 12):
        # `_path_abspath` drops one leading "./" since 3.12, on Windows one of each kind.
        for mark in separators(separator):
            entry = entry.removeprefix("." + mark)
    return join(separator, working_directory, entry)
