"""What is told about cycles that run: one finding a component, at what fails or where the way round begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.cycle_outcomes import Outcome, outcomes_of
from importls.cycles import all_cycles
from importls.diagnostic import Diagnostic, Fix, Related, Severity
from importls.early_cycles import EARLY, early_cycles
from importls.facts.imports import Position, Range

if TYPE_CHECKING:
    from importls.cycles import Cycle
    from importls.module import Module
    from importls.simulation.failure import Failure, Link
    from importls.snapshot import Snapshot

LAYER = "import-cycle"
RULES = ("cycle-will-fail", "cycle-entry-dependent", LAYER, "cycle-swallowed")
"""What can be said of a component in which everything runs."""

FAILING = ("cycle-will-fail", "cycle-entry-dependent")

VERDICTS = "cycle verdicts"
"""The table of all verdicts."""

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule has to say about a component; `failure` is what most entries end with, or what is swallowed."""

    rule: str
    cycle: Cycle
    outcome: Outcome
    failure: Failure | None = None

    @property
    def path(self) -> str:
        """The module in which it is told."""
        if self.failure is not None and self.failure.path in self.cycle.modules:
            return self.failure.path
        return self.cycle.chain[0].importer if self.cycle.chain else self.cycle.modules[0]


def verdicts_at(snapshot: Snapshot, module: Module, rule: str) -> Iterator[Verdict]:
    """What a rule has to say about the cycles that are told of in this module."""
    verdicts = snapshot.table(VERDICTS, lambda: all_verdicts(snapshot))
    return (verdict for verdict in verdicts.get(module.path, ()) if verdict.rule == rule)


def all_verdicts(snapshot: Snapshot) -> dict[str, list[Verdict]]:
    """Every verdict by the path of the module where it is told."""
    return verdicts_about(snapshot, (*all_cycles(snapshot, LAYER), *early_cycles(snapshot).cycles))


def verdicts_about(snapshot: Snapshot, cycles: Iterable[Cycle]) -> dict[str, list[Verdict]]:
    """The verdicts about some cycles by the path of the module where they are told."""
    by_path: dict[str, list[Verdict]] = {}
    for cycle, outcome in outcomes_of(snapshot, cycles):
        for verdict in verdicts_of(cycle, outcome):
            by_path.setdefault(verdict.path, []).append(verdict)
    return by_path


def verdicts_of(cycle: Cycle, outcome: Outcome) -> Iterator[Verdict]:
    """What is to be said of one component: whether it fails, and each import that is given up because of it."""
    if cycle.is_early and not outcome.failing:
        yield Verdict(EARLY, cycle, outcome)
    elif outcome.failing:
        rule = "cycle-entry-dependent" if outcome.working or outcome.untried else "cycle-will-fail"
        yield Verdict(rule, cycle, outcome, _most_frequent(outcome))
    else:
        yield Verdict(LAYER, cycle, outcome)
    for failure in sorted(outcome.swallowed, key=lambda failure: failure.place):
        if failure.path in cycle.modules:
            yield Verdict("cycle-swallowed", cycle, outcome, failure)


def _most_frequent(outcome: Outcome) -> Failure:
    """The failure that most entries end with, the first by its place among equals."""
    counted: dict[tuple[str, int, int, str], list[Failure]] = {}
    for failure in outcome.failing.values():
        counted.setdefault(failure.place, []).append(failure)
    return min(counted.items(), key=lambda item: (-len(item[1]), item[0]))[1][0]


def failure_diagnostic(
    snapshot: Snapshot, verdict: Verdict, severity: Severity, message: str, help_text: str, fixes: tuple[Fix, ...] = ()
) -> Diagnostic:
    """The finding of a verdict with a failure, at the code that raises it, with the imports that lead there."""
    failure, first = verdict.failure, verdict.cycle.chain[0]
    is_here = failure is not None and failure.path == verdict.path
    return Diagnostic(
        rule=verdict.rule,
        severity=severity,
        message=message,
        path=verdict.path,
        module=snapshot.by_name(verdict.path),
        range=_range(snapshot, failure) if failure is not None and is_here else first.statement.range,
        help=help_text,
        target=None if failure is None else failure.target,
        related=() if failure is None else tuple(_related(snapshot, failure)),
        fixes=fixes,
    )


def said(failure: Failure) -> str:
    """The exception as the interpreter would show it."""
    return f"{failure.exception}: {failure.message}"


def named(names: tuple[str, ...]) -> str:
    """The modules in words, as many as can be read."""
    shown = [f"'{name}'" for name in names[:_MOST_NAMED]]
    if len(names) > _MOST_NAMED:
        return f"{', '.join(shown)} or {len(names) - _MOST_NAMED} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _related(snapshot: Snapshot, failure: Failure) -> Iterator[Related]:
    for link in failure.chain:
        importer = snapshot.by_name(link.path) if link.path in snapshot.modules else None
        yield Related(link.path, _line(snapshot, link), f"imports '{link.module}'", importer, link.module)


def _line(snapshot: Snapshot, link: Link) -> Range:
    """The import statement of a link, or its line where it is another statement."""
    module = snapshot.modules.get(link.path)
    statements = () if module is None else module.facts.imports
    on_line = (one.range for one in statements if one.range.start.line <= link.line <= one.range.end.line)
    return next(on_line, Range(Position(link.line, 1), Position(link.line, 1)))


def _range(snapshot: Snapshot, failure: Failure) -> Range:
    """The code that raises: an import statement, else from where it starts to the end of the line."""
    path = failure.path or ""
    for statement in snapshot.modules[path].facts.imports:
        if statement.range.start.line <= failure.line <= statement.range.end.line:
            return statement.range
    lines = snapshot.text(path).splitlines()
    line = lines[failure.line - 1] if failure.line <= len(lines) else ""
    before = line.encode()[: failure.column].decode(errors="replace")
    return Range(Position(failure.line, len(before) + 1), Position(failure.line, len(line.rstrip()) + 1))
