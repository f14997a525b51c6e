"""The cycles of the import graph in layers: those that run, those that only deferred imports close, and typing ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Related, Severity
from importls.graph.shortest_path import MOST_STEPS, SHORTEST_OF_TWO, shortest_cycle, shortest_path
from importls.graph.strongly_connected_components import cyclic_components
from importls.import_graph import Edge, ImportGraph, ImportKind

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot

LAYERS = {
    "import-cycle": (ImportKind.RUNTIME,),
    "cycle-deferred": (ImportKind.DEFERRED, ImportKind.LAZY),
    "cycle-typing": (ImportKind.TYPING,),
}
"""The rules in order, each with the kinds of edges that it adds to those before it."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One strongly connected component, and the edges of the shortest way round, starting at the first module by name.

    `modules` are the paths of all modules in the component, by name. One that `is_early` goes round because a function
    that imports may be called at import time.
    """

    chain: tuple[Edge, ...]
    modules: tuple[str, ...]
    is_early: bool = False


def cycle_among(snapshot: Snapshot, paths: Iterable[str], rule: str) -> Cycle:
    """The cycle of these modules, which are one component of the rule's layer, asking for no other edges."""
    earlier, kinds = _kinds_up_to(rule)
    component = sorted(paths, key=lambda path: (snapshot.by_name(path), path))
    edges = ImportGraph({path: snapshot.graph.edges[path] for path in component})
    before = cyclic_components(edges.successors(earlier))
    group = {path: number for number, members in enumerate(before) for path in members}
    return Cycle(chain_of(snapshot, edges.successors(kinds), component, kinds, group), tuple(component))


def cycles_at(snapshot: Snapshot, module: Module, rule: str) -> list[Cycle]:
    """The cycles of a rule that are to be reported in this module: those whose chain starts there."""
    return snapshot.table(("cycles", rule), lambda: _cycles_by_module(snapshot, rule)).get(module.path, [])


def cyclic_modules(snapshot: Snapshot, rule: str) -> list[list[str]]:
    """The paths in each component of the rule's layer and those before it."""
    return _components(snapshot, kinds_of(rule))


COMPONENTS = "runtime components"
"""The table of `components_by_path`."""


def components_by_path(snapshot: Snapshot) -> Mapping[str, int]:
    """The number of the component of each module in a cycle that runs, by path."""
    return snapshot.table(COMPONENTS, lambda: _components_by_path(snapshot))


def _components_by_path(snapshot: Snapshot) -> dict[str, int]:
    components = enumerate(cyclic_modules(snapshot, "import-cycle"))
    return {path: number for number, paths in components for path in paths}


def reported_modules(snapshot: Snapshot, rule: str) -> set[str]:
    """The paths of all modules on the shortest ways round."""
    table = snapshot.table(("cycles", rule), lambda: _cycles_by_module(snapshot, rule))
    return {edge.importer for cycles in table.values() for cycle in cycles for edge in cycle.chain}


def kinds_of(rule: str) -> tuple[ImportKind, ...]:
    """The kinds of edges in the rule's layer and in those before it."""
    return _kinds_up_to(rule)[1]


def cycle_diagnostic(snapshot: Snapshot, cycle: Cycle, rule: str, severity: Severity, help_text: str) -> Diagnostic:
    """One finding for a cycle, at the import that starts its shortest way round."""
    first = cycle.chain[0]
    names = [snapshot.by_name(edge.importer) for edge in cycle.chain]
    more = (
        f" (one of {len(cycle.modules)} modules that import each other in circles)"
        if len(cycle.modules) > len(names)
        else ""
    )
    return Diagnostic(
        rule=rule,
        severity=severity,
        message=f"import cycle: {' -> '.join((*names, names[0]))}{more}",
        path=first.importer,
        module=names[0],
        range=first.statement.range,
        help=help_text,
        target=snapshot.by_name(first.imported),
        related=tuple(
            Related(
                edge.importer,
                edge.statement.range,
                f"'{snapshot.by_name(edge.importer)}' imports '{snapshot.by_name(edge.imported)}'",
                snapshot.by_name(edge.importer),
                snapshot.by_name(edge.imported),
            )
            for edge in cycle.chain[1:]
        ),
    )


