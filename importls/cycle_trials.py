"""Tries edited texts of a cycle's modules in the simulator: which imports fail now, and whether any fails anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importls.cycle_outcomes import is_by_cycle, project_universe
from importls.diagnostic import Fix
from importls.edits.text_edits import edits_of
from importls.import_graph import ImportKind
from importls.simulation.bounds import BRISK, ONCE_MORE, THOROUGH
from importls.simulation.failure import ErrorKind
from importls.simulation.trace import Simulation

if TYPE_CHECKING:
    from importls.cycles import Cycle
    from importls.edited_sources import Edited
    from importls.simulation.failure import Failure
    from importls.simulation.trace import Trace
    from importls.simulation.universe import Universe
    from importls.snapshot import Snapshot

MOST_STEPS = 4_000_000
"""Of all trials for one cycle together, about forty seconds. What is not tried by then is not offered."""

MOST_STEPS_OF_CUT = 300_000
"""Of the trials of a cut in a check, of which there are few, about three seconds."""

MOST_STEPS_OUTSIDE = 500_000
"""Of all entries outside of a cycle that are tried with one set of edits."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What some entries do with edited texts: those that fail because of the cycle, and those that fail otherwise.

    The latter failed before too, and only get so far now.
    """

    failing: Mapping[str, Failure]
    otherwise: tuple[str, ...]


@dataclass(slots=True)
class Trials:
    """The trials for one cycle. `names` are its modules; all entries are tried as first imports of their own."""

    snapshot: Snapshot
    names: tuple[str, ...]
    most_steps: int
    work: int = 0
    """The steps that were taken so far."""
    _universe: Universe = field(init=False)
    _before: Simulation = field(init=False)
    _quick: Simulation = field(init=False)
    _kept: frozenset[str] = frozenset()
    """The files that the quick simulation has loaded already."""
    _endings_before: dict[str, frozenset[_Ending]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._universe = project_universe(self.snapshot)
        patience = THOROUGH if self.most_steps >= MOST_STEPS else ONCE_MORE
        patience = BRISK if self.most_steps < MOST_STEPS_OF_CUT else patience
        self._before = Simulation(self._universe, patience=patience)
        self._quick = Simulation(self._universe, patience=patience)

    @property
    def is_over(self) -> bool:
        """Whether the bound on all trials is reached."""
        return self.work > self.most_steps

    def prepare(self, entries: Iterable[str]) -> None:
        """Load for quick trials what these entries load and what does not lead to the modules of the cycle."""
        traces = self._traces(self._before, entries)
        loaded = dict.fromkeys(one.name for trace in traces for one in trace.executed)
        leading = {*self.names, *_leading_to(self.snapshot, self.names)}
        self._kept |= self._quick.keep_loaded([name for name in loaded if name not in leading], self.names)

    def quickly(self, texts: Mapping[str, str], entries: Iterable[str]) -> Tried | None:
        """`with_texts` on top of what was prepared: nearly always right, and no proof."""
        return self._tried(self._quick_with(texts), entries)

    def _quick_with(self, texts: Mapping[str, str]) -> Simulation:
        universe = self._universe.with_texts(texts)
        if not self._kept.isdisjoint(texts):
            return Simulation(universe)
        self._quick.use(universe)
        return self._quick

    def with_texts(self, texts: Mapping[str, str], entries: Iterable[str]) -> Tried | None:
        """What the entries do with these texts, by path.

        None where one fails for a reason that was not there before, or where the end of one cannot be told.
        """
        return self._tried(Simulation(self._universe.with_texts(texts)), entries)

    def _tried(self, simulation: Simulation, entries: Iterable[str]) -> Tried | None:
        failing: dict[str, Failure] = {}
        otherwise: list[str] = []
        for trace in self._traces(simulation, entries):
            if self.is_over or not trace.is_complete:
                return None
            if trace.failure is not None and is_by_cycle(trace.failure, self.names):
                failing[trace.module] = trace.failure
            elif not self._is_as_before(trace):
                return None
            elif trace.failure is not None:
                otherwise.append(trace.module)
        return Tried(failing, tuple(otherwise))

    def keeps_importers(self, texts: Mapping[str, str]) -> bool:
        """Whether what imported from outside of the cycle, by way of the edited modules, still imports.

        No more than `MOST_STEPS_OUTSIDE` are spent on that, nearest importers first, on top of what was prepared.
        """
        limit = self.work + MOST_STEPS_OUTSIDE
        for trace in self._traces(self._quick_with(texts), _importers_of(self.snapshot, texts, self.names)):
            if not self._is_as_before(trace):
                return False
            if self.work > limit:
                break
        return True

    def _traces(self, simulation: Simulation, entries: Iterable[str]) -> Iterator[Trace]:
        for entry in entries:
            done = simulation.work
            trace = simulation.trace(entry)
            self.work += simulation.work - done
            yield trace

    def _is_as_before(self, trace: Trace) -> bool:
        """Whether an import fails, or may fail, in no way that is new.

        One that failed because of the cycle gets further now, and may end where something else is wrong.
        """
        after = self._endings(trace)
        if not after:
            return True
        before = self._endings_of(trace.module)
        failure = trace.failure
        if before and failure is not None and self._is_about_others(failure):
            after -= {_ending(failure)}
        return after <= before

    def _is_about_others(self, failure: Failure) -> bool:
        """Whether something fails over what no module of the cycle should have had, nor its package."""
        about = {failure.source, f"{failure.source}.{failure.name}"}
        return failure.kind is not ErrorKind.NAME_ERROR and about.isdisjoint(self.names)

    def _endings_of(self, entry: str) -> frozenset[_Ending]:
        """How the import of an entry ended, or may have ended because of the cycle, before any edit."""
        if entry not in self._endings_before:
            done = self._before.work
            self._endings_before[entry] = self._endings(self._before.trace(entry))
            self.work += self._before.work - done
        return self._endings_before[entry]

    def _endings(self, trace: Trace) -> frozenset[_Ending]:
        failures = [trace.failure] if trace.failure else []
        perhaps = [failure for failure in trace.possible if is_by_cycle(failure, self.names)]
        return frozenset(map(_ending, (*failures, *perhaps)))


_Ending = tuple[str, str, str | None]
"""The class and the message of an exception, and the file that raises it."""


def _ending(failure: Failure) -> _Ending:
    return failure.exception, failure.message, failure.path


def trials_of(snapshot: Snapshot, cycle: Cycle, most_steps: int = MOST_STEPS) -> Trials:
    """Nothing is tried yet."""
    return Trials(snapshot, tuple(sorted(snapshot.by_name(path) for path in cycle.modules)), most_steps)


def proven_fix(trials: Trials, titles: Sequence[str], edited: Edited) -> Fix | None:
    """The fix that makes these edits, None where it is not seen that every entry imports with them.

    An entry may still fail for a reason that has nothing to do with the cycle.
    """
    tried = trials.with_texts(edited.texts, trials.names)
    if tried is None or tried.failing or not trials.keeps_importers(edited.texts):
        return None
    what = "; ".join(titles)
    proof = f"with it all {len(trials.names)} modules import, whichever comes first"
    if tried.otherwise:
        proof = f"with it none of the {len(trials.names)} modules fails because of the cycle, whichever comes first"
    changes = sorted(edited.replacements.items())
    edits = (
        edit for path, replacements in changes for edit in edits_of(path, trials.snapshot.text(path), replacements)
    )
    return Fix(f"{what[:1].upper()}{what[1:]}: {proof}", safe=False, edits=tuple(edits))


def _importers_of(snapshot: Snapshot, paths: Iterable[str], names: Collection[str]) -> Iterator[str]:
    """The modules that lead to one of these files at import time, nearest first, without those so named."""
    runtime = snapshot.table("importers at import time", lambda: _importers(snapshot, (ImportKind.RUNTIME,)))
    for path in _leading(runtime, sorted(paths)):
        if snapshot.by_name(path) not in names:
            yield snapshot.by_name(path)
    above = tuple(f"{snapshot.by_name(path)}." for path in sorted(paths))
    for _, module in sorted(snapshot.modules.items()):
        # What lies below a package has no edge to it, though it runs the package first.
        if module.name.startswith(above) and module.name not in names:
            yield module.name


def _leading_to(snapshot: Snapshot, names: Iterable[str]) -> set[str]:
    """The modules that may import one of these at some time."""
    importers = snapshot.table("importers at any time", lambda: _importers(snapshot, _RUN))
    paths = {module.name: path for path, module in snapshot.modules.items()}
    return {snapshot.by_name(path) for path in _leading(importers, [paths[name] for name in names])}


_RUN = (ImportKind.RUNTIME, ImportKind.DEFERRED, ImportKind.LAZY)


def _importers(snapshot: Snapshot, kinds: Collection[ImportKind]) -> dict[str, list[str]]:
    importers: dict[str, list[str]] = {}
    for path, edges in sorted(snapshot.graph.edges.items()):
        for edge in edges:
            if edge.kind in kinds:
                importers.setdefault(edge.imported, []).append(path)
    return importers


def _leading(importers: Mapping[str, Sequence[str]], paths: Iterable[str]) -> list[str]:
    """These files and what leads to them, nearest first."""
    seen = dict.fromkeys(paths)
    pending = list(seen)
    for path in pending:
        fresh = dict.fromkeys(importer for importer in importers.get(path, ()) if importer not in seen)
        seen.update(fresh)
        pending += fresh
    return pending
