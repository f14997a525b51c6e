"""The import statements of one file as values; how they are found is the business of `scan`."""

from __future__ import annotations

from enum import IntEnum

import msgspec


# There are hundreds of thousands of these. They hold texts, numbers and each other without cycles: `gc=False` spares
# each the sixteen bytes by which the garbage collector would know it.
class Position(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A place in a file. Lines count from 1, columns from 1 in Unicode code points."""

    line: int
    column: int


class Range(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """From `start` up to, not including, `end`."""

    start: Position
    end: Position


class Timing(IntEnum):
    """When, if ever, the interpreter executes an import statement."""

    IMPORT_TIME = 0
    """While the body of the module runs."""
    DEFERRED = 1
    """When a function is called, or the file is run as a script (`if __name__ == "__main__":`)."""
    LAZY = 2
    """On first use of the name (PEP 810)."""
    TYPING = 3
    """Never: it stands under `TYPE_CHECKING`."""
    UNREACHABLE = 4
    """Never on the target's version and platform."""

    @property
    def runs(self) -> bool:
        """Whether the statement is executed at some time."""
        return self <= Timing.LAZY


class ImportedName(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One name of `from module import name as alias`."""

    name: str
    alias: str | None


class Import(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One imported module: an alias of an `import` statement, or a whole `from` statement.

    `module` is the dotted name as written after the dots (empty in `from . import x`), `level` the number of dots.
    `names` is None for `import module`, empty for a star import, else the names of the `from` statement.
    `alias` belongs to `import module as alias`. `range` covers the alias of an `import` statement (`a.b as c`), or
    the whole `from` statement.
    """

    module: str
    level: int
    names: tuple[ImportedName, ...] | None
    alias: str | None
    range: Range
    timing: Timing

    @property
    def is_star(self) -> bool:
        """Whether this is `from module import *`."""
        return self.names == ()

    @property
    def written(self) -> str:
        """The module as written in the source, dots included."""
        return "." * self.level + self.module
