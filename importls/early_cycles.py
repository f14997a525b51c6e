"""Cycles that go round at import time because a function that imports may be called then; guessed by words alone.

Whether it is called, and what that does, is for a simulation to tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from importls.cycles import LAYERS, Cycle, chain_of, cyclic_modules, kinds_of
from importls.facts.called_words import called_words, functions_around
from importls.facts.imports import Timing
from importls.graph.strongly_connected_components import cyclic_components
from importls.import_graph import ImportKind

if TYPE_CHECKING:
    from importls.facts.file_facts import FileFacts
    from importls.import_graph import Edge
    from importls.snapshot import Snapshot

EARLY = "early cycles"
"""The table of `early_cycles`."""

_RUNNING, GUESSED_IN = tuple(LAYERS)[:2]


class EarlyCycles(NamedTuple):
    """The cycles, the small ones first, and the paths of the modules on which that depends.

    Of those `read` the text was asked for, of the `others` only what they import.
    """

    cycles: tuple[Cycle, ...] = ()
    read: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


def early_cycles(snapshot: Snapshot) -> EarlyCycles:
    """Those that are not in circles anyway. Linear in the text of the modules in cycles of deferred imports."""
    return snapshot.table(EARLY, lambda: _Search(snapshot).found())


def decisive(facts: FileFacts, text: str | None) -> int:
    """A number that changes with the names that a module imports and, given its text, with what it calls at once.

    Then it changes with the functions that import, too.
    """
    names = sorted((one.module, one.level, tuple(name.name for name in one.names or ())) for one in facts.imports)
    if text is None:
        return crc32(repr(names).encode())
    later = (one.range.start.line for one in facts.imports if one.timing is Timing.DEFERRED)
    functions = [functions_around(text, line) for line in later]
    return crc32(repr((names, sorted(called_words(text)), functions)).encode())


class _Search:
    """`now` and `later` are the numbers of the components by path, without and with deferred imports."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.now = _by_path(cyclic_modules(snapshot, _RUNNING))
        self.later = _by_path(cyclic_modules(snapshot, GUESSED_IN))
        self.importers: dict[str, set[str]] = {}
        self.takers: dict[str, set[str]] = {}
        self.words: dict[str, frozenset[str]] = {}

    def found(self) -> EarlyCycles:
        crossing = list(self._crossing())
        if not crossing:
            return EarlyCycles()
        self._note_imports()
        early = [edge for edge in crossing if self._may_be_early(edge)]
        concerned = {self.later[edge.importer] for edge in crossing}
        read = frozenset({*self.words, *(edge.importer for edge in crossing)})
        others = frozenset(path for path, component in self.later.items() if component in concerned) - read
        return EarlyCycles(tuple(self._cycles(early)), read, others)

    def _crossing(self) -> Iterator[Edge]:
        """The imports that are no way round now, and would be if they ran."""
        for path, component in self.later.items():
            for edge in self.snapshot.graph.edges[path]:
                is_later = edge.kind in (ImportKind.DEFERRED, ImportKind.LAZY)
                is_round = self.later.get(edge.imported) == component
                if is_later and is_round and not self._is_round_now(path, edge.imported):
                    yield edge

    def _is_round_now(self, path: str, other: str) -> bool:
        return path in self.now and self.now[path] == self.now.get(other)

    def _note_imports(self) -> None:
        for path in self.later:
            for edge in self.snapshot.graph.edges[path]:
                if edge.kind is ImportKind.RUNTIME:
                    self.importers.setdefault(edge.imported, set()).add(path)
                    for name in edge.statement.names or ():
                        self.takers.setdefault(name.name, set()).add(path)

    def _may_be_early(self, edge: Edge) -> bool:
        """Whether a module that may know the function uses its name at once."""
        path = edge.importer
        names = functions_around(self.snapshot.texts.text(path), edge.statement.range.start.line)
        if edge.kind is ImportKind.LAZY or not names or "__getattr__" in names:
            return True
        near = {path, *self.importers.get(path, ())}.union(*(self.takers.get(name, ()) for name in names))
        return any(
            not self._words(other).isdisjoint(names) for other in near if self.later.get(other) == self.later[path]
        )

    def _words(self, path: str) -> frozenset[str]:
        if path not in self.words:
            self.words[path] = called_words(self.snapshot.texts.text(path))
        return self.words[path]

    def _cycles(self, early: Collection[Edge]) -> Iterator[Cycle]:
        successors = self.snapshot.graph.successors((ImportKind.RUNTIME,))
        for edge in early:
            successors[edge.importer].append(edge.imported)
        found = [
            sorted(component, key=lambda path: (self.snapshot.by_name(path), path))
            for component in cyclic_components(successors)
            if len({self.now.get(path, path) for path in component}) > 1
        ]
        for component in sorted(found, key=lambda paths: (len(paths), self.snapshot.by_name(paths[0]))):
            chain = chain_of(self.snapshot, successors, component, kinds_of(GUESSED_IN), self.now)
            yield Cycle(chain, tuple(component), is_early=True)


def _by_path(found: list[list[str]]) -> dict[str, int]:
    return {path: number for number, paths in enumerate(found) for path in paths}
