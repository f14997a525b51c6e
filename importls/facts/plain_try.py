"""Whether an import plainly stands in a `try` that catches its failure, read off the lines around it alone.

Most imports that are prepared to fail look alike: `try:`, the imports, `except ImportError:`. The lines between are so
plain here that no string and no bracket can begin or end on them. So, going from a line that is known to begin a
statement, the lines of `try:` and `except` are statements too. Where it says no, `quick_guard` knows more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from importls.facts.lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from importls.facts.imports import Range

_BLANK = re.compile(r"[ \t]*(?:#.*)?")
_HEAD = re.compile(r"([ \t]+)(?:import[ \t][\w \t.,]*)?")
_IMPORT = re.compile(r"(?:import|from)\b[\w \t.,*]*(?:#.*)?")
_TRY = re.compile(r"try[ \t]*:[ \t]*(?:#.*)?")
_EXCEPT_IMPORT_ERROR = re.compile(
    r"except[ \t]*(?::|[ \t(]\(?[ \t]*(?:ImportError|ModuleNotFoundError|Exception)[ \t]*(?:[:,)]|as\b))"
)
_PLAIN = re.compile(r"[^\"'()\[\]{}\\#]*(?:#.*)?")


def stands_in_plain_try(text: str, where: Range) -> bool:
    """Whether the import there, which is a statement for sure, has nothing but a plain `try` around it that catches.

    Its guard is then at least `Guard.HANDLED`.
    """
    lines = lines_of(text)
    at = where.start.line - 1
    head = _HEAD.fullmatch(lines[at], 0, where.start.column - 1)
    if head is None:
        return False
    outer = _indent_of_try(lines, at, head[1])
    return outer is not None and _catches(lines, where, head[1], outer)


def _indent_of_try(lines: Sequence[str], at: int, indent: str) -> str | None:
    """The indentation of the `try:` that begins the block with the line, where only imports stand between."""
    while at > 0:
        at -= 1
        line = lines[at]
        if '"""' in line or "'''" in line or line.endswith("\\"):
            return None
        if _BLANK.fullmatch(line):
            continue
        outer = line[: len(line) - len(line.lstrip(" \t"))]
        if outer == indent and _IMPORT.fullmatch(line, len(outer)):
            continue
        is_try = outer != indent and indent.startswith(outer) and _TRY.fullmatch(line, len(outer))
        return outer if is_try and not (at and lines[at - 1].endswith("\\")) else None
    return None


def _catches(lines: Sequence[str], where: Range, indent: str, outer: str) -> bool:
    """Whether the first handler of the `try`, of that outer indentation, is one for errors of importing."""
    end = where.end.line - 1
    if not _PLAIN.fullmatch(lines[end], where.end.column - 1):
        return False
    for line in lines[end + 1 :]:
        if line.startswith(outer) and _EXCEPT_IMPORT_ERROR.match(line, len(outer)):
            return True
        if not _BLANK.fullmatch(line) and not (line.startswith(indent) and _PLAIN.fullmatch(line)):
            return False
    return False
