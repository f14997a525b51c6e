"""Fingerprints that are unique in a report: of findings that are alike, each gets a number; it knows no format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic


def with_fingerprints(findings: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, str]]:
    """Each finding with its fingerprint, from the second of its kind on with a number behind it."""
    seen: Counter[str] = Counter()
    for finding in findings:
        fingerprint = finding.fingerprint
        seen[fingerprint] += 1
        yield finding, fingerprint if seen[fingerprint] == 1 else f"{fingerprint}:{seen[fingerprint]}"
