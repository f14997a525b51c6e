"""What programs ask of folders to find their plugins: `pkgutil.iter_modules`, `os.listdir`, `glob.glob` and their like.

Folders outside of the analysed code are not looked into: what is there is the business of the machine that it runs on.
"""

from __future__ import annotations

import posixpath as posix
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from importls.simulation.constants import LIBRARY
from importls.simulation.failure import Raised
from importls.simulation.machine import Frame, Machine
from importls.simulation.star_import import items_of
from importls.simulation.values import UNKNOWN, UNORDERED, FilePath, Generator, List, Native, Row, Value
from resolver.file_system import Kind

_Arguments = Sequence[Value]
_Keywords = dict[str, Value]


def listing_of(machine: Machine, path: Value) -> Mapping[str, Kind] | None:
    """The names in a folder of the analysed code, None for any other."""
    text = path.path if isinstance(path, FilePath) else path
    if not isinstance(text, str) or machine.universe.is_external(f"{text}/"):
        return None
    return machine.universe.list_folder(text)


def unordered(machine: Machine, items: Sequence[Value]) -> List:
    """A list in an order that the disk decides."""
    return List(tuple(items), UNORDERED, born=machine.journal.birth())


def _iter_modules(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`pkgutil.iter_modules(path, prefix)`."""
    parameters = dict(zip(("path", "prefix"), arguments, strict=False)) | keywords
    return Generator(lambda visit: _each_module(machine, frame, parameters, visit))


def _each_module(
    machine: Machine, frame: Frame, parameters: Mapping[str, Value], visit: Callable[[Value], None]
) -> bool:
    found = _infos(machine, frame, parameters)
    for info in found or ():
        visit(info)
    return found is not None


def _infos(machine: Machine, frame: Frame, parameters: Mapping[str, Value]) -> list[Row] | None:
    paths, prefix = items_of(parameters.get("path", UNKNOWN)), parameters.get("prefix", "")
    if not isinstance(paths, tuple) or not isinstance(prefix, str):
        return None
    names: dict[str, bool] = {}
    for path in paths:
        listing = listing_of(machine, path)
        if listing is None:
            return None
        machine.import_module("inspect", frame)
        for name, is_package in _modules_in(machine, str(path), listing):
            names.setdefault(prefix + name, is_package)
    return [Row((UNKNOWN, name, is_package), _FIELDS) for name, is_package in names.items()]


_FIELDS = ("module_finder", "name", "ispkg")


def _modules_in(machine: Machine, folder: str, listing: Mapping[str, Kind]) -> Iterator[tuple[str, bool]]:
    """`_iter_file_finder_modules`, in its order."""
    for file, kind in sorted(listing.items()):
        name = _module_name(machine, file)
        if name is None and kind is Kind.DIRECTORY and "." not in file:
            inside = machine.universe.list_folder(f"{folder}/{file}") or {}
            if any(_module_name(machine, one) == "__init__" for one in inside):
                yield file, True
        elif name is not None and name != "__init__" and "." not in name:
            yield name, False


def _module_name(machine: Machine, file: str) -> str | None:
    """`inspect.getmodulename`."""
    suffixes = (*machine.universe.environment.suffixes.extension, ".py", ".pyc")
    longest = max((suffix for suffix in suffixes if file.endswith(suffix)), key=len, default=None)
    return None if longest is None else file[: -len(longest)]


def _walk_packages(machine: Machine, frame: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`pkgutil.walk_packages(path, prefix, onerror)`, which imports the packages."""
    parameters = dict(zip(("path", "prefix", "onerror"), arguments, strict=False)) | keywords
    return Generator(lambda visit: _walk(machine, frame, parameters, visit))


def _walk(machine: Machine, frame: Frame, parameters: Mapping[str, Value], visit: Callable[[Value], None]) -> bool:
    is_known = True

    def visit_and_descend(info: Value) -> None:
        nonlocal is_known
        visit(info)
        _, name, is_package = info.items
        if is_package and _is_imported(machine, frame, name, parameters.get("onerror")):
            package = machine.sys_modules.get(name)
            path = machine.find_attribute(package, "__path__", frame)
            inner = {**parameters, "path": path, "prefix": f"{name}."}
            is_known = _walk(machine, frame, inner, visit) and is_known

    return _each_module(machine, frame, parameters, visit_and_descend) and is_known


def _is_imported(machine: Machine, frame: Frame, name: str, on_error: Value) -> bool:
    try:
        machine.import_module(name, frame)
    except Raised as raised:
        classes = {cls.name for cls in raised.value.cls.mro}
        if "Exception" not in classes or (on_error is None and "ImportError" not in classes):
            raise
        if on_error is not None:
            machine.call(on_error, (name,), {}, frame)
        return False
    return True


def _listdir(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
    listing = listing_of(machine, arguments[0]) if arguments else None
    return UNKNOWN if listing is None else unordered(machine, tuple(listing))


def _glob(machine: Machine, _: Frame, arguments: _Arguments, keywords: _Keywords) -> Value:
    """`glob.glob` of a pattern in its last part."""
    folder, pattern = posix.split(arguments[0]) if isinstance(arguments[0], str) else ("*", "")
    if keywords or "*" in folder or "?" in folder or "[" in folder or pattern == "**":
        return UNKNOWN
    found = matching(machine, folder, pattern)
    return UNKNOWN if found is None else unordered(machine, [f"{folder}/{name}" for name in found])


def matching(machine: Machine, folder: Value, pattern: str) -> list[str] | None:
    """The names in a folder that match; those that begin with a dot are hidden from stars."""
    listing = listing_of(machine, folder)
    if listing is None:
        return None
    return [name for name in listing if fnmatchcase(name, pattern) and (pattern[:1] == "." or name[:1] != ".")]


def kind_of_path(machine: Machine, path: Value) -> Kind | Value | None:
    """What lies at a path of the analysed code, None for nothing; UNKNOWN elsewhere."""
    text = path.path if isinstance(path, FilePath) else path
    if not isinstance(text, str) or not text.startswith("/") or machine.universe.is_external(text):
        return UNKNOWN
    folder, name = posix.split(text.rstrip("/"))
    return (machine.universe.list_folder(folder) or {}).get(name)


def _is_there(*kinds: Kind) -> Callable[..., Value]:
    def ask(machine: Machine, _: Frame, arguments: _Arguments, __: _Keywords) -> Value:
        kind = kind_of_path(machine, arguments[0])
        return UNKNOWN if kind is UNKNOWN else kind in kinds

    return ask


_FUNCTIONS = {
    "pkgutil.iter_modules": _iter_modules,
    "pkgutil.walk_packages": _walk_packages,
    "posix.listdir": _listdir,
    "os.listdir": _listdir,
    "glob.glob": _glob,
    "genericpath.isfile": _is_there(Kind.FILE),
    "genericpath.isdir": _is_there(Kind.DIRECTORY),
    "genericpath.exists": _is_there(*Kind),
}
LIBRARY.update({name: Native(name, function) for name, function in _FUNCTIONS.items()})
