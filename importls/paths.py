"""Paths as plain text, in the notation of either platform; nothing here asks a disk."""

from __future__ import annotations

from collections.abc import Iterator


def parent(path: str) -> str:
    """The folder that holds the path; the top of the file system holds itself."""
    cut = max(path.rfind("/"), path.rfind("\\"))
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
    return path[max(path.rfind("/"), path.rfind("\\")) + 1 :]


def is_below(path: str, folder: str) -> bool:
    """Whether the path lies in the folder, at any depth, or is the folder itself."""
    return path == folder or (path.startswith(folder) and (folder[-1] in "/\\" or path[len(folder)] in "/\\"))


def relative_parts(path: str, folder: str) -> list[str]:
    """The names that lead from the folder to the path below it."""
    return [part for part in path[len(folder) :].replace("\\", "/").split("/") if part]
