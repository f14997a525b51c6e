"""The guard of one import, read from the statement around it alone; gives up where the rest of the file may decide."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from importls.facts import syntax_tree
from importls.facts.guards import Guard, read_guards
from importls.facts.imports import Position
from importls.facts.lines import lines_of
from importls.facts.plain_function import stands_in_plain_functions
from importls.facts.truth import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

# Without these words nothing before the import can end a block that it stands in (`guards._guard_after`).
_LEAVING_STATEMENTS = ("raise", "break", "continue", "assert")
_LEAVING_CALLS = ("exit", "_exit", "quit", "abort", "skip", "skipTest", "SkipTest", "fail", "importorskip")
_LEAVING_WORDS = _LEAVING_STATEMENTS + _LEAVING_CALLS
_LEAVES = re.compile(rf"(?<!\w)(?:{'|'.join(_LEAVING_WORDS)})\b")
# Without these no condition and no loop is around it, and no earlier statement of its function returns.
_BRANCHES = re.compile(r"\b(?:if|elif|else|for|while|match|return)\b")
_BEGINS_A_STATEMENT = re.compile(r"[\w@]")
_GOES_ON = re.compile(r"(?:except|else|finally)\b")
_DEFINES = re.compile(r"(?:(?:async[ \t]+)?def|class)\b|@")
_BLANKS = (" ", "\t", "\f")
# What may stand before an import that is the first statement on its line.
_HEAD = re.compile(r"[ \t\f]*(?:import[ \t][\w \t.,]*)?")
# A line that does not go on with the top-level statement before it.
_OUTER_LINE = re.compile(r"\n(?=[^\s#)\]}])")


def quick_guard(text: str, start: Position, *, version: tuple[int, int], platform: str) -> Guard | None:
    """The guard that `read_guards` gives the import that starts there; None where only the whole file tells."""
    lines = lines_of(text)
    may_be_left = _may_be_left(text, sum(map(len, lines[: start.line])) + start.line - 1)
    if not may_be_left and _stands_plainly(lines, start):
        return Guard.NONE
    return None if may_be_left else _guard_in_statement(lines, start, Target(version, platform))


def _stands_plainly(lines: Sequence[str], start: Position) -> bool:
    """Whether the import stands at the margin, or plainly in nothing but functions and classes."""
    at = start.line - 1
    # The range of `import a` starts behind the word.
    if not _HEAD.fullmatch(lines[at], 0, start.column - 1) or (at and lines[at - 1].endswith("\\")):
        return False
    is_at_margin = not lines[at].startswith(_BLANKS)
    return is_at_margin or stands_in_plain_functions(lines[_top_level_line(lines, at) : at + 1])


def _guard_in_statement(lines: Sequence[str], start: Position, target: Target) -> Guard | None:
    """The guard as the top-level statement around the import tells it; None where the rest of the file may decide.

    The statement is cut out by its indentation. A string may hold lines that look like code: then the cut is no Python,
    or has no import at that place, and the whole file is read.
    """
    first = _top_level_line(lines, start.line - 1)
    before = "\n".join(lines[first : start.line])
    if "assert" in before:
        return None  # What it asserts may be known from elsewhere in the file.
    # Only of a `try` does it matter what comes behind the import.
    cut = "\n".join(lines[first : _end(lines, start.line)]) if "try" in before else before
    tree = syntax_tree.parse(cut)
    if not isinstance(tree, ast.Module):
        return None
    guard = read_guards(tree, cut, target).get(Position(start.line - first, start.column))
    if guard is not Guard.CONDITIONAL:
        return guard
    # Whether the condition handles the failure may be known from elsewhere, such as from where its names are set.
    return None if _BRANCHES.search(before) or _LEAVES.search(before) else guard


def _end(lines: Sequence[str], at: int) -> int:
    """The line behind the top-level statement that holds the line before this one."""
    while at < len(lines) and (not _BEGINS_A_STATEMENT.match(lines[at]) or _GOES_ON.match(lines[at])):
        at += 1
    return at


def _top_level_line(lines: Sequence[str], at: int) -> int:
    """The nearest line upwards, this one included, on which a top-level statement may begin."""
    while at and (lines[at - 1].endswith("\\") or not _BEGINS_A_STATEMENT.match(lines[at])):
        at -= 1
    return at


def _may_be_left(text: str, end: int) -> bool:
    """Whether something before the offset may leave the module's own code; what functions and classes hold does not."""
    tops: list[int] = []
    for word in _LEAVING_WORDS:
        at = text.find(word, 0, end)
        while at >= 0:
            tops = tops or [0, *(found.end() for found in _OUTER_LINE.finditer(text, 0, end))]
            owner = bisect_right(tops, at) - 1
            if not _DEFINES.match(text, tops[owner]):
                if _LEAVES.match(text, at):
                    return True
                at = text.find(word, at + 1, end)
            else:
                at = text.find(word, tops[owner + 1], end) if owner + 1 < len(tops) else -1
    return False
