"""Platform, file suffixes and built-in modules of an installation, from what it records of its own build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from resolver import stdlib
from resolver.environment.inittab import builtin_names_in
from resolver.environment.layout import Layout
from resolver.file_system import FileSystem, Kind
from resolver.machinery import Suffixes
from resolver.paths import flavour, join

_TAGGED_EXTENSION = re.compile(r"\.((?:cpython|pypy)-?\d+[a-z]*-[^.]+)\.so$")
_SYSCONFIGDATA = re.compile(r"_sysconfigdata_([a-z]*)_(linux|darwin|freebsd\d*|cygwin|aix|sunos5)_([^.]*)\.py$")
_SOABI = re.compile(r"['\"](SOABI|ALT_SOABI)['\"]:\s*['\"]([^'\"]+)['\"]")
_BUILTIN_ENTRY = re.compile(rb'^\s*\{"([\w.]+)",', re.MULTILINE)
_PYPY_MODULES = frozenset({"__pypy__", "_cffi_backend", "_cppyy", "_hpy_universal", "_rawffi", "cpyext", "pypyjit"})
_DEFAULT_MULTIARCH = {"linux": "x86_64-linux-gnu", "darwin": "darwin"}
_WINDOWS_PLATFORM_TAGS = {"amd64": "win_amd64", "win32": "win32", "arm64": "win_arm64", "arm32": "win_arm32"}


@dataclass(frozen=True, slots=True)
class Abi:
    """What the interpreter was built for: `sys.platform`, and the tags of extension file names, best first."""

    platform: str
    tags: tuple[str, ...]

    @property
    def is_debug(self) -> bool:
        """Whether the tag has the `d` of debug builds."""
        return bool(re.match(r"cpython-\d+t?d-", self.tags[0]))


@dataclass(frozen=True, slots=True)
class _Build:
    """What the name of a `_sysconfigdata` file says, and where it is."""

    flags: str
    platform: str
    multiarch: str
    path: str


def find_abi(file_system: FileSystem, layout: Layout) -> Abi:
    """From `_sysconfigdata`, which records SOABI; else from the tags of the installation's own extension modules."""
    version = f"{layout.version[0]}{layout.version[1]}{layout.abi_thread}"
    if layout.windows:
        return Abi("win32", (f"cp{version}-{_WINDOWS_PLATFORM_TAGS[layout.architecture]}",))
    build = _build(file_system, layout)
    on_disk = tuple(_tags_on_disk(file_system, layout))
    if layout.implementation == "pypy":
        platform = "linux" if build is None else build.platform
        return Abi(platform, on_disk[:1] or (f"pypy{version}-pp73-{_DEFAULT_MULTIARCH[platform]}",))
    if build is None:
        platform = "darwin" if _is_darwin(layout) else "linux"
        debug = "d" if layout.is_debug else ""
        return Abi(platform, on_disk[:1] or (f"cpython-{version}{debug}-{_DEFAULT_MULTIARCH[platform]}",))
    recorded = _soabi(file_system, build)
    if recorded or on_disk:
        return Abi(build.platform, recorded or on_disk[:1])
    return Abi(build.platform, (f"cpython-{version}{build.flags.replace('t', '')}-{build.multiarch}",))


def suffixes_of(
    version: tuple[int, int], platform: str, tags: tuple[str, ...] = (), *, debug: bool = False
) -> Suffixes:
    """`importlib.machinery`'s suffixes (`_PyImport_DynLoadFiletab`); without tags the platform's most common ones."""
    number = f"{version[0]}{version[1]}"
    if platform == "win32":
        mark = "_d" if debug else ""
        return Suffixes((f"{mark}.{(tags or (f'cp{number}-win_amd64',))[0]}.pyd", f"{mark}.pyd"), (".py", ".pyw"))
    tags = tags or (f"cpython-{number}-{_DEFAULT_MULTIARCH.get(platform, platform)}",)
    tagged = tuple(f".{tag}.so" for tag in tags)
    if tags[0].startswith("pypy"):
        return Suffixes(tagged)
    stable = _stable_abis(tags[0]) if version >= (3, 15) else (".abi3.so",)
    return Suffixes((*tagged, *stable, ".so"))


def _stable_abis(tag: str) -> tuple[str, ...]:
    """The suffixes of the stable ABI since 3.15: with the platform (gh-122931), and abi3t (PEP 803).

    Both kinds of builds load abi3t, only those with the lock abi3. Before, free-threaded builds took `.abi3.so` too.
    """
    _, version, platform = tag.split("-", 2)
    abis = ("abi3t",) if "t" in version else ("abi3", "abi3t")
    return tuple(suffix for abi in abis for suffix in (f".{abi}-{platform}.so", f".{abi}.so"))


