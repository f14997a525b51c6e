"""What importing a module of the project sets in motion, told by the imports that run; nothing is simulated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.facts.imports import Timing
from importls.graph.reachable import reachable
from importls.import_graph import ImportKind

if TYPE_CHECKING:
    from importls.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Reach:
    """How many modules of the project run, the one that is imported included, and what else they import, by name.

    `others` are top-level names, those that are imported in a branch that may not run among them.
    """

    first_party: int
    others: tuple[str, ...]


def reach_of(snapshot: Snapshot, path: str) -> Reach:
    """The reach of a checked file. Linear in the imports of what it reaches."""
    return snapshot.once(("reach", path), lambda: _reach(snapshot, path))


def _reach(snapshot: Snapshot, path: str) -> Reach:
    run = {path} | reachable(_Successors(snapshot), path)
    own = {module.name.partition(".")[0] for module in snapshot.modules.values()}
    others = {top for other in run for top in _tops(snapshot, other)} - own - {"__future__"}
    return Reach(len(run), tuple(sorted(others)))


def _tops(snapshot: Snapshot, path: str) -> Iterator[str]:
    for statement in snapshot.modules[path].facts.imports:
        if not statement.level and statement.timing is Timing.IMPORT_TIME:
            yield statement.module.partition(".")[0]


class _Successors(Mapping[str, list[str]]):
    """What each module runs, looked up when it is reached."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._edges = snapshot.graph.edges

    def __getitem__(self, path: str) -> list[str]:
        return [edge.imported for edge in self._edges[path] if edge.kind is ImportKind.RUNTIME]

    def __iter__(self) -> Iterator[str]:
        return iter(self._edges)

    def __len__(self) -> int:
        return len(self._edges)
