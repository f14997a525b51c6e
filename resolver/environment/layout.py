"""Where one interpreter's standard library lies: the static twin of CPython's `Modules/getpath.py`.

It finds prefixes and folders. The order of `sys.path` is made in `search_path`, site-packages in `site`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from resolver.environment.pyvenv_cfg import PyvenvCfg, find_pyvenv_cfg
from resolver.environment.startup import Startup
from resolver.file_system import FileSystem, Kind
from resolver.paths import absolute, flavour, join, parent_folder

_EXECUTABLE_NAME = re.compile(r"python(\d)\.(\d+)(t?)(?:\.exe)?$")
_INTERPRETER_NAME = re.compile(
    r"(?:python|pypy)w?(?:\d+(?:\.\d+)*)?[a-z]*(?:[-_](?!config)[a-z0-9]+)?(?:\.exe)?$", re.IGNORECASE
)
_PROGRAM_MARKS = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How programs begin on Linux, on Windows and on macOS."""
_ENTRY_POINTS = (b"Py_BytesMain", b"Py_RunMain", b"Py_Main")
_STDLIB_NAME = re.compile(r"python(\d)\.(\d+)(t?)$")
_LIBRARY_NAME = re.compile(r"python(\d)(\d+)(t?)\.dll$", re.IGNORECASE)
_LIBRARY_FOLDERS = ("lib", "lib64")
_MAXIMUM_LINKS = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one installation, and of the virtual environment in front of it, where there is one."""

    executable: str
    real_executable: str
    version: tuple[int, int]
    free_threaded: bool
    windows: bool
    library_folder: str
    """`sys.platlibdir`: "lib" or "lib64"."""
    base_prefix: str
    base_exec_prefix: str
    stdlib: str
    extensions: str
    """The folder of the standard library's extension modules: `lib-dynload`, or `DLLs` on Windows."""
    zip: str
    """The archive that always stands on `sys.path` and rarely exists."""
    executable_directory: str
    """Where the base interpreter lies."""
    venv: PyvenvCfg | None

    @property
    def prefix(self) -> str:
        """`sys.prefix`."""
        return self.base_prefix if self.venv is None else self.venv.prefix

    @property
    def abi_thread(self) -> str:
        """The `t` in the folder names of free-threaded builds."""
        return "t" if self.free_threaded else ""


@dataclass(frozen=True, slots=True)
class _Start:
    """What is known before the search for the standard library begins."""

    executable: str
    real_executable: str
    folder: str
    """Where the search begins: the folder of the base interpreter."""
    venv: PyvenvCfg | None
    home: str | None
    """PYTHONHOME, which ends the search before it begins."""


def find_layout(file_system: FileSystem, location: str, startup: Startup) -> Layout | str:
    """The layout of the interpreter that `location` leads to (a file, a venv or a prefix), or what is wrong with it."""
    kind = file_system.kind(location)
    if kind is None:
        return f"there is nothing at {location}"
    executable = location if kind is Kind.FILE else _executable_in(file_system, location)
    if executable is None:
        return f"{location} holds neither a virtual environment nor a Python installation"
    if kind is Kind.FILE and not _is_interpreter(file_system, executable):
        return f"{executable} is no Python interpreter"
    if flavour(file_system.separator).basename(parent_folder(file_system.separator, executable)) == "shims":
        return f"{executable} is a shim that starts an interpreter chosen elsewhere: name that interpreter instead"
    start = _start(file_system, executable, startup)
    if start.venv is not None and not start.home and (problem := _broken_home(file_system, start, start.venv)):
        return problem
    if file_system.separator == "\\" or executable.lower().endswith(".exe"):
        return _windows_layout(file_system, start)
    return _posix_layout(file_system, start, startup.variable("PYTHONPLATLIBDIR"))


def _is_interpreter(file_system: FileSystem, executable: str) -> bool:
    """By its name or that of the file it links to, else by what every program that starts Python has in it."""
    names = (flavour(file_system.separator).basename(path) for path in _links(file_system, executable))
    if any(_INTERPRETER_NAME.match(name) for name in names):
        return True
    try:
        content = file_system.read_bytes(executable)
    except OSError:
        return False
    return content.startswith(_PROGRAM_MARKS) and any(name in content for name in _ENTRY_POINTS)


