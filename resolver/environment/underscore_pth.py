"""A `._pth` file: the whole search path of an embedded Python, in place of everything that getpath would compute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from resolver.file_system import FileSystem
from resolver.paths import absolute, parent_folder


@dataclass(frozen=True, slots=True)
class UnderscorePth:
    """What it says: its own folder, which becomes the prefix, the entries, and whether `site` runs."""

    folder: str
    entries: tuple[str, ...]
    runs_site: bool


def read_underscore_pth(
    file_system: FileSystem, stems: Iterable[str], version: tuple[int, int]
) -> UnderscorePth | None:
    """The first one beside the library or the interpreter; `stems` are their paths without `._pth`."""
    for stem in stems:
        try:
            content = file_system.read_bytes(stem + "._pth")
        except OSError:
            continue
        lines = content.decode("utf-8", "surrogateescape").split("\n")
        folder = parent_folder(file_system.separator, stem)
        # Before getpath.py (3.11), read_pth_file of getpathp.c knew comments at the beginning of a line only.
        written = [_strict(line) if version < (3, 11) else line.partition("#")[0].strip() for line in lines]
        entries = (line for line in written if line and not line.startswith("import "))
        paths = tuple(absolute(file_system.separator, folder, entry) for entry in entries)
        return UnderscorePth(folder, paths, "import site" in written)
    return None


def _strict(line: str) -> str:
    return "" if line.startswith("#") else line.rstrip("\r")
