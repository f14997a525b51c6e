"""The format `gitlab`: a report that GitLab shows as Code Quality of a merge request.

Fields as GitLab's documentation of the Code Quality report format has them; paths count from where importls is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from importls.diagnostic import Diagnostic, Severity
from importls.output.json_document import encode
from importls.output.occurrences import with_fingerprints
from importls.output.printable import printable

if TYPE_CHECKING:
    from importls.output.palette import Style
    from importls.report import Report

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, _style: Style) -> Iterator[str]:
    """A JSON array with one finding a line."""
    yield "["
    for index, (finding, fingerprint) in enumerate(with_fingerprints(report.diagnostics)):
        yield (",\n" if index else "\n") + encode(_issue(report, finding, fingerprint))
    yield "\n]\n"


def _issue(report: Report, finding: Diagnostic, fingerprint: str) -> dict[str, Any]:
    start, end = finding.range.start, finding.range.end
    return {
        "check_name": finding.rule,
        "description": printable(report.prose(finding.message)),
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": report.shown(finding.path),
            "lines": {"begin": start.line, "end": end.line},
        },
    }
