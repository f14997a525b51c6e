"""The format `github`: workflow commands that GitHub Actions turns into annotations.

Escapes as `@actions/core` does (`escapeData`, `escapeProperty` of its `command.ts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Severity
from importls.output.printable import printable

if TYPE_CHECKING:
    from importls.output.palette import Style
    from importls.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, _style: Style) -> Iterator[str]:
    """One workflow command a finding."""
    for diagnostic in report.diagnostics:
        properties = ",".join(f"{key}={_property(value)}" for key, value in _properties(report, diagnostic))
        yield f"::{_COMMANDS[diagnostic.severity]} {properties}::{_data(_message(report, diagnostic))}\n"


def _properties(report: Report, diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    """GitHub shows columns only where a range starts and ends on one line."""
    start, end = diagnostic.range.start, diagnostic.range.end
    yield "title", f"importls ({diagnostic.rule})"
    yield "file", printable(report.shown(diagnostic.path))
    yield "line", str(start.line)
    yield "endLine", str(end.line)
    if start.line == end.line:
        yield "col", str(start.column)
        yield "endColumn", str(end.column)


def _message(report: Report, diagnostic: Diagnostic) -> str:
    parts = (diagnostic.message, diagnostic.help and f"help: {diagnostic.help}")
    return "\n".join(printable(report.prose(part)) for part in parts if part)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
