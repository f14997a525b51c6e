"""A source frame: the lines of a range under their numbers, with the range underlined; it knows no findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.output.printable import cell_width, printable_source

if TYPE_CHECKING:
    from importls.facts.imports import Range
    from importls.output.palette import Style

_MOST_LINES = 6
"""A range over more lines than this is shown with its middle left out."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The character that underlines a range, in which colour, and what is said beside it."""

    character: str
    colour: str = ""
    label: str = ""


def source_frame(lines: Sequence[str], at: Range, mark: Mark, style: Style) -> Iterator[str]:
    """The lines of the frame; none where the range lies outside the source."""
    first, last = at.start.line, min(at.end.line, len(lines))
    if not 1 <= first <= last:
        return
    gutter = " " * len(str(last))
    bar = style.palette.paint(style.palette.gutter, f"{gutter} |")
    label = f" {mark.label}" if mark.label else ""
    yield bar
    if first == last:
        line = lines[first - 1]
        end = at.end.column if at.end.line == first else len(line) + 1
        text, offset, length = _cut(line, at.start.column - 1, end - 1, style.width)
        yield _numbered(first, len(gutter), text, style)
        yield f"{bar} {' ' * offset}{style.palette.paint(mark.colour, mark.character * length + label)}"
    else:
        yield from _several_lines(lines, first, last, mark.colour, style)
        yield f"{bar} {style.palette.paint(mark.colour, f'|_{mark.character}{label}')}"
    yield bar


def _several_lines(lines: Sequence[str], first: int, last: int, colour: str, style: Style) -> Iterator[str]:
    """The lines of the range behind a bar that runs down on their left."""
    width = len(str(last))
    skipped = range(first + _MOST_LINES - 2, last - 1) if last - first >= _MOST_LINES else range(0)
    for number in range(first, last + 1):
        if number == skipped.start and skipped:
            yield style.palette.paint(style.palette.gutter, "." * 3)
        if number not in skipped:
            bar = style.palette.paint(colour, "/" if number == first else "|")
            text, _, _ = _cut(lines[number - 1], 0, 0, style.width)
            yield _numbered(number, width, f"{bar} {text}", style)


def _numbered(number: int, width: int, text: str, style: Style) -> str:
    return f"{style.palette.paint(style.palette.gutter, f'{number:>{width}} |')} {text}".rstrip()


def _cut(line: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """The line cut to `width` characters around the range: printable text, and the cells of the offset and of the mark.

    Works on a slice, so that a line of megabytes costs no more than a short one.
    """
    start = min(start, len(line))
    end = max(start + 1, min(end, len(line)))
    begin = 0 if len(line) <= width or end <= width else max(0, start - width // 4)
    stop = len(line) if len(line) - begin <= width else begin + width
    before, after = "…" * (begin > 0), "…" * (stop < len(line))
    offset = len(before) + cell_width(line[begin:start])
    length = cell_width(line[start : min(end, stop)]) or 1
    return before + printable_source(line[begin:stop]) + after, offset, length
