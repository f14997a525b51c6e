"""The static twin of CPython's `Modules/getpath.py` (3.11) and `Modules/getpath.c` on everything but Windows.

It finds prefixes and folders. The order of `sys.path` is made in `search_path`, what `site` adds in `site_packages`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from resolver.environment.build_tree import BuildTree, find_build_tree
from resolver.environment.interpreter_file import InterpreterFile, NamedVersion, stdlib_names
from resolver.environment.layout import Layout
from resolver.environment.pyvenv_cfg import read_pyvenv_cfg
from resolver.environment.startup import Startup
from resolver.environment.underscore_pth import UnderscorePth, read_underscore_pth
from resolver.file_system import FileSystem, Kind
from resolver.paths import absolute, join, parent_folder, split

_LIBRARY_FOLDERS = ("lib", "lib64")
_VERSION_IN_PROGRAM = re.compile(rb"\0(?:libpython)?3\.(\d+)(t?)(?:\.so[.\d]*|\.\d+(?:(?:a|b|rc)\d+)?\+?)\0")
_PATH_IN_PROGRAM = re.compile(rb"\0(/[ -~]{1,200})(?=\0)")


@dataclass(frozen=True, slots=True)
class _Library:
    """The name of a standard library: `folder` is "lib" or "lib64", `name` "python3.13t"."""

    folder: str
    name: str
    version: NamedVersion

    @property
    def zip(self) -> str:
        major, minor = self.version.version
        return f"{self.folder}/python{major}{minor}{self.version.thread or ''}.zip"

    @property
    def is_new(self) -> bool:
        """Whether getpath is written in Python, with the rules that came with that."""
        return self.version.version >= (3, 11) and self.version.implementation == "python"


def posix_layout(file_system: FileSystem, found: InterpreterFile, startup: Startup) -> Layout | str:
    """The layout of the interpreter, or what keeps it from starting."""
    home = startup.variable("PYTHONHOME")
    real_folder = parent_folder("/", found.real_executable)
    build = None if home else find_build_tree(file_system, real_folder)
    if build is not None:
        return _layout_in_build_tree(found, build)
    library = _library(file_system, found, startup, home)
    if library is None:
        return _no_standard_library(found, home, startup)
    only_path = _only_path(file_system, found, library)
    folder = _search_start(file_system, found, library, startup.working_directory)
    if only_path is not None:
        home = only_path.folder
    at = startup.working_directory
    prefix = _prefix(file_system, found, library, folder, home)
    if prefix is None or (home and only_path is None and not _has_stdlib(file_system, at, prefix, library)):
        return _no_standard_library(found, home, startup)
    exec_prefix = _exec_prefix(file_system, found, library, folder, home, prefix)
    stdlib = absolute("/", at, join("/", join("/", prefix, library.folder), library.name))
    is_pypy = library.version.implementation == "pypy"
    dynload = join("/", join("/", join("/", exec_prefix, library.folder), library.name), "lib-dynload")
    return Layout(
        executable=found.executable,
        real_executable=found.real_executable,
        implementation=library.version.implementation or "python",
        version=library.version.version,
        free_threaded=library.version.thread == "t",
        is_debug=found.is_debug,
        windows=False,
        library_folder=library.folder,
        base_prefix=prefix,
        base_exec_prefix=exec_prefix or "/",
        stdlib=stdlib,
        extensions=stdlib if is_pypy else absolute("/", at, dynload),
        zip=None if is_pypy else absolute("/", at, join("/", prefix, library.zip)),
        executable_directory=folder,
        venv=found.venv,
        venv_prefix=venv_prefix(found, library.version.version, "/"),
        only_path=only_path,
    )


def venv_prefix(found: InterpreterFile, version: tuple[int, int], separator: str) -> str | None:
    """`sys.prefix` in a virtual environment, None outside.

    `site` takes the folder above the interpreter's, wherever `pyvenv.cfg` is; getpath, which decides since 3.14, the
    folder that holds the file.
    """
    if version < (3, 14):
        above = parent_folder(separator, parent_folder(separator, found.executable))
        return None if found.venv is None else above
    cfg = found.above or found.beside
    return None if cfg is None else cfg.folder


def _layout_in_build_tree(found: InterpreterFile, build: BuildTree) -> Layout:
    """`sys.prefix` is where the build would be installed, `sys.path` leads into the source tree."""
    library = _Library(build.library_folder, build.library_name, NamedVersion("python", build.version, build.thread))
    return Layout(
        executable=found.executable,
        real_executable=found.real_executable,
        implementation="python",
        version=build.version,
        free_threaded=build.thread == "t",
        is_debug=build.is_debug,
        windows=False,
        library_folder=build.library_folder,
        base_prefix=build.prefix,
        base_exec_prefix=build.exec_prefix,
        stdlib=build.stdlib,
        extensions=build.extensions,
        zip=join("/", build.prefix, library.zip),
        executable_directory=build.folder,
        venv=found.venv,
        venv_prefix=venv_prefix(found, build.version, "/"),
        build_directory=build.folder,
    )


def _library(file_system: FileSystem, found: InterpreterFile, startup: Startup, home: str | None) -> _Library | None:
    """The standard library that belongs to the interpreter by its name, else the nearest that there is.

    CPython knows its own version; here it is looked for wherever getpath may look.
    """
    platlibdir = startup.variable("PYTHONPLATLIBDIR")
    folders: tuple[str, ...] = _LIBRARY_FOLDERS
    if platlibdir and (found.named is None or found.named.version >= (3, 9)):
        folders = (platlibdir,)
    homes = [cfg.home or cfg.strict_home for cfg in (found.above, found.beside) if cfg is not None]
    real = found.real_executable
    starts = (parent_folder("/", path) for path in (real, file_system.real_path(real)))
    for start in (*starts, *(home for home in homes if home)):
        for prefix in _ancestors(absolute("/", startup.working_directory, start)):
            if (library := _library_in(file_system, prefix, folders, found.named)) is not None:
                return library
    if home:
        prefix = absolute("/", startup.working_directory, home.partition(":")[0])
        return _library_in(file_system, prefix, folders, found.named)
    # Where nothing is found, a `._pth` file, an archive or what is compiled in can still lead to it.
    named = found.named or _version_in_program(file_system, real)
    if named is None or file_system.kind(real) is not Kind.FILE:
        return None
    named = replace(named, implementation=named.implementation or "python", thread=named.thread or "")
    return _Library(folders[0], f"{named.implementation}{named.version[0]}.{named.version[1]}{named.thread}", named)


def _library_in(
    file_system: FileSystem, prefix: str, folders: tuple[str, ...], named: NamedVersion | None
) -> _Library | None:
    for folder in folders:
        for name, version in stdlib_names(file_system, join("/", prefix, folder), named):
            return _Library(folder, name, version)
    return None


def _search_start(file_system: FileSystem, found: InterpreterFile, library: _Library, working_directory: str) -> str:
    """`executable_dir`: the `home` of `pyvenv.cfg`, else the folder that the interpreter really lies in.

    Until 3.10 `pyvenv.cfg` was looked for beside the real file: links in a venv's `bin` needed no `home`.
    """
    folder = parent_folder("/", found.real_executable)
    if library.is_new:
        cfg = found.above or found.beside
        home = None if cfg is None else cfg.home
    else:
        home = _strict_home(file_system, found, folder)
    return absolute("/", working_directory, home) if home else folder


def _strict_home(file_system: FileSystem, found: InterpreterFile, real_folder: str) -> str | None:
    if parent_folder("/", found.executable) == real_folder:
        cfg = found.beside or found.above
    else:
        cfg = read_pyvenv_cfg(file_system, real_folder) or read_pyvenv_cfg(file_system, parent_folder("/", real_folder))
    return None if cfg is None else cfg.strict_home


def _only_path(file_system: FileSystem, found: InterpreterFile, library: _Library) -> UnderscorePth | None:
    if not library.is_new:
        return None
    return read_underscore_pth(file_system, (found.executable, found.real_executable), library.version.version)


def _prefix(
    file_system: FileSystem, found: InterpreterFile, library: _Library, folder: str, home: str | None
) -> str | None:
    """`base_prefix`: the home, else the nearest folder with the archive or the library, else what was compiled in."""
    if home:
        prefix = home.partition(":")[0]
        return prefix if library.is_new else prefix.rstrip("/") or "/"
    is_file = _is(file_system, Kind.FILE)
    landmarks = [f"{library.folder}/{library.name}/{name}" for name in ("os.py", "os.pyc")]
    by_zip = search_up(folder, is_file, library.zip) if library.is_new else None
    return by_zip or search_up(folder, is_file, *landmarks) or _configured(file_system, found, library, "prefix")


def _has_stdlib(file_system: FileSystem, working_directory: str, prefix: str, library: _Library) -> bool:
    """Whether an interpreter that believes in this prefix finds anything to start with."""
    folder, archive = (
        absolute("/", working_directory, join("/", prefix, name))
        for name in (f"{library.folder}/{library.name}", library.zip)
    )
    return file_system.kind(folder) is Kind.DIRECTORY or file_system.kind(archive) is Kind.FILE


def _exec_prefix(
    file_system: FileSystem,
    found: InterpreterFile,
    library: _Library,
    folder: str,
    home: str | None,
    prefix: str,
) -> str:
    """`base_exec_prefix`: the second part of the home, else the nearest folder with `lib-dynload`."""
    first, colon, second = (home or "").partition(":")
    if second or (first and not colon):
        return second or prefix
    if first and not library.is_new:
        # getpath.c believes even in nothing: what lies there is looked for in the working directory.
        return ""
    is_directory = _is(file_system, Kind.DIRECTORY)
    landmark = f"{library.folder}/{library.name}/lib-dynload"
    if library.version.version >= (3, 14) and is_directory(join("/", prefix, landmark)):
        return prefix
    above = search_up(folder, is_directory, landmark)
    return above or _configured(file_system, found, library, "exec_prefix") or prefix


def _configured(file_system: FileSystem, found: InterpreterFile, library: _Library, variable: str) -> str | None:
    """`PREFIX` or `EXEC_PREFIX`, which are compiled into the interpreter.

    Its installation records them; where a mere copy of it is left, they are among the strings in the program.
    """
    is_file = _is(file_system, Kind.FILE)
    if not is_file(found.real_executable):
        return None
    landmark = f"{library.folder}/{library.name}/os.py"
    installed = search_up(parent_folder("/", file_system.real_path(found.real_executable)), is_file, landmark)
    if installed is None:
        candidates = _folders_in_program(file_system, found.real_executable)
        return next((folder for folder in candidates if folder and is_file(join("/", folder, landmark))), None)
    stdlib = join("/", join("/", installed, library.folder), library.name)
    for name in sorted(file_system.list_directory(stdlib) or {}):
        if name.startswith("_sysconfigdata") and name.endswith(".py"):
            prefix = _variable_in(file_system, join("/", stdlib, name), variable)
            return prefix if prefix and is_file(join("/", prefix, landmark)) else None
    return None


def _folders_in_program(file_system: FileSystem, program: str) -> Iterator[str]:
    """The absolute paths among the strings in a program, and those that its shared library would lie below."""
    try:
        content = file_system.read_bytes(program)
    except OSError:
        return
    for path in dict.fromkeys(_PATH_IN_PROGRAM.findall(content)):
        for entry in path.decode("utf-8", "surrogateescape").split(":"):
            above, name = split("/", entry)
            yield above if name in _LIBRARY_FOLDERS else entry


def _version_in_program(file_system: FileSystem, program: str) -> NamedVersion | None:
    """PY_VERSION among the strings in the program, or the name of the shared library that it needs."""
    try:
        found = _VERSION_IN_PROGRAM.search(file_system.read_bytes(program))
    except OSError:
        return None
    return None if found is None else NamedVersion("python", (3, int(found[1])), found[2].decode("ascii"))


def _variable_in(file_system: FileSystem, path: str, variable: str) -> str | None:
    try:
        text = file_system.read_bytes(path).decode("utf-8", "replace")
    except OSError:
        return None
    found = re.search(rf"['\"]{variable}['\"]:\s*['\"]([^'\"]+)['\"]", text)
    return None if found is None else found[1]


def search_up(folder: str, test: Callable[[str], bool], *landmarks: str) -> str | None:
    """`search_up` of getpath.py: the nearest folder at or above that has one of the landmarks."""
    for prefix in _ancestors(folder):
        if any(test(join("/", prefix, landmark)) for landmark in landmarks):
            return prefix
    return None


def _ancestors(folder: str) -> Iterator[str]:
    """The folder and those above it, without the root, where getpath does not look."""
    while folder.strip("/"):
        yield folder
        folder = parent_folder("/", folder)


def _is(file_system: FileSystem, kind: Kind) -> Callable[[str], bool]:
    return lambda path: file_system.kind(path) is kind


def _no_standard_library(found: InterpreterFile, home: str | None, startup: Startup) -> str:
    if home:
        return f"PYTHONHOME is {home}, where the standard library of {found.executable} is not"
    cfg = found.venv
    if cfg is None:
        where = parent_folder("/", found.real_executable)
        return f"no standard library belongs to {found.executable}: looked for lib/python3.*/os.py in {where} and above"
    if cfg.home:
        return (
            f"the virtual environment {cfg.folder} was made from an interpreter in "
            f"{absolute('/', startup.working_directory, cfg.home)} that is no longer there"
        )
    return f"{cfg.folder} has neither an interpreter nor a `home` in its pyvenv.cfg"
