"""From a place on the disk to the `Environment` of the interpreter there, which is never started."""

from __future__ import annotations

from dataclasses import replace

from resolver import stdlib
from resolver.environment import Environment
from resolver.environment.abi import builtin_names_of, find_abi, magic_number_of, suffixes_of
from resolver.environment.getpath import posix_layout
from resolver.environment.interpreter_file import find_interpreter
from resolver.environment.layout import Layout
from resolver.environment.search_path import build_search_path, has_script_directory, runs_site
from resolver.environment.startup import Startup
from resolver.environment.windows_getpath import windows_layout
from resolver.file_system import FileSystem
from resolver.file_system.read_once import ReadOnce
from resolver.frozen_importer import FrozenModule
from resolver.machinery import EntrySource, PathEntry
from resolver.paths import absolute, absolute_entry

_CASE_INSENSITIVE = ("win32", "darwin", "cygwin", "ios", "tvos", "watchos")


def environment_at(file_system: FileSystem, location: str, startup: Startup) -> Environment | str:
    """The environment of a venv folder, an interpreter file or a prefix; a sentence for users where there is none."""
    file_system = ReadOnce(file_system)  # The `.pth` files of a venv are processed twice.
    where = absolute(file_system.separator, startup.working_directory, location)
    layout = find_layout(file_system, where, startup)
    if isinstance(layout, str):
        return layout
    path = build_search_path(file_system, layout, startup, _bare(file_system, layout, startup))
    environment = _overridden(path.environment(), startup)
    if not has_script_directory(layout, startup):
        return environment
    return environment.with_script_directory(path.absolute(startup.script_directory or ""))


def _bare(file_system: FileSystem, layout: Layout, startup: Startup) -> Environment:
    """The environment without `sys.path`."""
    abi = find_abi(file_system, layout)
    # Until 3.13 nothing but `site` sets sys.prefix to the venv.
    in_venv = runs_site(layout, startup) or layout.version >= (3, 14)
    return Environment(
        version=layout.version,
        platform=abi.platform,
        prefix=layout.prefix if in_venv else layout.base_prefix,
        base_prefix=layout.base_prefix,
        exec_prefix=layout.exec_prefix if in_venv else layout.base_exec_prefix,
        sys_path=(),
        suffixes=suffixes_of(layout.version, abi.platform, abi.tags, debug=layout.is_debug),
        builtin_names=builtin_names_of(file_system, layout, abi.platform),
        frozen_modules=_frozen_modules(layout, startup, is_debug=layout.is_debug or abi.is_debug),
        stdlib_names=stdlib.stdlib_names(layout.version),
        cache_tag=_cache_tag(layout.version, layout.implementation),
        optimization=startup.optimization,
        pycache_prefix=startup.pycache_prefix,
        magic_number=magic_number_of(file_system, layout, _cache_tag(layout.version, layout.implementation)),
        stdlib=layout.stdlib,
        ignore_case=_ignores_case(abi.platform, startup),
        working_directory=startup.working_directory,
        executable=layout.executable,
        problems=tuple(_problems_of(layout, startup)),
    )


def find_layout(file_system: FileSystem, location: str, startup: Startup) -> Layout | str:
    """The layout of the interpreter that an absolute path leads to, or what is wrong with it."""
    found = find_interpreter(file_system, location)
    if isinstance(found, str):
        return found
    if file_system.separator == "\\" or found.executable.lower().endswith(".exe"):
        return windows_layout(file_system, found, startup)
    return posix_layout(file_system, found, startup)


