"""Drawn trees for the resolver's tests, and environments that search them."""

from __future__ import annotations

from pathlib import Path

from resolver import Environment, MetaPath, Resolution, environment_from_entries
from resolver.file_system import FileSystem
from resolver.file_system.memory import MemoryFileSystem


def draw(*lines: str, **symlinks: str) -> MemoryFileSystem:
    """Paths with optional content after a colon: `/a/b.py: x = 1`; a trailing slash draws an empty folder."""
    tree = {}
    for line in lines:
        path, _, content = line.partition(": ")
        tree[path] = content.replace("\\n", "\n")
    return MemoryFileSystem.from_tree(tree, symlinks=symlinks)


def linux(*entries: str, version: tuple[int, int] = (3, 12)) -> Environment:
    """An environment with exactly these entries."""
    return environment_from_entries(entries, version, "linux")


def find(file_system: FileSystem, name: str, *entries: str, version: tuple[int, int] = (3, 12)) -> Resolution:
    return MetaPath(linux(*entries, version=version), file_system).find_spec(name)


def write(root: Path, *lines: str) -> None:
    """The same drawing on the real disk, below `root`."""
    for line in lines:
        path, _, content = line.partition(": ")
        place = Path(f"{root}{path}")
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("/"):
            place.mkdir(exist_ok=True)
        else:
            place.write_bytes(content.replace("\\n", "\n").encode())
