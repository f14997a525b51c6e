"""The smallest edit with which every module of a failing cycle imports, found by trying edits in the simulator."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importls.cycle_cut import cheapest_cut
from importls.cycle_trials import MOST_STEPS, Trials, proven_fix, trials_of
from importls.diagnostic import Fix
from importls.edited_sources import Edited, Sources
from importls.edits.source import Imported
from importls.import_candidates import Candidate, candidate_first, candidates_for
from importls.import_graph import ImportKind

if TYPE_CHECKING:
    from importls.cycle_outcomes import Outcome
    from importls.cycles import Cycle
    from importls.simulation.failure import Failure
    from importls.snapshot import Snapshot

MOST_EDITS = 4
"""Imports that one fix edits."""

MOST_STEPS_OF_CHECK = 20_000
"""Of all trials for one cycle, about a third of a second; `importls cycles` tries more."""

MOST_TRIALS = 200
"""Edits of single imports that are tried for one cycle."""


def fixes_of(snapshot: Snapshot, cycle: Cycle, outcome: Outcome, most_steps: int = MOST_STEPS) -> tuple[Fix, ...]:
    """The edits that let every module of the cycle import, whichever comes first; empty where none are found.

    First the smallest, then the cut after which nothing goes round, where they are not the same. Candidates for the
    first are the imports on the ways to the failures. Single edits are tried before others, small ones first; of those
    that help a little the best is kept and what still fails is looked at again, up to `MOST_EDITS` times. No more than
    `MOST_TRIALS` edits are tried, nor more steps taken than `most_steps`.
    """
    if not outcome.failing or outcome.untried:
        return ()
    trials = trials_of(snapshot, cycle, most_steps)
    found = _Search(snapshot, trials, frozenset(cycle.modules)).smallest(outcome.failing)
    cut = cheapest_cut(snapshot, cycle, (ImportKind.RUNTIME,), outcome).fix
    fixes = [] if found is None else [found]
    if cut is not None and cut.edits not in [fix.edits for fix in fixes]:
        fixes.append(cut)
    return tuple(fixes)


def quick_fixes_of(snapshot: Snapshot, cycle: Cycle, outcome: Outcome) -> tuple[Fix, ...]:
    """The same, with so few steps that a check can wait for it."""
    return fixes_of(snapshot, cycle, outcome, MOST_STEPS_OF_CHECK)


@dataclass(frozen=True, slots=True)
class _State:
    """Some edits, and what they do."""

    edited: Edited = field(default_factory=Edited)
    titles: tuple[str, ...] = ()


@dataclass(slots=True)
class _Search:
    """One search. `members` are the files of the cycle."""

    snapshot: Snapshot
    trials: Trials
    members: frozenset[str]
    tried: int = 0
    by_name: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {module.name: path for path, module in self.snapshot.modules.items()}

    def smallest(self, failing: Mapping[str, Failure]) -> Fix | None:
        state = _State()
        for _ in range(MOST_EDITS):
            step = self._step(state, failing)
            if step is None or isinstance(step, Fix):
                return step
            state = step
            tried = self.trials.with_texts(state.edited.texts, self.trials.names)
            if tried is None:
                return None
            failing = tried.failing
        return None

    def _step(self, state: _State, failing: Mapping[str, Failure]) -> Fix | _State | None:
        """The first edit that leaves nothing failing, else that which helps most."""
        first = _one_of_each(failing)
        best: tuple[tuple[int, int], _State] | None = None
        for candidate in sorted(self._candidates(state, failing), key=lambda one: one.order):
            self.tried += 1
            if self.tried > MOST_TRIALS:
                break
            edited = self._after(state, candidate)
            left = self._left(edited, first)
            if left is not None and not left:
                fix = proven_fix(self.trials, edited.titles, edited.edited)
                if fix is not None:
                    return fix
                left = self._left(edited, self.trials.names)
            if left:
                score = len(left), sum(_is_same(failing.get(entry), failure) for entry, failure in left.items())
                best = min(best, (score, edited), key=lambda one: one[0]) if best else (score, edited)
        return best[1] if best is not None and best[0] < (len(first), len(first)) else None

    def _after(self, state: _State, candidate: Candidate) -> _State:
        path, original = candidate.path, self.snapshot.text(candidate.path)
        edited = state.edited.once_more(path, original, candidate.replacements)
        return _State(edited, (*state.titles, candidate.title))

    def _left(self, state: _State, entries: Iterable[str]) -> Mapping[str, Failure] | None:
        """What fails because of the cycle, None where something fails for a new reason."""
        tried = self.trials.with_texts(state.edited.texts, entries)
        return None if tried is None else tried.failing

    def _candidates(self, state: _State, failing: Mapping[str, Failure]) -> Iterator[Candidate]:
        sources = Sources(self.snapshot, state.edited.texts)
        places: dict[tuple[str, int], set[str]] = {}
        for entry in _one_of_each(failing):
            for path, line, names in self._places(failing[entry]):
                places.setdefault((path, line), set()).update(names)
        for (path, line), names in sorted(places.items()):
            source = sources.source(path)
            for imported in source.imports_at(line) if source else ():
                needed = self._needed(path, names)
                for part in _parts(imported, names):
                    yield from candidates_for(sources, path, part, needed, self.members)
        for package, name in self._firsts(failing):
            yield from candidate_first(sources, package, name)

    def _places(self, failure: Failure) -> Iterator[tuple[str, int, set[str]]]:
        """Lines of checked files with imports on the way to the failure, and names that they want."""
        for link in failure.chain:
            if link.path in self.snapshot.modules:
                yield link.path, link.line, {failure.name or "", link.module.rpartition(".")[2]}
        if failure.path in self.snapshot.modules:
            yield failure.path or "", failure.line, {failure.name or ""}

    def _firsts(self, failing: Collection[str]) -> Iterator[tuple[str, str]]:
        """Packages around everything that fails, and modules of the cycle that lie in them."""
        for path in sorted(self.members):
            package, _, name = self.snapshot.by_name(path).rpartition(".")
            if package in self.by_name and all(f"{entry}.".startswith(f"{package}.") for entry in failing):
                yield self.by_name[package], name

    def _needed(self, path: str, names: set[str]) -> Sequence[str]:
        """Names of a module that others wait for: those that are missing, and all that the cycle takes from it."""
        taken = {
            wanted.name
            for other in self.members
            for imported in self.snapshot.modules[other].imports
            if imported.found is not None and imported.found.spec.origin == path
            for wanted in imported.statement.names or ()
        }
        return sorted(names | taken)


def _one_of_each(failing: Mapping[str, Failure]) -> list[str]:
    """One entry for each failure."""
    entries: dict[tuple[str | None, int, str], str] = {}
    for entry, failure in failing.items():
        entries.setdefault((failure.path, failure.line, failure.message), entry)
    return list(entries.values())


def _is_same(before: Failure | None, after: Failure) -> bool:
    return before is not None and (before.path, before.message) == (after.path, after.message)


def _parts(imported: Imported, names: set[str]) -> Iterator[Imported]:
    """The whole statement, and those of its names that are wanted."""
    yield imported
    wanted = tuple(alias for alias in imported.statement.names if alias.name.rpartition(".")[2] in names)
    if 0 < len(wanted) < len(imported.aliases):
        yield Imported(imported.number, imported.statement, wanted, imported.is_in_block)
