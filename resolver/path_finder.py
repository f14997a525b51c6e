"""`importlib.machinery.PathFinder`: asks the finder of each path entry in order, and joins portions (PEP 420)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from resolver import editable
from resolver.editable import EditableFinder
from resolver.editable.specs import Surroundings
from resolver.file_finder import FileFinder, FileLoaders
from resolver.file_system import FileSystem, Kind
from resolver.file_system.changes import Changes
from resolver.machinery import Loader, ModuleSpec
from resolver.paths import absolute_entry, join, split
from resolver.resolution import Attempt, FinderError
from resolver.zip_finder import ZipArchives, ZipFinder, ZipTarget

EntryFinder = FileFinder | ZipFinder | editable.EntryFinder


class PathFinder:
    """Remembers the finder of each entry, as `sys.path_importer_cache` does.

    Its questions raise FinderError where those of the target's raise an exception.
    """

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
        self._archives = ZipArchives(file_system, zip_target, {})
        self._editable_finders = tuple(editable_finders)
        self.surroundings = Surroundings(file_system, loaders, self.find_spec)
        """What the finders of editable installs may ask."""
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
        return ModuleSpec(name, None, submodule_search_locations=tuple(portions))

    def attempts(self, name: str, path: Iterable[str]) -> Iterator[Attempt]:
        """What each entry says that `find_spec` asks, in order."""
        for entry in path:
            try:
                finder = self.path_importer(entry)
            except FinderError as error:
                yield Attempt("PathFinder", name, entry, f"raises {error.error}")
                return
            if finder is None:
                yield Attempt("PathFinder", name, entry, "no such folder or archive")
                continue
            try:
                spec = finder.find_spec(name)
            except FinderError as error:
                yield Attempt(finder.class_name, name, entry, f"raises {error.error}")
                return
            yield Attempt(finder.class_name, name, entry, _outcome(spec))
            if spec is not None and spec.loader is not None:
                return

    def path_importer(self, entry: str) -> EntryFinder | None:
        """The finder of a path entry; None where no path hook takes it."""
        if entry not in self._importer_cache:
            self._importer_cache[entry] = self._path_hooks(entry)
        return self._importer_cache[entry]

    def read_source(self, spec: ModuleSpec) -> bytes | None:
        """The source that a spec's module is made from; None where there is none to read."""
        origin = self._source_path(spec)
        if origin is None:
            return None
        if spec.loader is Loader.ZIP:
            archives: Mapping[str, EntryFinder | None] = self._importer_cache
            readers = (finder for finder in archives.values() if isinstance(finder, ZipFinder))
            return next((data for finder in readers if (data := finder.read_bytes(origin)) is not None), None)
        try:
            return self._file_system.read_bytes(origin)
        except OSError:
            return None

    def _source_path(self, spec: ModuleSpec) -> str | None:
        """Where the source is, if there is any: mypyc and Cython leave it beside the extension that they make of it."""
        if spec.origin is not None and spec.loader is Loader.EXTENSION_FILE:
            folder, file = split(self._file_system.separator, spec.origin)
            return join(self._file_system.separator, folder, file.partition(".")[0] + ".py")
        return spec.origin if spec.origin is not None and spec.origin.endswith(".py") else None

    def take_archives(self, other: PathFinder, changes: Changes) -> None:
        """Use what `other` has read from archives that have not changed since."""
        known = {} if changes.links else other._archives.known
        real_path = self._file_system.real_path
        kept = {
            path: archive
            for path, archive in known.items()
            if not changes.cover(path) and not changes.cover_real(real_path(path))
        }
        self._archives = ZipArchives(self._file_system, self._zip_target, kept)

    def _path_hooks(self, entry: str) -> EntryFinder | None:
        """`sys.path_hooks`: zipimporter first, then FileFinder, then those that editable installs append."""
        target = self._zip_target
        folder = absolute_entry(self._file_system.separator, target.cache.working_directory, entry, target.version)
        if self._file_system.kind(folder) is Kind.DIRECTORY:
            return FileFinder(self._file_system, folder, self._loaders)
        archive = self._archives.finder(entry)
        if archive is not None:
            return archive
        _require_possible(entry)
        hooks = (finder.entry_finder(self.surroundings, entry) for finder in self._editable_finders)
        return next((finder for finder in hooks if finder is not None), None)


def _require_possible(entry: str) -> None:
    """`_path_isdir`, which raises for what can be no path. zipimporter has refused it before without an error."""
    if "\0" in entry:
        raise FinderError("ValueError")
    try:
        entry.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise FinderError(type(error).__name__) from None


def _outcome(spec: ModuleSpec | None) -> str:
    if spec is None:
        return "no such module"
    return "namespace portion" if spec.loader is None else "found"
