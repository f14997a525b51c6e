"""The format `jsonl`: one JSON object a finding and line, the same objects as in the format `json`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.output.json_document import encode, finding

if TYPE_CHECKING:
    from importls.output.palette import Style
    from importls.report import Report


def render(report: Report, _style: Style) -> Iterator[str]:
    """One line a finding."""
    for diagnostic in report.diagnostics:
        yield encode(finding(report, diagnostic)) + "\n"
