"""`importlib.machinery.PathFinder`: asks the finder of each path entry in order, and joins portions (PEP 420)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from resolver.editable_finder import EditableFinder, find_portions
from resolver.file_finder import FileFinder, FileLoaders
from resolver.file_system import FileSystem, Kind
from resolver.machinery import Loader, ModuleSpec
from resolver.resolution import Attempt
from resolver.zip_finder import ZipFinder, ZipTarget, find_archive


class PlaceholderFinder:
    """The path hook of a setuptools editable install: it takes one made-up entry and knows namespace packages only."""

    __slots__ = ("_finder",)

    def __init__(self, finder: EditableFinder) -> None:
        """Belongs to this generated finder."""
        self._finder = finder

    def find_spec(self, name: str) -> ModuleSpec | None:
        """A portion or None."""
        return find_portions(self._finder, name)


EntryFinder = FileFinder | ZipFinder | PlaceholderFinder


class PathFinder:
    """Remembers the finder of each entry, as `sys.path_importer_cache` does."""

    def __init__(
        self,
        file_system: FileSystem,
        loaders: FileLoaders,
        zip_target: ZipTarget,
        editable_finders: Iterable[EditableFinder],
    ) -> None:
        """Asks nothing yet: an entry's finder is made when the entry is first searched."""
        self._file_system = file_system
        self._loaders = loaders
        self._zip_target = zip_target
        self._placeholders = {finder.placeholder: finder for finder in editable_finders if finder.placeholder}
        self._importer_cache: dict[str, EntryFinder | None] = {}

    def find_spec(self, name: str, path: Iterable[str]) -> ModuleSpec | None:
        """The first spec with a loader, else all portions as a namespace package, else None."""
        portions: list[str] = []
        importers = self._importer_cache
        for entry in path:
            finder = importers[entry] if entry in importers else self.path_importer(entry)
            spec = None if finder is None else finder.find_spec(name)
            if spec is None:
                continue
            if spec.loader is not None:
                return spec
            portions.extend(spec.submodule_search_locations or ())
        if not portions:
            return None
        return ModuleSpec(name, Loader.NAMESPACE, submodule_search_locations=tuple(portions))

    def attempts(self, name: str, path: Iterable[str]) -> Iterator[Attempt]:
        """What each entry says that `find_spec` asks, in order."""
        for entry in path:
            finder = self.path_importer(entry)
            if finder is None:
                yield Attempt("PathFinder", name, entry, "no such folder or archive")
                continue
            spec = finder.find_spec(name)
            yield Attempt(type(finder).__name__, name, entry, _outcome(spec))
            if spec is not None and spec.loader is not None:
                return

    def path_importer(self, entry: str) -> EntryFinder | None:
        """The finder of a path entry; None where no path hook takes it."""
        if entry not in self._importer_cache:
            self._importer_cache[entry] = self._path_hooks(entry)
        return self._importer_cache[entry]

    def read_source(self, spec: ModuleSpec) -> bytes | None:
        """The source that a spec's module is made from; None where there is none to read."""
        if spec.origin is None or not spec.origin.endswith(".py"):
            return None
        if spec.loader is Loader.ZIP:
            archives: Mapping[str, EntryFinder | None] = self._importer_cache
            readers = (finder for finder in archives.values() if isinstance(finder, ZipFinder))
            return next((data for finder in readers if (data := finder.read_bytes(spec.origin)) is not None), None)
        try:
            return self._file_system.read_bytes(spec.origin)
        except OSError:
            return None

    def _path_hooks(self, entry: str) -> EntryFinder | None:
        """`sys.path_hooks`: zipimporter first, then FileFinder, then those that editable installs append."""
        if self._file_system.kind(entry) is Kind.DIRECTORY:
            return FileFinder(self._file_system, entry, self._loaders)
        archive = find_archive(self._file_system, entry, self._zip_target)
        if archive is not None:
            return archive
        placeholder = self._placeholders.get(entry)
        return None if placeholder is None else PlaceholderFinder(placeholder)


def _outcome(spec: ModuleSpec | None) -> str:
    if spec is None:
        return "no such module"
    return "namespace portion" if spec.loader is None else "found"
