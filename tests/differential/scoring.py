"""How well predictions of imports agree with what was observed: each on its own, and sums over many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.differential.import_truth import Observed


@dataclass(frozen=True, slots=True)
class Case:
    """One import: where it comes from, what importls said (a record of `importls trace`), and what happened.

    `own` are the top-level names of the analysed code; everything else that runs is the standard library's.
    """

    origin: str
    predicted: Mapping[str, Any]
    observed: Observed
    own: frozenset[str]

    @property
    def crashed(self) -> bool:
        return self.observed.result == "error"

    @property
    def undecided(self) -> bool:
        """Told to be possible: neither a claim nor a miss."""
        return bool(self.predicted["certainty"] == "possible")

    @property
    def claimed(self) -> bool:
        return self.predicted["result"] == "error" and not self.undecided

    @property
    def hit(self) -> bool:
        return self.claimed and self.crashed

    @property
    def right_kind(self) -> bool:
        told = (self.predicted["exception"], self.predicted["error_kind"])
        return told == (self.observed.exception, kind_of(self.observed))

    @property
    def right_line(self) -> bool:
        return bool(self.predicted["raised_at"] == self.observed.raised_at)

    @property
    def right_name(self) -> bool:
        """Where CPython names one: before 3.10 it does so in the message at most."""
        return self.observed.name is None or self.predicted["name"] == self.observed.name

    @property
    def right_message(self) -> bool:
        return bool(self.predicted["message"] == self.observed.message)

    @property
    def same_sequence(self) -> bool:
        return tuple(self.predicted["executed"]) == self.observed.executed

    @property
    def same_own_sequence(self) -> bool:
        return self.own_of(self.predicted["executed"]) == self.own_of(self.observed.executed)

    @property
    def same_modules(self) -> bool:
        return sorted(self.predicted["sys_modules"]) == list(self.observed.sys_modules)

    def own_of(self, names: Iterable[str]) -> list[str]:
        """Those of the analysed code."""
        return [name for name in names if name.partition(".")[0] in self.own]


def kind_of(observed: Observed) -> str:
    """The `error_kind` of what CPython raised, which is told by class and message alone."""
    exception, message = observed.exception, observed.message or ""
    if "attempted relative import" in message:
        # ValueError in 3.8, ImportError since.
        return "relative_import"
    match exception:
        case "ModuleNotFoundError":
            return "module_not_found"
        case "ImportError" if message.startswith("cannot import name"):
            return "partial_import" if "partially initialized" in message else "missing_name"
        case "AttributeError":
            return "partial_attr" if "due to a circular import" in message else "missing_attr"
        case "NameError" | "UnboundLocalError":
            return "name_error"
        case "TypeError":
            return "type_error"
        case _:
            return "other"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """1.0 for none of none."""
        return self.part / self.whole if self.whole else 1.0

    def __str__(self) -> str:
        return f"{self.part:6} of {self.whole:6}  {self.value:8.2%}"


@dataclass(frozen=True, slots=True)
class Score:
    """`undecided` are the cases told to be possible; no other share counts them."""

    precision: Share
    recall: Share
    kind: Share
    line: Share
    name: Share
    message: Share
    executed: Share
    executed_own: Share
    executed_until_error: Share
    sys_modules: Share
    undecided: Share
    undecided_crashes: Share


def score(cases: Iterable[Case]) -> Score:
    every = list(cases)
    decided = [case for case in every if not case.undecided]
    undecided = [case for case in every if case.undecided]
    hits = [case for case in decided if case.hit]
    successes = [case for case in decided if not case.crashed]
    return Score(
        precision=_share([case.crashed for case in decided if case.claimed]),
        recall=_share([case.claimed for case in decided if case.crashed]),
        kind=_share([case.right_kind for case in hits]),
        line=_share([case.right_line for case in hits]),
        name=_share([case.right_name for case in hits]),
        message=_share([case.right_message for case in hits]),
        executed=_share([case.same_sequence for case in successes]),
        executed_own=_share([case.same_own_sequence for case in successes]),
        executed_until_error=_share([case.same_sequence for case in hits]),
        sys_modules=_share([case.same_modules for case in decided]),
        undecided=Share(len(undecided), len(every)),
        undecided_crashes=_share([case.crashed for case in undecided]),
    )


def table(total: Score) -> str:
    """One line a measure."""
    rows = {field: getattr(total, field) for field in Score.__slots__}
    return "\n".join(f"{field.replace('_', ' '):22}{share}" for field, share in rows.items())


def wrong(cases: Iterable[Case]) -> list[str]:
    """One line for each way in which decided cases of one origin differ: the first module, how many more, and how."""
    modules: dict[tuple[str, str], list[str]] = {}
    for case in cases:
        difference = None if case.undecided else _difference(case)
        if difference is not None:
            modules.setdefault((case.origin, difference), []).append(case.observed.module)
    return [
        f"{origin} {first}{f' (+{len(more)})' if more else ''}: {difference}"
        for (origin, difference), (first, *more) in modules.items()
    ]


def rarest_first(lines: Sequence[str], most: int = 40) -> str:
    """Some of them, the rare kinds of difference before the common ones, and how many lines there are of each kind."""
    kinds = Counter(map(_kind_of_line, lines))
    ordered = sorted(lines, key=lambda line: kinds[_kind_of_line(line)])
    counts = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    return "\n".join([*ordered[:most], f"{len(lines)} in all: {counts}" if lines else "all right"])


def _kind_of_line(line: str) -> str:
    return line.partition(": ")[2].partition(":")[0]


def _difference(case: Case) -> str | None:
    told, seen = case.predicted, case.observed
    here = f"{seen.exception}: {seen.message} at {seen.raised_at}"
    if case.claimed and not case.crashed:
        return f"false alarm: {told['exception']}: {told['message']} at {told['raised_at']}"
    if case.crashed and not case.claimed:
        return f"missed: {here}"
    if case.hit and not case.right_kind:
        return f"other kind: {told['error_kind']} {told['exception']}, was {kind_of(seen)} {here}"
    if case.hit and not case.right_line:
        return f"other line: {told['raised_at']}, was {here}"
    if case.hit and not case.right_name:
        return f"other name: {told['name']}, was {seen.name} in {here}"
    if not case.same_own_sequence:
        return f"own modules: {_first_difference(case.own_of(told['executed']), case.own_of(seen.executed))}"
    if not case.same_sequence:
        return f"library modules: {_first_difference(told['executed'], seen.executed)}"
    return None


def _first_difference(told: Sequence[str], seen: Sequence[str]) -> str:
    place = next((at for at, pair in enumerate(zip(told, seen, strict=False)) if pair[0] != pair[1]), None)
    place = min(len(told), len(seen)) if place is None else place
    return f"after {place} comes {', '.join(told[place : place + 3])}, was {', '.join(seen[place : place + 3])}"


def _share(answers: Sequence[bool]) -> Share:
    return Share(sum(answers), len(answers))
