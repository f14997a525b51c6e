"""The static twin of getpath on Windows (`Modules/getpath.py`, before 3.11 `PC/getpathp.c`); it reads no registry."""

from __future__ import annotations

import re
import struct

from resolver.environment.getpath import venv_prefix
from resolver.environment.interpreter_file import InterpreterFile
from resolver.environment.layout import Layout
from resolver.environment.startup import Startup
from resolver.environment.underscore_pth import UnderscorePth, read_underscore_pth
from resolver.file_system import FileSystem, Kind
from resolver.paths import absolute, flavour, join, parent_folder

_LIBRARY_NAME = re.compile(r"python(\d)(\d+)(t?)(_d)?\.dll$", re.IGNORECASE)
_ARCHITECTURES = {0x8664: "amd64", 0x14C: "win32", 0xAA64: "arm64", 0x1C0: "arm32", 0x1C4: "arm32"}
_DEFAULT_ARCHITECTURE = "amd64"


def windows_layout(file_system: FileSystem, found: InterpreterFile, startup: Startup) -> Layout | str:
    """The layout of the interpreter, or why there is none. Its version is in the name of its DLL."""
    home = startup.variable("PYTHONHOME")
    cfg = found.above or found.beside
    written = cfg.home if cfg is not None and not home else None
    separator = file_system.separator
    folder = parent_folder(separator, found.real_executable)
    if written:
        folder = absolute(separator, startup.working_directory, written)
    names = file_system.list_directory(folder) or {}
    library = next((match for name in sorted(names) if (match := _LIBRARY_NAME.match(name))), None)
    if library is not None:
        version = int(library[1]), int(library[2])
    elif found.named is not None:
        version = found.named.version
    else:
        return _no_standard_library(found, folder)
    only_path = _only_path(file_system, found, folder, library and library[0], version)
    zip_path = join(separator, folder, _zip_name(version, library))
    prefix = only_path.folder if only_path is not None else _prefix(file_system, folder, home, zip_path)
    if prefix is None:
        return _no_standard_library(found, folder)
    dlls = join(separator, prefix, "DLLs")
    # Where there is no DLLs folder, extension modules are taken to lie beside the interpreter (gh-98790).
    has_no_dlls = version >= (3, 11) and file_system.kind(dlls) is not Kind.DIRECTORY
    return Layout(
        executable=found.executable,
        real_executable=found.real_executable,
        implementation="python",
        version=version,
        free_threaded=library is not None and bool(library[3]),
        is_debug=found.is_debug or (library is not None and bool(library[4])),
        windows=True,
        library_folder="DLLs" if version >= (3, 11) else "lib",
        base_prefix=prefix,
        base_exec_prefix=prefix,
        # getpath.c spelled the folder in lower case, getpath.py (3.11) does not.
        stdlib=join(separator, prefix, "Lib" if version >= (3, 11) else "lib"),
        extensions=prefix if has_no_dlls else dlls,
        zip=zip_path,
        executable_directory=folder,
        venv=found.venv,
        venv_prefix=venv_prefix(found, version, separator),
        only_path=only_path,
        architecture=_architecture(file_system, found, folder),
    )


def _zip_name(version: tuple[int, int], library: re.Match[str] | None) -> str:
    debug = library[4] or "" if library is not None else ""
    return f"python{version[0]}{version[1]}{debug}.zip"


def _only_path(
    file_system: FileSystem, found: InterpreterFile, folder: str, library: str | None, version: tuple[int, int]
) -> UnderscorePth | None:
    module = flavour(file_system.separator)
    stems = [] if library is None else [join(file_system.separator, folder, module.splitext(library)[0])]
    stems += [module.splitext(path)[0] for path in (found.executable, found.real_executable)]
    return read_underscore_pth(file_system, stems, version)


def _prefix(file_system: FileSystem, folder: str, home: str | None, zip_path: str) -> str | None:
    """The home, else the folder of the archive, else the nearest one with `Lib` and `os.py` in it."""
    if home:
        return home.partition(";")[0]
    if file_system.kind(zip_path) is Kind.FILE:
        return folder
    above = folder
    while not _has_library(file_system, above):
        folder, above = above, parent_folder(file_system.separator, above)
        if above == folder:
            return None
    return above


def _has_library(file_system: FileSystem, folder: str) -> bool:
    """Whether `os.py` is in `Lib`, in whatever case: Windows does not mind it."""
    libraries = [name for name in file_system.list_directory(folder) or {} if name.lower() == "lib"]
    listings = (file_system.list_directory(join(file_system.separator, folder, name)) or {} for name in libraries)
    return any(name.lower() in {"os.py", "os.pyc"} for listing in listings for name in listing)


def _architecture(file_system: FileSystem, found: InterpreterFile, folder: str) -> str:
    """The machine in the header of the interpreter, of the base installation first: a venv has but a launcher."""
    name = flavour(file_system.separator).basename(found.real_executable)
    for path in (join(file_system.separator, folder, name), found.real_executable):
        try:
            content = file_system.read_bytes(path)
        except OSError:
            continue
        if (machine := _machine(content)) is not None:
            return machine
    return _DEFAULT_ARCHITECTURE


def _machine(content: bytes) -> str | None:
    """`IMAGE_FILE_HEADER.Machine` of a PE file."""
    if not content.startswith(b"MZ") or len(content) < 64:
        return None
    (offset,) = struct.unpack_from("<I", content, 0x3C)
    if content[offset : offset + 4] != b"PE\0\0" or len(content) < offset + 6:
        return None
    return _ARCHITECTURES.get(struct.unpack_from("<H", content, offset + 4)[0])


def _no_standard_library(found: InterpreterFile, folder: str) -> str:
    if found.venv is not None:
        where = f"was made from an interpreter in {folder} that is no longer there"
        return f"the virtual environment {found.venv.folder} {where}"
    return f"no standard library belongs to {found.executable}: looked for python3*.dll and Lib\\os.py in {folder}"
