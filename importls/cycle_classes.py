"""What each cycle of imports does to a program, in one word; it knows neither cuts nor fixes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from importls.cycle_outcomes import Outcome, outcomes_of
from importls.cycles import LAYERS, Cycle, all_cycles
from importls.early_cycles import GUESSED_IN, early_cycles

if TYPE_CHECKING:
    from importls.snapshot import Snapshot

CycleClass = Literal["will-fail", "entry-dependent", "harmless", "deferred", "typing-only"]

CYCLE_CLASSES: tuple[CycleClass, ...] = ("will-fail", "entry-dependent", "harmless", "deferred", "typing-only")
"""All of them, the worst first."""

_RUNNING = "import-cycle"
_NOT_SIMULATED = Outcome({}, (), ())


@dataclass(frozen=True, slots=True)
class ClassifiedCycle:
    """A cycle, the rule of its layer, and what happens when its modules are imported first."""

    rule: str
    cycle: Cycle
    outcome: Outcome
    cycle_class: CycleClass


def classified_cycles(snapshot: Snapshot) -> list[ClassifiedCycle]:
    """Every cycle, the worst first; those that run at import time are simulated, as `outcomes_of` does."""
    return sorted(_classified(snapshot), key=lambda found: CYCLE_CLASSES.index(found.cycle_class))


def _classified(snapshot: Snapshot) -> Iterator[ClassifiedCycle]:
    failing_early: set[tuple[str, ...]] = set()
    for cycle, outcome in outcomes_of(snapshot, (*all_cycles(snapshot, _RUNNING), *early_cycles(snapshot).cycles)):
        if not cycle.is_early:
            yield ClassifiedCycle(_RUNNING, cycle, outcome, _class_of(outcome))
        elif outcome.failing:
            failing_early.add(cycle.modules)
            yield ClassifiedCycle(GUESSED_IN, cycle, outcome, _class_of(outcome))
    for rule in LAYERS:
        if rule != _RUNNING:
            word: CycleClass = "deferred" if rule == GUESSED_IN else "typing-only"
            others = (cycle for cycle in all_cycles(snapshot, rule) if cycle.modules not in failing_early)
            yield from (ClassifiedCycle(rule, cycle, _NOT_SIMULATED, word) for cycle in others)


def _class_of(outcome: Outcome) -> CycleClass:
    if not outcome.failing:
        return "harmless"
    return "entry-dependent" if outcome.working or outcome.untried else "will-fail"
