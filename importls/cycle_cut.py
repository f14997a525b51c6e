"""The cheapest imports to cut so that a cycle goes round no more, and the edits that do it, tried in the simulator."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importls.cycle_trials import MOST_STEPS, proven_fix, trials_of
from importls.diagnostic import Fix
from importls.edited_sources import Edited, Sources
from importls.edits.deferral import deferred
from importls.edits.source import Imported, Source
from importls.edits.text_edits import Replacements, in_order
from importls.graph.feedback_arc_set import feedback_arc_set
from importls.import_candidates import deferral_in, deferral_title
from importls.import_graph import Edge

if TYPE_CHECKING:
    from importls.cycle_outcomes import Outcome
    from importls.cycles import Cycle
    from importls.facts.imports import Import
    from importls.import_graph import ImportKind
    from importls.module import ResolvedImport
    from importls.simulation.failure import Failure
    from importls.snapshot import Snapshot

MOST_ROUNDS = 4
"""How often another cut is looked for where one does not keep every import from failing."""

_MOVED, _REMOVED = 1, 4
"""The weight of an import that functions and annotations use, and of one that nothing uses but may be there to run."""

_MOST_TOLD = 3
"""Of more imports that are cut only the number is told."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The edges whose imports are to go, to wait or to move.

    `fix` does so, and every import of the cycle's modules was seen to work with it, which is the proof. It is None
    where nothing fails anyway, and where no such cut was found: then names of the imports are needed at once.
    """

    edges: tuple[Edge, ...]
    fix: Fix | None


def cheapest_cut(
    snapshot: Snapshot, cycle: Cycle, kinds: tuple[ImportKind, ...], outcome: Outcome, most_steps: int = MOST_STEPS
) -> Cut:
    """The imports that cost least to cut, without which nothing goes round.

    An import costs least that can move: into the functions that use its names, and under `TYPE_CHECKING`. One that has
    to stay where it is goes last. Where modules of the cycle fail, the moves are made and tried, and a cut that does
    not help is replaced by the next, `MOST_ROUNDS` times at most, and until the trials have taken `most_steps`.
    """
    key = "cheapest cut", cycle.modules, kinds, most_steps
    return snapshot.once(key, lambda: _cheapest_cut(_Work(snapshot, cycle, kinds), outcome, most_steps))


def _cheapest_cut(work: _Work, outcome: Outcome, most_steps: int) -> Cut:
    weights = work.weights()
    first = cut = work.lightest(weights)
    trials = trials_of(work.snapshot, work.cycle, most_steps)
    for _ in range(MOST_ROUNDS if outcome.failing and not outcome.untried else 0):
        moved = None if any(weights[edge] >= work.staying for edge in cut) else work.without(cut)
        if not moved:
            break
        edited, titles = moved
        fix = proven_fix(trials, titles, edited)
        if fix is not None:
            return Cut(cut, fix)
        tried = trials.with_texts(edited.texts, outcome.failing)
        weights |= dict.fromkeys(_to_blame(cut, tried.failing if tried else {}), work.staying)
        cut = work.lightest(weights)
    return Cut(first, None)


def _to_blame(cut: Sequence[Edge], failing: Mapping[str, Failure]) -> list[Edge]:
    """The edges whose moved imports run while the modules are imported, all of them where that is not known."""
    links = {link.path for failure in failing.values() for link in failure.chain}
    return [edge for edge in cut if edge.importer in links] or list(cut)


@dataclass(slots=True)
class _Work:
    """What is asked again and again about the edges of one cycle."""

    snapshot: Snapshot
    cycle: Cycle
    kinds: Collection[ImportKind]
    edges: tuple[Edge, ...] = field(init=False)
    resolved: dict[str, dict[Import, ResolvedImport]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        members = set(self.cycle.modules)
        self.edges = tuple(
            edge
            for path in self.cycle.modules
            for edge in self.snapshot.graph.edges[path]
            if edge.imported in members and edge.kind in self.kinds
        )

    @property
    def staying(self) -> int:
        """The weight of an import that cannot move: more than all others together."""
        return _REMOVED * len(self.edges) + 1

    def weights(self) -> dict[Edge, int]:
        """What it costs to cut each edge."""
        sources = Sources(self.snapshot, {})
        return {edge: self._weight(sources, edge) for edge in self.edges}

    def _weight(self, sources: Sources, edge: Edge) -> int:
        source = sources.source(edge.importer)
        imported = _located(source, edge.statement, self._names(edge)) if source else None
        deferral = deferral_in(sources, edge.importer, source, imported) if source and imported else None
        if deferral is None:
            return self.staying
        return _REMOVED if deferral.is_removal else _MOVED

    def lightest(self, weights: Mapping[Edge, int]) -> tuple[Edge, ...]:
        """The edges without which nothing goes round, of the smallest weight together."""
        pairs: dict[tuple[str, str], int] = {}
        for edge, weight in weights.items():
            pair = edge.importer, edge.imported
            pairs[pair] = pairs.get(pair, 0) + weight
        arcs = set(feedback_arc_set(self.cycle.modules, pairs).arcs)
        return tuple(edge for edge in self.edges if (edge.importer, edge.imported) in arcs)

    def without(self, cut: Sequence[Edge]) -> tuple[Edited, list[str]] | None:
        """The edits that move or remove the imports of the edges, and what they do; None where one cannot be made."""
        wanted: dict[tuple[str, Import], frozenset[str]] = {}
        for edge in cut:
            key = edge.importer, edge.statement
            wanted[key] = wanted.get(key, frozenset()) | self._names(edge)
        edited, titles = Edited(), []
        for (path, statement), names in wanted.items():
            moved = _without(Sources(self.snapshot, edited.texts), path, statement, names)
            if moved is None:
                return None
            edited = edited.once_more(path, self.snapshot.text(path), moved[0])
            titles.append(moved[1])
        return edited, titles if len(titles) <= _MOST_TOLD else [f"cut {len(titles)} imports"]

    def _names(self, edge: Edge) -> frozenset[str]:
        """The names of the statement that make the edge: submodules that it asks for, or all."""
        statement = edge.statement
        names = frozenset(name.name for name in statement.names or ())
        resolved = self._resolved(edge.importer).get(statement) if names else None
        if resolved is None or not resolved.submodules:
            return names
        parts = frozenset(name for name, found in resolved.submodules.items() if found.spec.origin == edge.imported)
        own = resolved.found.spec.origin if resolved.found else None
        return parts if parts and own != edge.imported else names

    def _resolved(self, path: str) -> dict[Import, ResolvedImport]:
        if path not in self.resolved:
            self.resolved[path] = {one.statement: one for one in self.snapshot.modules[path].imports}
        return self.resolved[path]


def _located(source: Source, statement: Import, names: Collection[str]) -> Imported | None:
    """The statement in a text that may have been edited above it; the names are those that are left to move."""
    for number, node in source.imports():
        if isinstance(node, ast.Import) and statement.names is None:
            same = [one for one in node.names if (one.name, one.asname) == (statement.module, statement.alias)]
        elif isinstance(node, ast.ImportFrom) and (node.level, node.module or "") == (
            statement.level,
            statement.module,
        ):
            same = [one for one in node.names if one.name in names]
            same = same if {one.name for one in same} == set(names) else []
        else:
            continue
        if same:
            return Imported(number, node, tuple(same))
    return None


def _without(sources: Sources, path: str, statement: Import, names: Collection[str]) -> tuple[Replacements, str] | None:
    source = sources.source(path)
    imported = _located(source, statement, names) if source else None
    deferral = deferral_in(sources, path, source, imported) if source and imported else None
    if source is None or imported is None or deferral is None:
        return None
    replacements = deferred(source, imported, deferral)
    ordered = None if replacements is None else in_order(replacements)
    return None if ordered is None else (ordered, deferral_title(sources, path, source, imported, deferral))
