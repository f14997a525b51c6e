"""From a place on the disk to the interpreter file there, with what its name and its links say of it.

It knows no standard library: that is found by `getpath` and `windows_getpath`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from resolver.environment.pyvenv_cfg import PyvenvCfg, read_pyvenv_cfg
from resolver.file_system import FileSystem, Kind
from resolver.paths import flavour, join, parent_folder

_EXECUTABLE_NAME = re.compile(r"(python|pypy)(\d)\.(\d+)(t?)(d?)(?:-dbg)?(?:\.exe)?$")
_INTERPRETER_NAME = re.compile(
    r"(?:python|pypy)w?(?:\d+(?:\.\d+)*)?[a-z]*(?:[-_](?!config)[a-z0-9]+)?(?:\.exe)?$", re.IGNORECASE
)
_OTHER_IMPLEMENTATION = re.compile(
    r"(graalpy|jython|ironpython|micropython|rustpython)[\d.]*(?:\.exe)?$", re.IGNORECASE
)
_PROGRAM_MARKS = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How programs begin on Linux, on Windows and on macOS."""
_ENTRY_POINTS = (b"Py_BytesMain", b"Py_RunMain", b"Py_Main")
_MAXIMUM_LINKS = 40


@dataclass(frozen=True, slots=True)
class NamedVersion:
    """What the name of an interpreter's file says; `thread` is the mark of free-threaded builds, None for unknown."""

    implementation: str | None
    version: tuple[int, int]
    thread: str | None


@dataclass(frozen=True, slots=True)
class InterpreterFile:
    """An interpreter as it would be started, and the two places where its `pyvenv.cfg` can be."""

    executable: str
    real_executable: str
    """`realpath` of getpath: links of the file itself are followed, those of the folders above it are not."""
    beside: PyvenvCfg | None
    above: PyvenvCfg | None
    named: NamedVersion | None
    is_debug: bool

    @property
    def venv(self) -> PyvenvCfg | None:
        """The `pyvenv.cfg` that `site` reads."""
        return self.beside or self.above


def find_interpreter(file_system: FileSystem, location: str) -> InterpreterFile | str:
    """The interpreter that `location` (a file, a venv or a prefix) leads to, or what is wrong with it."""
    kind = file_system.kind(location)
    if kind is None:
        return f"there is nothing at {location}"
    executable = location if kind is Kind.FILE else _executable_in(file_system, location)
    if executable is None:
        return f"{location} holds neither a virtual environment nor a Python installation"
    if kind is Kind.FILE and (problem := _refused(file_system, executable)):
        return problem
    return _interpreter(file_system, executable)


def stdlib_names(
    file_system: FileSystem, library: str, named: NamedVersion | None
) -> Iterator[tuple[str, NamedVersion]]:
    """The standard libraries in a `lib` folder that have `os.py` and fit the name, newest first."""
    found = []
    for name in file_system.list_directory(library) or {}:
        match = re.match(r"(python|pypy)(\d)\.(\d+)(t?)$", name)
        if match is None:
            continue
        version = NamedVersion(match[1], (int(match[2]), int(match[3])), match[4])
        folder = join(file_system.separator, library, name)
        landmarks = (join(file_system.separator, folder, landmark) for landmark in ("os.py", "os.pyc"))
        if fits(version, named) and any(file_system.kind(landmark) is Kind.FILE for landmark in landmarks):
            found.append((name, version))
    return iter(sorted(found, key=lambda entry: (entry[1].version, not entry[1].thread), reverse=True))


def fits(found: NamedVersion, named: NamedVersion | None) -> bool:
    """A free-threaded build may go without the `t` in the name of its interpreter, never in that of its library."""
    if named is None:
        return True
    return (
        found.version == named.version
        and named.implementation in (None, found.implementation)
        and (named.thread != "t" or found.thread == "t")
    )


def _refused(file_system: FileSystem, executable: str) -> str | None:
    """What speaks against a file that a user names as an interpreter."""
    module = flavour(file_system.separator)
    names = [module.basename(path) for path in _links(file_system, executable)]
    other = next((found for name in names if (found := _OTHER_IMPLEMENTATION.match(name))), None)
    if other is not None:
        return f"{executable} is {other[1]}: only CPython and PyPy are known"
    if module.basename(parent_folder(file_system.separator, executable)) == "shims":
        return f"{executable} is a shim that starts an interpreter chosen elsewhere: name that interpreter instead"
    if "\\microsoft\\windowsapps\\" in executable.lower():
        return f"{executable} is a launcher of the Microsoft Store: name the interpreter that it starts instead"
    if any(_INTERPRETER_NAME.match(name) for name in names) or _is_python_program(file_system, executable):
        return None
    return f"{executable} is no Python interpreter"


def _is_python_program(file_system: FileSystem, executable: str) -> bool:
    """By what every program that starts Python has in it."""
    try:
        content = file_system.read_bytes(executable)
    except OSError:
        return False
    return content.startswith(_PROGRAM_MARKS) and any(name in content for name in _ENTRY_POINTS)


def _interpreter(file_system: FileSystem, executable: str) -> InterpreterFile:
    real = list(_links(file_system, executable))[-1]
    folder = parent_folder(file_system.separator, executable)
    beside = read_pyvenv_cfg(file_system, folder)
    above = read_pyvenv_cfg(file_system, parent_folder(file_system.separator, folder))
    names = [flavour(file_system.separator).basename(path) for path in (real, executable)]
    matches = [found for name in names if (found := _EXECUTABLE_NAME.match(name))]
    version = next((cfg.version for cfg in (beside, above) if cfg is not None and cfg.version is not None), None)
    named = NamedVersion(None, version, None) if version is not None else None
    if matches:
        found = matches[0]
        named = NamedVersion(found[1], (int(found[2]), int(found[3])), found[4])
    is_debug = any(found[5] or "-dbg" in found[0] for found in matches)
    return InterpreterFile(executable, real, beside, above, named, is_debug)


def _executable_in(file_system: FileSystem, folder: str) -> str | None:
    """The interpreter of a venv or a prefix. It need not exist: a venv outlives the installation it was made from."""
    separator = file_system.separator
    binaries = join(separator, folder, "bin")
    scripts = join(separator, folder, "Scripts")
    for candidate in (
        join(separator, binaries, "python"),
        join(separator, binaries, "python3"),
        join(separator, binaries, "pypy3"),
        join(separator, scripts, "python.exe"),
        join(separator, folder, "python.exe"),
    ):
        if file_system.kind(candidate) is Kind.FILE:
            return candidate
    versioned = [name for name in file_system.list_directory(binaries) or {} if _EXECUTABLE_NAME.match(name)]
    if versioned:
        return join(separator, binaries, max(versioned, key=_by_version))
    is_venv = file_system.kind(join(separator, folder, "pyvenv.cfg")) is Kind.FILE
    if separator == "\\":
        return join(separator, scripts, "python.exe") if is_venv else None
    if file_system.kind(join(separator, folder, "pybuilddir.txt")) is Kind.FILE:
        return join(separator, folder, "python")
    libraries = (join(separator, folder, library) for library in ("lib", "lib64"))
    is_prefix = any(list(stdlib_names(file_system, library, None)) for library in libraries)
    return join(separator, binaries, "python3") if is_venv or is_prefix else None


def _by_version(name: str) -> tuple[list[int], int]:
    """Newer versions are greater; of two of one version the one with the plainer name is."""
    return [int(number) for number in re.findall(r"\d+", name)], -len(name)


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