def all_cycles(snapshot: Snapshot, rule: str) -> list[Cycle]:
    """Every cycle of a rule, by the name of the module that its chain starts at."""
    table = snapshot.table(("cycles", rule), lambda: _cycles_by_module(snapshot, rule))
    return [cycle for cycles in table.values() for cycle in cycles]


def _cycles_by_module(snapshot: Snapshot, rule: str) -> dict[str, list[Cycle]]:
    by_module: dict[str, list[Cycle]] = {}
    for cycle in _cycles(snapshot, rule):
        by_module.setdefault(cycle.chain[0].importer, []).append(cycle)
    return by_module


def _cycles(snapshot: Snapshot, rule: str) -> list[Cycle]:
    """The components of the rule's layer that are no components of the layer before, each with a chain."""
    earlier, kinds = _kinds_up_to(rule)
    before = _components(snapshot, earlier)
    group = {path: number for number, component in enumerate(before) for path in component}
    fresh = [
        component
        for component in _components(snapshot, kinds)
        if len({group.get(path, path) for path in component}) > 1
    ]
    successors = snapshot.graph.successors(kinds)
    cycles = [Cycle(chain_of(snapshot, successors, component, kinds, group), tuple(component)) for component in fresh]
    return sorted(cycles, key=lambda cycle: snapshot.by_name(cycle.chain[0].importer))


def _kinds_up_to(rule: str) -> tuple[tuple[ImportKind, ...], tuple[ImportKind, ...]]:
    """The kinds of the layers before the rule's, and those with its own."""
    earlier: tuple[ImportKind, ...] = ()
    for name, added in LAYERS.items():
        if name == rule:
            return earlier, earlier + added
        earlier += added
    raise KeyError(rule)


def _components(snapshot: Snapshot, kinds: tuple[ImportKind, ...]) -> list[list[str]]:
    """The cyclic components over edges of these kinds, members by name: the same whatever order files came in."""
    successors = snapshot.graph.successors(kinds)
    return [
        sorted(component, key=lambda path: (snapshot.by_name(path), path))
        for component in cyclic_components(successors)
    ]


def chain_of(
    snapshot: Snapshot,
    successors: Mapping[str, list[str]],
    component: list[str],
    kinds: tuple[ImportKind, ...],
    group: Mapping[str, int],
) -> tuple[Edge, ...]:
    """The shortest way round, of edges of these kinds, that leaves the components of the layer before.

    It starts at the first module by name; `group` are the numbers of those components by path.
    """
    if not any(path in group for path in component):
        nodes = shortest_cycle(successors, component)
    else:
        nodes = _shortest_new_cycle(successors, component, group)
    edges = [snapshot.graph.first_edge(*pair, kinds) for pair in pairwise(nodes)]
    start = min(range(len(edges)), key=lambda index: snapshot.by_name(edges[index].importer))
    return tuple(edges[start:] + edges[:start])


def _shortest_new_cycle(
    successors: Mapping[str, list[str]], component: list[str], group: Mapping[str, int]
) -> list[str]:
    """The shortest cycle that leaves the components of the layer before: one through an edge between two of them."""
    inside = set(component)
    crossing = [
        (importer, imported)
        for importer in component
        for imported in successors[importer]
        if imported in inside and group.get(importer, importer) != group.get(imported, imported)
    ]
    edges = sum(len(successors[path]) for path in component)
    best: list[str] | None = None
    for importer, imported in crossing[: max(1, MOST_STEPS // max(1, edges))]:
        limit = len(best) - 3 if best else None
        way_back = shortest_path(successors, imported, importer, within=inside, most_edges=limit)
        best = best if way_back is None else [importer, *way_back]
        if best is not None and len(best) <= SHORTEST_OF_TWO:
            break
    if best is None:
        raise ValueError("the component is no new one")
    return best
