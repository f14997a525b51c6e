"""The format `full`: each finding with its source, cause, related places and help."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from importls.output.frame import Mark, source_frame
from importls.output.printable import printable

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic, Related
    from importls.facts.imports import Range
    from importls.output.palette import Style
    from importls.report import Report

Lines = Callable[[str], Sequence[str]]

_LINE_END = re.compile(r"\r\n|\r|\n")


def render(report: Report, style: Style) -> Iterator[str]:
    """One block of lines a finding, blocks parted by an empty line."""

    @lru_cache(maxsize=64)
    def lines(path: str) -> Sequence[str]:
        return _LINE_END.split(report.source(path))

    for diagnostic in report.diagnostics:
        yield "\n".join(_block(report, diagnostic, lines, style)) + "\n\n"


def _block(report: Report, diagnostic: Diagnostic, lines: Lines, style: Style) -> Iterator[str]:
    palette = style.palette
    colour = palette.severity(diagnostic.severity)
    title = palette.paint(colour, f"{diagnostic.severity.word}[{diagnostic.rule}]")
    yield f"{title}: {palette.paint(palette.bold, printable(report.prose(diagnostic.message)))}"
    yield _location(report, diagnostic.path, diagnostic.range, style)
    mark = Mark("^", colour, diagnostic.cause or "")
    yield from source_frame(lines(diagnostic.path), diagnostic.range, mark, style)
    for related in diagnostic.related:
        yield from _related(report, related, lines, style)
    if diagnostic.help:
        lines_of_help = "\n      ".join(map(printable, report.prose(diagnostic.help).split("\n")))
        yield f"{palette.paint(palette.help, 'help')}: {lines_of_help}"


def _related(report: Report, related: Related, lines: Lines, style: Style) -> Iterator[str]:
    palette = style.palette
    yield f"{palette.paint(palette.info, 'info')}: {printable(report.prose(related.message))}"
    yield _location(report, related.path, related.range, style)
    if related.range is not None:
        yield from source_frame(lines(related.path), related.range, Mark("-", palette.info), style)


def _location(report: Report, path: str, at: Range | None, style: Style) -> str:
    """The arrow to the place, its head above the gutter of the frame below; to a file as a whole without a place."""
    indent = " " * (1 if at is None else len(str(at.end.line)))
    place = "" if at is None else f":{at.start.line}:{at.start.column}"
    arrow = style.palette.paint(style.palette.gutter, f"{indent}-->")
    return f"{arrow} {printable(report.shown(path))}{place}"
