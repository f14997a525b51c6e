"""Pure functions and constants of `sys`, `os`, `os.path` and `pathlib` that start-up code computes paths with.

The host's interpreter and disk play no part: everything comes from the target's start-up and its file system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType

from resolver.environment import Environment
from resolver.environment.startup import Startup
from resolver.environment.startup_values import UNKNOWN, Dotted, PathValue, is_known
from resolver.file_system import FileSystem, Kind
from resolver.paths import absolute, flavour, parent_folder

_BUILTINS: Mapping[str, Callable[..., object]] = {
    "bool": bool,
    "int": int,
    "len": len,
    "list": list,
    "reversed": lambda values: list(values)[::-1],
    "sorted": sorted,
    "tuple": tuple,
}
_PURE = frozenset({"join", "dirname", "basename", "normpath", "normcase", "split", "splitext", "isabs", "commonprefix"})
_EXPECTED = (TypeError, ValueError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Host:
    """The machine that the target would run on."""

    file_system: FileSystem
    startup: Startup

    @property
    def module(self) -> ModuleType:
        """The target's `os.path`, for its pure functions."""
        return flavour(self.file_system.separator)

    def absolute(self, path: str) -> str:
        """`os.path.abspath`."""
        return absolute(self.file_system.separator, self.startup.working_directory, path)


def constant(name: str, host: Host, environment: Environment) -> object:
    """The value of a dotted name such as `sys.version_info`; a `Dotted` where it has none that is known."""
    match name:
        case "sys.version_info":
            # The micro version is unknown: it stands for any but the first, as in a comparison with two numbers.
            return (*environment.version, 1, "final", 0)
        case "sys.platform":
            return environment.platform
        case "sys.prefix" | "sys.exec_prefix":
            return environment.prefix
        case "sys.base_prefix" | "sys.base_exec_prefix":
            return environment.base_prefix
        case "os.environ":
            return dict(host.startup.variables)
        case "os.name":
            return "nt" if environment.platform == "win32" else "posix"
        case "os.sep" | "os.path.sep":
            return host.file_system.separator
        case "os.pathsep" | "os.path.pathsep":
            return ";" if host.file_system.separator == "\\" else ":"
        case "os.pardir" | "os.path.pardir":
            return ".."
        case "os.curdir" | "os.path.curdir":
            return "."
        case _:
            return Dotted(name)


def call_pure(name: str, arguments: list[object], host: Host) -> object:
    """The result of a function without effects, UNKNOWN for every other, and where an argument is unknown."""
    if name == "builtins.getattr":
        return _getattr(arguments)
    if not all(map(is_known, arguments)):
        return UNKNOWN
    try:
        return _call(name, arguments, host)
    except _EXPECTED:
        return UNKNOWN


def _call(name: str, arguments: list[object], host: Host) -> object:
    module, _, function = name.rpartition(".")
    if module == "builtins":
        if function == "str":
            return _text(arguments[0])
        return _BUILTINS[function](*arguments) if function in _BUILTINS else UNKNOWN
    if module == "os.path":
        return _call_os_path(function, [_text(argument) for argument in arguments], host)
    if name.startswith("pathlib."):
        return _call_path(function, [_text(argument) for argument in arguments], host)
    match name:
        case "os.getcwd":
            return host.startup.working_directory
        case "os.getenv":
            return host.startup.variables.get(*map(_text, arguments))
        case "os.fspath":
            return _text(arguments[0])
        case _:
            return UNKNOWN


def _call_os_path(function: str, arguments: list[str], host: Host) -> object:
    if function in _PURE:
        return getattr(host.module, function)(*arguments)
    (path,) = arguments
    match function:
        case "abspath":
            return host.absolute(path)
        case "realpath":
            return _without_links(host, path)
        case "expanduser" if path.startswith("~/") and host.startup.home is not None:
            return host.startup.home + path[1:]
        case "exists" | "lexists":
            return host.file_system.kind(host.absolute(path)) is not None
        case "isdir":
            return host.file_system.kind(host.absolute(path)) is Kind.DIRECTORY
        case "isfile":
            return host.file_system.kind(host.absolute(path)) is Kind.FILE
        case _:
            return UNKNOWN


def _call_path(function: str, arguments: list[str], host: Host) -> object:
    path = arguments[0]
    match function:
        case "Path" | "PurePath" | "joinpath":
            return PathValue(host.module.normpath(host.module.join(*arguments)))
        case "resolve":
            real = _without_links(host, path)
            return PathValue(real) if isinstance(real, str) else UNKNOWN
        case "absolute":
            return PathValue(host.absolute(path))
        case "as_posix" | "__str__" | "__fspath__":
            return path
        case "exists" | "is_dir" | "is_file":
            return _call_os_path(function.replace("_", ""), [path], host)
        case _:
            return UNKNOWN


def _without_links(host: Host, path: str) -> object:
    """`os.path.realpath` of a path without links; others are not followed."""
    path = place = host.absolute(path)
    while (above := parent_folder(host.file_system.separator, place)) != place:
        if host.file_system.read_link(place) is not None:
            return UNKNOWN
        place = above
    return path


def _getattr(arguments: list[object]) -> object:
    """Of `getattr(module, name, default)` the default: an attribute that has a value is no call's business."""
    match arguments:
        case [_, str(), default]:
            return default
        case _:
            return UNKNOWN


def _text(value: object) -> str:
    if isinstance(value, PathValue):
        return value.text
    if isinstance(value, str):
        return value
    raise TypeError