def _broken_home(file_system: FileSystem, start: _Start, venv: PyvenvCfg) -> str | None:
    """What is wrong with a venv that does not lead to an interpreter."""
    if not venv.home:
        has_interpreter = file_system.kind(start.real_executable) is Kind.FILE
        return None if has_interpreter else f"{venv.folder} has neither an interpreter nor a `home` in its pyvenv.cfg"
    return None if file_system.kind(start.folder) is Kind.DIRECTORY else _no_standard_library(start, start.folder)


def _start(file_system: FileSystem, executable: str, startup: Startup) -> _Start:
    real = _real_executable(file_system, executable)
    venv = find_pyvenv_cfg(file_system, executable)
    home = startup.variable("PYTHONHOME")
    folder = parent_folder(file_system.separator, real)
    if venv is not None and venv.home and not home:
        folder = absolute(file_system.separator, startup.working_directory, venv.home)
    return _Start(executable, real, folder, venv, home)


def _posix_layout(file_system: FileSystem, start: _Start, platlibdir: str | None) -> Layout | str:
    home, _, exec_prefix = (start.home or "").partition(":")
    folders = (platlibdir, *_LIBRARY_FOLDERS) if platlibdir else _LIBRARY_FOLDERS
    named = _named_version(file_system, start)
    found = _search_up(file_system, home or start.folder, folders, named, climb=not home)
    if found is None:
        return _no_standard_library(start, home or start.folder)
    prefix, library_folder, name, version, free_threaded = found
    exec_prefix = (
        exec_prefix or home or _search_up_extensions(file_system, start.folder, library_folder, name) or prefix
    )
    archive = f"python{version[0]}{version[1]}{'t' if free_threaded else ''}.zip"
    return Layout(
        executable=start.executable,
        real_executable=start.real_executable,
        version=version,
        free_threaded=free_threaded,
        windows=False,
        library_folder=library_folder,
        base_prefix=prefix,
        base_exec_prefix=exec_prefix,
        stdlib=_join(file_system, prefix, library_folder, name),
        extensions=_join(file_system, exec_prefix, library_folder, name, "lib-dynload"),
        zip=_join(file_system, prefix, library_folder, archive),
        executable_directory=start.folder,
        venv=start.venv,
    )


def _windows_layout(file_system: FileSystem, start: _Start) -> Layout | str:
    """On Windows the standard library is `Lib` beside the interpreter, and the version is in the name of its DLL."""
    prefix = start.home.partition(";")[0] if start.home else start.folder
    names = file_system.list_directory(start.folder) or {}
    library = next((found for name in sorted(names) if (found := _LIBRARY_NAME.match(name))), None)
    named = start.venv.version if start.venv is not None else None
    version = (int(library[1]), int(library[2])) if library is not None else named
    has_library = any(name.lower() == "lib" for name in file_system.list_directory(prefix) or {})
    if version is None or not has_library:
        return _no_standard_library(start, prefix)
    return Layout(
        executable=start.executable,
        real_executable=start.real_executable,
        version=version,
        free_threaded=library is not None and bool(library[3]),
        windows=True,
        library_folder="DLLs",
        base_prefix=prefix,
        base_exec_prefix=prefix,
        # getpath.c spelled the folder in lower case, getpath.py (3.11) does not.
        stdlib=_join(file_system, prefix, "Lib" if version >= (3, 11) else "lib"),
        extensions=_join(file_system, prefix, "DLLs"),
        zip=_join(file_system, start.folder, f"python{version[0]}{version[1]}.zip"),
        executable_directory=start.folder,
        venv=start.venv,
    )


def _executable_in(file_system: FileSystem, folder: str) -> str | None:
    """The interpreter of a venv or a prefix. It need not exist: a venv outlives the installation it was made from."""
    for parts in (("bin", "python"), ("bin", "python3"), ("Scripts", "python.exe"), ("python.exe",)):
        candidate = _join(file_system, folder, *parts)
        if file_system.kind(candidate) is Kind.FILE:
            return candidate
    binaries = file_system.list_directory(_join(file_system, folder, "bin")) or {}
    versioned = sorted(name for name in binaries if _EXECUTABLE_NAME.match(name))
    if versioned:
        return _join(file_system, folder, "bin", versioned[-1])
    is_venv = file_system.kind(_join(file_system, folder, "pyvenv.cfg")) is Kind.FILE
    is_prefix = _search_up(file_system, folder, _LIBRARY_FOLDERS, None, climb=False) is not None
    if file_system.separator == "\\":
        return _join(file_system, folder, "Scripts", "python.exe") if is_venv else None
    return _join(file_system, folder, "bin", "python3") if is_venv or is_prefix else None


