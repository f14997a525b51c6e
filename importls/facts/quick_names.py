"""Names that a module binds in its unindented lines, by a search for patterns; `reading` knows them all, slowly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from importls.facts.imports import Import, Timing

_BINDING = re.compile(
    r"^(?:(?:async[ \t]+)?def[ \t]+|class[ \t]+)(?P<defined>\w+)|^(?P<assigned>\w+)[ \t]*(?::[^=\n]*)?=(?!=)",
    re.MULTILINE,
)


def quick_names(text: str, imports: Iterable[Import]) -> frozenset[str]:
    """Names that the module may bind: definitions and plain assignments at the start of a line, and what is imported.

    A line inside a string may look like one and add a name too many; names bound in other ways are missing.
    """
    found = {match["defined"] or match["assigned"] for match in _BINDING.finditer(text)}
    return frozenset(found.union(name for statement in imports for name in _bound_by(statement)))


def _bound_by(statement: Import) -> Iterator[str]:
    if statement.timing not in (Timing.IMPORT_TIME, Timing.LAZY):
        return
    if statement.names is None:
        yield statement.alias or statement.module.partition(".")[0]
    else:
        yield from (name.alias or name.name for name in statement.names)
