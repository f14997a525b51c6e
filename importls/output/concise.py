"""The format `concise`: one line a finding, as editors and grep like it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.output.printable import printable

if TYPE_CHECKING:
    from importls.output.palette import Style
    from importls.report import Report


def render(report: Report, style: Style) -> Iterator[str]:
    """Lines of the form `path:line:column: severity[rule] message`."""
    palette = style.palette
    for diagnostic in report.diagnostics:
        start = diagnostic.range.start
        path = palette.paint(palette.bold, printable(report.shown(diagnostic.path)))
        title = palette.paint(palette.severity(diagnostic.severity), f"{diagnostic.severity.word}[{diagnostic.rule}]")
        yield f"{path}:{start.line}:{start.column}: {title} {printable(report.prose(diagnostic.message))}\n"
