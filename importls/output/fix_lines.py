"""A fix as the lines that it takes out and puts in, for people; whole lines where only a part of one changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from importls.diagnostic import Edit, Fix
from importls.edits.text_edits import applied


def fix_lines(fix: Fix, text: Callable[[str], str], shown: Callable[[str], str]) -> Iterator[str]:
    """For each place its file and line, then lines with `-` and `+`; `text` gives that of a file, `shown` its name."""
    for path in dict.fromkeys(edit.path for edit in fix.edits):
        lines = text(path).split("\n")
        for group in _by_lines([edit for edit in fix.edits if edit.path == path]):
            yield from _lines_of(group, lines, shown(path))


def _by_lines(edits: Sequence[Edit]) -> list[list[Edit]]:
    """The edits from top to bottom, those of the same lines together."""
    groups: list[list[Edit]] = []
    for edit in sorted(edits, key=lambda one: one.range):
        if groups and edit.range.start.line <= _last_line(groups[-1][-1]):
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return groups


def _last_line(edit: Edit) -> int:
    """The last line that changes: an edit that ends at the start of a line leaves it as it is."""
    start, end = edit.range.start, edit.range.end
    return end.line - (end.column == 1 and start.line < end.line)


def _lines_of(group: Sequence[Edit], lines: Sequence[str], shown: str) -> Iterator[str]:
    first, last = group[0].range.start.line, _last_line(group[-1])
    outside = [*("" for _ in lines[: first - 1]), *lines[first - 1 : last]]
    before, after = lines[first - 1 : last], applied("\n".join(outside), group).split("\n")[first - 1 :]
    while before and after and before[0] == after[0]:
        before, after, first = before[1:], after[1:], first + 1
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    yield f"{shown}:{first}"
    yield from (f"- {line}" for line in before if line.strip())
    yield from (f"+ {line}" for line in after if line.strip())
