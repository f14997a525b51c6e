"""What a computation has looked at, so that it need not be done again while that has not changed."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple


class LookedAt(NamedTuple):
    """What a finished computation has looked at, in little space: there is one for every question about every file.

    The fields are those of a `Trail`, without order.
    """

    texts: tuple[str, ...]
    facts: tuple[str, ...]
    tables: tuple[Hashable, ...]


NOTHING = LookedAt((), (), ())


class Trail:
    """`texts` are the paths whose text was looked at, `facts` those of which only facts were asked for.

    `tables` are the keys of what was concluded from all modules.
    """

    __slots__ = ("facts", "tables", "texts")

    def __init__(self) -> None:
        """Nothing yet."""
        self.texts: set[str] = set()
        self.facts: set[str] = set()
        self.tables: set[Hashable] = set()

    def begin(self) -> Trail:
        """Start anew, and give what was looked at so far."""
        before = Trail()
        before.texts, before.facts, before.tables = self.texts, self.facts, self.tables
        self.texts, self.facts, self.tables = set(), set(), set()
        return before

    def end(self, before: Trail) -> LookedAt:
        """Go on with what was looked at before, and give what was looked at since."""
        inside = LookedAt(tuple(self.texts), tuple(self.facts), tuple(self.tables))
        self.texts, self.facts, self.tables = before.texts, before.facts, before.tables
        return inside

    def add(self, other: LookedAt) -> None:
        """What another computation has looked at was looked at here, too."""
        if other.texts:
            self.texts.update(other.texts)
        if other.facts:
            self.facts.update(other.facts)
        if other.tables:
            self.tables.update(other.tables)
