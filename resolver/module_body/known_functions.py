"""The functions and names of the standard library that modules compute paths with, and what they give.

Those that edit the import system (`extend_path`, `declare_namespace`, `sys.modules`) are not here: see `run`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from resolver.file_system import FileSystem, Kind
from resolver.module_body.operators import joined_path
from resolver.module_body.values import UNKNOWN, Entries, FilePath, UnknownValue, items_of, known, truth
from resolver.paths import flavour


@dataclass(frozen=True, slots=True)
class Target:
    """The interpreter that would run the module; None stands for what is not known of its process."""

    version: tuple[int, int]
    platform: str
    prefix: str | None
    file_system: FileSystem
    base_prefix: str | None = None
    stdlib_names: frozenset[str] = frozenset()
    variables: Mapping[str, str] | None = None
    """Those of the environment."""
    working_directory: str | None = None
    home: str | None = None


def attribute(target: Target, name: str) -> object:
    """The value of a dotted name of the standard library. Raises UnknownValue for those that are no constants."""
    windows = target.platform == "win32"
    value: object = None
    match name:
        case "sys.version_info":
            # The third number is not known, and a comparison that comes to it fails.
            value = (*target.version, UNKNOWN)
        case "sys.platform":
            value = target.platform
        case "sys.prefix":
            value = target.prefix
        case "sys.base_prefix":
            value = target.base_prefix
        case "os.name":
            value = "nt" if windows else "posix"
        case "os.environ" if target.variables is not None:
            value = dict(target.variables)
        case "os.sep" | "os.path.sep":
            value = target.file_system.separator
        case "os.pathsep" | "os.path.pathsep":
            value = ";" if windows else ":"
        case "os.curdir" | "os.path.curdir":
            value = "."
        case "os.pardir" | "os.path.pardir":
            value = ".."
        case "typing.TYPE_CHECKING":
            value = False
        case _:
            pass
    if value is None:
        raise UnknownValue
    return value


def call(target: Target, function: str, arguments: list[object]) -> object:
    """The value of a call of a function by its dotted name. Raises UnknownValue where that is not known."""
    module, _, name = function.rpartition(".")
    if module in {"os.path", "posixpath", "ntpath"}:
        return _call_of_os_path(target, name, [_text(argument) for argument in arguments])
    match function, arguments:
        case "pathlib.Path" | "pathlib.PurePath", [first, *rest]:
            path = _text(first)
            for part in rest or [""]:
                path = joined_path(target.file_system.separator, path, _text(part))
            return FilePath(path)
        case "pathlib.Path.exists" | "pathlib.Path.is_dir" | "pathlib.Path.is_file", [path]:
            return _asks_disk(target, name, _text(path))
        case "os.fspath" | "os.fsdecode" | "str", [value]:
            return _text(value)
        case "bool", [value]:
            return truth(value)
        case "os.getcwd", [] if target.working_directory is not None:
            return target.working_directory
        case "os.getenv", [str(), *_] if target.variables is not None:
            return known(target.variables.get(*arguments))  # type: ignore[call-overload] # reason: a default may be any
        case _, [value] if function in _OF_ITEMS:
            return _OF_ITEMS[function](items_of(value))
        case _:
            raise UnknownValue


_OF_ITEMS: Mapping[str, Callable[[list[object]], object]] = {
    "list": Entries,
    "tuple": tuple,
    "len": len,
    "sorted": lambda items: Entries([*sorted(map(_text, items))]),
    "reversed": lambda items: Entries(items[::-1]),
}


def _text(value: object) -> str:
    match value:
        case str():
            return value
        case FilePath(text):
            return text
        case _:
            raise UnknownValue


_QUESTIONS = {"isdir": "is_dir", "isfile": "is_file", "lexists": "exists"}


def _call_of_os_path(target: Target, name: str, arguments: list[str]) -> object:
    module = flavour(target.file_system.separator)
    match name, arguments:
        case "join" | "dirname" | "basename" | "normpath" | "normcase" | "split" | "splitext" | "isabs", [_, *_]:
            return getattr(module, name)(*arguments)
        case "abspath", [path]:
            return module.normpath(_absolute(target, path))
        case "realpath", [path]:
            return target.file_system.real_path(module.normpath(_absolute(target, path)))
        case "relpath", [path, start] if module.isabs(path) and module.isabs(start):
            return module.relpath(path, start)
        case "expanduser", [path] if not path.startswith("~"):
            return path
        case "expanduser", [path] if path[1:2] in {"", "/", target.file_system.separator} and target.home is not None:
            return target.home + path[1:]
        case _, [path]:
            return _asks_disk(target, _QUESTIONS.get(name, name), path)
        case _:
            raise UnknownValue


def _asks_disk(target: Target, name: str, path: str) -> bool:
    kind = target.file_system.kind(flavour(target.file_system.separator).normpath(_absolute(target, path)))
    match name:
        case "exists":
            return kind is not None
        case "is_dir":
            return kind is Kind.DIRECTORY
        case "is_file":
            return kind is Kind.FILE
        case _:
            raise UnknownValue


def _absolute(target: Target, path: str) -> str:
    module = flavour(target.file_system.separator)
    if module.isabs(path):
        return path
    if target.working_directory is None:
        raise UnknownValue
    joined: str = module.join(target.working_directory, path)
    return joined