def _real_executable(file_system: FileSystem, executable: str) -> str:
    """`realpath` of getpath: links of the file itself are followed, those of the folders above it are not."""
    return list(_links(file_system, executable))[-1]


def _links(file_system: FileSystem, executable: str) -> Iterator[str]:
    """The path, and what it and each link after it lead to."""
    yield executable
    module = flavour(file_system.separator)
    for _ in range(_MAXIMUM_LINKS):
        target = file_system.read_link(executable)
        if target is None:
            return
        executable = module.normpath(module.join(module.dirname(executable), target))
        yield executable


def _named_version(file_system: FileSystem, start: _Start) -> tuple[int, int, str | None] | None:
    """Version and thread mark, if known, in the file name of the interpreter, else from `pyvenv.cfg`."""
    for path in (start.real_executable, start.executable):
        found = _EXECUTABLE_NAME.match(flavour(file_system.separator).basename(path))
        if found:
            return int(found[1]), int(found[2]), found[3]
    if start.venv is not None and start.venv.version is not None:
        return *start.venv.version, None
    return None


def _search_up(
    file_system: FileSystem,
    folder: str,
    library_folders: tuple[str, ...],
    named: tuple[int, int, str | None] | None,
    *,
    climb: bool,
) -> tuple[str, str, str, tuple[int, int], bool] | None:
    """The nearest folder at or above with `lib/pythonX.Y/os.py`: the prefix, and what was found in it."""
    for prefix in _ancestors(file_system, folder) if climb else (folder,):
        for library_folder in library_folders:
            library = _join(file_system, prefix, library_folder)
            found = _newest_stdlib(file_system, library, named)
            if found is not None:
                return prefix, library_folder, found[0], (int(found[1]), int(found[2])), bool(found[3])
    return None


def _newest_stdlib(
    file_system: FileSystem, library: str, named: tuple[int, int, str | None] | None
) -> re.Match[str] | None:
    matches = []
    for name in file_system.list_directory(library) or {}:
        match = _STDLIB_NAME.match(name)
        if match is None or (named is not None and not _is_named(match, named)):
            continue
        landmarks = (_join(file_system, library, name, "os.py"), _join(file_system, library, name, "os.pyc"))
        if any(file_system.kind(landmark) is Kind.FILE for landmark in landmarks):
            matches.append(match)
    return max(matches, key=lambda match: (int(match[1]), int(match[2]), not match[3]), default=None)


def _is_named(match: re.Match[str], named: tuple[int, int, str | None]) -> bool:
    """A free-threaded build may go without the `t` in the name of its interpreter, never in that of its library."""
    version = (int(match[1]), int(match[2]))
    return version == named[:2] and (named[2] != "t" or match[3] == "t")


def _search_up_extensions(file_system: FileSystem, folder: str, library_folder: str, name: str) -> str | None:
    """The nearest folder at or above with `lib/pythonX.Y/lib-dynload`: the exec prefix."""
    for prefix in _ancestors(file_system, folder):
        landmark = _join(file_system, prefix, library_folder, name, "lib-dynload")
        if file_system.kind(landmark) is Kind.DIRECTORY:
            return prefix
    return None


def _ancestors(file_system: FileSystem, folder: str) -> Iterator[str]:
    while True:
        yield folder
        above = parent_folder(file_system.separator, folder)
        if above == folder:
            return
        folder = above


def _no_standard_library(start: _Start, where: str) -> str:
    if start.venv is not None:
        folder = start.venv.folder
        return f"the virtual environment {folder} was made from an interpreter in {where} that is no longer there"
    return f"no standard library belongs to {start.executable}: looked for lib/python3.*/os.py in {where} and above"


def _join(file_system: FileSystem, folder: str, *names: str) -> str:
    for name in names:
        folder = join(file_system.separator, folder, name) if folder != file_system.separator else folder + name
    return folder
