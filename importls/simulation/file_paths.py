"""`pathlib.Path` of absolute paths: its parts, and what is in folders of the analysed code."""

from __future__ import annotations

import posixpath as posix
from collections.abc import Callable, Iterator, Sequence

from importls.simulation.folders import kind_of_path, listing_of, matching, unordered
from importls.simulation.machine import Frame, Machine
from importls.simulation.values import UNKNOWN, Class, FilePath, Native, Value
from resolver.file_system import Kind

_Arguments = Sequence[Value]
_CLASSES = ("Path", "PosixPath", "PurePath", "PurePosixPath")


def path_of(machine: Machine, cls: Class, arguments: _Arguments) -> FilePath | None:
    """What calling one of the classes of `pathlib` gives; None for other classes, and for paths that are not known."""
    is_path = cls.name in _CLASSES and cls.module.partition(".")[0] == "pathlib"
    if not is_path or machine.universe.platform == "win32":
        return None
    return joined(*arguments)


def joined(*parts: Value) -> FilePath | None:
    """`parts[0] / parts[1] / …`, None where that is not known or not absolute."""
    texts = [part.path if isinstance(part, FilePath) else part for part in parts]
    if not texts or not all(isinstance(text, str) for text in texts):
        return None
    path = posix.join(*texts)
    return FilePath(_tidy(path)) if path.startswith("/") else None


def _tidy(path: str) -> str:
    """Without the parts that mean nothing; `..` stays, for a link may come before it."""
    return "/" + "/".join(part for part in path.split("/") if part not in ("", "."))


def attribute_of_path(_: Machine, value: FilePath, name: str, __: Frame) -> Value:
    """UNKNOWN for what is not simulated."""
    folder, file = posix.split(value.path)
    stem, suffix = posix.splitext(file)
    match name:
        case "name":
            return file
        case "stem":
            return stem
        case "suffix":
            return suffix
        case "parent":
            return FilePath(folder)
        case "parents":
            return tuple(_parents(value.path))
        case _:
            method = _METHODS.get(name)
            return UNKNOWN if method is None else Native(f"Path.{name}", _bound(method, value))


def _parents(path: str) -> Iterator[FilePath]:
    while path != "/":
        path = posix.dirname(path)
        yield FilePath(path)


_Method = Callable[[Machine, FilePath, _Arguments], Value]


def _bound(method: _Method, path: FilePath) -> Callable[..., Value]:
    return lambda machine, _, arguments, __: method(machine, path, arguments)


def _itself(_: Machine, path: FilePath, __: _Arguments) -> Value:
    """Links are taken for what they lead to."""
    return path


def _text(_: Machine, path: FilePath, __: _Arguments) -> Value:
    return path.path


def _join(_: Machine, path: FilePath, arguments: _Arguments) -> Value:
    return joined(path, *arguments) or UNKNOWN


def _with_name(_: Machine, path: FilePath, arguments: _Arguments) -> Value:
    return FilePath(posix.join(posix.dirname(path.path), arguments[0]))


def _with_suffix(_: Machine, path: FilePath, arguments: _Arguments) -> Value:
    return FilePath(posix.splitext(path.path)[0] + arguments[0])


def _iterdir(machine: Machine, path: FilePath, _: _Arguments) -> Value:
    listing = listing_of(machine, path)
    return UNKNOWN if listing is None else unordered(machine, [FilePath(f"{path.path}/{name}") for name in listing])


def _glob(machine: Machine, path: FilePath, arguments: _Arguments) -> Value:
    pattern = arguments[0]
    found = matching(machine, path, pattern) if "/" not in pattern and "**" not in pattern else None
    return UNKNOWN if found is None else unordered(machine, [FilePath(f"{path.path}/{name}") for name in found])


def _is_there(*kinds: Kind) -> _Method:
    def ask(machine: Machine, path: FilePath, _: _Arguments) -> Value:
        kind = kind_of_path(machine, path)
        return UNKNOWN if kind is UNKNOWN else kind in kinds

    return ask


_METHODS: dict[str, _Method] = {
    "resolve": _itself,
    "absolute": _itself,
    "expanduser": _itself,
    "as_posix": _text,
    "__str__": _text,
    "__fspath__": _text,
    "joinpath": _join,
    "with_name": _with_name,
    "with_suffix": _with_suffix,
    "iterdir": _iterdir,
    "glob": _glob,
    "is_file": _is_there(Kind.FILE),
    "is_dir": _is_there(Kind.DIRECTORY),
    "exists": _is_there(*Kind),
}
