"""Every cycle with its class, what it does, the cheapest cut and the fixes; as values and as the JSON document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls import __version__
from importls.cycle_classes import ClassifiedCycle, CycleClass, classified_cycles
from importls.cycle_cut import Cut, cheapest_cut
from importls.cycle_fixes import fixes_of
from importls.cycles import kinds_of
from importls.output.cycles_document import CycleRecord, CyclesDocument, EdgeRecord
from importls.output.json_document import SCHEMA_VERSION, fix_record

if TYPE_CHECKING:
    from importls.cycle_outcomes import Outcome
    from importls.cycles import Cycle
    from importls.diagnostic import Fix
    from importls.import_graph import Edge
    from importls.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class CycleReport:
    """All that is known of one cycle."""

    cycle: Cycle
    cycle_class: CycleClass
    outcome: Outcome
    cut: Cut
    fixes: tuple[Fix, ...]


def cycle_reports(snapshot: Snapshot) -> list[CycleReport]:
    """Those of all cycles: the worst first, then by name."""
    return [_report(snapshot, found) for found in classified_cycles(snapshot)]


def _report(snapshot: Snapshot, found: ClassifiedCycle) -> CycleReport:
    cycle, outcome = found.cycle, found.outcome
    cut = cheapest_cut(snapshot, cycle, kinds_of(found.rule), outcome)
    return CycleReport(cycle, found.cycle_class, outcome, cut, fixes_of(snapshot, cycle, outcome))


def cycles_document(snapshot: Snapshot, reports: Iterable[CycleReport], shown: Callable[[str], str]) -> CyclesDocument:
    """What `importls cycles --format json` prints; `shown` gives paths as users read them."""
    records = [_record(snapshot, report, shown) for report in reports]
    return CyclesDocument(SCHEMA_VERSION, __version__, records)


def _record(snapshot: Snapshot, report: CycleReport, shown: Callable[[str], str]) -> CycleRecord:
    return CycleRecord(
        report.cycle_class,
        sorted(map(snapshot.by_name, report.cycle.modules)),
        _edges(snapshot, report.cycle.chain, shown),
        _edges(snapshot, report.cut.edges, shown),
        sorted(report.outcome.failing),
        list(report.outcome.untried),
        [fix_record(fix, shown) for fix in report.fixes],
    )


def _edges(snapshot: Snapshot, edges: Sequence[Edge], shown: Callable[[str], str]) -> list[EdgeRecord]:
    return [
        EdgeRecord(
            snapshot.by_name(edge.importer),
            snapshot.by_name(edge.imported),
            shown(edge.importer),
            edge.statement.range.start.line,
        )
        for edge in edges
    ]
