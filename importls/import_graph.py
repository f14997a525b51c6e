"""The checked modules and the imports between them as a graph; nodes are the paths of files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from importls.facts.imports import Import, Timing
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.search import Search


class ImportKind(StrEnum):
    """When an edge is followed, in the words of the JSON output."""

    RUNTIME = "runtime"
    DEFERRED = "deferred"
    TYPING = "typing"
    LAZY = "lazy"
    GUARDED = "guarded"
    """At import time too, but a failure is caught. The graph says `runtime`; who prints the kind asks for the guard."""


@dataclass(frozen=True, slots=True)
class Edge:
    """`importer` runs `imported` because of `statement`.

    `implied` edges lead to a package that runs only because something below it is imported.
    """

    importer: str
    imported: str
    statement: Import
    kind: ImportKind
    implied: bool


@dataclass(frozen=True, slots=True)
class ImportGraph:
    """Edges by importer, in source order. Immutable."""

    edges: Mapping[str, tuple[Edge, ...]]

    def successors(self, kinds: Collection[ImportKind]) -> dict[str, list[str]]:
        """The graph of the edges of these kinds, each successor once, in source order."""
        return {
            importer: list(dict.fromkeys(edge.imported for edge in edges if edge.kind in kinds))
            for importer, edges in self.edges.items()
        }

    def first_edge(self, importer: str, imported: str, kinds: Collection[ImportKind]) -> Edge:
        """The first edge of these kinds between the two; an import that names the module goes before an implied one.

        Raises KeyError where there is none.
        """
        candidates = [edge for edge in self.edges[importer] if edge.imported == imported and edge.kind in kinds]
        if not candidates:
            raise KeyError((importer, imported))
        return min(candidates, key=lambda edge: (edge.implied, edge.statement.range))


class PackageNames(Protocol):
    """What has to be known of packages to tell their names from their submodules; asked by the path of a file."""

    def binds(self, path: str, name: str) -> bool:
        """Whether the module binds the name to something else than its submodule of that name."""
        ...

    def exported(self, path: str) -> tuple[str, ...]:
        """The names in the module's `__all__`; empty where it has none."""
        ...


def build_import_graph(modules: Mapping[str, Module], search: Search, names: PackageNames) -> ImportGraph:
    """The edges between the given modules.

    `import a.b` runs `a`, then `a.b`. `from a import b` runs `a`, then the submodule `a.b` unless `a` has a name `b` of
    its own, one that is not that submodule; a star import does so for every name in `__all__`. That a package runs
    before what lies in it is no edge from a module inside, not even where the module says `import package`: the package
    has started by then, and waits for nobody. Only names that the module wants of it make it wait.
    """
    return ImportGraph({path: tuple(_edges_of(module, modules, search, names)) for path, module in modules.items()})


_KIND_OF_TIMING = {
    Timing.IMPORT_TIME: ImportKind.RUNTIME,
    Timing.DEFERRED: ImportKind.DEFERRED,
    Timing.LAZY: ImportKind.LAZY,
    Timing.TYPING: ImportKind.TYPING,
}


def _edges_of(module: Module, modules: Mapping[str, Module], search: Search, names: PackageNames) -> Iterator[Edge]:
    for imported in module.imports:
        kind = _KIND_OF_TIMING.get(imported.statement.timing)
        if kind is None:
            continue
        for path, implied in _run_by(module, imported, search, names):
            if path in modules and path != module.path:
                yield Edge(module.path, path, imported.statement, kind, implied)


def _run_by(
    module: Module, imported: ResolvedImport, search: Search, names: PackageNames
) -> Iterator[tuple[str, bool]]:
    """The files that run when the statement does, each with whether it is only implied."""
    found = imported.found
    if found is None:
        return
    yield from ((path, True) for path in _started_ancestors(module, imported.name, search))
    origin = found.spec.origin
    submodules = dict(imported.submodules)
    if imported.statement.is_star and origin and found.spec.is_package:
        submodules = _submodules_exported(module, found, search, names.exported(origin))
    own = {name: at.spec.origin for name, at in submodules.items() if not (origin and names.binds(origin, name))}
    only_submodules = bool(own) and len(own) == len({wanted.name for wanted in imported.statement.names or ()})
    needs_body = imported.statement.names is not None and not only_submodules
    if origin and (needs_body or not _is_ancestor(imported.name, module.name)):
        yield origin, only_submodules
    yield from ((path, False) for path in own.values() if path)


def _submodules_exported(module: Module, package: Found, search: Search, exported: tuple[str, ...]) -> dict[str, Found]:
    """The names of `__all__` that are submodules (`_handle_fromlist`)."""
    resolutions = {name: search.find_submodule(module.file, package, name) for name in exported}
    return {name: found for name, found in resolutions.items() if isinstance(found, Found)}


def _started_ancestors(module: Module, name: str, search: Search) -> Iterator[str]:
    """The packages above `name` that importing it starts, outermost first, without those above the importer."""
    parts = name.split(".")
    for length in range(1, len(parts)):
        package = ".".join(parts[:length])
        if _is_ancestor(package, module.name):
            continue
        found = search.find_spec(module.file, package)
        if isinstance(found, Found) and found.spec.origin is not None:
            yield found.spec.origin


def _is_ancestor(package: str, name: str) -> bool:
    return name == package or name.startswith(package + ".")
