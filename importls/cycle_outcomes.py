"""What a cycle of imports does to a program: the imports that fail because of it, found by simulating each of them.

Only the modules of the project are simulated; everything else is taken to be there. In a workspace of more than
`MOST_MODULES` modules that goes for the packages of which no module is in the cycle, too.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from importls.simulation.bounds import BRISK, ONCE_MORE
from importls.simulation.failure import ErrorKind, Failure
from importls.simulation.of_environment import universe_of
from importls.simulation.replay import Replay
from importls.simulation.trace import Simulation
from importls.simulation.universe import Universe

if TYPE_CHECKING:
    import ast

    from importls.cycles import Cycle
    from importls.facts.refusal import Refusal
    from importls.snapshot import Snapshot

MOST_STEPS = 1_000_000
"""Of what is simulated for single entries of a cycle, about ten seconds; those behind are not tried."""

MOST_STEPS_FOR_ALL = 2_000_000
"""Of what is simulated for all cycles of a package together, before single entries are."""

MOST_STEPS_EARLY = 10_000
"""Of what is simulated for cycles that are only guessed, in all, besides; those behind are not tried."""

MOST_CONFIRMED = 10

MOST_MODULES = 3_000

_BY_CYCLES = {ErrorKind.PARTIAL_IMPORT, ErrorKind.PARTIAL_ATTRIBUTE}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens when the modules of a cycle are imported first, by name in order.

    `failing` says why those fail that do; `working` import, or fail for another reason than the cycle; of `untried` it
    is not known, for the time that it would take. `swallowed` is what is raised and caught on the way only because a
    module of the cycle is not finished, with the entries where it is. `files` are the modules of the project that
    may be executed, by path.
    """

    failing: Mapping[str, Failure]
    working: tuple[str, ...]
    untried: tuple[str, ...]
    swallowed: Mapping[Failure, tuple[str, ...]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()


def outcome_of(snapshot: Snapshot, cycle: Cycle) -> Outcome:
    """The outcome of one cycle."""
    return next(outcome for _, outcome in outcomes_of(snapshot, (cycle,)))


def outcomes_of(snapshot: Snapshot, cycles: Iterable[Cycle]) -> Iterator[tuple[Cycle, Outcome]]:
    """Import each module of each cycle in a fresh interpreter; the cycles come in any order.

    What all of them execute is simulated once, and once more for each entry that meets something in another state than
    those before it; going through the others takes time linear in the imports that they execute, n · m for n modules
    with m imports, and none where nobody asks for what a module may lack.

    No entry begins behind `MOST_STEPS_FOR_ALL`, nor behind `MOST_STEPS` for single entries of a cycle, and each is
    given up after `BRISK.entry`. What fails is tried once more, within `MOST_STEPS` and `ONCE_MORE.entry`.

    Cycles that are early come last, only as many as `MOST_STEPS_EARLY` allow, and fail only where no other cycle fails
    the same way.
    """
    groups: dict[frozenset[str] | None, list[Cycle]] = {}
    for cycle in cycles:
        groups.setdefault(_packages(snapshot, cycle), []).append(cycle)
    if any(groups):
        gc.freeze()  # What is there already is not looked at when the simulations are thrown away.
    for packages, group in groups.items():
        universe = project_universe(snapshot, packages)
        replay = Replay(_quick(snapshot, universe), BRISK)
        running = [cycle for cycle in group if not cycle.is_early]
        replay.prepare(sorted({name for cycle in running for name in _names(snapshot, cycle)}), MOST_STEPS_FOR_ALL)
        told: set[tuple[str, int, int, str]] = set()
        for cycle in running:
            outcome = _outcome(snapshot, cycle, replay, universe, MOST_STEPS)
            told.update(failure.place for failure in outcome.failing.values())
            yield cycle, outcome
        limit = replay.work + MOST_STEPS_EARLY
        for cycle in (cycle for cycle in group if cycle.is_early and replay.work < limit):
            replay.prepare(_names(snapshot, cycle), limit - replay.work)
            outcome = _outcome(snapshot, cycle, replay, universe, max(0, limit - replay.work))
            yield cycle, _besides(outcome, told)
        del universe, replay
        if packages is not None:
            gc.collect()  # Each of several packages takes much memory, and the collector may be switched off.


def _quick(snapshot: Snapshot, universe: Universe) -> Universe:
    """The same universe, in which a file is refused for what its facts say only: what fails is tried once more."""

    def refusal(path: str, whole_tree: Callable[[], ast.Module | None]) -> Refusal | None:
        return None if can_be_parsed(snapshot, path) else universe.refusal(path, whole_tree)

    return replace(universe, refusal=refusal, _refusals={})


def _besides(outcome: Outcome, told: Collection[tuple[str, int, int, str]]) -> Outcome:
    """What is certain about a cycle that was only guessed, and was not told already."""
    failing = outcome.failing.items()
    fresh = {name: failure for name, failure in failing if failure.is_certain and failure.place not in told}
    return replace(outcome, failing=fresh, swallowed={})


def _outcome(snapshot: Snapshot, cycle: Cycle, replay: Replay, universe: Universe, most_steps: int) -> Outcome:
    names = _names(snapshot, cycle)
    limit = replay.work + most_steps
    failing: dict[str, Failure] = {}
    working: list[str] = []
    untried: list[str] = []
    swallowed: dict[tuple[object, ...], tuple[Failure, dict[str, None]]] = {}
    for name in names:
        ending = replay.ending(name, limit)
        if not ending.is_complete:
            untried.append(name)
        elif ending.failure is not None and _is_by_cycle(snapshot, cycle, ending.failure, names):
            failing[name] = ending.failure
        else:
            working.append(name)
            for failure in ending.swallowed:
                if _is_by_cycle(snapshot, cycle, failure, names):
                    swallowed.setdefault(failure.place, (failure, {}))[1][name] = None
    failing = _confirmed(universe, failing)
    untried += [name for name in names if name not in failing and name not in working and name not in untried]
    told = {failure: tuple(entries) for failure, entries in swallowed.values()}
    files = replay.files(names) & snapshot.modules.keys()
    return Outcome(failing, tuple(working), tuple(untried), told, frozenset(files))


def _confirmed(universe: Universe, failing: Mapping[str, Failure]) -> dict[str, Failure]:
    """The failures that are seen again when one entry of each is simulated for itself and thoroughly.

    They come with what is certain then. No more than `MOST_CONFIRMED` different ones are, the most frequent first.
    """
    entries: dict[tuple[str, int, int, str], list[str]] = {}
    for name, failure in failing.items():
        entries.setdefault(failure.place, []).append(name)
    frequent = sorted(entries.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_CONFIRMED]
    if not frequent:
        return {}
    simulation = Simulation(universe, patience=ONCE_MORE)
    confirmed: dict[str, Failure] = {}
    for place, names in frequent:
        seen = simulation.trace(names[0]).failure if simulation.work <= MOST_STEPS else None
        if seen is not None and seen.place == place:
            confirmed.update(dict.fromkeys(names, seen))
    return confirmed


def _is_by_cycle(snapshot: Snapshot, cycle: Cycle, failure: Failure, names: Sequence[str]) -> bool:
    """Whether a module lacks a name that it would have if it were finished, as far as its text tells."""
    path = next((path for path in cycle.modules if snapshot.by_name(path) == failure.source), None)
    if path is None or failure.name is None or not is_by_cycle(failure, names):
        return is_by_cycle(failure, names)
    text = snapshot.text(path)
    if f"{failure.source}.{failure.name}" in names or "import *" in text:
        return True
    return re.search(rf"\b{re.escape(failure.name)}\b", text) is not None


def is_by_cycle(failure: Failure, members: Collection[str]) -> bool:
    """Whether something is missing only because one of these modules is not finished, be it a part of its package."""
    missing = {failure.source, f"{failure.source}.{failure.name}"}
    return failure.kind in _BY_CYCLES and not missing.isdisjoint(members)


def _names(snapshot: Snapshot, cycle: Cycle) -> list[str]:
    return sorted(snapshot.by_name(path) for path in cycle.modules)


def _packages(snapshot: Snapshot, cycle: Cycle) -> frozenset[str] | None:
    """The top-level packages that are looked into for a cycle, None for all."""
    if len(snapshot.modules) <= MOST_MODULES:
        return None
    return frozenset(name.partition(".")[0] for name in _names(snapshot, cycle))


def project_universe(snapshot: Snapshot, packages: Collection[str] | None = None) -> Universe:
    """The modules of the project, those outside of it only as names; and of its packages only these, if they are given.

    Modules that stand in no package belong to all.
    """
    roots = tuple(root.path for root in snapshot.project.roots)

    def is_outside(path: str) -> bool:
        module = snapshot.modules.get(path)
        if module is None:
            return True
        top, _, below = module.name.partition(".")
        return packages is not None and top not in packages and bool(below or module.file.is_package)

    universe = universe_of(snapshot.environment.with_roots(roots), snapshot.file_system, is_outside)
    return replace(
        universe,
        read=lambda path: None if is_outside(path) else snapshot.text(path),
        is_external=is_outside,
        startup_code=(),
        is_python=lambda path: can_be_parsed(snapshot, path),
        breathe=snapshot.breathe,
    )


def can_be_parsed(snapshot: Snapshot, path: str) -> bool:
    """Whether a file is known to have been parsed as the target would."""
    module = snapshot.modules.get(path)
    return module is not None and not module.facts.syntax_errors
