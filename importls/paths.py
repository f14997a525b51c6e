"""Absolute paths as plain text, in the notation that they are in; nothing here asks a disk."""

from __future__ import annotations

from collections.abc import Iterator


def _marks(path: str) -> str:
    """The characters that part names: Windows paths begin with a drive or a backslash and take slashes as well."""
    return "/" if path.startswith("/") else "/\\"


def _last_mark(path: str) -> int:
    return path.rfind("/") if path.startswith("/") else max(path.rfind("/"), path.rfind("\\"))


def parent(path: str) -> str:
    """The folder that holds the path; the top of the file system holds itself."""
    cut = _last_mark(path)
    if cut < 0:
        return path
    return path[:cut] if cut > 0 and path[cut - 1] != ":" else path[: cut + 1]


def ancestors(path: str) -> Iterator[str]:
    """The folders that hold the path, the nearest first."""
    above = parent(path)
    while above != path:
        yield above
        path, above = above, parent(above)


def base_name(path: str) -> str:
    """The last part of the path."""
    return path[_last_mark(path) + 1 :]


def is_below(path: str, folder: str) -> bool:
    """Whether the path lies in the folder, at any depth, or is the folder itself."""
    marks = _marks(folder)
    return path == folder or (path.startswith(folder) and (folder[-1] in marks or path[len(folder)] in marks))


def relative_parts(path: str, folder: str) -> list[str]:
    """The names that lead from the folder to the path below it."""
    if path == folder:
        return []
    rest = path[len(folder) :]
    if not path.startswith("/"):
        rest = rest.replace("\\", "/")
    return [part for part in rest.split("/") if part]
