"""What each Python version has built in: generated tables, of which only those asked for are loaded.

Versions outside the tables are answered from the nearest one.
"""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType

from resolver.frozen_importer import FrozenModule

FIRST_VERSION = (3, 8)
LAST_VERSION = (3, 15)

Version = tuple[int, int]

_WINDOWS_ONLY = frozenset(
    {
        "_msi",
        "_overlapped",
        "_testconsole",
        "_winapi",
        "_wmi",
        "asyncio.windows_events",
        "asyncio.windows_utils",
        "ctypes.wintypes",
        "encodings.mbcs",
        "encodings.oem",
        "msilib",
        "msvcrt",
        "multiprocessing.popen_spawn_win32",
        "nt",
        "winreg",
        "winsound",
    }
)
_UNIX_ONLY = frozenset(
    {
        "_crypt",
        "_curses",
        "_curses_panel",
        "_dbm",
        "_gdbm",
        "_posixshmem",
        "_posixsubprocess",
        "asyncio.unix_events",
        "curses",
        "fcntl",
        "grp",
        "multiprocessing.popen_fork",
        "multiprocessing.popen_forkserver",
        "multiprocessing.popen_spawn_posix",
        "nis",
        "ossaudiodev",
        "posix",
        "pty",
        "pwd",
        "readline",
        "resource",
        "spwd",
        "syslog",
        "termios",
        "tty",
    }
)


def stdlib_names(version: Version) -> frozenset[str]:
    """`sys.stdlib_module_names`: the top-level modules of every platform, without the tests."""
    return _names(_within(version))


def builtin_names(version: Version, platform: str) -> frozenset[str]:
    """`sys.builtin_module_names` of an interpreter built as its makers build it."""
    table = _table(_within(version))
    words: str = table.BUILTINS_WINDOWS if platform == "win32" else table.BUILTINS
    return frozenset(words.split())


def frozen_modules(version: Version) -> dict[str, FrozenModule]:
    """The modules that `FrozenImporter` finds, by name."""
    return {row[0]: FrozenModule(*row) for row in _table(_within(version)).FROZEN}


def magic_number(version: Version) -> bytes | None:
    """`importlib.util.MAGIC_NUMBER`; None for a version that has none yet."""
    magic: bytes | None = _table(_within(version)).MAGIC_NUMBER
    return magic


def added_in(name: str) -> Version | None:
    """The first version after 3.8 whose standard library has this top-level name; None where there is none."""
    first = next((version for version in _versions() if name in stdlib_names(version)), None)
    return None if first == FIRST_VERSION else first


def removed_in(name: str) -> Version | None:
    """The version that no longer has this top-level name of the standard library; None where none removed it."""
    having = [version for version in _versions() if name in stdlib_names(version)]
    if not having or having[-1] == LAST_VERSION:
        return None
    return having[-1][0], having[-1][1] + 1


def platform_only(name: str) -> str | None:
    """`"win32"` or `"unix"` for a module of the standard library that can be imported there only, else None."""
    if name in _WINDOWS_ONLY:
        return "win32"
    if name in _UNIX_ONLY or name.startswith("curses."):
        return "unix"
    return "darwin" if name == "_scproxy" else None


@cache
def _names(version: Version) -> frozenset[str]:
    words: str = _table(version).NAMES
    return frozenset(words.split())


def _table(version: Version) -> ModuleType:
    return importlib.import_module(f"{__name__}.python{version[0]}_{version[1]}")


def _versions() -> list[Version]:
    return [(3, minor) for minor in range(FIRST_VERSION[1], LAST_VERSION[1] + 1)]


def _within(version: Version) -> Version:
    return min(max(version, FIRST_VERSION), LAST_VERSION)
