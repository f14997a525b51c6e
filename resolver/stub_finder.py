"""Where type checkers find a module: stub files, `-stubs` packages and `py.typed`, in the order of the typing spec.

It knows no type checker's own settings (stub paths) and has no typeshed: it only says that typeshed answers.
The order is that of "Import resolution ordering" (https://typing.python.org/en/latest/spec/distributing.html, PEP 561):
the user's code, the standard library's stubs, stub packages on the whole search path, then installed packages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from resolver.environment import Environment
from resolver.file_system import FileSystem, Kind
from resolver.machinery import EntrySource, Loader, ModuleSpec
from resolver.meta_path import MetaPath
from resolver.module_name import ancestors
from resolver.paths import join, split
from resolver.resolution import FinderError, Found

STUB_SUFFIX = ".pyi"
STUB_PACKAGE_SUFFIX = "-stubs"

_INIT = "__init__" + STUB_SUFFIX
_MARKER = "py.typed"
_OWN_CODE = frozenset({EntrySource.ROOT, EntrySource.SCRIPT})
_TYPESHED_ONLY = frozenset({"_typeshed", "typing_extensions"})
"""What the standard library's part of typeshed has beyond the standard library itself."""


class TypeSource(Enum):
    """What a type checker reads to learn a module's types."""

    STUB_PACKAGE = "stub package"
    """A file of a `-stubs` package."""
    STUB_FILE = "stub file"
    """A `.pyi` file in place of a source file, or beside it."""
    TYPESHED = "typeshed"
    """The stubs of the standard library, which every type checker brings along and no environment has."""
    INLINE = "inline"
    """The module itself: the user's code, or of a package that is marked with `py.typed`."""
    UNTYPED = "untyped"
    """The module itself, without the promise of `py.typed`: some type checkers read it all the same."""

    @property
    def is_stub(self) -> bool:
        """Whether it is something that the interpreter does not run."""
        return self in {TypeSource.STUB_PACKAGE, TypeSource.STUB_FILE, TypeSource.TYPESHED}


@dataclass(frozen=True, slots=True)
class TypedModule:
    """What type checkers find under a name.

    `origin` is the file they read, None for namespace packages and for what typeshed has.
    `submodule_search_locations` is None for a module, else the folders in which submodules are looked for: those of
    stub packages first. It is empty for a package of typeshed.
    """

    name: str
    source: TypeSource
    origin: str | None = None
    submodule_search_locations: tuple[str, ...] | None = None


def find_types(environment: Environment, file_system: FileSystem, name: str) -> TypedModule | None:
    """What an import of an absolute name finds under `TYPE_CHECKING`; None where type checkers find nothing.

    A submodule that a complete stub package does not have is nothing, whatever the package itself has. Never raises.
    """
    return StubFinder(MetaPath(environment, file_system), file_system).find_types(name)


