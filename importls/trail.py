"""What a computation has looked at, so that it need not be done again while that has not changed."""

from __future__ import annotations

from collections.abc import Hashable


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

    def end(self, before: Trail) -> Trail:
        """Go on with what was looked at before, and give what was looked at since."""
        inside = self.begin()
        self.texts, self.facts, self.tables = before.texts, before.facts, before.tables
        return inside

    def add(self, other: Trail) -> None:
        """What another computation has looked at was looked at here, too."""
        if other.texts:
            self.texts |= other.texts
        if other.facts:
            self.facts |= other.facts
        if other.tables:
            self.tables |= other.tables
