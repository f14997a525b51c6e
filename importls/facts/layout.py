"""Guards read off the indentation, for files that `ast` of the host cannot parse; knows nothing of conditions."""

from __future__ import annotations

import re
from functools import lru_cache

from importls.facts.guards import Guard
from importls.facts.lines import lines_of

_UNGUARDING_HEADER = re.compile(r"(?:class|def|async\s+def)\b")
_TAB_STOP = 8


def guard_by_layout(text: str, line: int) -> Guard:
    """Return the guard of the import on `line` (from 1): NONE under `class` and `def` only, else HANDLED to be safe.

    The first question about a text takes time in proportion to its length, the ones that follow take none.
    """
    guards = _guards_by_line(text)
    return guards[line - 1] if 0 < line <= len(guards) else Guard.HANDLED


@lru_cache(maxsize=4)
def _guards_by_line(text: str) -> tuple[Guard, ...]:
    guards: list[Guard] = []
    # The lines that each begin a block around the current one, with the guard inside of it.
    around: list[tuple[int, Guard]] = []
    for line in lines_of(text):
        code = line.lstrip()
        if not code or code.startswith("#"):
            guards.append(Guard.HANDLED)
            continue
        indent = _indent(line)
        while around and around[-1][0] >= indent:
            around.pop()
        guard = around[-1][1] if around else Guard.NONE
        around.append((indent, guard if _UNGUARDING_HEADER.match(code) else Guard.HANDLED))
        # Where something stands before the import, it is `try: import a`, or a line in brackets.
        guards.append(guard if code.startswith(("import", "from", "lazy")) else Guard.HANDLED)
    return tuple(guards)


def _indent(line: str) -> int:
    expanded = line.expandtabs(_TAB_STOP)
    return len(expanded) - len(expanded.lstrip())
