"""A CPython that is started from the folder where it was compiled: a source tree and a Makefile, no installation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from resolver.file_system import FileSystem, Kind
from resolver.paths import absolute, join, parent_folder

_DEFAULT_PREFIX = "/usr/local"


@dataclass(frozen=True, slots=True)
class BuildTree:
    """What getpath makes of it ("CHECK FOR BUILD DIRECTORY"). `prefix` is where `make install` would install it."""

    folder: str
    stdlib: str
    extensions: str
    prefix: str
    exec_prefix: str
    version: tuple[int, int]
    thread: str
    is_debug: bool
    library_folder: str

    @property
    def library_name(self) -> str:
        """The name that the standard library would have once installed."""
        return f"python{self.version[0]}.{self.version[1]}{self.thread}"


def find_build_tree(file_system: FileSystem, folder: str) -> BuildTree | None:
    """The build tree whose interpreter lies in this folder, None where it holds none."""
    relative = _first_line(file_system, join("/", folder, "pybuilddir.txt"))
    if relative is None and file_system.kind(join("/", folder, "Modules/Setup.local")) is not Kind.FILE:
        return None
    makefile = _variables(file_system, join("/", folder, "Makefile"))
    version = re.match(r"(\d+)\.(\d+)", makefile.get("VERSION", ""))
    source = _source_folder(file_system, absolute("/", folder, makefile.get("VPATH", "")))
    if version is None or source is None:
        return None
    prefix = makefile.get("prefix") or _DEFAULT_PREFIX
    flags = makefile.get("ABIFLAGS", "")
    return BuildTree(
        folder=folder,
        stdlib=join("/", source, "Lib"),
        extensions=absolute("/", folder, relative or ""),
        prefix=prefix,
        exec_prefix=makefile.get("exec_prefix", "").replace("${prefix}", prefix) or prefix,
        version=(int(version[1]), int(version[2])),
        thread="t" if "t" in flags else "",
        is_debug="d" in flags,
        library_folder=makefile.get("PLATLIBDIR") or "lib",
    )


def _first_line(file_system: FileSystem, path: str) -> str | None:
    try:
        return file_system.read_bytes(path).decode("utf-8", "surrogateescape").partition("\n")[0].rstrip("\r")
    except OSError:
        return None


def _variables(file_system: FileSystem, makefile: str) -> dict[str, str]:
    try:
        text = file_system.read_bytes(makefile).decode("utf-8", "replace")
    except OSError:
        return {}
    return {found[1]: found[2].strip() for found in re.finditer(r"^(\w+)\s*=[ \t]*(.*)$", text, re.MULTILINE)}


def _source_folder(file_system: FileSystem, folder: str) -> str | None:
    """The nearest folder at or above with `Lib/os.py`."""
    while file_system.kind(join("/", folder, "Lib/os.py")) is not Kind.FILE:
        above = parent_folder("/", folder)
        if above == folder:
            return None
        folder = above
    return folder
