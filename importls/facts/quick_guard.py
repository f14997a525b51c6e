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
# A line that does not go on with the top-level statement before it.
_OUTER_LINE = re.compile(r"\n(?=[^\s#)\]}])")


def quick_guard(text: str, start: Position, *, version: tuple[int, int], platform: str) -> Guard | None:
    """The guard that `read_guards` gives the import that starts there; None where only the whole file tells.

    The statement is cut out by its indentation. A string may hold lines that look like code: then the cut is no Python,
    or has no import at that place, and the whole file is read.
    """
    lines = lines_of(text)
    at = start.line - 1
    if _may_be_left(text, sum(map(len, lines[: at + 1])) + at):
        return None
    if start.column == 1:
        return Guard.NONE
    first = _top_level_line(lines, at, -1)
    before = "\n".join(lines[first : at + 1])
    if "assert" in before:
        return None  # What it asserts may be known from elsewhere in the file.
    cut = "\n".join(lines[first : _end(lines, at)])
    tree = syntax_tree.parse(cut)
    if not isinstance(tree, ast.Module):
        return None
    guard = read_guards(tree, cut, Target(version, platform)).get(Position(start.line - first, start.column))
    if guard is not Guard.CONDITIONAL:
        return guard
    # Whether the condition handles the failure may be known from elsewhere, such as from where its names are set.
    return None if _BRANCHES.search(before) or _LEAVES.search(before) else guard


def _end(lines: Sequence[str], at: int) -> int:
    """The line behind the top-level statement that holds this line."""
    end = _top_level_line(lines, at + 1, 1)
    while end < len(lines) and _GOES_ON.match(lines[end]):
        end = _top_level_line(lines, end + 1, 1)
    return end


def _top_level_line(lines: Sequence[str], at: int, step: int) -> int:
    """The nearest line in one direction, this one included, on which a top-level statement may begin."""
    while 0 < at < len(lines) and not _BEGINS_A_STATEMENT.match(lines[at]):
        at += step
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
