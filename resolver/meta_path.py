"""`sys.meta_path`: asks the finders of an environment in order, parents first. The package's front door."""

from __future__ import annotations

from collections.abc import Iterable

from resolver import builtin_importer, editable_finder, frozen_importer
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
from resolver.resolution import Attempt, Found, NotFound, ParentNotAPackage, Resolution
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
                return self._find_submodule(name, spec, parent.attempts, certain=certain)

    def _find_top_level(self, name: str) -> Resolution:
        attempts: list[Attempt] = []
        spec = self._ask_finders(name, self._sys_path, attempts)
        if spec is None:
            certain = not any(hook.may_provide(name) for hook in self._environment.startup_hooks)
            return NotFound(name, name, None, tuple(attempts), certain)
        return Found(spec, tuple(attempts))

    def _find_submodule(
        self, name: str, parent: ModuleSpec, before: tuple[Attempt, ...], *, certain: bool
    ) -> Resolution:
        attempts: list[Attempt] = []
        path = parent.submodule_search_locations or ()
        spec = self._ask_finders(name, path, attempts)
        if (spec is None or spec.loader is Loader.NAMESPACE) and parent.loader is not Loader.NAMESPACE:
            extended = self._extended_path(parent)
            if extended != path:
                spec = self._path_finder.find_spec(name, extended, attempts)
        if spec is not None:
            return Found(spec, before + tuple(attempts))
        certain = certain and not self._body(parent).may_provide_submodules and not self._hooked_above(parent)
        return NotFound(name, name, parent, before + tuple(attempts), certain)

    def _ask_finders(self, name: str, path: Iterable[str], attempts: list[Attempt]) -> ModuleSpec | None:
        """`_bootstrap._find_spec`: the finders of `sys.meta_path` in order."""
        environment = self._environment
        spec = builtin_importer.find_spec(environment.builtin_names, environment.version, name)
        if spec is not None:
            attempts.append(Attempt("BuiltinImporter", name, None, "found"))
            return spec
        attempts.append(Attempt("BuiltinImporter", name, None, "not a built-in module"))
        separator = self._file_system.separator
        spec = frozen_importer.find_spec(environment.frozen_modules, self._stdlib, separator, name)
        if spec is not None:
            attempts.append(Attempt("FrozenImporter", name, None, "found"))
            return spec
        attempts.append(Attempt("FrozenImporter", name, None, "not a frozen module"))
        spec = self._path_finder.find_spec(name, path, attempts)
        return spec or self._ask_editable_finders(name, attempts)

    def _ask_editable_finders(self, name: str, attempts: list[Attempt]) -> ModuleSpec | None:
        for finder in self._environment.editable_finders:
            spec = editable_finder.find_spec(finder, self._file_system, self._loaders, self._find_below_path, name)
            attempts.append(Attempt("EditableFinder", name, finder.source, "found" if spec else "not mapped"))
            if spec is not None:
                return spec
        return None

    def _find_below_path(self, name: str, path: tuple[str, ...]) -> ModuleSpec | None:
        return self._path_finder.find_spec(name, path, [])

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

    def _extended_path(self, spec: ModuleSpec) -> tuple[str, ...]:
        """The package's `__path__` after its body has run, as far as its idioms can be followed."""
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
