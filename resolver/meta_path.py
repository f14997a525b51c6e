"""`sys.meta_path`: asks the finders of an environment in order, parents first. The package's front door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from resolver import builtin_importer, editable_finder, frozen_importer
from resolver.editable_finder import EditableFinder
from resolver.environment import Environment
from resolver.file_finder import FileLoaders
from resolver.file_system import FileSystem
from resolver.file_system.cached import CachedListings
from resolver.machinery import EntrySource, Loader, ModuleSpec
from resolver.module_aliases import alias_of, appears_at_run_time
from resolver.module_name import ancestors
from resolver.package_path import ModuleBody, read_body
from resolver.path_finder import PathFinder
from resolver.paths import join
from resolver.resolution import Attempt, Attempts, Found, NotFound, ParentNotAPackage, Resolution
from resolver.stdlib import magic_number
from resolver.zip_finder import ZipFinder, ZipTarget


def find_spec(environment: Environment, file_system: FileSystem, name: str) -> Resolution:
    """One answer; who asks for many names keeps a `MetaPath`."""
    return MetaPath(environment, file_system).find_spec(name)


class MetaPath:
    """The import system of one environment at one moment: every answer and every listing is remembered.

    A changed disk needs a new `MetaPath`; it costs nothing until it is asked.
    """

    def __init__(self, environment: Environment, file_system: FileSystem) -> None:
        """A file system without remembered listings is given them."""
        cached = file_system if isinstance(file_system, CachedListings) else CachedListings(file_system)
        self._environment = environment
        self._file_system = cached
        self._loaders = FileLoaders.of(environment.suffixes, environment.cache_tag, ignore_case=environment.ignore_case)
        target = ZipTarget(environment.cache_tag, magic_number(environment.version), environment.version >= (3, 14))
        self._path_finder = PathFinder(cached, self._loaders, target, environment.editable_finders)
        self._sys_path = tuple(entry.path for entry in environment.sys_path)
        self._stdlib = next((e.path for e in environment.sys_path if e.source is EntrySource.STDLIB), None)
        self._resolutions: dict[str, Resolution] = {}
        self._bodies: dict[ModuleSpec, ModuleBody] = {}
        self._extended_paths: dict[ModuleSpec, tuple[str, ...]] = {}

    @classmethod
    def sharing(cls, other: MetaPath, environment: Environment) -> MetaPath:
        """The import system of `environment` with what `other` has learnt that does not depend on `sys.path`.

        The finders of path entries (`sys.path_importer_cache`) and the bodies of modules are common to both from now
        on, if the environments differ in `sys.path` alone; otherwise only the listings are.
        """
        made = cls(environment, other._file_system)
        if replace(environment, sys_path=()) == replace(other._environment, sys_path=()):
            made._path_finder = other._path_finder
            made._bodies = other._bodies
        return made

    def find_spec(self, name: str) -> Resolution:
        """What `importlib.util.find_spec` would say of an absolute name in a fresh interpreter."""
        known = self._resolutions.get(name)
        if known is not None:
            return known
        parent: Resolution | None = None
        for ancestor in ancestors(name):
            parent = self._find_below(ancestor, parent)
            if not isinstance(parent, Found):
                break
        return self._find_below(name, parent)

    def _find_below(self, name: str, parent: Resolution | None) -> Resolution:
        known = self._resolutions.get(name)
        if known is None:
            known = self._resolutions[name] = self._resolve(name, parent)
        return known

    def _resolve(self, name: str, parent: Resolution | None) -> Resolution:
        original = alias_of(name, self._environment.platform)
        if original is not None and isinstance(found := self.find_spec(original), Found):
            return found
        certain = not appears_at_run_time(name)
        match parent:
            case None:
                return self._find_top_level(name)
            case NotFound():
                return NotFound(name, parent.missing, parent.parent, parent.attempts, parent.certain)
            case ParentNotAPackage():
                return ParentNotAPackage(name, parent.parent, parent.attempts, parent.certain)
            case Found(spec) if spec.submodule_search_locations is None:
                certain = certain and not self._body(spec).may_provide_submodules
                return ParentNotAPackage(name, spec, parent.attempts, certain)
            case Found(spec):
                return self._find_submodule(name, spec, certain=certain)

    def _find_top_level(self, name: str) -> Resolution:
        attempts = Attempts(partial(self._attempts, name))
        spec = self._ask_finders(name, self._sys_path)
        if spec is None:
            certain = not any(hook.may_provide(name) for hook in self._environment.startup_hooks)
            return NotFound(name, name, None, attempts, certain)
        return Found(spec, attempts)

    def _find_submodule(self, name: str, parent: ModuleSpec, *, certain: bool) -> Resolution:
        attempts = Attempts(partial(self._attempts, name))
        spec = self._ask_finders(name, parent.submodule_search_locations or ())
        if (extended := self._path_beyond(parent, spec)) is not None:
            spec = self._path_finder.find_spec(name, extended)
        if spec is not None:
            return Found(spec, attempts)
        certain = certain and not self._body(parent).may_provide_submodules and not self._hooked_above(parent)
        return NotFound(name, name, parent, attempts, certain)

    def _ask_finders(self, name: str, path: Iterable[str]) -> ModuleSpec | None:
        """`_bootstrap._find_spec`: the finders of `sys.meta_path` in order."""
        built_in = self._built_in(name) or self._frozen(name)
        return built_in or self._path_finder.find_spec(name, path) or self._mapped(name)

    def _built_in(self, name: str) -> ModuleSpec | None:
        return builtin_importer.find_spec(self._environment.builtin_names, self._environment.version, name)

    def _frozen(self, name: str) -> ModuleSpec | None:
        modules = self._environment.frozen_modules
        return frozen_importer.find_spec(modules, self._stdlib, self._file_system.separator, name)

    def _mapped(self, name: str) -> ModuleSpec | None:
        found = (self._mapped_by(finder, name) for finder in self._environment.editable_finders)
        return next((spec for spec in found if spec is not None), None)

    def _mapped_by(self, finder: EditableFinder, name: str) -> ModuleSpec | None:
        find_below = self._path_finder.find_spec
        return editable_finder.find_spec(finder, self._file_system, self._loaders, find_below, name)

    def _attempts(self, name: str) -> Iterator[Attempt]:
        """What each finder says that is asked for the name, after those that are asked for the packages above it."""
        parent: ModuleSpec | None = None
        for part in (*ancestors(name), name):
            path = self._sys_path if parent is None else parent.submodule_search_locations or ()
            yield from self._attempts_in(part, path)
            spec = self._ask_finders(part, path)
            if (extended := self._path_beyond(parent, spec)) is not None:
                yield from self._path_finder.attempts(part, extended)
            found = self._resolutions.get(part)
            parent = found.spec if isinstance(found, Found) else None

    def _attempts_in(self, name: str, path: tuple[str, ...]) -> Iterator[Attempt]:
        """The same questions as `_ask_finders` asks, up to the one that is answered."""
        if self._built_in(name) is not None:
            yield Attempt("BuiltinImporter", name, None, "found")
            return
        yield Attempt("BuiltinImporter", name, None, "not a built-in module")
        if self._frozen(name) is not None:
            yield Attempt("FrozenImporter", name, None, "found")
            return
        yield Attempt("FrozenImporter", name, None, "not a frozen module")
        yield from self._path_finder.attempts(name, path)
        if self._path_finder.find_spec(name, path) is not None:
            return
        for finder in self._environment.editable_finders:
            found = self._mapped_by(finder, name) is not None
            yield Attempt("EditableFinder", name, finder.source, "found" if found else "not mapped")
            if found:
                return

    def _body(self, spec: ModuleSpec) -> ModuleBody:
        """What the module's source says. Built-in, frozen and namespace modules have nothing to say."""
        if spec.loader in {Loader.BUILTIN, Loader.FROZEN, Loader.NAMESPACE}:
            return ModuleBody()
        if spec.loader is Loader.EXTENSION_FILE and spec.name.partition(".")[0] in self._environment.stdlib_names:
            return ModuleBody()
        body = self._bodies.get(spec)
        if body is None:
            body = self._bodies[spec] = read_body(self._path_finder.read_source(spec))
        return body

    def _hooked_above(self, spec: ModuleSpec) -> bool:
        """Whether a package above installs an import hook, which would see names below this one too."""
        above = (self._resolutions.get(ancestor) for ancestor in ancestors(spec.name))
        return any(isinstance(found, Found) and self._body(found.spec).installs_hooks for found in above)

    def _path_beyond(self, parent: ModuleSpec | None, spec: ModuleSpec | None) -> tuple[str, ...] | None:
        """The `__path__` that the parent's body has made, where a submodule is to be looked for in it once more.

        `spec` is what the finders gave for the submodule: a module that they found in the parent's own folder stands.
        """
        if parent is None or parent.loader is Loader.NAMESPACE:
            return None
        if spec is not None and spec.loader is not Loader.NAMESPACE:
            return None
        extended = self._extended_path(parent)
        return None if extended == (parent.submodule_search_locations or ()) else extended

    def _extended_path(self, spec: ModuleSpec) -> tuple[str, ...]:
        """The package's `__path__` after its body has run, as far as its idioms can be followed."""
        extended = self._extended_paths.get(spec)
        if extended is None:
            extended = self._extended_paths[spec] = self._extend_path(spec)
        return extended

    def _extend_path(self, spec: ModuleSpec) -> tuple[str, ...]:
        locations = spec.submodule_search_locations or ()
        body = self._body(spec)
        if not body.extends_path and not body.declares_namespace:
            return locations
        search_path = self._search_path_of(spec)
        if body.declares_namespace and isinstance(self.find_spec("pkg_resources"), Found):
            return _merged(locations, self._namespace_folders(spec, search_path))
        if body.extends_path:
            return _merged(locations, self._extension(spec, search_path))
        return locations

    def _search_path_of(self, spec: ModuleSpec) -> tuple[str, ...]:
        """Where the package itself was looked up: `sys.path`, or its parent's `__path__`."""
        parent = spec.name.rpartition(".")[0]
        if not parent:
            return self._sys_path
        found = self.find_spec(parent)
        return self._extended_path(found.spec) if isinstance(found, Found) else ()

    def _namespace_folders(self, spec: ModuleSpec, search_path: tuple[str, ...]) -> list[str]:
        """`pkg_resources._handle_ns`: the folder in every entry that has the package with an `__init__`."""
        found = (self._find_in_entry(entry, spec.name) for entry in search_path)
        return [
            location
            for portion in found
            if portion is not None and portion.loader is not None
            for location in portion.submodule_search_locations or ()
        ]

    def _extension(self, spec: ModuleSpec, search_path: tuple[str, ...]) -> list[str]:
        """`pkgutil.extend_path`: for each entry its portions, then the lines of `<name>.pkg` in it."""
        locations: list[str] = []
        for entry in search_path:
            portion = self._find_in_entry(entry, spec.name)
            if portion is not None:
                locations.extend(portion.submodule_search_locations or ())
            locations.extend(self._lines_of_pkg_file(entry, spec.name))
        return locations

    def _find_in_entry(self, entry: str, name: str) -> ModuleSpec | None:
        finder = self._path_finder.path_importer(entry)
        if isinstance(finder, ZipFinder) and self._environment.version < (3, 10):
            # zipimporter had no find_spec, and its find_loader gives no portions for a package.
            return None
        return None if finder is None else finder.find_spec(name)

    def _lines_of_pkg_file(self, entry: str, name: str) -> list[str]:
        try:
            content = self._file_system.read_bytes(join(self._file_system.separator, entry, name + ".pkg"))
        except OSError:
            return []
        lines = content.decode("utf-8", "replace").splitlines()
        return [line for line in lines if line and not line.startswith("#")]


def _merged(locations: tuple[str, ...], more: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*locations, *more)))
