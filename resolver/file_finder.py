"""`importlib.machinery.FileFinder`: what one directory knows of a name. It knows no other path entry."""

from __future__ import annotations

from dataclasses import dataclass

from resolver.file_system import FileSystem, Kind, Listing
from resolver.machinery import Loader, ModuleSpec, Suffixes
from resolver.paths import join, split


@dataclass(frozen=True, slots=True)
class FileLoaders:
    """The target's file loaders in `_get_supported_file_loaders` order, as (suffix, `__init__` + suffix, loader)."""

    details: tuple[tuple[str, str, Loader], ...]
    cache_tag: str
    ignore_case: bool = False

    @classmethod
    def of(cls, suffixes: Suffixes, cache_tag: str, *, ignore_case: bool = False) -> FileLoaders:
        """Extensions, then source, then bytecode."""
        ordered = (
            *((suffix, Loader.EXTENSION_FILE) for suffix in suffixes.extension),
            *((suffix, Loader.SOURCE_FILE) for suffix in suffixes.source),
            *((suffix, Loader.SOURCELESS_FILE) for suffix in suffixes.bytecode),
        )
        return cls(tuple((suffix, "__init__" + suffix, loader) for suffix, loader in ordered), cache_tag, ignore_case)


class FileFinder:
    """Finds modules in `path`, an existing directory, by one listing of it and one of each package in it."""

    __slots__ = ("_file_system", "_listing", "_loaders", "_prefix", "_stems")

    def __init__(self, file_system: FileSystem, path: str, loaders: FileLoaders) -> None:
        """Lists the directory; an unreadable one is empty, as in `FileFinder._fill_cache`."""
        listing = file_system.list_directory(path) or {}
        self._file_system = file_system
        self._loaders = loaders
        self._prefix = join(file_system.separator, path, "")
        self._listing = _relaxed(listing) if loaders.ignore_case else listing
        # Most directories have no file of a name in any form: one look tells, and a search path may have hundreds.
        self._stems = frozenset([entry.partition(".")[0] for entry in self._listing])

    def find_spec(self, name: str) -> ModuleSpec | None:
        """A spec, a portion (a spec without a loader), or None. Only the last part of the name is looked up."""
        tail = name.rpartition(".")[2]
        looked_up = tail.lower() if self._loaders.ignore_case else tail
        if looked_up not in self._stems:
            return None
        listing = self._listing
        kind = listing.get(looked_up)
        if kind is Kind.DIRECTORY:
            package = self._find_package(name, self._prefix + tail)
            if package is not None:
                return package
        for suffix, _, loader in self._loaders.details:
            if listing.get(looked_up + suffix) is Kind.FILE:
                return self._spec(name, self._prefix + tail + suffix, loader)
        if kind is Kind.DIRECTORY:
            return ModuleSpec(name, None, submodule_search_locations=(self._prefix + tail,))
        return None

    def _find_package(self, name: str, folder: str) -> ModuleSpec | None:
        file_system = self._file_system
        listing = file_system.list_directory(folder)
        if listing is None:
            return None
        for _, init, loader in self._loaders.details:
            if listing.get(init) is Kind.FILE:
                return self._spec(name, folder + file_system.separator + init, loader, (folder,))
        return None

    def _spec(self, name: str, path: str, loader: Loader, locations: tuple[str, ...] | None = None) -> ModuleSpec:
        cached = cached_path(path, loader, self._loaders.cache_tag, self._file_system.separator)
        return ModuleSpec(name, loader, path, locations, cached, has_location=True)


def cached_path(path: str, loader: Loader, cache_tag: str, separator: str) -> str | None:
    """`_get_cached`: the `.pyc` that belongs to a source file, the file itself for bytecode, None for the rest."""
    if loader is Loader.SOURCELESS_FILE:
        return path
    if loader is Loader.EXTENSION_FILE:
        return None
    return cache_from_source(path, cache_tag, separator)


def cache_from_source(path: str, cache_tag: str, separator: str) -> str:
    """`importlib.util.cache_from_source` without optimisation and without `sys.pycache_prefix`."""
    folder, name = split(separator, path)
    base, dot, rest = name.rpartition(".")
    bytecode = f"{base or rest}{dot}{cache_tag}.pyc"
    return join(separator, join(separator, folder, "__pycache__"), bytecode)


def _relaxed(listing: Listing) -> Listing:
    """The listing that `_relax_case` (PYTHONCASEOK) looks names up in."""
    return {name.lower(): kind for name, kind in listing.items()}
