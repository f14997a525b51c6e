"""What a cycle of imports does to a program: the imports that fail because of it, found by simulating each of them.

Only the modules of the project are simulated; everything else is taken to be there.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from importls.facts.import_time_names import names_used_at_import_time
from importls.facts.newer_syntax import parse
from importls.graph.feedback_arc_set import feedback_arc_set
from importls.import_graph import Edge
from importls.simulation.failure import ErrorKind, Failure
from importls.simulation.of_environment import universe_of
from importls.simulation.trace import Simulation
from importls.simulation.universe import Universe

if TYPE_CHECKING:
    from importls.cycles import Cycle
    from importls.import_graph import ImportKind
    from importls.snapshot import Snapshot

MOST_STEPS = 2_000_000
"""Of all entries of a cycle together, about twenty seconds; those behind are not tried."""

_BY_CYCLES = {ErrorKind.PARTIAL_IMPORT, ErrorKind.PARTIAL_ATTRIBUTE}
_USED_AT_ONCE = 8
"""The weight of an import whose names are used while the module is imported: it cannot be deferred as it is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens when the modules of a cycle are imported first, by name in order.

    `failing` says why those fail that do; `working` import, or fail for another reason than the cycle; `untried` were
    left out for the time that they would take.
    """

    failing: Mapping[str, Failure]
    working: tuple[str, ...]
    untried: tuple[str, ...]


def outcome_of(snapshot: Snapshot, cycle: Cycle, without: Collection[Edge] = ()) -> Outcome:
    """Import each module of the cycle in a fresh interpreter, if need be without the statements of some edges.

    Each entry takes time linear in what it executes; all together stop at `MOST_STEPS`.
    """
    simulation = Simulation(_universe(snapshot, without))
    failing: dict[str, Failure] = {}
    working: list[str] = []
    names = sorted(snapshot.by_name(path) for path in cycle.modules)
    members = set(names)
    for number, name in enumerate(names):
        if simulation.work > MOST_STEPS:
            return Outcome(failing, tuple(working), tuple(names[number:]))
        failure = simulation.trace(name).failure
        if failure is not None and failure.kind in _BY_CYCLES and failure.source in members:
            failing[name] = failure
        else:
            working.append(name)
    return Outcome(failing, tuple(working), ())


def _universe(snapshot: Snapshot, without: Collection[Edge]) -> Universe:
    """The modules of the project, those outside of it only as names."""
    roots = tuple(root.path for root in snapshot.project.roots)
    universe = universe_of(
        snapshot.environment.with_roots(roots), snapshot.file_system, lambda path: path not in snapshot.modules
    )
    return replace(
        universe,
        read=lambda path: snapshot.text(path) if path in snapshot.modules else None,
        is_external=lambda path: path not in snapshot.modules,
        startup_code=(),
        left_out=frozenset((edge.importer, edge.statement.range.start.line) for edge in without),
    )


@dataclass(frozen=True, slots=True)
class Cut:
    """The edges whose statements are to go, and whether it was seen that nothing fails without them."""

    edges: tuple[Edge, ...]
    is_proven: bool


def cheapest_cut(snapshot: Snapshot, cycle: Cycle, kinds: Collection[ImportKind]) -> Cut:
    """The imports that cost least to remove, defer or move, without which nothing goes round.

    An import costs least whose names are used in functions and annotations only.
    """
    members = set(cycle.modules)
    edges = [
        edge
        for path in cycle.modules
        for edge in snapshot.graph.edges[path]
        if edge.imported in members and edge.kind in kinds
    ]
    weights: dict[tuple[str, str], int] = {}
    for edge in edges:
        pair = edge.importer, edge.imported
        weights[pair] = weights.get(pair, 0) + _cost(snapshot, edge)
    arcs = set(feedback_arc_set(cycle.modules, weights).arcs)
    cut = tuple(edge for edge in edges if (edge.importer, edge.imported) in arcs)
    return Cut(cut, not outcome_of(snapshot, cycle, cut).failing)


def _cost(snapshot: Snapshot, edge: Edge) -> int:
    used = snapshot.once(
        ("used at import time", edge.importer), lambda: names_used_at_import_time(_tree(snapshot, edge.importer))
    )
    names = edge.statement.names
    bound = (
        {name.alias or name.name for name in names}
        if names is not None
        else {edge.statement.alias or (edge.statement.module or "").partition(".")[0]}
    )
    return _USED_AT_ONCE if used & bound else 1


def _tree(snapshot: Snapshot, path: str) -> ast.Module:
    return parse(snapshot.text(path)) or ast.Module([], [])
