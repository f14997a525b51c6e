"""What modules ask a package for while its imports run, and whether it has that by then, by import statements alone.

Nothing is simulated: every branch is taken, calls are not followed, and names that the package defines are left out.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from importls.edits.source import bound_by
from importls.import_graph import ImportKind
from importls.trail import NOTHING
from resolver.module_name import ancestors

if TYPE_CHECKING:
    from importls.edits.sorted_imports import ImportedPart
    from importls.import_graph import Edge
    from importls.module import Module
    from importls.snapshot import Snapshot


class Lack(NamedTuple):
    """A module, and the names that the package lacks when it asks; where it may ask for any, those that are there."""

    path: str
    names: frozenset[str]


class PackageOfCycle:
    """A package among modules that import each other."""

    def __init__(self, snapshot: Snapshot, package: Module, members: Collection[str]) -> None:
        """`members` are the paths of all of them."""
        self.snapshot = snapshot
        self.package = package
        self.members = members
        self._by_name = {snapshot.by_name(path): path for path in members}
        self._edges: dict[str, list[Edge]] = {}

    def lacks(self, entry: str, order: Sequence[ImportedPart]) -> frozenset[Lack]:
        """What the package lacks when it is asked, if `entry` is imported first and its imports run in this order.

        Linear in the imports of the members.
        """
        run = _Run(self, order)
        for name in (*ancestors(entry), entry):
            if name in self._by_name:
                run.start(self._by_name[name])
        return frozenset(run.lacks)

    def entries(self) -> Iterator[str]:
        """The package, and the other members that start nothing else first: those that lie in no package of them."""
        yield self.package.name
        for name in sorted(self._by_name):
            if name != self.package.name and self._by_name.keys().isdisjoint(ancestors(name)):
                yield name

    def edges_of(self, path: str) -> list[Edge]:
        """The imports of a member that lead to another one when it is imported."""
        edges = self._edges.get(path)
        if edges is None:
            self.snapshot.trail.texts.add(path)
            every = self.snapshot.graph.edges[path]
            self.snapshot.trail.add(self.snapshot.edge_trails.get(path, NOTHING))
            edges = [edge for edge in every if edge.kind is ImportKind.RUNTIME and edge.imported in self.members]
            self._edges[path] = edges
        return edges

    def started_by(self, part: ImportedPart) -> Iterator[str]:
        """The members that a part of the package's imports starts, in order."""
        is_from = isinstance(part.statement, ast.ImportFrom)
        written = _written(part)
        submodules = self._submodules.get(written, {}) if is_from else {}
        paths = self._own_edges.get((is_from, written), [])
        yield from (path for path in paths if path not in submodules.values())
        yield from (path for alias in part.names if (path := submodules.get(alias.name, "")) in paths)

    @cached_property
    def _own_edges(self) -> dict[tuple[bool, str], list[str]]:
        edges: dict[tuple[bool, str], list[str]] = {}
        for edge in self.edges_of(self.package.path):
            key = edge.statement.names is not None, edge.statement.written
            edges.setdefault(key, []).append(edge.imported)
        return edges

    @cached_property
    def _submodules(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for imported in self.package.imports:
            names = found.setdefault(imported.statement.written, {})
            names.update((name, one.spec.origin or "") for name, one in imported.submodules.items())
        return found

    def asked_by(self, edge: Edge) -> frozenset[str] | None:
        """The names that a member asks the package for, None where it may be any."""
        if not edge.statement.names:
            return None
        same = (one for one in self.snapshot.modules[edge.importer].imports if one.statement == edge.statement)
        submodules = next((one.submodules for one in same), {})
        return frozenset(item.name for item in edge.statement.names if item.name not in submodules)


def _written(part: ImportedPart) -> str:
    statement = part.statement
    if isinstance(statement, ast.ImportFrom):
        return "." * statement.level + (statement.module or "")
    return part.names[0].name


@dataclass(slots=True)
class _Run:
    """An import that goes on; `bound` is what the package's imports have bound, None while they do not run."""

    cycle: PackageOfCycle
    order: Sequence[ImportedPart]
    lacks: set[Lack] = field(default_factory=set)
    started: set[str] = field(default_factory=set)
    bound: set[str] | None = None

    def start(self, path: str) -> None:
        """Start a module and whatever it imports, unless it has started."""
        waiting = [] if path in self.started else [self._body(path)]
        while waiting:
            step = next(waiting[-1], None)
            if step is None:
                waiting.pop()
            elif step not in self.started:
                waiting.append(self._body(step))

    def _body(self, path: str) -> Iterator[str]:
        """The modules that a body imports, in order."""
        self.started.add(path)
        if path == self.cycle.package.path:
            yield from self._body_of_package()
            return
        for edge in self.cycle.edges_of(path):
            yield edge.imported
            if edge.imported == self.cycle.package.path and not edge.implied and self.bound is not None:
                self._ask(edge, self.bound)

    def _body_of_package(self) -> Iterator[str]:
        self.bound = set()
        for part in self.order:
            yield from self.cycle.started_by(part)
            self.bound.update(bound_by(alias, part.statement) for alias in part.names)
        self.bound = None

    def _ask(self, edge: Edge, bound: set[str]) -> None:
        asked = self.cycle.asked_by(edge)
        if asked is None:
            self.lacks.add(Lack(edge.importer, frozenset(bound)))
        elif not asked <= bound:
            self.lacks.add(Lack(edge.importer, asked - bound))
