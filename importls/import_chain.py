"""The shortest way from one module to another along imports; it knows nothing of how it is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from importls.cycles import LAYERS, kinds_of
from importls.graph.reachable import reachable
from importls.graph.shortest_path import shortest_path
from importls.import_graph import KIND_OF_TIMING, Edge, ImportKind
from resolver.module_name import ancestors
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ImportChain:
    """The imports that lead from the module at the path `start` to its goal, each starting where the last one ended.

    `package` is the path of a package around the module where the first import is one of that package, which runs
    before the module does. There are no edges where that package is the goal itself.
    """

    start: str
    package: str | None
    edges: tuple[Edge, ...]


def import_chain(snapshot: Snapshot, start: str, goal: str) -> ImportChain | None:
    """The chain of the fewest imports from one checked file to a goal; None where there is none.

    `goal` is the path of a checked file, or the name of a module that is none: the chain ends with the first statement
    that names it or something below it, as what modules that are not checked import is not followed. A chain of imports
    that run while `start` is imported is preferred to one with deferred and lazy imports, and that to one with imports
    for type checkers only. Where `start` is the goal, the chain is the shortest cycle through it. Linear in the imports
    of the modules that are reached.
    """
    return next(filter(None, (_chain(snapshot, start, goal, kinds_of(rule)) for rule in LAYERS)), None)


def reached_modules(snapshot: Snapshot, start: str) -> list[Module]:
    """The checked modules that some chain from `start` goes through, itself included, in the order of their paths."""
    steps = _Steps(snapshot, start, "", frozenset(ImportKind))
    return [snapshot.modules[path] for path in sorted({start} | reachable(steps, start))]


def _chain(snapshot: Snapshot, start: str, goal: str, kinds: Collection[ImportKind]) -> ImportChain | None:
    steps = _Steps(snapshot, start, goal, kinds)
    nodes = shortest_path(steps, start, goal)
    if nodes is None:
        return None
    package = None if nodes[1] in {edge.imported for edge in steps.edges(start)} else nodes[1]
    pairs = pairwise(nodes if package is None else nodes[1:])
    return ImportChain(start, package, tuple(steps.edge(*pair) for pair in pairs))


class _Steps(Mapping[str, list[str]]):
    """Where the imports of each module lead to, looked up when a module is reached."""

    def __init__(self, snapshot: Snapshot, start: str, goal: str, kinds: Collection[ImportKind]) -> None:
        self._snapshot = snapshot
        self._start = start
        self._goal = goal
        self._kinds = kinds

    def edges(self, path: str) -> list[Edge]:
        """The edges from a module, in source order, those to a goal that is not checked at the end."""
        module = self._snapshot.modules.get(path)
        if module is None:
            return []
        edges = list(self._snapshot.graph.edges[path])
        if self._goal and self._goal not in self._snapshot.modules:
            edges += _edges_to(module, self._goal)
        return [edge for edge in edges if edge.kind in self._kinds]

    def edge(self, importer: str, imported: str) -> Edge:
        """The first edge between the two, one that names the module before an implied one."""
        edges = (edge for edge in self.edges(importer) if edge.imported == imported)
        return min(edges, key=lambda edge: (edge.implied, edge.statement.range))

    def __getitem__(self, path: str) -> list[str]:
        found = [edge.imported for edge in self.edges(path)]
        if path == self._start != self._goal:
            found += _packages_around(self._snapshot, self._snapshot.modules[path])
        return list(dict.fromkeys(found))

    def __iter__(self) -> Iterator[str]:
        return iter(self._snapshot.modules)

    def __len__(self) -> int:
        return len(self._snapshot.modules)


def _packages_around(snapshot: Snapshot, module: Module) -> Iterator[str]:
    """The checked packages that run before the module does, the innermost first."""
    for package in reversed(list(ancestors(module.name))):
        found = snapshot.search.find_on_roots(module.file, package)
        path = (found.spec.origin if isinstance(found, Found) else None) or ""
        if path in snapshot.modules and path != module.path:
            yield path


def _edges_to(module: Module, name: str) -> Iterator[Edge]:
    """The imports of a module that name another one, or something below it, which implies it."""
    for imported in module.imports:
        kind = KIND_OF_TIMING.get(imported.statement.timing)
        if kind is None:
            continue
        named = list(named_modules(imported))
        if name in named:
            yield Edge(module.path, name, imported.statement, kind, implied=False)
        elif any(other.startswith(f"{name}.") for other in named):
            yield Edge(module.path, name, imported.statement, kind, implied=True)


def named_modules(imported: ResolvedImport) -> Iterator[str]:
    """The absolute names of the modules that an import names.

    Where the module is not found, each name that is imported from it may be a submodule.
    """
    yield imported.name
    if imported.found is not None:
        yield from (found.spec.name for found in imported.submodules.values())
    else:
        yield from (f"{imported.name}.{name.name}" for name in imported.statement.names or ())
