"""What importing a module sets in motion, told by the import statements alone and counted bit by bit; nothing runs.

Statements under a condition count as well, and what only calls and computed names bring is missing: a number is about
right, and no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from importls.import_closure import imports_by_name
from resolver.module_name import ancestors
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.project import SourceFile
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec


class Whose(Enum):
    """Where a module comes from."""

    PROJECT = "of the project"
    INSTALLED = "installed"
    STANDARD = "of the standard library"


class Reach:
    """The modules that are imported with one, as far as they have been counted: `counts` by where they come from.

    `installed` are the top-level names of distributions' modules.
    """

    def __init__(self, snapshot: Snapshot, file: SourceFile, name: str) -> None:
        """Counts nothing yet. The module and everything with it is looked for as the file does."""
        self._snapshot = snapshot
        self._file = file
        self._waiting = [*ancestors(name), name]
        self._seen = set(self._waiting)
        self.counts: Counter[Whose] = Counter()
        self.installed: set[str] = set()

    @property
    def is_complete(self) -> bool:
        """Whether all has been counted."""
        return not self._waiting

    def go_on(self, is_over: Callable[[], bool]) -> None:
        """Count until all is counted, or time `is_over`; one module takes some milliseconds at most."""
        while self._waiting and not is_over():
            name = self._waiting.pop()
            found = self._snapshot.search.find_on_roots(self._file, name)
            if isinstance(found, Found):
                whose = self._whose(found.spec)
                self.counts[whose] += 1
                if whose is Whose.INSTALLED:
                    self.installed.add(name.partition(".")[0])
                fresh = imports_by_name(self._snapshot, self._file, name).now - self._seen
                self._seen |= fresh
                self._waiting += fresh

    def _whose(self, spec: ModuleSpec) -> Whose:
        if spec.origin in self._snapshot.modules:
            return Whose.PROJECT
        is_standard = spec.name.partition(".")[0] in self._snapshot.environment.stdlib_names
        return Whose.STANDARD if is_standard else Whose.INSTALLED


def reach_of(snapshot: Snapshot, file: SourceFile, name: str) -> Reach:
    """The reach of a module as seen from a file, which goes on where it was left."""
    return snapshot.once(("reach", file.root.path, name), lambda: Reach(snapshot, file, name))
