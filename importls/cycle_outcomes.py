"""What a cycle of imports does to a program: the imports that fail because of it, found by simulating each of them.

Only the modules of the project are simulated; everything else is taken to be there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from importls.simulation.failure import ErrorKind, Failure
from importls.simulation.of_environment import universe_of
from importls.simulation.trace import Simulation
from importls.simulation.universe import Universe

if TYPE_CHECKING:
    from importls.cycles import Cycle
    from importls.snapshot import Snapshot

MOST_STEPS = 2_000_000
"""Of all entries of a cycle together, about twenty seconds; those behind are not tried."""

_BY_CYCLES = {ErrorKind.PARTIAL_IMPORT, ErrorKind.PARTIAL_ATTRIBUTE}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens when the modules of a cycle are imported first, by name in order.

    `failing` says why those fail that do; `working` import, or fail for another reason than the cycle; `untried` were
    left out for the time that they would take.
    """

    failing: Mapping[str, Failure]
    working: tuple[str, ...]
    untried: tuple[str, ...]


def outcome_of(snapshot: Snapshot, cycle: Cycle, texts: Mapping[str, str] | None = None) -> Outcome:
    """Import each module of the cycle in a fresh interpreter, if need be with other texts of some files, by path.

    Each entry takes time linear in what it executes; all together stop at `MOST_STEPS`.
    """
    simulation = Simulation(project_universe(snapshot).with_texts(texts or {}))
    failing: dict[str, Failure] = {}
    working: list[str] = []
    names = sorted(snapshot.by_name(path) for path in cycle.modules)
    members = set(names)
    for number, name in enumerate(names):
        if simulation.work > MOST_STEPS:
            return Outcome(failing, tuple(working), tuple(names[number:]))
        failure = simulation.trace(name).failure
        if failure is not None and is_by_cycle(failure, members):
            failing[name] = failure
        else:
            working.append(name)
    return Outcome(failing, tuple(working), ())


def is_by_cycle(failure: Failure, members: Collection[str]) -> bool:
    """Whether something is missing only because one of these modules is not finished, be it a part of its package."""
    missing = {failure.source, f"{failure.source}.{failure.name}"}
    return failure.kind in _BY_CYCLES and not missing.isdisjoint(members)


def project_universe(snapshot: Snapshot) -> Universe:
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
    )
