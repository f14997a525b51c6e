"""The safe fixes of a file that can be made at once; knows no protocol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from importls.fixes import fixes_at_once

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic, Edit


def fix_all(path: str, findings: Iterable[Diagnostic]) -> tuple[Edit, ...]:
    """The edits of the first safe fix of each finding, from top to bottom.

    One that edits another file, or what a fix above edits, is left for the next time.
    """
    fixes = fixes_at_once(findings, lambda fix: fix.safe)
    here = (fix.edits for fix in fixes if all(edit.path == path for edit in fix.edits))
    return tuple(dict.fromkeys(edit for edits in here for edit in edits))