def builtin_names_of(file_system: FileSystem, layout: Layout, platform: str) -> frozenset[str]:
    """`sys.builtin_module_names`: from the build's own `config.c`, else the program itself, else the version's table.

    Of the table, what is a file in the installation does not count.
    """
    if layout.implementation == "pypy":
        return _pypy_builtin_names(file_system, layout, platform)
    for folder in _config_folders(file_system, layout):
        try:
            content = file_system.read_bytes(join(file_system.separator, folder, "config.c"))
        except OSError:
            continue
        return frozenset(name.decode("ascii") for name in _BUILTIN_ENTRY.findall(content))
    if (names := _names_in_program(file_system, layout)) is not None:
        return names
    files = {name.partition(".")[0] for name in file_system.list_directory(layout.extensions) or {}}
    return stdlib.builtin_names(layout.version, platform) - files


def _pypy_builtin_names(file_system: FileSystem, layout: Layout, platform: str) -> frozenset[str]:
    """What of the standard library is no file, and PyPy's own modules: its installation records no more than that."""
    files = {name.partition(".")[0] for name in file_system.list_directory(layout.stdlib) or {}}
    family = "win32" if platform == "win32" else "unix"
    names = {name for name in stdlib.stdlib_names(layout.version) if stdlib.platform_only(name) in (None, family)}
    return frozenset(names - files | _PYPY_MODULES)


def magic_number_of(file_system: FileSystem, layout: Layout, cache_tag: str) -> bytes | None:
    """`importlib.util.MAGIC_NUMBER`, which all bytecode of the standard library begins with; None where there is none.

    Only versions without a number in the tables are looked at: those that are not released, and PyPy.
    """
    if layout.implementation == "python" and (known := stdlib.magic_number(layout.version)) is not None:
        return known
    separator = file_system.separator
    folder = join(separator, layout.stdlib, "__pycache__")
    for name in sorted(file_system.list_directory(folder) or {}):
        if name.endswith(f".{cache_tag}.pyc"):
            try:
                return file_system.read_bytes(join(separator, folder, name))[:4]
            except OSError:
                continue
    return None


def _config_folders(file_system: FileSystem, layout: Layout) -> Iterator[str]:
    if layout.build_directory is not None:
        yield join(file_system.separator, layout.build_directory, "Modules")
        return
    names = [name for name in file_system.list_directory(layout.stdlib) or {} if name.startswith("config-")]
    # Debian has a second one, with a `d`, for the debug build.
    for name in sorted(names, key=lambda name: (bool(re.match(r"config-[\d.]+t?d", name)) != layout.is_debug, name)):
        yield join(file_system.separator, layout.stdlib, name)


def _names_in_program(file_system: FileSystem, layout: Layout) -> frozenset[str] | None:
    """The table of the interpreter, or of the shared library that holds it."""
    separator = file_system.separator
    name = flavour(separator).basename(layout.real_executable)
    programs = [join(separator, layout.executable_directory, name), layout.real_executable]
    for folder in _library_folders(file_system, layout):
        listing = file_system.list_directory(folder) or {}
        shared = f"lib{layout.library_name}{'d' if layout.is_debug else ''}"
        programs += [
            join(separator, folder, file)
            for file in sorted(listing)
            if file.startswith((f"{shared}.so", f"{shared}.dylib"))
        ]
    for program in dict.fromkeys(programs):
        if file_system.kind(program) is not Kind.FILE:
            continue
        try:
            names = builtin_names_in(file_system.read_bytes(program))
        except OSError:
            continue
        if names is not None:
            return names
    return None


def _library_folders(file_system: FileSystem, layout: Layout) -> Iterator[str]:
    for library in dict.fromkeys(("lib", layout.library_folder, "lib64")):
        folder = join(file_system.separator, layout.base_exec_prefix, library)
        yield folder
        for name in sorted(file_system.list_directory(folder) or {}):
            if name.endswith(("-linux-gnu", "-linux-musl", "-linux-gnueabihf")):
                yield join(file_system.separator, folder, name)


def _tags_on_disk(file_system: FileSystem, layout: Layout) -> Iterator[str]:
    for name in sorted(file_system.list_directory(layout.extensions) or {}):
        found = _TAGGED_EXTENSION.search(name)
        if found is not None:
            yield found[1]


def _build(file_system: FileSystem, layout: Layout) -> _Build | None:
    """The `_sysconfigdata` file of this build: a debug build may share the folder of another."""
    folder = layout.extensions if layout.build_directory is not None else layout.stdlib
    builds = [
        _Build(found[1], found[2], found[3] or found[2], join(file_system.separator, folder, name))
        for name in sorted(file_system.list_directory(folder) or {})
        if (found := _SYSCONFIGDATA.match(name)) is not None
    ]
    return min(builds, key=lambda build: ("d" in build.flags) != layout.is_debug, default=None)


def _soabi(file_system: FileSystem, build: _Build) -> tuple[str, ...]:
    """SOABI, and ALT_SOABI: a debug build loads what was made for the release too."""
    try:
        text = file_system.read_bytes(build.path).decode("utf-8", "replace")
    except OSError:
        return ()
    recorded = dict(_SOABI.findall(text))
    return tuple(recorded[name] for name in ("SOABI", "ALT_SOABI") if name in recorded)


def _is_darwin(layout: Layout) -> bool:
    return layout.is_framework or layout.base_prefix.startswith(("/opt/homebrew/", "/Library/", "/Applications/"))
