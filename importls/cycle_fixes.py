"""The smallest edit with which every module of a failing cycle imports, found by trying edits in the simulator."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importls.cycle_cut import cheapest_cut
from importls.cycle_trials import MOST_STEPS, MOST_STEPS_OF_CUT, Trials, proven_fix, trials_of
from importls.diagnostic import Fix
from importls.edited_sources import Edited, Sources
from importls.edits.source import Imported, Source
from importls.import_candidates import Candidate, EditKind, candidate_first, candidates_for
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

MOST_EDITS_BEFORE_LAST_RESORT = 2
"""Imports that a fix rather edits than to import more than before, or less."""

MOST_TRIALS = 200
"""Edits of single imports that are tried for one cycle."""

MOST_FAILURES = 8
"""Of more failures those that most entries have are looked at first."""


def fixes_of(snapshot: Snapshot, cycle: Cycle, outcome: Outcome, most_steps: int = MOST_STEPS) -> tuple[Fix, ...]:
    """The edits that let every module of the cycle import, whichever comes first; empty where none are found.

    First the smallest, then the cut after which nothing goes round, where they are not the same. Candidates for the
    first are the imports on the ways to the failures. Single edits are tried before others, small ones first; of those
    that help a little the best is kept and what still fails is looked at again, up to `MOST_EDITS` times. What imports
    more or less than before is the last resort. No more than `MOST_TRIALS` edits are tried, nor more steps taken than
    `most_steps`, and for the cut as many or `MOST_STEPS_OF_CUT`.
    """
    if not outcome.failing or outcome.untried:
        return ()
    trials = trials_of(snapshot, cycle, most_steps)
    found = _Search(snapshot, trials, frozenset(cycle.modules)).smallest(outcome.failing)
    cut = cheapest_cut(snapshot, cycle, (ImportKind.RUNTIME,), outcome, max(most_steps, MOST_STEPS_OF_CUT)).fix
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


_Texts = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Search:
    """One search. `members` are the files of the cycle."""

    snapshot: Snapshot
    trials: Trials
    members: frozenset[str]
    by_name: dict[str, str] = field(init=False)
    known: dict[_Texts, Fix | Mapping[str, Failure] | None] = field(default_factory=dict)
    """What was tried, by the texts, with the fix that it is, or what fails then; None where anything fails anew."""

    def __post_init__(self) -> None:
        self.by_name = {module.name: path for path, module in self.snapshot.modules.items()}

    def smallest(self, failing: Mapping[str, Failure]) -> Fix | None:
        found = self._found(failing, MOST_EDITS_BEFORE_LAST_RESORT, EditKind.FIRST)
        return found or self._found(failing, MOST_EDITS, None)

    def _found(self, failing: Mapping[str, Failure], most: int, before: EditKind | None) -> Fix | None:
        """A fix of so many edits, of the kinds before one."""
        state = _State()
        for _ in range(most):
            step = self._step(state, failing, before)
            if step is None or isinstance(step, Fix):
                return step
            state = step
            tried = self.trials.quickly(state.edited.texts, self.trials.names)
            if tried is None:
                return None
            failing = tried.failing
        return None

    def _step(self, state: _State, failing: Mapping[str, Failure], before: EditKind | None) -> Fix | _State | None:
        """The first edit that leaves nothing failing, else that which helps most."""
        first = _one_of_each(failing)
        self.trials.prepare(first)
        best: tuple[tuple[int, int], _State] | None = None
        for candidate in sorted(self._candidates(state, failing), key=lambda one: one.order):
            if len(self.known) > MOST_TRIALS or self.trials.is_over:
                break
            if before is not None and candidate.kind >= before:
                continue
            edited = self._after(state, candidate)
            result = self._result(edited, first)
            if isinstance(result, Fix):
                return result
            if result:
                score = len(result), sum(_is_same(failing.get(entry), failure) for entry, failure in result.items())
                best = min(best, (score, edited), key=lambda one: one[0]) if best else (score, edited)
        return best[1] if best is not None and best[0] < (len(first), len(first)) else None

    def _result(self, state: _State, first: Sequence[str]) -> Fix | Mapping[str, Failure] | None:
        key = tuple(sorted(state.edited.texts.items()))
        if key not in self.known:
            left = self._left(state, first)
            if left is not None and not left:
                fix = proven_fix(self.trials, state.titles, state.edited)
                self.known[key] = fix or self._left(state, self.trials.names)
            else:
                self.known[key] = left
        return self.known[key]

    def _after(self, state: _State, candidate: Candidate) -> _State:
        path, original = candidate.path, self.snapshot.text(candidate.path)
        edited = state.edited.once_more(path, original, candidate.replacements)
        return _State(edited, (*state.titles, candidate.title))

    def _left(self, state: _State, entries: Iterable[str]) -> Mapping[str, Failure] | None:
        """What fails because of the cycle, None where something fails for a new reason."""
        tried = self.trials.quickly(state.edited.texts, entries)
        return None if tried is None else tried.failing

    def _candidates(self, state: _State, failing: Mapping[str, Failure]) -> Iterator[Candidate]:
        sources = Sources(self.snapshot, state.edited.texts)
        places: dict[tuple[str, int], set[str]] = {}
        for entry in _one_of_each(failing):
            for path, line, names in self._places(failing[entry]):
                places.setdefault((path, line), set()).update(names)
        for (path, line), names in sorted(places.items()):
            source = sources.source(path)
            if source is None:
                continue
            needed = self._needed(source, path, names)
            for imported in source.imports_at(line):
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
        """Packages around everything that fails, and modules in them that work if they are imported first."""
        for path in sorted(self.members):
            package, _, name = self.snapshot.by_name(path).rpartition(".")
            works = package in failing or f"{package}.{name}" not in failing
            if works and package in self.by_name and all(f"{one}.".startswith(f"{package}.") for one in failing):
                yield self.by_name[package], name

    def _needed(self, source: Source, path: str, names: set[str]) -> list[str]:
        """Names of a module that others wait for: those that are missing, and the last one that the cycle takes."""
        taken = {
            wanted.name
            for other in self.members
            for imported in self.snapshot.modules[other].imports
            if imported.found is not None and imported.found.spec.origin == path
            for wanted in imported.statement.names or ()
        }
        places = [(place, name) for name in taken if (place := source.last_binder(name)) is not None]
        return sorted(names | {name for _, name in sorted(places)[-1:]})


def _one_of_each(failing: Mapping[str, Failure]) -> list[str]:
    """One entry for each failure, those that most entries have first, of `MOST_FAILURES` at most."""
    entries: dict[tuple[str | None, int, str], list[str]] = {}
    for entry, failure in failing.items():
        entries.setdefault((failure.path, failure.line, failure.message), []).append(entry)
    return [first for first, *_ in sorted(entries.values(), key=len, reverse=True)[:MOST_FAILURES]]


def _is_same(before: Failure | None, after: Failure) -> bool:
    return before is not None and (before.path, before.message) == (after.path, after.message)


def _parts(imported: Imported, names: set[str]) -> Iterator[Imported]:
    """The whole statement, and those of its names that are wanted."""
    yield imported
    wanted = tuple(alias for alias in imported.statement.names if alias.name.rpartition(".")[2] in names)
    if 0 < len(wanted) < len(imported.aliases):
        yield Imported(imported.number, imported.statement, wanted, imported.is_in_block)
