"""What `sys.modules` has for a package once it is imported: find_spec imports the packages above a name first.

The bodies of those packages are read and followed, never run. It finds nothing itself: it asks `MetaPath`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from resolver.editable.distutils_finder import DISTUTILS
from resolver.environment import Environment
from resolver.environment.startup_namespace import StartupNamespace
from resolver.file_system import FileSystem
from resolver.machinery import Loader, ModuleSpec
from resolver.module_aliases import REEXPORTS, alias_of
from resolver.module_body import Doubt, ModuleEffects, ModuleSource, RunningModule, Target, read_source, run
from resolver.module_body.source import failing_statements, keeps_path
from resolver.module_name import ancestors
from resolver.package_path import PathEntries, declare_namespace, extend_path
from resolver.path_finder import PathFinder
from resolver.resolution import FinderError, Found, NotFound, Resolution
from resolver.run_time_finders import RunTimeFinder, run_time_finder
from resolver.startup_modules import spec_at_start
from resolver.syntax_tree import parse

_WITHOUT_SOURCE = frozenset({None, Loader.BUILTIN, Loader.FROZEN, Loader.NAMESPACE, Loader.SCIKIT_BUILD_NAMESPACE})


@dataclass(frozen=True, slots=True)
class ImportedModule:
    """A module after its import, and what it and the packages above it have done to the import system."""

    spec: ModuleSpec
    path: tuple[str, ...] | None
    """Its `__path__`; None where it has none, and nothing can be found below it."""
    doubt: Doubt = Doubt.NONE
    """How far `path` is known."""
    certain: bool = True
    """False where its import may fail, or may give another module."""
    sys_path: tuple[str, ...] = ()
    entered: Mapping[str, str | None] = field(default_factory=dict)
    """Names in `sys.modules` with the name of the module there, empty where that is not known."""
    enters_unknown: bool = False
    """Whether there may be more names in `sys.modules`."""
    installs_hooks: bool = False
    """Whether there is a finder on `sys.meta_path` that is not known here."""
    finders: tuple[RunTimeFinder, ...] = ()


class MetaPathLike(Protocol):
    """What is asked of `MetaPath`."""

    def find_spec(self, name: str) -> Resolution:
        """`MetaPath.find_spec`."""
        ...

    def find_below(self, name: str, parent: ImportedModule | Resolution | None) -> Resolution:
        """The same when the packages above are imported already."""
        ...


class ImportedModules:
    """`sys.modules` as imports of one package at a time would leave it; every package is followed once."""

    def __init__(
        self,
        environment: Environment,
        file_system: FileSystem,
        path_finder: PathFinder,
        meta_path: MetaPathLike,
        sources: dict[str, ModuleSource],
        everywhere: ImportedModules | None = None,
    ) -> None:
        """Follows nothing yet. `sources` remembers what was read, by the path of the file.

        `everywhere` has the modules that exist besides those of the environment.
        """
        self._environment = environment
        self._target = Target(
            environment.version,
            environment.platform,
            environment.prefix,
            file_system,
            environment.base_prefix,
            environment.stdlib_names,
        )
        self._entries = PathEntries(path_finder, file_system, environment.version)
        self._path_finder = path_finder
        self._meta_path = meta_path
        self._sources = sources
        self._everywhere = everywhere
        self._sys_path = tuple(entry.written or entry.path for entry in environment.sys_path)
        self._modules: dict[str, ImportedModule | Resolution] = {}
        self._importing: set[str] = set()

    def parent_of(self, name: str) -> ImportedModule | Resolution | None:
        """The module that is imported before `name` is looked for, or why it cannot be; None for a top-level name."""
        above, dot, _ = name.rpartition(".")
        parent = self._modules.get(above) if dot else None
        if parent is not None:
            return parent
        for ancestor in ancestors(name):
            parent = self.import_below(ancestor, parent)
            if not isinstance(parent, ImportedModule):
                break
        return parent

    def imported(self, name: str) -> ImportedModule | Resolution:
        """The module of this name after its import, or why it cannot be imported."""
        parent = self.parent_of(name)
        if parent is None or isinstance(parent, ImportedModule):
            return self.import_below(name, parent)
        return parent

    def is_package(self, name: str) -> bool | None:
        """Whether the module has a `__path__`; None where it is not found."""
        module = self.imported(name)
        return module.path is not None if isinstance(module, ImportedModule) else None

    def import_below(self, name: str, parent: ImportedModule | Resolution | None) -> ImportedModule | Resolution:
        """`imported` for who has the parent at hand."""
        known = self._modules.get(name)
        if known is not None:
            return known
        if name in self._importing:
            return NotFound(name, name, None, (), certain=False)
        self._importing.add(name)
        above = parent if isinstance(parent, ImportedModule) else None
        module = self._modules[name] = self._find(name, above)
        self._importing.discard(name)
        return module

    def _find(self, name: str, parent: ImportedModule | None) -> ImportedModule | Resolution:
        """`_bootstrap._find_and_load_unlocked`: what is in `sys.modules` when the parent is imported wins."""
        original = alias_of(name, self._environment.platform)
        if original is not None:
            return self.imported(original)
        if parent is not None and parent.entered.get(name, name) != name:
            return self._entered(name, parent.entered[name])
        if (declared := self._environment.startup_namespaces.get(name)) is not None:
            spec = self.at_start(declared)
            return ImportedModule(spec, spec.submodule_search_locations, sys_path=self._sys_path)
        above, _, tail = name.rpartition(".")
        found = self._meta_path.find_below(name, parent)
        if parent is not None and parent.spec.name != above:
            # The parent goes by two names; what it has imported itself does too.
            module = self.imported(f"{parent.spec.name}.{tail}")
            certain = isinstance(found, Found) and module.certain
            return replace(module, certain=certain) if isinstance(module, ImportedModule) else found
        if isinstance(found, Found):
            return self._loaded(found, parent)
        if parent is not None and (parent.enters_unknown or parent.installs_hooks):
            return replace(found, certain=False)
        return found

    def at_start(self, declared: StartupNamespace) -> ModuleSpec:
        """The spec of a package that start-up code has entered into `sys.modules`."""
        above = self.imported(declared.name.rpartition(".")[0]) if "." in declared.name else None
        search_path = above.path or () if isinstance(above, ImportedModule) else self._sys_path
        return spec_at_start(declared, self._path_finder, self._target.file_system.separator, search_path)

    def _entered(self, name: str, target: str | None) -> ImportedModule | Resolution:
        module = self.imported(target) if target else None
        if isinstance(module, ImportedModule):
            return module
        return NotFound(name, name, None, (), certain=target is None)

    def _loaded(self, found: Found, parent: ImportedModule | None) -> ImportedModule | Resolution:
        spec = found.spec
        if spec.loader is Loader.DISTUTILS:
            return self.imported(DISTUTILS)
        if spec.loader in {Loader.SIX, Loader.VENDOR}:
            return self._behind(spec, parent)
        above = parent or ImportedModule(spec, None, sys_path=self._sys_path)
        source = self._source(spec)
        module = self._run(spec, source, above)
        certain = module.certain and found.certain and above.certain
        if certain and not source.edits and not above.installs_hooks:
            certain = not self._fails(spec, source, above)
        return module if certain is module.certain else replace(module, certain=certain)

    def _behind(self, spec: ModuleSpec, parent: ImportedModule | None) -> ImportedModule | Resolution:
        """The module that a run-time finder puts in the place of the one that it was asked for."""
        finders = () if parent is None else parent.finders
        targets = [target for finder in finders for target in finder.targets(spec.name)]
        modules = [module for module in map(self.imported, targets) if isinstance(module, ImportedModule)]
        if not modules and targets:
            return NotFound(spec.name, spec.name, None, ())
        found = modules[0] if modules else ImportedModule(spec, spec.submodule_search_locations)
        return replace(found, finders=finders)

    def _run(self, spec: ModuleSpec, source: ModuleSource, parent: ImportedModule) -> ImportedModule:
        """The module when its body is through."""
        module = replace(parent, spec=spec, path=spec.submodule_search_locations, doubt=Doubt.NONE)
        if source.unreadable:
            return _doubted(module)
        if not source.edits:
            return module
        content = source.content or b""
        tree = parse(content)
        if tree is None:
            return _doubted(module)
        effects = self._follow(spec, tree, parent)
        version, platform = self._environment.version, self._environment.platform
        finder = run_time_finder(tree, spec.name, version, platform)
        module = replace(
            module,
            path=effects.path,
            doubt=effects.doubt,
            sys_path=effects.sys_path,
            certain=effects.raises is None,
            entered={**parent.entered, **effects.entered},
            enters_unknown=parent.enters_unknown or (effects.enters_unknown and finder is None),
            installs_hooks=parent.installs_hooks or (effects.installs_hooks and finder is None),
            finders=(*parent.finders, finder) if finder is not None else parent.finders,
        )
        if spec.name not in effects.entered:
            return module
        return self._replaced(module, effects, keeps_path=keeps_path(content))

    def _replaced(self, module: ImportedModule, effects: ModuleEffects, *, keeps_path: bool) -> ImportedModule:
        """The module has put another one in its own place."""
        target = effects.entered[module.spec.name]
        if target == module.spec.name:
            return module
        other = self.imported(target) if target else None
        if isinstance(other, ImportedModule):
            return replace(module, spec=other.spec, path=other.path, doubt=other.doubt)
        if keeps_path:
            return replace(module, path=module.spec.submodule_search_locations, doubt=Doubt.NONE)
        return replace(module, doubt=Doubt.ANY, certain=module.path is not None and module.certain)

    def _source(self, spec: ModuleSpec) -> ModuleSource:
        """What the module's source says. Built-in, frozen and namespace modules have nothing to say."""
        if spec.loader in _WITHOUT_SOURCE:
            return ModuleSource()
        if spec.loader is Loader.EXTENSION_FILE and self.is_standard(spec.name.partition(".")[0]):
            return ModuleSource()
        origin = spec.origin or ""
        source = self._sources.get(origin)
        if source is None:
            content = self._path_finder.read_source(spec)
            source = read_source(content, self._is_missing, is_package=spec.is_package)
            self._sources[origin] = source
        return source

    def is_ordinary(self, content: bytes, *, is_package: bool) -> bool:
        """Whether a module with this source would leave the import system as it is."""
        return read_source(content, self._is_missing, is_package=is_package).is_ordinary

    def is_standard(self, top: str) -> bool:
        """Whether the top-level module belongs to the standard library."""
        return top in self._environment.stdlib_names

    def exists(self, top: str, sys_path: tuple[str, ...] = ()) -> bool | None:
        """Whether the top-level module can be imported, None where that is not certain. Standard ones always can.

        `sys_path` are the entries where packages that were imported before have changed it.
        """
        if self.is_standard(top) or top == "__main__":
            return True
        found = self._meta_path.find_spec(top)
        if isinstance(found, Found) or (sys_path and self._is_below(sys_path, top)):
            return True
        if self._everywhere is not None:
            return self._everywhere.exists(top, sys_path)
        if top == "distutils" and self.exists("_distutils_hack"):
            # Whoever imports setuptools has it.
            return None
        return False if found.certain else None

    def _is_below(self, sys_path: tuple[str, ...], top: str) -> bool:
        if sys_path == self._sys_path:
            return False
        try:
            return self._path_finder.find_spec(top, sys_path) is not None
        except FinderError:
            return False

    def _is_missing(self, name: str) -> bool:
        return not name or self.exists(name) is False

    def _fails(self, spec: ModuleSpec, source: ModuleSource, parent: ImportedModule) -> bool:
        """Whether the import of a module that edits nothing certainly fails: it raises, or imports what is missing."""
        missing = [name for name in source.imports if not name or self.exists(name, parent.sys_path) is False]
        if not missing:
            return False
        content = source.content or self._path_finder.read_source(spec) or b""
        trees = filter(None, map(parse, failing_statements(content, missing)))
        return any(self._follow(spec, tree, parent).raises for tree in trees)

    def _follow(self, spec: ModuleSpec, tree: ast.Module, parent: ImportedModule) -> ModuleEffects:
        running = RunningModule(spec.name, spec.origin, spec.submodule_search_locations, parent.sys_path)
        return run(tree, running, self._target, _Surroundings(self, self._entries, parent))


