"""The safe fixes of a file that can be made at once; knows no protocol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic, Edit
    from importls.facts.imports import Range


def fix_all(path: str, findings: Iterable[Diagnostic]) -> tuple[Edit, ...]:
    """The edits of the first safe fix of each finding, from top to bottom.

    One that edits another file, or what a fix above edits, is left for the next time. Quadratic in the fixes.
    """
    taken: list[Edit] = []
    for finding in sorted(findings, key=lambda finding: finding.range):
        fix = next((fix for fix in finding.fixes if fix.safe), None)
        if fix is None or set(fix.edits) <= set(taken):
            continue
        if all(edit.path == path and _is_free(edit.range, taken) for edit in fix.edits):
            taken += fix.edits
    return tuple(taken)


def _is_free(where: Range, taken: Iterable[Edit]) -> bool:
    """Whether nothing is edited there; of two texts at one place it would not be clear which comes first."""
    return all(
        (where.end <= other.range.start or other.range.end <= where.start) and where != other.range for other in taken
    )
