"""The functions and names of the standard library that package bodies compute paths with, and what they give.

Those that edit the import system (`extend_path`, `declare_namespace`, `sys.modules`) are not here: see `run`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from resolver.file_system import FileSystem, Kind
from resolver.module_body.values import Entries, FilePath, Reference, UnknownValue, items_of
from resolver.paths import flavour

BUILTINS = frozenset(
    {"__import__", "bool", "frozenset", "globals", "len", "list", "locals", "reversed", "set", "sorted", "str"}
    | {"tuple", "vars"}
)
"""The built-in functions that `call` knows, and those that give a module's own variables."""


@dataclass(frozen=True, slots=True)
class Target:
    """The interpreter that would run the module."""

    version: tuple[int, int]
    platform: str
    prefix: str | None
    file_system: FileSystem


def attribute(target: Target, name: str) -> object:
    """The value of a dotted name of the standard library. Raises UnknownValue for those that are no constants."""
    windows = target.platform == "win32"
    constants: Mapping[str, object] = {
        # The third number is not known, and a comparison that comes to it fails.
        "sys.version_info": (*target.version, Reference("")),
        "sys.platform": target.platform,
        "os.name": "nt" if windows else "posix",
        "os.sep": target.file_system.separator,
        "os.path.sep": target.file_system.separator,
        "os.pathsep": ";" if windows else ":",
        "os.curdir": ".",
        "os.pardir": "..",
        "os.path.pardir": "..",
        "typing.TYPE_CHECKING": False,
    }
    if name in constants:
        return constants[name]
    if name == "sys.prefix" and target.prefix is not None:
        return target.prefix
    raise UnknownValue


def call(target: Target, function: str, arguments: list[object]) -> object:
    """The value of a call of a function by its dotted name. Raises UnknownValue where that is not known."""
    module, _, name = function.rpartition(".")
    if module in {"os.path", "posixpath", "ntpath"}:
        return _call_of_os_path(target.file_system, name, [_text(argument) for argument in arguments])
    if function in {"pathlib.Path", "pathlib.PurePath"}:
        return FilePath(flavour(target.file_system.separator).join(*(_text(argument) for argument in arguments)))
    if module == "pathlib.Path":
        return _asks_disk(target.file_system, name, _text(arguments[0]))
    if function in {"os.fspath", "os.fsdecode", "str"}:
        return _text(arguments[0])
    builtin = _BUILTIN_CALLS.get(function)
    if builtin is None or len(arguments) != 1:
        raise UnknownValue
    return builtin(items_of(arguments[0]))


_BUILTIN_CALLS: Mapping[str, Callable[[list[object]], object]] = {
    "list": Entries,
    "tuple": tuple,
    "len": len,
    "bool": bool,
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


def _call_of_os_path(file_system: FileSystem, name: str, arguments: list[str]) -> object:
    module = flavour(file_system.separator)
    match name, arguments:
        case "join" | "dirname" | "basename" | "normpath" | "normcase" | "split" | "splitext" | "isabs", [_, *_]:
            return getattr(module, name)(*arguments)
        case "abspath", [path] if module.isabs(path):
            return module.normpath(path)
        case "realpath", [path] if module.isabs(path):
            return file_system.real_path(module.normpath(path))
        case "relpath", [path, start] if module.isabs(path) and module.isabs(start):
            return module.relpath(path, start)
        case _, [path]:
            return _asks_disk(file_system, {"isdir": "is_dir", "isfile": "is_file"}.get(name, name), path)
        case _:
            raise UnknownValue


def _asks_disk(file_system: FileSystem, name: str, path: str) -> bool:
    if not flavour(file_system.separator).isabs(path):
        raise UnknownValue
    kind = file_system.kind(flavour(file_system.separator).normpath(path))
    match name:
        case "exists":
            return kind is not None
        case "is_dir":
            return kind is Kind.DIRECTORY
        case "is_file":
            return kind is Kind.FILE
        case _:
            raise UnknownValue
