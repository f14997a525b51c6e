"""`sys.meta_path`: asks the finders of an environment in order, parents first. The package's front door."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import takewhile

from resolver import builtin_importer, frozen_importer
from resolver.editable import EditableFinder
from resolver.environment import Environment
from resolver.file_finder import BytecodeCache, FileLoaders
from resolver.file_system import FileSystem
from resolver.file_system.cached import CachedListings
from resolver.imported_modules import ImportedModule, ImportedModules
from resolver.machinery import EntrySource, Loader, ModuleSpec, PathEntry
from resolver.module_aliases import alias_of, appears_at_run_time
from resolver.module_body import Doubt, ModuleSource
from resolver.module_name import ancestors
from resolver.path_finder import EntryFinder, PathFinder
from resolver.resolution import (
    Attempt,
    Attempts,
    FinderError,
    Found,
    NotFound,
    ParentNotAPackage,
    Raises,
    Resolution,
)
from resolver.run_time_finders import RunTimeFinder
from resolver.stdlib import magic_number
from resolver.zip_finder import ZipTarget


def find_spec(environment: Environment, file_system: FileSystem, name: str) -> Resolution:
    """What `importlib.util.find_spec` would say of an absolute dotted name in a fresh interpreter of `environment`.

    `Found` with the spec and whether it is certain, `NotFound`, `ParentNotAPackage` or `Raises`; never an exception.
    Parents are found, not imported. Relative names go through `resolve_name` first. Who asks for many names keeps a
    `MetaPath`: this one forgets what it has learnt.
    """
    return MetaPath(environment, file_system).find_spec(name)


class MetaPath:
    """The import system of one environment at one moment: every answer and every listing is remembered.

    A changed disk needs a new `MetaPath`; it costs nothing until it is asked.
    """

    def __init__(self, environment: Environment, file_system: FileSystem) -> None:
        """A file system without remembered listings is given them."""
        cached = file_system if isinstance(file_system, CachedListings) else CachedListings(file_system)
        self.environment = self._environment = environment
        self._file_system = cached
        cache = BytecodeCache(
            environment.cache_tag, environment.optimization, environment.pycache_prefix, environment.working_directory
        )
        self._loaders = FileLoaders.of(environment.suffixes, cache, ignore_case=environment.ignore_case)
        target = ZipTarget(cache, _magic_number(environment), environment.version, self._has_zlib)
        self._path_finder = PathFinder(cached, self._loaders, target, environment.editable_finders)
        self._in_front = tuple(finder for finder in environment.editable_finders if finder.in_front)
        self._behind = tuple(finder for finder in environment.editable_finders if not finder.in_front)
        self._sys_path = tuple(entry.written or entry.path for entry in environment.sys_path)
        in_path = (entry.path for entry in environment.sys_path if entry.source is EntrySource.STDLIB)
        self._stdlib = environment.stdlib or next(in_path, None)
        self._doubts_path = any(hook.edits_path for hook in environment.startup_hooks)
        self._resolutions: dict[str, Resolution] = {}
        self._found_by_imports: dict[str, Resolution] = {}
        self._looks_for_zlib = False
        self._ask_again = self._attempts  # One object for all answers, of which there may be hundreds of thousands.
        self._sources: dict[str, ModuleSource] = {}
        self._imports = ImportedModules(environment, cached, self._path_finder, self, self._sources)

    @classmethod
    def sharing(cls, other: MetaPath, environment: Environment) -> MetaPath:
        """The import system of `environment` with what `other` has learnt that does not depend on `sys.path`.

        The finders of path entries (`sys.path_importer_cache`) and the bodies of modules are common to both from now
        on, if the environments differ in `sys.path` alone; otherwise only the listings are.
        """
        made = cls(environment, other._file_system)
        if replace(environment, sys_path=()) == replace(other._environment, sys_path=()):
            made._path_finder = other._path_finder
            made._sources = other._sources
            made._imports = ImportedModules(environment, made._file_system, made._path_finder, made, made._sources)
        return made

    def alone(self, entry: PathEntry) -> MetaPath:
        """The import system with this as the only path entry, and nothing built in, mapped or loaded at start.

        Only what its modules import is looked for everywhere, as it tells whether they can be imported.
        """
        nothing = frozenset[str]()
        environment = replace(
            self._environment,
            sys_path=(entry,),
            builtin_names=nothing,
            frozen_modules={},
            editable_finders=(),
            startup_hooks=(),
            startup_namespaces={},
            loaded_at_start=nothing,
        )
        made = MetaPath(environment, self._file_system)
        made._path_finder, made._sources = self._path_finder, self._sources
        made._imports = ImportedModules(
            environment, made._file_system, made._path_finder, made, made._sources, self._imports
        )
        return made

    def after(self, *paths: str) -> MetaPath:
        """The import system when something was created, deleted or changed at or below these absolute paths.

        Listings of folders and archives that did not change are kept. This one must not be asked any more. Changes of
        what decides about the environment (`.pth` files, `pyvenv.cfg`) need another environment.
        """
        changes = self._file_system.forget(*paths)
        made = MetaPath(self._environment, self._file_system)
        made._path_finder.take_archives(self._path_finder, changes)
        return made

    def find_spec(self, name: str) -> Resolution:
        """What `importlib.util.find_spec` would say of an absolute name in a fresh interpreter."""
        known = self._resolutions.get(name)
        if known is not None:
            return known
        if name.startswith("."):
            # find_spec takes it for a relative name without a package.
            return Raises(name, "ImportError" if self._environment.version >= (3, 9) else "ValueError", ())
        return self.find_below(name, self._imports.parent_of(name))

    def find_import(self, name: str) -> Resolution:
        """What an import statement of an absolute name would find, in a fresh interpreter.

        This differs from `find_spec` for names that the packages above enter into `sys.modules`: an import looks there
        once they are imported, find_spec only before.
        """
        known = self._found_by_imports.get(name)
        if known is None:
            known = self._found_by_imports[name] = self._find_import(name)
        return known

    def _find_import(self, name: str) -> Resolution:
        found = self.find_spec(name)
        parent = self._imports.parent_of(name)
        if not isinstance(parent, ImportedModule):
            return found
        if name in parent.entered:
            module = self._imports.import_below(name, parent)
            attempts = Attempts(partial(self._attempts_of_import, parent), name)
            return Found(module.spec, attempts) if isinstance(module, ImportedModule) else module
        if isinstance(found, Found) or not (parent.enters_unknown or appears_at_run_time(name)):
            return found
        return replace(found, certain=False)

    def search_path(self, package: str | None) -> tuple[str, ...]:
        """Where the modules directly below a package are looked for: its `__path__`, or `sys.path` for None.

        Empty for what is no package.
        """
        if package is None:
            return self._sys_path
        module = self._imports.imported(package)
        return module.path or () if isinstance(module, ImportedModule) else ()

    def run_time_finders(self, package: str) -> tuple[RunTimeFinder, ...]:
        """The finders that the package and those above it have appended to `sys.meta_path` when they have run."""
        module = self._imports.imported(package)
        return module.finders if isinstance(module, ImportedModule) else ()

    def ordinary_sources(self) -> frozenset[str]:
        """The source files read so far that leave the import system as it is, whatever else is in them."""
        return frozenset(path for path, source in self._sources.items() if source.is_ordinary)

    def is_ordinary(self, content: bytes, *, is_package: bool) -> bool:
        """Whether a module with this source would be one of `ordinary_sources`."""
        return self._imports.is_ordinary(content, is_package=is_package)

    def path_importer(self, entry: str) -> EntryFinder | None:
        """The finder that `sys.path_hooks` make for a path entry, None where they take it not."""
        return self._path_finder.path_importer(entry)

    def find_below(self, name: str, parent: ImportedModule | Resolution | None) -> Resolution:
        """`find_spec` when the packages above are imported: `parent` is the last of them, None for a top-level name."""
        known = self._resolutions.get(name)
        if known is None:
            try:
                known = self._resolve(name, parent)
            except FinderError as error:
                known = Raises(name, error.error, self._attempts_for(name), error.certain)
            self._resolutions[name] = known
        return known

    def _resolve(self, name: str, parent: ImportedModule | Resolution | None) -> Resolution:
        original = alias_of(name, self._environment.platform)
        if original is not None and isinstance(found := self.find_spec(original), Found):
            return replace(found, attempts=self._attempts_for(name))
        if (declared := self._environment.startup_namespaces.get(name)) is not None:
            if not declared.has_spec:
                return Raises(name, "ValueError", ())
            return Found(self._imports.at_start(declared), self._attempts_for(name))
        match parent:
            case None:
                return self._find_top_level(name)
            case ImportedModule(path=None):
                certain = parent.certain and not parent.doubt
                return ParentNotAPackage(name, parent.spec, self._attempts_for(name), certain)
            case ImportedModule():
                return self._find_submodule(name, parent)
            case Found() | NotFound():
                missing = name if isinstance(parent, Found) else parent.missing
                above = None if isinstance(parent, Found) else parent.parent
                return NotFound(name, missing, above, parent.attempts, parent.certain)
            case ParentNotAPackage():
                return ParentNotAPackage(name, parent.parent, parent.attempts, parent.certain)
            case Raises():
                return Raises(name, parent.error, parent.attempts, parent.certain)

    def _path_at_start(self, name: str) -> tuple[str, ...]:
        """`sys.path` when a fresh interpreter looks for the top-level name."""
        return self._environment.startup_path if name in self._environment.loaded_at_start else self._sys_path

    def _find_top_level(self, name: str) -> Resolution:
        spec = self._ask_finders(name, self._path_at_start(name))
        if spec is None:
            certain = not any(hook.may_provide(name) for hook in self._environment.startup_hooks)
            return NotFound(name, name, None, self._attempts_for(name), certain)
        return Found(spec, self._attempts_for(name), self._is_certain(name, spec))

    def _is_certain(self, name: str, spec: ModuleSpec) -> bool:
        """Whether no entry of `sys.path` that cannot be told may come before the one that has the module."""
        if not self._doubts_path or name in self._environment.loaded_at_start:
            return True
        if spec in (self._mapped(self._in_front, name, ()), self._built_in(name), self._frozen(name)):
            return True
        known = takewhile(lambda entry: entry.is_certain, self._environment.sys_path)
        return not spec.is_namespace and spec == self._path_finder.find_spec(
            name, [entry.written or entry.path for entry in known]
        )

    def _find_submodule(self, name: str, parent: ImportedModule) -> Resolution:
        spec = self._ask_finders(name, parent.path or ()) or self._ask_run_time_finders(name, parent)
        if spec is not None:
            doubtful = parent.doubt is Doubt.ANY or (parent.doubt and spec.is_namespace)
            return Found(spec, self._attempts_for(name), parent.certain and not doubtful)
        certain = parent.certain and not parent.doubt and not parent.installs_hooks
        return NotFound(name, name, parent.spec, self._attempts_for(name), certain)

    def _ask_run_time_finders(self, name: str, parent: ImportedModule) -> ModuleSpec | None:
        found = (finder.find_spec(name, self._imports.is_package) for finder in parent.finders)
        return next((spec for spec in found if spec is not None), None)

    def _attempts_for(self, name: str) -> Attempts:
        return Attempts(self._ask_again, name)

    def _ask_finders(self, name: str, path: Iterable[str]) -> ModuleSpec | None:
        """`_bootstrap._find_spec`: the finders of `sys.meta_path` in order."""
        if self._in_front and (mapped := self._mapped(self._in_front, name, path)) is not None:
            return mapped
        built_in = self._built_in(name) or self._frozen(name)
        return built_in or self._path_finder.find_spec(name, path) or self._mapped(self._behind, name, path)

    def _has_zlib(self) -> bool:
        """Whether zipimport's `from zlib import decompress` would work; it fails while zlib itself is looked for."""
        if "zlib" in self._environment.builtin_names:
            return True
        if self._looks_for_zlib:
            return False
        self._looks_for_zlib = True
        try:
            found = self._path_finder.find_spec("zlib", self._sys_path)
        except FinderError:
            found = None
        self._looks_for_zlib = False
        return found is not None and found.loader is Loader.EXTENSION_FILE

    def _built_in(self, name: str) -> ModuleSpec | None:
        return builtin_importer.find_spec(self._environment.builtin_names, self._environment.version, name)

    def _frozen(self, name: str) -> ModuleSpec | None:
        modules = self._environment.frozen_modules
        return frozen_importer.find_spec(modules, self._stdlib, self._file_system.separator, name)

    def _mapped(self, finders: Iterable[EditableFinder], name: str, path: Iterable[str]) -> ModuleSpec | None:
        found = (finder.find_spec(self._path_finder.surroundings, name, path) for finder in finders)
        return next((spec for spec in found if spec is not None), None)

    def _attempts(self, name: str) -> Iterator[Attempt]:
        """What each finder says that is asked for the name, after those that are asked for the packages above it."""
        if (entered := self._entered_at_start(name)) is not None:
            yield entered
            return
        parent = yield from self._attempts_above(name)
        if parent is None or (isinstance(parent, ImportedModule) and parent.path is not None):
            yield from self._attempts_below(name, parent)

    def _attempts_of_import(self, parent: ImportedModule, name: str) -> Iterator[Attempt]:
        """The same for an import statement that finds the name in `sys.modules` when the packages above have run."""
        yield from self._attempts_above(name)
        yield Attempt("sys.modules", name, None, f"found: the import of {parent.spec.name} enters it")

    def _attempts_above(self, name: str) -> Generator[Attempt, None, ImportedModule | Resolution | None]:
        """Those for the packages above; returns the last, or where find_spec raises the one that makes it raise."""
        parent: ImportedModule | None = None
        for ancestor in ancestors(name):
            if parent is not None and parent.entered.get(ancestor, ancestor) != ancestor:
                yield Attempt("sys.modules", ancestor, None, f"found: the import of {parent.spec.name} enters it")
            elif (entered := self._entered_at_start(ancestor)) is not None:
                yield entered
            elif parent is not None and parent.path is None:
                return parent
            else:
                yield from self._attempts_below(ancestor, parent)
            module = self._imports.import_below(ancestor, parent)
            if not isinstance(module, ImportedModule):
                return module
            parent = module
        return parent

    def _entered_at_start(self, name: str) -> Attempt | None:
        original = alias_of(name, self._environment.platform)
        if original is not None and isinstance(self.find_spec(original), Found):
            return Attempt("sys.modules", name, None, f"found: it is {original}")
        if name in self._environment.startup_namespaces:
            return Attempt("sys.modules", name, None, "found: start-up code enters it")
        return None

    def _attempts_below(self, name: str, parent: ImportedModule | None) -> Iterator[Attempt]:
        """What the finders say that are asked for the name when the packages above it are imported."""
        path = self._path_at_start(name) if parent is None else parent.path or ()
        if (yield from self._attempts_in(name, path)) or parent is None:
            return
        for finder in parent.finders:
            found = finder.find_spec(name, self._imports.is_package) is not None
            yield Attempt(finder.class_name, name, None, "found" if found else "not known to it")
            if found:
                return

    def _attempts_in(self, name: str, path: tuple[str, ...]) -> Generator[Attempt, None, bool]:
        """The same questions as `_ask_finders` asks, up to the one that is answered; returns whether one is."""
        if (yield from self._attempts_of(self._in_front, name, path)):
            return True
        if self._built_in(name) is not None:
            yield Attempt("BuiltinImporter", name, None, "found")
            return True
        yield Attempt("BuiltinImporter", name, None, "not a built-in module")
        if self._frozen(name) is not None:
            yield Attempt("FrozenImporter", name, None, "found")
            return True
        yield Attempt("FrozenImporter", name, None, "not a frozen module")
        yield from self._path_finder.attempts(name, path)
        if self._path_finder.find_spec(name, path) is not None:
            return True
        return (yield from self._attempts_of(self._behind, name, path))

    def _attempts_of(
        self, finders: Iterable[EditableFinder], name: str, path: tuple[str, ...]
    ) -> Generator[Attempt, None, bool]:
        """What these finders say, up to the one that knows the name; returns whether there is one."""
        for finder in finders:
            found = self._mapped((finder,), name, path) is not None
            yield Attempt(finder.class_name, name, finder.source, "found" if found else "not known to it")
            if found:
                return True
        return False


def _magic_number(environment: Environment) -> bytes | None:
    """What the installation's own bytecode begins with, else what the version's does."""
    return environment.magic_number or magic_number(environment.version)
