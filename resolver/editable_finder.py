"""Finders that editable installs append to `sys.meta_path`, read from the files that install them and never run.

The formats are those of setuptools (`__editable___<name>_finder.py`) and of `editables`, which hatchling and pdm use.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from resolver.file_finder import FileLoaders, cached_path
from resolver.file_system import FileSystem, Kind
from resolver.machinery import Loader, ModuleSpec
from resolver.paths import flavour, split

FindBelow = Callable[[str, tuple[str, ...]], ModuleSpec | None]
"""`PathFinder.find_spec`: a name and the locations to look in."""


class EditableStyle(Enum):
    """Which program wrote the finder."""

    SETUPTOOLS = "setuptools"
    """Mapped names, and their immediate children through PathFinder."""
    SETUPTOOLS_PREFIX = "setuptools before 66"
    """Mapped names, and everything below them by joining paths."""
    EDITABLES = "editables"
    """Mapped top-level names only."""


@dataclass(frozen=True, slots=True)
class EditableFinder:
    """The literals of one generated finder. `source` is the file that they were read from.

    `mapping` gives a module name's path, without suffix for setuptools, the file itself for editables. `namespaces`
    gives the portions of namespace packages; they are found through `placeholder`, an entry of `sys.path` that only
    this finder's path hook takes, and that may itself be among the portions.
    """

    style: EditableStyle
    source: str
    mapping: Mapping[str, str]
    namespaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    placeholder: str | None = None


def find_spec(
    finder: EditableFinder, file_system: FileSystem, loaders: FileLoaders, find_below: FindBelow, name: str
) -> ModuleSpec | None:
    """What the generated finder's `find_spec` returns."""
    path = finder.mapping.get(name)
    match finder.style:
        case EditableStyle.EDITABLES:
            return None if path is None or "." in name else _spec_from_file(file_system, loaders, name, path)
        case EditableStyle.SETUPTOOLS_PREFIX:
            return _find_by_prefix(finder, file_system, loaders, name)
        case EditableStyle.SETUPTOOLS:
            if path is not None:
                return _find_candidate(file_system, loaders, name, path)
            parent = finder.mapping.get(name.rpartition(".")[0])
            return None if parent is None else find_below(name, (parent,))


def find_portions(finder: EditableFinder, name: str) -> ModuleSpec | None:
    """`_EditableNamespaceFinder.find_spec`: the portions of a namespace package."""
    portions = finder.namespaces.get(name)
    return None if portions is None else ModuleSpec(name, None, submodule_search_locations=portions)


def read_editable_finder(source: bytes, path: str) -> EditableFinder | None:
    """The finder that the module at `path` installs, None where its source is of no known format."""
    if b"MAPPING" not in source and b"map_module" not in source:
        return None
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    mapped = _mapped_modules(body)
    if mapped:
        return EditableFinder(EditableStyle.EDITABLES, path, mapped)
    literals = _literals(body)
    mapping = _strings(literals.get("MAPPING"))
    if mapping is None:
        return None
    joins_paths = b"_find_spec(fullname, Path(pkg_path, *rest))" in source
    placeholder = literals.get("PATH_PLACEHOLDER")
    placeholder = placeholder if isinstance(placeholder, str) else None
    always = placeholder if b"[*paths, PATH_PLACEHOLDER]" in source else None
    return EditableFinder(
        style=EditableStyle.SETUPTOOLS_PREFIX if joins_paths else EditableStyle.SETUPTOOLS,
        source=path,
        mapping=mapping,
        namespaces=_portions(literals.get("NAMESPACES"), mapping, placeholder, always),
        placeholder=placeholder,
    )


def _find_by_prefix(
    finder: EditableFinder, file_system: FileSystem, loaders: FileLoaders, name: str
) -> ModuleSpec | None:
    """`_EditableFinder.find_spec` of setuptools 64 and 65: the last mapped name that begins this one decides."""
    for package, path in reversed(list(finder.mapping.items())):
        if name == package:
            return _find_candidate(file_system, loaders, name, path)
        if name.startswith(package + "."):
            below = name[len(package) :].strip(".").split(".")
            return _find_candidate(file_system, loaders, name, file_system.separator.join((path, *below)))
    return None


def _find_candidate(file_system: FileSystem, loaders: FileLoaders, name: str, path: str) -> ModuleSpec | None:
    """`_EditableFinder._find_spec`: unlike in `FileFinder`, `__init__.py` comes first and extensions last."""
    extensions = [suffix for suffix, _, loader in loaders.details if loader is Loader.EXTENSION_FILE]
    others = [suffix for suffix, _, loader in loaders.details if loader is not Loader.EXTENSION_FILE]
    stem = flavour(file_system.separator).splitext(path)[0]
    candidates = [path + file_system.separator + "__init__.py"]
    candidates += [stem + suffix for suffix in (*others, *extensions)]
    for candidate in candidates:
        if file_system.kind(candidate) in {Kind.FILE, Kind.DIRECTORY}:
            return _spec_from_file(file_system, loaders, name, candidate)
    return None


def _spec_from_file(file_system: FileSystem, loaders: FileLoaders, name: str, path: str) -> ModuleSpec | None:
    """`spec_from_file_location`: the suffix chooses the loader, the file need not exist."""
    loader = next((loader for suffix, _, loader in loaders.details if path.endswith(suffix)), None)
    if loader is None:
        return None
    folder, file = split(file_system.separator, path)
    is_package = file.rpartition(".")[0] == "__init__" and name.rpartition(".")[2] != "__init__"
    cached = cached_path(path, loader, loaders.cache_tag, file_system.separator)
    return ModuleSpec(name, loader, path, (folder,) if is_package else None, cached, has_location=True)


def _mapped_modules(body: list[ast.stmt]) -> dict[str, str]:
    """The arguments of every `F.map_module('name', 'path')` statement."""
    mapped: dict[str, str] = {}
    for statement in body:
        match statement:
            case ast.Expr(
                ast.Call(
                    func=ast.Attribute(attr="map_module"),
                    args=[ast.Constant(value=str() as name), ast.Constant(value=str() as path)],
                )
            ):
                mapped[name] = path
            case _:
                pass
    return mapped


def _literals(body: list[ast.stmt]) -> dict[str, object]:
    """The module's global names that are assigned a literal."""
    values: dict[str, object] = {}
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values[name] = _literal(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                values[name] = _literal(value)
            case _:
                pass
    return values


def _literal(node: ast.expr) -> object:
    """A literal, or two strings joined with `+`, which is how setuptools writes its placeholder."""
    match node:
        case ast.BinOp(ast.Constant(value=str() as first), ast.Add(), ast.Constant(value=str() as second)):
            return first + second
        case _:
            pass
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def _strings(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    return {key: path for key, path in value.items() if isinstance(key, str) and isinstance(path, str)}


def _portions(
    value: object, mapping: Mapping[str, str], placeholder: str | None, always: str | None
) -> dict[str, tuple[str, ...]]:
    """`_EditableNamespaceFinder._paths`: never empty, and in newer ones always with the placeholder (`always`)."""
    if not isinstance(value, dict):
        return {}
    portions: dict[str, tuple[str, ...]] = {}
    for name, paths in value.items():
        if isinstance(name, str) and isinstance(paths, list | tuple):
            found = [path for path in paths if isinstance(path, str)]
            found = found or [path for path in (mapping.get(name), None if always else placeholder) if path][:1]
            portions[name] = (*found, always) if always else tuple(found)
    return portions
