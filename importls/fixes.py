"""Which fixes of findings can be made at once: none half, none over another; knows neither files nor protocols."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic, Edit, Fix


def fixes_at_once(findings: Iterable[Diagnostic], wanted: Callable[[Fix], bool]) -> tuple[Fix, ...]:
    """Of each finding the first fix that is wanted, from top to bottom of each file.

    One that edits what another edits already is left for the next time, and so is one that is made by another.
    Quadratic in the fixes of a file.
    """
    taken: dict[str, list[Edit]] = {}
    chosen: list[Fix] = []
    for finding in sorted(findings, key=lambda finding: (finding.path, finding.range)):
        fix = next((fix for fix in finding.fixes if wanted(fix)), None)
        if fix is None or all(edit in taken.get(edit.path, ()) for edit in fix.edits):
            continue
        if all(_is_free(edit, taken.get(edit.path, ())) for edit in fix.edits):
            chosen.append(fix)
            for edit in fix.edits:
                taken.setdefault(edit.path, []).append(edit)
    return tuple(chosen)


def _is_free(edit: Edit, taken: Collection[Edit]) -> bool:
    """Whether nothing is edited there; of two texts at one place it would not be clear which comes first."""
    where = edit.range
    return all(
        (where.end <= other.range.start or other.range.end <= where.start) and where != other.range for other in taken
    )
