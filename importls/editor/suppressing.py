"""The edit that silences a finding with a comment, written where one can stand; it knows nothing of rules.

A place is taken only if the comment is read there as what it is: not in a string, not behind a backslash.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import START_OF_FILE, Edit
from importls.edits.text_edits import applied
from importls.facts.imports import Position, Range
from importls.facts.lines import lines_of
from importls.suppression import Scope, Suppression, find_suppressions

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic

_SILENCED_BY_NO_COMMENT = ("unused-suppression",)


def suppressing(text: str, finding: Diagnostic) -> Edit | None:
    """The edit of the file with this text; None where no comment can silence the finding."""
    if finding.rule in _SILENCED_BY_NO_COMMENT:
        return None
    before = find_suppressions(text)
    candidates = (*_joining(text, finding, before), *_behind(text, finding), *_above(text, finding))
    return next((edit for edit in candidates if _is_read(text, before, edit, finding.rule)), None)


def _is_read(text: str, before: tuple[Suppression, ...], edit: Edit, rule: str) -> bool:
    """Whether there is a comment more for the rule, and every other one is what it was."""
    after = find_suppressions(applied(text, [edit]))

    def others(suppressions: tuple[Suppression, ...]) -> list[tuple[object, ...]]:
        return [(item.scope, item.reason, item.misread) for item in suppressions]

    gained = sum(rule in (item.rules or ()) for item in after) - sum(rule in (item.rules or ()) for item in before)
    return gained == 1 and (len(after) == len(before) + 1 or others(after) == others(before))


def _joining(text: str, finding: Diagnostic, suppressions: tuple[Suppression, ...]) -> Iterator[Edit]:
    """One rule more in the brackets of a comment that reaches the finding and no whole file."""
    for item in suppressions:
        if item.scope is Scope.FILE or not item.rules or item.misread is not None or not item.covers(finding):
            continue
        start = item.range.start
        written = lines_of(text)[start.line - 1]
        opening, closing = (written.index(bracket, start.column - 1) for bracket in "[]")
        where = Range(Position(start.line, opening + 2), Position(start.line, closing + 1))
        yield Edit(finding.path, where, ", ".join((*item.rules, finding.rule)))


def _behind(text: str, finding: Diagnostic) -> Iterator[Edit]:
    """At the end of a line of the finding, or of the first or last one of its statement."""
    statement = finding.statement or finding.range
    places = (finding.range.start, finding.range.end, statement.end, statement.start)
    for number in dict.fromkeys(place.line for place in places):
        line = _line(text, number)
        if line.endswith("\\") or (number == 1 and line.startswith("#!")):
            continue
        code = line.rstrip()
        end, written = Position(number, len(line) + 1), _comment(Scope.LINE, finding.rule)
        yield Edit(finding.path, Range(Position(number, len(code) + 1), end), f"  {written}" if code else written)


def _above(text: str, finding: Diagnostic) -> Iterator[Edit]:
    """On a line of its own above the finding or its statement; for a whole file, below what has to be at its top."""
    for place in dict.fromkeys((finding.range.start, (finding.statement or finding.range).start)):
        line = _line(text, place.line)
        if line.startswith("#!") and place.line == 1:
            continue
        if place.line > 1 and _line(text, place.line - 1).endswith("\\"):
            continue
        indent = line[: len(line) - len(line.lstrip())]
        yield _inserted(finding.path, place.line, f"{indent}{_comment(Scope.NEXT_LINE, finding.rule)}")
    if finding.range == START_OF_FILE:
        first = next((number for number in (1, 2) if not _line(text, number).startswith("#")), 3)
        if first <= len(lines_of(text)):
            yield _inserted(finding.path, first, _comment(Scope.FILE, finding.rule))


def _inserted(path: str, line: int, written: str) -> Edit:
    start = Position(line, 1)
    return Edit(path, Range(start, start), f"{written}\n")


def _comment(scope: Scope, rule: str) -> str:
    """The comment, which ends where its reason is to be written."""
    return f"# importls: {scope.value}[{rule}] -- "


def _line(text: str, number: int) -> str:
    lines = lines_of(text)
    return lines[number - 1] if 0 < number <= len(lines) else ""
