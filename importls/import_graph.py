"""The checked modules and the imports between them as a graph; nodes are the paths of files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import msgspec

from importls.facts.imports import Import, Timing
from resolver.module_name import ancestors
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


class Edge(msgspec.Struct, frozen=True, gc=False):
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


class ImportEdges:
    """The edges from each of the given modules, worked out one module at a time.

    `import a.b` runs `a`, then `a.b`. `from a import b` runs `a`, then the submodule `a.b` unless `a` has a name `b` of
    its own, one that is not that submodule; a star import does so for every name in `__all__`. That a package runs
    before what lies in it is no edge from a module inside, not even where the module says `import package`: the package
    has started by then, and waits for nobody. Only names that the module wants of it make it wait.
    """

    def __init__(self, modules: Mapping[str, Module], search: Search, names: PackageNames) -> None:
        """Only edges between `modules` count."""
        self._run = _Run(modules, search, names)

    def of(self, module: Module) -> tuple[Edge, ...]:
        """The edges from one module, in source order."""
        return tuple(_edges_of(module, self._run))


KIND_OF_TIMING = {
    Timing.IMPORT_TIME: ImportKind.RUNTIME,
    Timing.DEFERRED: ImportKind.DEFERRED,
    Timing.LAZY: ImportKind.LAZY,
    Timing.TYPING: ImportKind.TYPING,
}
"""The kinds of edges by the timing of their statements; one that never runs has none."""


def _edges_of(module: Module, run: _Run) -> list[Edge]:
    edges: list[Edge] = []
    importer, modules = module.path, run.modules
    around = frozenset((module.name, *ancestors(module.name)))
    for imported in module.imports:
        found = imported.found
        kind = KIND_OF_TIMING.get(imported.statement.timing)
        if kind is None or found is None:
            continue
        if "." in imported.name:
            for package, path in run.packages_above(module, imported.name):
                if package not in around and path != importer:
                    edges.append(Edge(importer, path, imported.statement, kind, True))
        for path, implied in run.by(module, around, imported, found):
            if path in modules and path != importer:
                edges.append(Edge(importer, path, imported.statement, kind, implied))
    return edges


@dataclass(frozen=True, slots=True)
class _Run:
    """What runs when an import statement does."""

    modules: Mapping[str, Module]
    search: Search
    names: PackageNames
    above: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    def by(
        self, module: Module, around: Collection[str], imported: ResolvedImport, found: Found
    ) -> Sequence[tuple[str, bool]]:
        """The files that run but for the packages above the imported module, each with whether it is only implied.

        `around` are the names of the module that has the import and of the packages above it.
        """
        statement, origin = imported.statement, found.spec.origin
        submodules = imported.submodules
        if statement.is_star and origin and found.spec.is_package:
            submodules = _submodules_exported(module, found, self.search, self.names.exported(origin))
        if not submodules:
            return ((origin, False),) if origin and (statement.names is not None or imported.name not in around) else ()
        run: list[tuple[str, bool]] = []
        binds = self.names.binds
        own = {name: at.spec.origin for name, at in submodules.items() if not (origin and binds(origin, name))}
        only_submodules = bool(own) and len(own) == len({wanted.name for wanted in statement.names or ()})
        needs_body = statement.names is not None and not only_submodules
        if origin and (needs_body or imported.name not in around):
            run.append((origin, only_submodules))
        run += [(path, False) for path in own.values() if path]
        return run

    def packages_above(self, module: Module, name: str) -> list[tuple[str, str]]:
        """The name and file of each checked package that is above `name`, outermost first."""
        key = module.file.root.path, name
        above = self.above.get(key)
        if above is None:
            above, found_by_all = self._packages_above(module, name)
            if found_by_all:
                self.above[key] = above
        return above

    def _packages_above(self, module: Module, name: str) -> tuple[list[tuple[str, str]], bool]:
        """The name and file of each checked package above, and whether all files of the module's root find the same.

        What no root has may lie in a folder that only some files see.
        """
        packages: list[tuple[str, str]] = []
        found_by_all = True
        for package in ancestors(name):
            found = self.search.find_on_roots(module.file, package)
            if not isinstance(found, Found):
                found_by_all = False
                found = self.search.find_spec(module.file, package)
            if isinstance(found, Found) and found.spec.origin in self.modules:
                packages.append((package, found.spec.origin or ""))
        return packages, found_by_all


def _submodules_exported(module: Module, package: Found, search: Search, exported: tuple[str, ...]) -> dict[str, Found]:
    """The names of `__all__` that are submodules (`_handle_fromlist`)."""
    resolutions = {name: search.find_submodule(module.file, package, name) for name in exported}
    return {name: found for name, found in resolutions.items() if isinstance(found, Found)}
