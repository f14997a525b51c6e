"""Whether an import plainly stands in functions and classes alone, read off the lines above it.

Most imports that are not at the margin do. The lines are read upwards, from the import to the line at the margin that
begins the statement around it. Where it says no, `quick_guard` knows more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER = re.compile(r"(?:async +)?(?:def|class) ")
_LEAVES = re.compile(
    r"(?<!\w)(?:raise|return|break|continue|assert|exit|_exit|quit|abort|skip|skipTest|SkipTest|fail|importorskip)\b"
)
_CLOSING = (")", "]", "}")


def stands_in_plain_functions(lines: Sequence[str]) -> bool:
    """Whether nothing but `def` and `class` is around the import, and no statement before it in one of them may leave.

    The lines go from one at the margin to that of the import, which begins a statement for sure. As no string and no
    backslash leads from one line to the next, every line that begins with `def` or `class` begins a statement, and it
    is around the import if it is indented less than each line behind it.
    """
    before = "\n".join(lines[:-1])
    code = None if "\t" in before or "\\\n" in before or "\f" in before else _without_long_strings(before)
    if code is None:
        return False
    indent, leaves = len(lines[-1]) - len(lines[-1].lstrip(" ")), False
    for line in reversed(code.split("\n")):
        statement = line.lstrip(" ")
        if not statement or statement[0] == "#":
            continue
        column = len(line) - len(statement)
        if column > indent or statement[0] in _CLOSING:
            leaves = leaves or _LEAVES.search(statement) is not None
        elif _HEADER.match(statement):
            if column < indent and leaves:
                return False
            # What a function before the import does is of no matter until somebody calls it.
            indent, leaves = column, False
        elif column < indent or leaves or (statement[0] != "@" and _LEAVES.search(statement)):
            return False
    return indent == 0


def _without_long_strings(code: str) -> str | None:
    """The code with a 0 in place of each string in three quotes; None where it is not plain what is a string.

    What comes before such quotes on their line holds no comment and no half of another string, whether it is code or
    itself in a string: so all of them begin or end one, and if they are even in number, both ends are code.
    """
    quotes = '"""' if '"""' in code else "'''"
    if "'''" in code and quotes == '"""':
        return None
    pieces = code.split(quotes)
    if len(pieces) % 2 == 0 or not all(map(_is_plain, pieces[:-1])) or any(piece[:1] == quotes[0] for piece in pieces):
        return None
    return "0".join(pieces[::2])


def _is_plain(piece: str) -> bool:
    line = piece[piece.rfind("\n") + 1 :]
    return "#" not in line and "\\" not in line and line.count("'") % 2 == 0 and line.count('"') % 2 == 0
