"""Whether a package still imports when the imports of its `__init__` are sorted; found by simulating both orders.

Most packages do not get that far: an order can only matter where a module asks the package for a name that it has by
then in one order and not in the other, which the import graph tells.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from importls.cycle_outcomes import is_by_cycle, project_universe
from importls.cycles import components_by_path
from importls.edits.sorted_imports import Block, ImportedPart, Section, sorted_blocks, with_blocks
from importls.edits.source import ImportStatement, Source, read_source
from importls.edits.text_edits import replaced
from importls.simulation.bounds import BRISK
from importls.simulation.trace import Simulation
from importls.started_modules import PackageOfCycle
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.facts.imports import Range
    from importls.module import Module
    from importls.simulation.failure import Failure
    from importls.snapshot import Snapshot

MOST_TRIED = 8
"""The packages of one component that are simulated, by name in order."""

MOST_ENTRIES = 5
"""The modules that are tried as first imports for each, the package among them."""

_ORDER_IS_KEPT = re.compile(r"isort\s*:|noqa\s*:[^\n#]*\bI(?:001)?\b")
"""Comments by which sorters leave imports as they are."""


@dataclass(frozen=True, slots=True)
class FailsWhenSorted:
    """What the import of `entry` raises once the imports are sorted, and where the first one stands that would move."""

    entry: str
    failure: Failure
    range: Range


def fails_when_sorted(snapshot: Snapshot, module: Module) -> FailsWhenSorted | None:
    """What sorting the imports of a package's `__init__` would break that works now; None where that is nothing.

    Linear in the imports of the modules that import each other with it, for each package among them; and for
    `MOST_TRIED` of those where that tells that the order may matter, in what their import executes.
    """
    components = components_by_path(snapshot)
    number = components.get(module.path)
    if number is None or not module.file.is_package:
        return None
    members = frozenset(path for path, component in components.items() if component == number)
    doubts = snapshot.once(("order of imports", number), lambda: _doubts(snapshot, members))
    doubt = doubts.get(module.path)
    return None if doubt is None else _failing(snapshot, module, doubt)


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A package that may lack something when its imports are sorted, and the entries of which that may be so.

    `members` are the names of all modules of the cycle.
    """

    text: str
    entries: tuple[str, ...]
    members: frozenset[str]
    range: Range


def _doubts(snapshot: Snapshot, members: Collection[str]) -> Mapping[str, _Doubt]:
    """By the path of the package, as many as are tried."""
    modules = sorted((snapshot.modules[path] for path in members), key=lambda module: module.name)
    found = ((module.path, _doubt(snapshot, module, members)) for module in modules if module.file.is_package)
    return dict(islice(((path, doubt) for path, doubt in found if doubt is not None), MOST_TRIED))


def _doubt(snapshot: Snapshot, module: Module, members: Collection[str]) -> _Doubt | None:
    text = snapshot.text(module.path)
    source = None if _ORDER_IS_KEPT.search(text) else read_source(text, snapshot.environment.version)
    blocks = [] if source is None else _blocks(snapshot, module, source)
    unsorted = [block for block in blocks if _texts(_present(block)) != _texts(block.parts)]
    if source is None or not unsorted:
        return None
    cycle = PackageOfCycle(snapshot, module, members)
    present = [part for block in blocks for part in _present(block)]
    in_order = [part for block in blocks for part in block.parts]
    every = islice(cycle.entries(), MOST_ENTRIES)
    entries = tuple(name for name in every if cycle.lacks(name, in_order) - cycle.lacks(name, present))
    if not entries:
        return None
    names = frozenset(map(snapshot.by_name, members))
    return _Doubt(replaced(text, with_blocks(source, unsorted)), entries, names, _first_moved(module, unsorted[0]))


def _blocks(snapshot: Snapshot, module: Module, source: Source) -> list[Block]:
    def section(name: str) -> Section:
        if name.partition(".")[0] in snapshot.environment.stdlib_names:
            return Section.STANDARD_LIBRARY
        found = snapshot.search.find_on_roots(module.file, name)
        is_own = isinstance(found, Found) and found.spec.origin in snapshot.modules
        return Section.FIRST_PARTY if is_own else Section.THIRD_PARTY

    return sorted_blocks(source, section)


def _present(block: Block) -> tuple[ImportedPart, ...]:
    """The parts of a block in the order in which they stand there."""
    return tuple(part for statement in block.statements for part in _parts_of(statement))


def _parts_of(statement: ImportStatement) -> Iterator[ImportedPart]:
    if isinstance(statement, ast.ImportFrom):
        yield ImportedPart(statement, tuple(statement.names))
    else:
        yield from (ImportedPart(statement, (alias,)) for alias in statement.names)


def _texts(parts: Sequence[ImportedPart]) -> list[str]:
    return [part.text for part in parts]


def _first_moved(module: Module, block: Block) -> Range:
    """The first import that sorting would put elsewhere."""
    pairs = zip(_present(block), block.parts, strict=False)
    lines = (old.statement.lineno for old, new in pairs if old.text != new.text)
    first = next(lines, block.statements[0].lineno)
    return next(one.statement.range for one in module.imports if one.statement.range.start.line >= first)


def _failing(snapshot: Snapshot, module: Module, doubt: _Doubt) -> FailsWhenSorted | None:
    top = module.name.partition(".")[0]
    package = snapshot.once(("package as it is", top), lambda: _PackageAsItIs(snapshot, top))
    for entry in doubt.entries:
        failure = package.failure_with(entry, {module.path: doubt.text})
        if failure is not None and is_by_cycle(failure, doubt.members) and package.imports(entry):
            return FailsWhenSorted(entry, failure, doubt.range)
    return None


class _PackageAsItIs:
    """A top-level package of the project, of which each module is simulated at most once."""

    def __init__(self, snapshot: Snapshot, top: str) -> None:
        self._snapshot = snapshot
        self._read: set[str] = set()
        universe = project_universe(snapshot, frozenset({top}))
        self._universe = replace(universe, read=partial(self._noted, universe.read))
        self._simulation = Simulation(self._universe, patience=BRISK)

    def _noted(self, read: Callable[[str], str | None], path: str) -> str | None:
        self._read.add(path)
        return read(path)

    def imports(self, entry: str) -> bool:
        """Whether a module imports, each on top of what the packages above have left."""
        trace = self._simulation.trace(entry)
        self._snapshot.trail.texts.update(self._read)
        return trace.failure is None and trace.is_complete

    def failure_with(self, entry: str, texts: Mapping[str, str]) -> Failure | None:
        """What its import raises when some files have other texts."""
        failure = Simulation(self._universe.with_texts(texts), patience=BRISK).trace(entry).failure
        self._snapshot.trail.texts.update(self._read)
        return failure
