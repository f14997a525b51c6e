"""Platform, file suffixes and built-in modules of an installation, from the names of the files in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from resolver import stdlib
from resolver.environment.layout import Layout
from resolver.file_system import FileSystem
from resolver.machinery import Suffixes
from resolver.paths import join

_TAGGED_EXTENSION = re.compile(r"\.(cpython-\d+[a-z]*-[^.]+)\.so$")
_SYSCONFIGDATA = re.compile(r"_sysconfigdata_([a-z]*)_(linux|darwin|freebsd\d*|cygwin|aix|sunos5)_([^.]*)\.py$")
_BUILTIN_ENTRY = re.compile(rb'^\s*\{"([\w.]+)",', re.MULTILINE)
_DEFAULT_MULTIARCH = {"linux": "x86_64-linux-gnu", "darwin": "darwin"}


@dataclass(frozen=True, slots=True)
class Abi:
    """What the interpreter was built for: `sys.platform`, and the part of extension file names before `.so`."""

    platform: str
    tag: str


def find_abi(file_system: FileSystem, layout: Layout) -> Abi:
    """From the tag of the installation's own extension modules, else from the name of `_sysconfigdata`."""
    version = f"{layout.version[0]}{layout.version[1]}{layout.abi_thread}"
    if layout.windows:
        return Abi("win32", f"cp{version}-win_amd64")
    flags, platform, multiarch = _sysconfigdata(file_system, layout)
    default = f"cpython-{version}{flags}-{multiarch}"
    tags = (_TAGGED_EXTENSION.search(name) for name in file_system.list_directory(layout.extensions) or {})
    return Abi(platform, next((found[1] for found in tags if found is not None), default))


def suffixes_of(version: tuple[int, int], platform: str, tag: str | None) -> Suffixes:
    """`importlib.machinery`'s suffixes (`_PyImport_DynLoadFiletab`); without a tag the platform's most common one."""
    number = f"{version[0]}{version[1]}"
    if platform == "win32":
        return Suffixes((f".{tag or f'cp{number}-win_amd64'}.pyd", ".pyd"), (".py", ".pyw"))
    tag = tag or f"cpython-{number}-{_DEFAULT_MULTIARCH.get(platform, platform)}"
    # Free-threaded builds have no stable ABI.
    free_threaded = tag.split("-")[1].endswith("t")
    return Suffixes((f".{tag}.so", ".so") if free_threaded else (f".{tag}.so", ".abi3.so", ".so"))


def builtin_names_of(file_system: FileSystem, layout: Layout, platform: str) -> frozenset[str]:
    """`sys.builtin_module_names`: from the build's own `config.c`, else the version's table without what is a file."""
    for folder in _config_folders(file_system, layout):
        try:
            content = file_system.read_bytes(join(file_system.separator, folder, "config.c"))
        except OSError:
            continue
        return frozenset(name.decode("ascii") for name in _BUILTIN_ENTRY.findall(content))
    files = {name.partition(".")[0] for name in file_system.list_directory(layout.extensions) or {}}
    return stdlib.builtin_names(layout.version, platform) - files


def _config_folders(file_system: FileSystem, layout: Layout) -> Iterator[str]:
    for name in sorted(file_system.list_directory(layout.stdlib) or {}):
        if name.startswith("config-"):
            yield join(file_system.separator, layout.stdlib, name)


def _sysconfigdata(file_system: FileSystem, layout: Layout) -> tuple[str, str, str]:
    for name in sorted(file_system.list_directory(layout.stdlib) or {}):
        found = _SYSCONFIGDATA.match(name)
        if found is not None:
            return found[1].replace("t", ""), found[2], found[3] or found[2]
    darwin = "/Python.framework/" in layout.base_prefix or layout.base_prefix.startswith("/opt/homebrew/")
    platform = "darwin" if darwin else "linux"
    return "", platform, _DEFAULT_MULTIARCH[platform]
