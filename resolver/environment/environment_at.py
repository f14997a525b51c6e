"""From a place on the disk to the `Environment` of the interpreter there, which is never started."""

from __future__ import annotations

from dataclasses import replace

from resolver import stdlib
from resolver.environment import Environment
from resolver.environment.abi import builtin_names_of, find_abi, suffixes_of
from resolver.environment.layout import find_layout
from resolver.environment.search_path import build_search_path, has_script_directory
from resolver.environment.startup import Startup
from resolver.file_system import FileSystem
from resolver.frozen_importer import FrozenModule
from resolver.machinery import EntrySource, PathEntry
from resolver.paths import absolute

_CASE_INSENSITIVE = ("win32", "darwin", "cygwin", "ios", "tvos", "watchos")


def environment_at(file_system: FileSystem, location: str, startup: Startup) -> Environment | str:
    """The environment of a venv folder, an interpreter file or a prefix; a sentence for users where there is none."""
    where = absolute(file_system.separator, startup.working_directory, location)
    layout = find_layout(file_system, where, startup)
    if isinstance(layout, str):
        return layout
    abi = find_abi(file_system, layout)
    path = build_search_path(file_system, layout, startup)
    environment = Environment(
        version=layout.version,
        platform=abi.platform,
        prefix=layout.prefix,
        base_prefix=layout.base_prefix,
        sys_path=tuple(path.entries),
        suffixes=suffixes_of(layout.version, abi.platform, abi.tag),
        builtin_names=builtin_names_of(file_system, layout, abi.platform),
        frozen_modules=_frozen_modules(layout.version, startup),
        stdlib_names=stdlib.stdlib_names(layout.version),
        cache_tag=_cache_tag(layout.version),
        editable_finders=tuple(path.finders),
        ignore_case=_ignores_case(abi.platform, startup),
        executable=layout.executable,
        startup_hooks=tuple(dict.fromkeys(path.hooks)),
        problems=tuple(path.problems),
    )
    environment = _overridden(environment, startup)
    if not has_script_directory(path, layout, startup):
        return environment
    return environment.with_script_directory(path.absolute(startup.script_directory or ""))


def environment_from_entries(
    entries: tuple[str, ...], version: tuple[int, int], platform: str, startup: Startup | None = None
) -> Environment:
    """An environment that has exactly these entries on `sys.path`; relative ones start from the working directory."""
    startup = startup or Startup()
    separator = "\\" if platform == "win32" and not startup.working_directory.startswith("/") else "/"
    sys_path = (_entry_path(separator, startup.working_directory, entry, version) for entry in entries)
    return Environment(
        version=version,
        platform=platform,
        prefix=None,
        base_prefix=None,
        sys_path=tuple(PathEntry(path, EntrySource.SYS_PATH_OPTION) for path in sys_path),
        suffixes=suffixes_of(version, platform, None),
        builtin_names=stdlib.builtin_names(version, platform),
        frozen_modules=_frozen_modules(version, startup),
        stdlib_names=stdlib.stdlib_names(version),
        cache_tag=_cache_tag(version),
        ignore_case=_ignores_case(platform, startup),
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
        suffixes=suffixes_of(version, platform, None),
        builtin_names=stdlib.builtin_names(version, platform),
        frozen_modules=_frozen_modules(version, startup),
        stdlib_names=stdlib.stdlib_names(version),
        cache_tag=_cache_tag(version),
        ignore_case=_ignores_case(platform, startup),
    )


def _entry_path(separator: str, working_directory: str, entry: str, version: tuple[int, int]) -> str:
    """Where `FileFinder` looks for a relative entry; absolute ones stay as they are written."""
    if entry.startswith(("/", "\\")) or entry[1:2] == ":":
        return entry
    if entry == "" or (entry == "." and version >= (3, 11)):
        return working_directory
    if version >= (3, 12) and entry.startswith("./"):
        # _path_abspath drops one leading "./" since 3.12.
        entry = entry[2:]
    return working_directory.rstrip(separator) + separator + entry


def _frozen_modules(version: tuple[int, int], startup: Startup) -> dict[str, FrozenModule]:
    """The version's table; PYTHON_FROZEN_MODULES=off (3.13) leaves only the bootstrap modules."""
    modules = stdlib.frozen_modules(version)
    if version < (3, 13) or startup.variable("PYTHON_FROZEN_MODULES") != "off":
        return modules
    kept = ("_frozen_importlib", "_frozen_importlib_external", "zipimport")
    return {name: module for name, module in modules.items() if name in kept}


def _cache_tag(version: tuple[int, int]) -> str:
    """`sys.implementation.cache_tag`, which free-threaded builds share with the others."""
    return f"cpython-{version[0]}{version[1]}"


def _ignores_case(platform: str, startup: Startup) -> bool:
    """`_relax_case`."""
    return platform in _CASE_INSENSITIVE and startup.variable("PYTHONCASEOK") is not None
