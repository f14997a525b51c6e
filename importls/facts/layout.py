"""Guards read off the indentation, for files that `ast` of the host cannot parse; knows nothing of conditions."""

from __future__ import annotations

import re

from importls.facts.guards import Guard

_UNGUARDING_HEADER = re.compile(r"(?:class|def|async\s+def)\b")
_TAB_STOP = 8


def guard_by_layout(text: str, line: int) -> Guard:
    """Return the guard of the import on `line` (from 1): NONE under `class` and `def` only, else HANDLED to be safe."""
    lines = text.split("\n")
    if not 0 < line <= len(lines):
        return Guard.HANDLED
    statement = lines[line - 1]
    if not statement.lstrip().startswith(("import", "from", "lazy")):
        return Guard.HANDLED  # something stands before it: `try: import a`, or a line in brackets
    indent = _indent(statement)
    for above in reversed(lines[: line - 1]):
        if indent == 0:
            break
        if not above.strip() or above.lstrip().startswith("#") or _indent(above) >= indent:
            continue
        if not _UNGUARDING_HEADER.match(above.lstrip()):
            return Guard.HANDLED
        indent = _indent(above)
    return Guard.NONE


def _indent(line: str) -> int:
    expanded = line.expandtabs(_TAB_STOP)
    return len(expanded) - len(expanded.lstrip())