def environment_from_entries(
    entries: tuple[str, ...], version: tuple[int, int], platform: str, startup: Startup | None = None
) -> Environment:
    """An environment that has exactly these entries on `sys.path`; relative ones start from the working directory."""
    startup = startup or Startup()
    separator = "\\" if platform == "win32" and not startup.working_directory.startswith("/") else "/"
    sys_path = (
        _entry("\\" if entry[1:2] == ":" else separator, startup.working_directory, entry, version) for entry in entries
    )
    return Environment(
        version=version,
        platform=platform,
        prefix=None,
        base_prefix=None,
        sys_path=tuple(sys_path),
        suffixes=suffixes_of(version, platform),
        builtin_names=stdlib.builtin_names(version, platform),
        frozen_modules=_frozen_modules_of(version, startup),
        stdlib_names=stdlib.stdlib_names(version),
        cache_tag=_cache_tag(version),
        optimization=startup.optimization,
        pycache_prefix=startup.pycache_prefix,
        ignore_case=_ignores_case(platform, startup),
        working_directory=startup.working_directory,
    )


def _overridden(environment: Environment, startup: Startup) -> Environment:
    """The same folders, seen by another version or platform."""
    version = startup.version or environment.version
    platform = startup.platform or environment.platform
    if (version, platform) == (environment.version, environment.platform):
        return environment
    return replace(
        environment,
        version=version,
        platform=platform,
        suffixes=suffixes_of(version, platform),
        builtin_names=stdlib.builtin_names(version, platform),
        frozen_modules=_frozen_modules_of(version, startup),
        stdlib_names=stdlib.stdlib_names(version),
        cache_tag=_cache_tag(version),
        magic_number=None,
        ignore_case=_ignores_case(platform, startup),
        problems=(*environment.problems, *_differing(environment, version, platform)),
    )


def _differing(environment: Environment, version: tuple[int, int], platform: str) -> list[str]:
    """What an environment seen by another version or platform cannot tell."""
    shown = [
        (".".join(map(str, numbers)), name)
        for numbers, name in ((environment.version, environment.platform), (version, platform))
    ]
    found, wanted = (f"Python {number} on {name}" for number, name in shown)
    return [f"{wanted} was asked for, and {environment.prefix} is {found}: the files found are of that one"]


def _entry(separator: str, working_directory: str, entry: str, version: tuple[int, int]) -> PathEntry:
    """An entry of `--sys-path`, which is kept as it is written where it is relative."""
    path = absolute_entry(separator, working_directory, entry, version)
    written = None if path == entry or not entry else entry
    return PathEntry(path, EntrySource.SYS_PATH_OPTION, written=written)


def _frozen_modules(layout: Layout, startup: Startup, *, is_debug: bool) -> dict[str, FrozenModule]:
    """PyPy freezes nothing."""
    if layout.implementation == "pypy":
        return {}
    return _frozen_modules_of(layout.version, startup, is_debug=is_debug)


def _frozen_modules_of(
    version: tuple[int, int], startup: Startup, *, is_debug: bool = False
) -> dict[str, FrozenModule]:
    """The version's table; where frozen modules are off (3.11), only those that start the import system."""
    modules = stdlib.frozen_modules(version)
    if version < (3, 11) or startup.freezes_modules(version, is_debug=is_debug):
        return modules
    kept = ("_frozen_importlib", "_frozen_importlib_external", "zipimport")
    return {name: module for name, module in modules.items() if name in kept}


def _problems_of(layout: Layout, startup: Startup) -> list[str]:
    """What keeps the interpreter from starting, or makes another of it than it seems."""
    if layout.venv is not None and not layout.venv.is_text and runs_site(layout, startup):
        return [f"{layout.venv.folder}: its pyvenv.cfg is not UTF-8, and the interpreter does not start"]
    if layout.implementation == "pypy":
        return ["PyPy does not record its built-in modules: what of the standard library is no file counts as one"]
    return []


def _cache_tag(version: tuple[int, int], implementation: str = "python") -> str:
    """`sys.implementation.cache_tag`, which free-threaded builds share with the others."""
    number = f"{version[0]}{version[1]}"
    return f"pypy{number}" if implementation == "pypy" else f"cpython-{number}"


def _ignores_case(platform: str, startup: Startup) -> bool:
    """`_relax_case`."""
    return platform in _CASE_INSENSITIVE and startup.variable("PYTHONCASEOK") is not None
