"""The finder of scikit-build-core: the maps that `_editable_skbc_<name>.py` hands to `install`, since version 0.3.

The real one may build the project anew at an import; this one takes the installed files as they lie on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import ClassVar

from resolver.editable.literals import calls, list_of_strings, statements, string_lists, strings
from resolver.editable.specs import Surroundings, loader_of, spec_from_file_location, spec_of_file
from resolver.file_system import FileSystem, Kind
from resolver.machinery import Loader, ModuleSpec
from resolver.paths import flavour, parent_folder

_PACKAGE_FILES = ("__init__.py", "__init__.pyc")


class Generation(Enum):
    """What the finder makes of the search locations that it knows."""

    NONE = "0.3 to 0.5"
    """It knows none."""
    ALL = "0.6 to 0.9"
    """Every module gets those of its name, whether it is a package or not."""
    PACKAGES = "0.10 to 0.12"
    """Only packages do."""
    WRAPPED = "1.0 and later"
    """Loaders are wrapped, and a name that has locations and no file is a namespace package."""


@dataclass(frozen=True, slots=True)
class ScikitBuildFinder:
    """One `ScikitBuildRedirectingFinder`: it stands first on `sys.meta_path`.

    `mapping` gives the file of each module, built ones before sources; `locations` the `__path__` of each package.
    """

    in_front: ClassVar[bool] = True
    class_name: ClassVar[str] = "ScikitBuildRedirectingFinder"

    source: str
    mapping: Mapping[str, str]
    locations: Mapping[str, tuple[str, ...]]
    generation: Generation

    def find_spec(self, surroundings: Surroundings, name: str, path: Iterable[str]) -> ModuleSpec | None:
        """`ScikitBuildRedirectingFinder.find_spec`."""
        file = self.mapping.get(name)
        if file is not None:
            return self._find_file(surroundings, name, file)
        locations = self.locations.get(name)
        if locations is None or self.generation is not Generation.WRAPPED:
            return None
        native = surroundings.find_below(name, path)
        if native is not None and native.is_namespace:
            locations = tuple(dict.fromkeys((*locations, *(native.submodule_search_locations or ()))))
        return ModuleSpec(name, Loader.SCIKIT_BUILD_NAMESPACE, submodule_search_locations=locations)

    def entry_finder(self, surroundings: Surroundings, entry: str) -> None:  # noqa: ARG002 - it has no path hook
        """None: it has no path hook."""
        return

    def _find_file(self, surroundings: Surroundings, name: str, file: str) -> ModuleSpec | None:
        if self.generation is Generation.NONE:
            return spec_from_file_location(surroundings, name, file)
        loader = loader_of(surroundings.loaders, file)
        if loader is None:
            return None
        takes_locations = self.generation is Generation.ALL or file.endswith(_PACKAGE_FILES)
        locations = self.locations.get(name) if takes_locations else None
        spec = spec_of_file(surroundings, name, file, loader, locations)
        return _wrapped(spec) if self.generation is Generation.WRAPPED else spec


@dataclass(frozen=True, slots=True)
class ScikitBuildInplaceFinder:
    """One finder of that name, since 1.0: the packages of its folders with wrapped loaders."""

    in_front: ClassVar[bool] = True
    class_name: ClassVar[str] = "ScikitBuildInplaceFinder"

    source: str
    top_level: frozenset[str]
    search_paths: tuple[str, ...]
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Empty: what it knows is on `sys.path` too."""

    def find_spec(self, surroundings: Surroundings, name: str, path: Iterable[str]) -> ModuleSpec | None:
        """`ScikitBuildInplaceFinder.find_spec`."""
        if name.partition(".")[0] not in self.top_level:
            return None
        spec = surroundings.find_below(name, path if "." in name else self.search_paths)
        if spec is None or spec.is_namespace:
            return None
        return replace(spec, loader=Loader.SCIKIT_BUILD)

    def entry_finder(self, surroundings: Surroundings, entry: str) -> None:  # noqa: ARG002 - it has no path hook
        """None: it has no path hook."""
        return


def read_scikit_build_finder(
    file_system: FileSystem, source: bytes, path: str
) -> ScikitBuildFinder | ScikitBuildInplaceFinder | None:
    """The finder that the module at `path` installs, None where its source is no such module."""
    if b"ScikitBuildRedirectingFinder" not in source:
        return None
    for function, arguments, _ in calls(statements(source)):
        match function, arguments:
            case "install_inplace", [list() as names, list() as folders, *_]:
                return ScikitBuildInplaceFinder(
                    path, frozenset(list_of_strings(names)), tuple(list_of_strings(folders))
                )
            case "install", [dict() as sources, dict() as built, dict() as folders, list() as packages, *_]:
                maps = (strings(sources), strings(built))
                known = string_lists(folders)
                return _new_finder(file_system, path, maps, known, list_of_strings(packages))
            case "install", [dict() as sources, dict() as built, *_]:
                return _old_finder(file_system, path, source, (strings(sources), strings(built)))
            case _:
                pass
    return None


def _new_finder(
    file_system: FileSystem,
    path: str,
    maps: tuple[dict[str, str], dict[str, str]],
    folders: dict[str, list[str]],
    packages: list[str],
) -> ScikitBuildFinder:
    """Since 1.0 the locations are written down; built ones come first, and packages inherit those of their parents."""
    module = flavour(file_system.separator)
    here = parent_folder(file_system.separator, path)
    ranked: dict[str, dict[str, int]] = {}
    for name, written in folders.items():
        ranked[name] = {module.join(here, folder): int(module.isabs(folder)) for folder in written}
    for package in sorted(packages, key=lambda name: name.count(".")):
        above, _, tail = package.rpartition(".")
        for folder, rank in ranked.get(above, {}).items():
            inner = module.join(folder, tail)
            if file_system.kind(inner) is Kind.DIRECTORY:
                ranked.setdefault(package, {}).setdefault(inner, rank)
    locations = {name: tuple(sorted(known, key=lambda p: (known[p], p))) for name, known in ranked.items()}
    return ScikitBuildFinder(path, _files(file_system, here, maps), locations, Generation.WRAPPED)


def _old_finder(
    file_system: FileSystem, path: str, source: bytes, maps: tuple[dict[str, str], dict[str, str]]
) -> ScikitBuildFinder:
    """Before 1.0 the locations are the folders of the files, in a set: their order differs from run to run."""
    module = flavour(file_system.separator)
    here = parent_folder(file_system.separator, path)
    locations: dict[str, dict[str, None]] = {}
    for files in maps:
        for name, file in files.items():
            package = name if "__init__.py" in file else name.rpartition(".")[0]
            if package:
                locations.setdefault(package, {})[module.join(here, module.dirname(file))] = None
    generation = Generation.ALL if b"submodule_search_locations" in source else Generation.NONE
    if b"__init__.pyc" in source:
        generation = Generation.PACKAGES
    known = {name: tuple(folders) for name, folders in locations.items()}
    return ScikitBuildFinder(path, _files(file_system, here, maps), known, generation)


def _files(file_system: FileSystem, here: str, maps: tuple[dict[str, str], dict[str, str]]) -> dict[str, str]:
    """Built files lie beside the finder's module, and win over sources."""
    sources, built = maps
    module = flavour(file_system.separator)
    return {**sources, **{name: module.join(here, file) for name, file in built.items()}}


def _wrapped(spec: ModuleSpec) -> ModuleSpec:
    several = len(spec.submodule_search_locations or ()) > 1
    return replace(spec, loader=Loader.SCIKIT_BUILD_RESOURCES if several else Loader.SCIKIT_BUILD)