def find_stub(environment: Environment, file_system: FileSystem, name: str) -> TypedModule | None:
    """`find_types`, as far as it is not the module that the interpreter runs."""
    return StubFinder(MetaPath(environment, file_system), file_system).find_stub(name)


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of one name: the answer, and where its submodules are looked for.

    First in the folders of `stubs`, then in those of `sources`, which a complete stub package leaves empty. With
    `is_merged` both count as one folder, as if the stubs lay beside the sources (partial stub packages).
    """

    found: TypedModule | None
    stubs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    is_merged: bool = False
    is_typed: bool = False


_NOWHERE = _Place(None)


class StubFinder:
    """The search of type checkers in one environment at one moment; every answer is remembered."""

    def __init__(self, meta_path: MetaPath, file_system: FileSystem) -> None:
        """`meta_path` finds what the interpreter runs; `file_system` is the one that it looks at."""
        self._meta_path = meta_path
        self._file_system = file_system
        entries = meta_path.environment.sys_path
        self._own = tuple(entry.path for entry in entries if entry.source in _OWN_CODE)
        self._entries = tuple(entry.path for entry in entries)
        self._places: dict[str, _Place] = {}

    def find_types(self, name: str) -> TypedModule | None:
        """What an import of this absolute name finds under `TYPE_CHECKING`."""
        place = _NOWHERE
        for part in (*ancestors(name), name):
            known = self._places.get(part)
            if known is None:
                known = self._find_below(part, place) if "." in part else self._find_top_level(part)
                self._places[part] = known
            place = known
        return place.found

    def find_stub(self, name: str) -> TypedModule | None:
        """`find_types`, as far as it is not the module that the interpreter runs."""
        found = self.find_types(name)
        return found if found is not None and found.source.is_stub else None

    def _find_top_level(self, name: str) -> _Place:
        own = self._find_in(name, self._own)
        if own.found is not None and not _is_namespace(own):
            return own
        if self._is_in_typeshed(name):
            return self._typeshed(name)
        return self._find_in(name, self._entries)

    def _find_in(self, name: str, entries: tuple[str, ...]) -> _Place:
        """Stub packages on all the entries, then what the entries have under the name itself."""
        folders = (join(self._file_system.separator, entry, name + STUB_PACKAGE_SUFFIX) for entry in entries)
        stubs = tuple(folder for folder in folders if self._file_system.kind(folder) is Kind.DIRECTORY)
        sources = self._find_sources(name, _Place(None, sources=entries))
        if sources.found is None and (stubs or entries is self._entries):
            sources = self._find_sources(name, _Place(None, sources=self._entries))
            sources = sources if sources.found is not None else self._find_mapped(name)
        regular = next((folder for folder in stubs if self._has(folder, _INIT)), None)
        if regular is not None:
            return self._stub_package(name, regular, sources, _NOWHERE)
        if not stubs:
            return sources
        is_merged = any(map(self._is_partial, stubs))
        return replace(_namespace_of_stubs(name, stubs, sources), is_merged=is_merged)

    def _find_below(self, name: str, parent: _Place) -> _Place:
        if parent.found is None or parent.found.submodule_search_locations is None:
            return _NOWHERE
        if parent.found.source is TypeSource.TYPESHED:
            return self._typeshed(name)
        tail = name.rpartition(".")[2]
        sources = self._find_sources(name, parent)
        portions = []
        for folder in parent.stubs:
            inside = join(self._file_system.separator, folder, tail)
            if self._has(inside, _INIT):
                return self._stub_package(name, inside, sources, parent)
            if self._has(folder, tail + STUB_SUFFIX):
                if parent.is_merged and sources.sources and not _is_namespace(sources):
                    return sources  # In one folder the package comes before the module.
                return _Place(TypedModule(name, TypeSource.STUB_PACKAGE, inside + STUB_SUFFIX))
            if self._file_system.kind(inside) is Kind.DIRECTORY:
                portions.append(inside)
        if not portions:
            return sources
        return replace(_namespace_of_stubs(name, tuple(portions), sources), is_merged=parent.is_merged)

    def _stub_package(self, name: str, folder: str, sources: _Place, parent: _Place) -> _Place:
        """A folder with `__init__.pyi` in a stub package: alone, or merged with the sources where it is partial."""
        origin = join(self._file_system.separator, folder, _INIT)
        is_merged = parent.is_merged or self._is_partial(folder)
        behind = sources.sources if is_merged else ()
        found = TypedModule(name, TypeSource.STUB_PACKAGE, origin, (folder, *behind))
        return _Place(found, (folder,), behind, is_merged, sources.is_typed)

    def _find_sources(self, name: str, parent: _Place) -> _Place:
        """What the folders of a package, or the entries of a search path, have: each module, or a stub beside it."""
        portions: list[str] = []
        is_typed = False
        for folder in parent.sources:
            place = self._find_in_folder(name, folder, is_typed=parent.is_typed or folder in self._own)
            if place.found is not None and not _is_namespace(place):
                return place
            portions.extend(place.sources)
            is_typed = is_typed or place.is_typed
        if not portions:
            return _NOWHERE
        return _namespace(name, tuple(portions), is_typed=is_typed)

    def _find_in_folder(self, name: str, folder: str, *, is_typed: bool) -> _Place:
        """A package comes before a module, a stub before what it describes."""
        spec = self._run_from(folder, name)
        tail = name.rpartition(".")[2]
        inside = join(self._file_system.separator, folder, tail)
        if self._has(inside, _INIT):
            origin = join(self._file_system.separator, inside, _INIT)
            locations = self._locations(spec) if spec is not None and spec.is_package and spec.loader else (inside,)
            return _Place(TypedModule(name, TypeSource.STUB_FILE, origin, locations), sources=locations)
        if (spec is None or not spec.is_package or spec.loader is None) and self._has(folder, tail + STUB_SUFFIX):
            return _Place(TypedModule(name, TypeSource.STUB_FILE, inside + STUB_SUFFIX))
        return _NOWHERE if spec is None else self._source(spec, is_typed=is_typed)

    def _run_from(self, folder: str, name: str) -> ModuleSpec | None:
        """What the interpreter would run from this folder or archive."""
        try:
            importer = self._meta_path.path_importer(folder)
            return None if importer is None else importer.find_spec(name)
        except FinderError:
            return None

    def _find_mapped(self, name: str) -> _Place:
        """What finders without a path entry have, those of editable installs for example."""
        found = self._meta_path.find_spec(name)
        if not isinstance(found, Found):
            return _NOWHERE
        place = self._source(found.spec, is_typed=False)
        origin = found.spec.origin or ""
        folder, file = split(self._file_system.separator, origin)
        stub = file.partition(".")[0] + STUB_SUFFIX
        if place.found is None or not found.spec.has_location or not self._has(folder, stub):
            return place
        path = join(self._file_system.separator, folder, stub)
        return replace(place, found=replace(place.found, source=TypeSource.STUB_FILE, origin=path))

    def _source(self, spec: ModuleSpec, *, is_typed: bool) -> _Place:
        locations = self._locations(spec) if spec.is_package else ()
        is_typed = is_typed or any(self._has(folder, _MARKER) for folder in locations)
        if spec.loader is None:
            return _namespace(spec.name, locations, is_typed=is_typed)
        source = TypeSource.INLINE if is_typed else TypeSource.UNTYPED
        found = TypedModule(spec.name, source, self._readable(spec), locations if spec.is_package else None)
        return _Place(found, sources=locations, is_typed=is_typed)

    def _readable(self, spec: ModuleSpec) -> str | None:
        """The file that tells the types: source where it lies beside the extension that was compiled from it."""
        if spec.loader is not Loader.EXTENSION_FILE or spec.origin is None:
            return spec.origin
        folder, name = split(self._file_system.separator, spec.origin)
        source = name.partition(".")[0] + ".py"
        return join(self._file_system.separator, folder, source) if self._has(folder, source) else spec.origin

    def _locations(self, spec: ModuleSpec) -> tuple[str, ...]:
        """The package's `__path__`, with what its body adds to it where it is the one that the interpreter finds."""
        if spec.loader is None:
            return spec.submodule_search_locations or ()
        found = self._meta_path.find_spec(spec.name)
        is_found = isinstance(found, Found) and found.spec == spec
        return self._meta_path.search_path(spec.name) if is_found else spec.submodule_search_locations or ()

    def _is_in_typeshed(self, name: str) -> bool:
        environment = self._meta_path.environment
        return name in environment.stdlib_names or name in environment.builtin_names or name in _TYPESHED_ONLY

    def _typeshed(self, name: str) -> _Place:
        """A name of the standard library: typeshed has what the interpreter has, and a few modules of its own."""
        spec = found.spec if isinstance(found := self._meta_path.find_spec(name), Found) else None
        if name.partition(".")[0] == "_typeshed":
            return _Place(TypedModule(name, TypeSource.TYPESHED, submodule_search_locations=()))
        if spec is None and "." in name:
            return _NOWHERE
        is_package = spec is not None and (spec.is_package or name == "os")
        return _Place(TypedModule(name, TypeSource.TYPESHED, submodule_search_locations=() if is_package else None))

    def _is_partial(self, folder: str) -> bool:
        try:
            marker = self._file_system.read_bytes(join(self._file_system.separator, folder, _MARKER))
        except OSError:
            return False
        return marker.strip() == b"partial"

    def _has(self, folder: str, file: str) -> bool:
        return (self._file_system.list_directory(folder) or {}).get(file) is Kind.FILE


def _is_namespace(place: _Place) -> bool:
    found = place.found
    return found is not None and found.origin is None and found.submodule_search_locations is not None


def _namespace(name: str, portions: tuple[str, ...], *, is_typed: bool) -> _Place:
    source = TypeSource.INLINE if is_typed else TypeSource.UNTYPED
    return _Place(TypedModule(name, source, None, portions), sources=portions, is_typed=is_typed)


def _namespace_of_stubs(name: str, portions: tuple[str, ...], sources: _Place) -> _Place:
    """Folders of stubs without `__init__.pyi`: what they do not have is looked for in the sources."""
    if sources.found is None:
        return _Place(TypedModule(name, TypeSource.STUB_PACKAGE, None, portions), portions)
    if sources.found.submodule_search_locations is None:
        return sources
    found = replace(sources.found, submodule_search_locations=(*portions, *sources.sources))
    return replace(sources, found=found, stubs=portions)
