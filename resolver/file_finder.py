"""`importlib.machinery.FileFinder`: what one directory knows of a name. It knows no other path entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from resolver.file_system import FileSystem, Kind, Listing
from resolver.machinery import Loader, ModuleSpec, Suffixes
from resolver.paths import flavour, is_absolute, join, separators, split


@dataclass(frozen=True, slots=True)
class BytecodeCache:
    """Where the target keeps the bytecode of a source file.

    `tag` is `sys.implementation.cache_tag`, `optimization` `sys.flags.optimize`, `prefix` `sys.pycache_prefix`.
    Relative paths start from `working_directory`.
    """

    tag: str
    optimization: int = 0
    prefix: str | None = None
    working_directory: str = "/"


@dataclass(frozen=True, slots=True)
class FileLoaders:
    """The target's file loaders in `_get_supported_file_loaders` order, as (suffix, `__init__` + suffix, loader)."""

    details: tuple[tuple[str, str, Loader], ...]
    cache: BytecodeCache
    ignore_case: bool = False

    @classmethod
    def of(cls, suffixes: Suffixes, cache: BytecodeCache, *, ignore_case: bool = False) -> FileLoaders:
        """Extensions, then source, then bytecode."""
        ordered = (
            *((suffix, Loader.EXTENSION_FILE) for suffix in suffixes.extension),
            *((suffix, Loader.SOURCE_FILE) for suffix in suffixes.source),
            *((suffix, Loader.SOURCELESS_FILE) for suffix in suffixes.bytecode),
        )
        return cls(tuple((suffix, "__init__" + suffix, loader) for suffix, loader in ordered), cache, ignore_case)


class FileFinder:
    """Finds modules in `path`, an existing directory, by one listing of it and one of each package in it."""

    class_name: ClassVar[str] = "FileFinder"
    __slots__ = ("_file_system", "_listing", "_loaders", "_prefix", "_stems", "_written")

    def __init__(self, file_system: FileSystem, path: str, loaders: FileLoaders) -> None:
        """Lists the directory; an unreadable one is empty, as in `FileFinder._fill_cache`."""
        listing = file_system.list_directory(path) or {}
        self._file_system = file_system
        self._loaders = loaders
        self._prefix = join(file_system.separator, path, "")
        self._listing = _looked_up_in(listing, file_system.separator, ignore_case=loaders.ignore_case)
        self._written = {name.lower(): name for name in listing} if loaders.ignore_case else {}
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
            package = self._find_package(name, tail)
            if package is not None:
                return package
        for suffix, _, loader in self._loaders.details:
            if listing.get(looked_up + suffix) is Kind.FILE:
                return self._spec(name, self._prefix + tail + suffix, loader)
        if kind is Kind.DIRECTORY:
            return ModuleSpec(name, None, submodule_search_locations=(self._prefix + tail,))
        return None

    def module_names(self) -> Iterator[str]:
        """The last parts of all names that `find_spec` may know; more than once where several files bear one name."""
        suffixes = [suffix for suffix, _, _ in self._loaders.details]
        for name, kind in self._listing.items():
            if kind is Kind.DIRECTORY:
                yield name
            elif kind is Kind.FILE:
                yield from (name.removesuffix(suffix) for suffix in suffixes if name.endswith(suffix))

    def _find_package(self, name: str, tail: str) -> ModuleSpec | None:
        file_system = self._file_system
        folder = self._prefix + self._written.get(tail.lower(), tail)
        listing = file_system.list_directory(folder)
        if listing is None:
            # A folder that may be searched but not listed: CPython asks for each file by its path.
            prefix = folder + file_system.separator
            listing = {init: kind for _, init, _ in self._loaders.details if (kind := file_system.kind(prefix + init))}
        elif file_system.separator == "\\":
            listing = _lowered(listing)
        for _, init, loader in self._loaders.details:
            if listing.get(init) is Kind.FILE:
                folder = self._prefix + tail
                return self._spec(name, folder + file_system.separator + init, loader, (folder,))
        return None

    def _spec(self, name: str, path: str, loader: Loader, locations: tuple[str, ...] | None = None) -> ModuleSpec:
        cached = cached_path(path, loader, self._loaders.cache, self._file_system.separator)
        return ModuleSpec(name, loader, path, locations, cached, has_location=True)


def cached_path(path: str, loader: Loader, cache: BytecodeCache, separator: str) -> str | None:
    """`_get_cached`: the `.pyc` that belongs to a source file, the file itself for bytecode, None for the rest."""
    if loader is Loader.SOURCELESS_FILE:
        return path
    if loader is Loader.EXTENSION_FILE:
        return None
    return cache_from_source(path, cache, separator)


def cache_from_source(path: str, cache: BytecodeCache, separator: str) -> str:
    """`importlib.util.cache_from_source`."""
    folder, name = split(separator, path)
    base, dot, rest = name.rpartition(".")
    optimization = f".opt-{cache.optimization}" if cache.optimization else ""
    bytecode = f"{base or rest}{dot}{cache.tag}{optimization}.pyc"
    if cache.prefix is not None:
        if not is_absolute(separator, folder):
            folder = join(separator, cache.working_directory, folder)
        below = flavour(separator).splitdrive(folder)[1].lstrip(separators(separator))
        return join(separator, join(separator, cache.prefix, below), bytecode)
    return join(separator, join(separator, folder, "__pycache__"), bytecode)


def _looked_up_in(listing: Listing, separator: str, *, ignore_case: bool) -> Listing:
    """What `_fill_cache` makes of a listing: for PYTHONCASEOK all in lower case, on Windows the suffixes anyway."""
    if ignore_case:
        return _lowered(listing)
    if separator != "\\":
        return listing
    split_names = ((name.partition("."), kind) for name, kind in listing.items())
    return {stem + dot + suffix.lower(): kind for (stem, dot, suffix), kind in split_names}


def _lowered(listing: Listing) -> Listing:
    return {name.lower(): kind for name, kind in listing.items()}
