"""What a computation has looked at, so that it need not be done again while that has not changed."""

from __future__ import annotations

from collections.abc import Hashable


class Trail:
    """`files` are the paths whose content was looked at, `tables` the keys of what was concluded from all modules."""

    __slots__ = ("files", "tables")

    def __init__(self) -> None:
        """Nothing yet."""
        self.files: set[str] = set()
        self.tables: set[Hashable] = set()

    def begin(self) -> Trail:
        """Start anew, and give what was looked at so far."""
        before = Trail()
        before.files, before.tables = self.files, self.tables
        self.files, self.tables = set(), set()
        return before

    def end(self, before: Trail) -> Trail:
        """Go on with what was looked at before, and give what was looked at since."""
        inside = self.begin()
        self.files, self.tables = before.files, before.tables
        return inside

    def add(self, other: Trail) -> None:
        """What another computation has looked at was looked at here, too."""
        if other.files:
            self.files |= other.files
        if other.tables:
            self.tables |= other.tables
