"""What finders of editable installs share: whom they ask, and specs for files at known places. It knows no format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from resolver.file_finder import FileLoaders, cached_path
from resolver.file_system import FileSystem
from resolver.machinery import Loader, ModuleSpec
from resolver.paths import split

FindBelow = Callable[[str, Iterable[str]], ModuleSpec | None]
"""`PathFinder.find_spec`: a name and the locations to look in."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a finder may ask besides its own literals."""

    file_system: FileSystem
    loaders: FileLoaders
    find_below: FindBelow


def spec_from_file_location(surroundings: Surroundings, name: str, path: str) -> ModuleSpec | None:
    """`importlib.util.spec_from_file_location`: the suffix chooses the loader, the file need not exist."""
    loader = loader_of(surroundings.loaders, path)
    if loader is None:
        return None
    folder, file = split(surroundings.file_system.separator, path)
    locations = (folder,) if _is_package(surroundings.loaders, loader, name, file) else None
    return spec_of_file(surroundings, name, path, loader, locations)


def spec_of_file(
    surroundings: Surroundings, name: str, path: str, loader: Loader, locations: tuple[str, ...] | None
) -> ModuleSpec:
    """The spec of a file whose loader and search locations are known."""
    cached = cached_path(path, loader, surroundings.loaders.cache, surroundings.file_system.separator)
    return ModuleSpec(name, loader, path, locations, cached, has_location=True)


def loader_of(loaders: FileLoaders, path: str) -> Loader | None:
    """The first loader in `_get_supported_file_loaders` order that takes the file's suffix."""
    return next((loader for suffix, _, loader in loaders.details if path.endswith(suffix)), None)


def _is_package(loaders: FileLoaders, loader: Loader, name: str, file: str) -> bool:
    """`_LoaderBasics.is_package`, and what `ExtensionFileLoader` has instead."""
    if loader is Loader.EXTENSION_FILE:
        return any(file == package_file for _, package_file, kind in loaders.details if kind is loader)
    return file.rpartition(".")[0] == "__init__" and name.rpartition(".")[2] != "__init__"
