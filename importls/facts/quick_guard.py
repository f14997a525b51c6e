"""The guard of one import, read from the statement around it alone; gives up where the rest of the file may decide."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from importls.facts import syntax_tree
from importls.facts.guards import Guard, read_guards
from importls.facts.imports import Position
from importls.facts.truth import Target

# Without these words nothing before the import can end a block that it stands in (`guards._guard_after`).
_LEAVES = re.compile(r"\b(?:raise|break|continue|assert|_?exit|quit|abort|skip|skipTest|SkipTest|fail|importorskip)\b")
# Without these no condition and no loop is around it, and no earlier statement of its function returns.
_BRANCHES = re.compile(r"\b(?:if|elif|else|for|while|match|return)\b")
_BEGINS_A_STATEMENT = re.compile(r"[\w@]")
_GOES_ON = re.compile(r"(?:except|else|finally)\b")
_NO_CONDITION = Target((3, 0), "")


def quick_guard(text: str, start: Position) -> Guard | None:
    """The guard that `read_guards` gives the import that starts there; None where only the whole file tells.

    The statement is cut out by its indentation. A string may hold lines that look like code: then the cut is no Python,
    or has no import at that place, and the whole file is read.
    """
    lines = _lines(text)
    at = start.line - 1
    if at < _first_leaving_line(text):
        if start.column == 1:
            return Guard.NONE
        first = _top_level_line(lines, at, -1)
        if not any(_BRANCHES.search(line) for line in lines[first : at + 1]):
            return _guard_in(lines[first : _end(lines, at)], Position(start.line - first, start.column))
    return None


def _guard_in(lines: list[str], start: Position) -> Guard | None:
    tree = syntax_tree.parse("\n".join(lines))
    if not isinstance(tree, ast.Module):
        return None
    return read_guards(tree, "\n".join(lines), _NO_CONDITION).get(start)


def _end(lines: list[str], at: int) -> int:
    """The line behind the top-level statement that holds this line."""
    end = _top_level_line(lines, at + 1, 1)
    while end < len(lines) and _GOES_ON.match(lines[end]):
        end = _top_level_line(lines, end + 1, 1)
    return end


def _top_level_line(lines: list[str], at: int, step: int) -> int:
    """The nearest line in one direction, this one included, on which a top-level statement may begin."""
    while 0 < at < len(lines) and not _BEGINS_A_STATEMENT.match(lines[at]):
        at += step
    return at


@lru_cache(maxsize=2)
def _lines(text: str) -> list[str]:
    return text.split("\n")


@lru_cache(maxsize=2)
def _first_leaving_line(text: str) -> int:
    found = _LEAVES.search(text)
    return len(_lines(text)) if found is None else text.count("\n", 0, found.start())