def _doubted(module: ImportedModule) -> ImportedModule:
    """A module of which the source cannot be read. Extensions set no `__path__`, but enter modules by other names."""
    is_extension = module.spec.loader is Loader.EXTENSION_FILE
    doubt = Doubt.NONE if is_extension and module.path is None else Doubt.MAY_GROW
    return replace(module, doubt=doubt, enters_unknown=True, installs_hooks=not is_extension)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """The import system as one body sees it."""

    modules: ImportedModules
    entries: PathEntries
    parent: ImportedModule

    def exists(self, name: str) -> bool | None:
        """Asks for the top-level package only: what is below one cannot be told before its own body is through."""
        top, _, rest = name.partition(".")
        exists = self.modules.exists(top, self.parent.sys_path)
        if exists is False and self.parent.installs_hooks:
            return None
        return exists if not rest or not exists or self.modules.is_standard(top) else None

    def path_of(self, name: str) -> tuple[str, ...] | None:
        """Of a module that is not being imported itself."""
        module = self.modules.imported(name)
        return module.path if isinstance(module, ImportedModule) and not module.doubt else None

    def name_of(self, name: str) -> str | None:
        """The name of a top-level module, or of one that a module known here gives under another name."""
        for candidate in REEXPORTS.get(name, (name,)):
            if "." not in candidate and self.exists(candidate):
                return candidate
        return None

    def extend_path(self, path: list[str], name: str, sys_path: list[str]) -> list[str]:
        """For any package: the one that runs, or another that it names."""
        above = self._search_path(name, sys_path)
        return path if above is None else extend_path(self.entries, path, name, above)

    def declare_namespace(self, path: list[str], name: str, sys_path: list[str]) -> list[str]:
        """For the package that runs."""
        above = self._search_path(name, sys_path)
        return path if above is None else declare_namespace(self.entries, path, name, above, sys_path)

    def _search_path(self, name: str, sys_path: list[str]) -> Iterable[str] | None:
        package = name.rpartition(".")[0]
        if not package:
            return sys_path
        module = self.modules.parent_of(name)
        return module.path if isinstance(module, ImportedModule) else None
