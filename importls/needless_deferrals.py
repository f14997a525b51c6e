"""Whether an import of a function could stand at the top of its module: found by simulating it there.

What it costs to import the module, and what tests replace in it, is not known here. Only imports of the project itself
are asked about, and only those after which nothing of others runs that did not run before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from importls.cycle_outcomes import project_universe
from importls.edits.hoisting import DeferredImport, deferred_imports, hoisted
from importls.edits.source import read_source
from importls.edits.text_edits import Replacements, replaced
from importls.graph.reachable import reachable
from importls.import_graph import ImportKind
from importls.simulation.bounds import BRISK
from importls.simulation.replay import Replay
from importls.simulation.trace import Simulation
from resolver.module_name import ancestors

if TYPE_CHECKING:
    from importls.facts.imports import Range
    from importls.module import Module
    from importls.simulation.failure import Failure
    from importls.simulation.trace import Trace
    from importls.simulation.universe import Universe
    from importls.snapshot import Snapshot

MOST_TRIED = 10
"""The imports of one module that are tried, the first ones."""

MOST_RUN = 200
"""The modules of the project that may come to run with one that is looked at; simulating more takes too long."""

MOST_STEPS = 200_000
"""Of what is simulated for the entries of one cycle with one import moved, about two seconds."""


@dataclass(frozen=True, slots=True)
class NeedlessDeferral:
    """An import that may stand at the top, with the edit that puts it there; `closes` are those that go round then."""

    range: Range
    name: str
    edit: Replacements
    closes: tuple[str, ...]


def needless_deferrals(snapshot: Snapshot, module: Module) -> Iterator[NeedlessDeferral]:
    """The imports in functions of a module with which no module fails to be imported if they stand at the top.

    For each the module itself is simulated, and where that closes a cycle, all modules of it, as `Replay` does: no more
    than `MOST_RUN` bodies at a time.
    """
    edges = snapshot.graph.edges[module.path]
    if module.file.is_package or not any(edge.kind is ImportKind.DEFERRED for edge in edges):
        return
    source = read_source(snapshot.text(module.path), snapshot.environment.version)
    candidates = () if source is None else islice(deferred_imports(source), MOST_TRIED)
    for deferred in candidates:
        found = _asked(snapshot, module, deferred)
        edit = None if source is None or found is None else hoisted(source, deferred)
        if source is None or found is None or edit is None:
            continue
        where, name, targets = found
        if _runs_only_own(snapshot, module, targets):
            around = _around(snapshot, module.path, targets)
            if _trials(snapshot, module).is_safe(module, replaced(source.text, edit), around):
                yield NeedlessDeferral(where, name, edit, around)


def _asked(snapshot: Snapshot, module: Module, deferred: DeferredImport) -> tuple[Range, str, frozenset[str]] | None:
    """Where the statement stands, what it imports, and the files that it runs; None where others are among them."""
    statement = deferred.statement
    lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    imports = [one for one in module.imports if one.statement.range.start.line in lines]
    edges = [edge for edge in snapshot.graph.edges[module.path] if edge.statement.range.start.line in lines]
    is_own = all(path in snapshot.modules for one in imports for path, _ in one.targets() or [("", "")])
    if not edges or not is_own or any(edge.kind is not ImportKind.DEFERRED for edge in edges):
        return None
    return edges[0].statement.range, imports[0].name, frozenset(edge.imported for edge in edges)


def _successors(snapshot: Snapshot) -> Mapping[str, Collection[str]]:
    return snapshot.table("runtime successors", lambda: snapshot.graph.successors((ImportKind.RUNTIME,)))


def _importers(snapshot: Snapshot) -> Mapping[str, Collection[str]]:
    return snapshot.table("runtime importers", lambda: _reversed(_successors(snapshot)))


def _reversed(graph: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    importers: dict[str, list[str]] = {}
    for importer, row in graph.items():
        for imported in row:
            importers.setdefault(imported, []).append(importer)
    return importers


def _runs_only_own(snapshot: Snapshot, module: Module, targets: Collection[str]) -> bool:
    """Whether what would come to run at import time is little, and imports only the project and the standard library.

    What code of others does when it is called with classes of the project, as a framework does, cannot be simulated.
    """
    before = _leading_from(snapshot, _with_packages(snapshot, module))
    added = _leading_from(snapshot, targets) - before
    if len(before) + len(added) > MOST_RUN:
        return False
    for path in added:
        snapshot.trail.texts.add(path)
        for one in snapshot.modules[path].imports:
            is_standard = one.found is not None and one.name.partition(".")[0] in snapshot.environment.stdlib_names
            is_own = one.found is not None and (
                one.found.spec.origin is None or one.found.spec.origin in snapshot.modules
            )
            if one.statement.timing.runs and not (is_own or is_standard):
                return False
    return True


def _leading_from(snapshot: Snapshot, paths: Collection[str]) -> frozenset[str]:
    """These files and what they come to run."""
    return frozenset(paths).union(*(reachable(_successors(snapshot), path) for path in paths))


def _with_packages(snapshot: Snapshot, module: Module) -> list[str]:
    """The file of a module and of the packages that run before it."""
    paths = snapshot.table("paths by name", lambda: {one.name: path for path, one in snapshot.modules.items()})
    return [module.path, *(paths[name] for name in ancestors(module.name) if name in paths)]


def _around(snapshot: Snapshot, path: str, targets: Collection[str]) -> tuple[str, ...]:
    """The names of the modules that would import each other in circles with this one because of the targets."""
    ahead = _leading_from(snapshot, targets)
    if path not in ahead:
        return ()
    members = ahead & (reachable(_importers(snapshot), path) | {path})
    return tuple(sorted(map(snapshot.by_name, members)))


def _trials(snapshot: Snapshot, module: Module) -> _Trials:
    top = module.name.partition(".")[0]
    return snapshot.once(("hoisting", top), lambda: _Trials(snapshot, top))


_Ending = tuple[str, str, str | None]
"""The class and the message of an exception, and the file that raises it."""


@dataclass(slots=True)
class _Trials:
    """Imports of the modules of one top-level package, with texts as they are and edited."""

    snapshot: Snapshot
    top: str
    _universe: Universe = field(init=False)
    _replay: Replay = field(init=False)
    _simulation: Simulation = field(init=False)
    _read: set[str] = field(default_factory=set)
    _endings: dict[str, frozenset[_Ending] | None] = field(default_factory=dict)
    _works: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        universe = project_universe(self.snapshot, frozenset({self.top}))
        self._universe = replace(universe, read=partial(self._noted, universe.read))
        self._replay = Replay(self._universe, BRISK)
        self._simulation = Simulation(self._universe)

    def _noted(self, read: Callable[[str], str | None], path: str) -> str | None:
        self._read.add(path)
        return read(path)

    def is_safe(self, module: Module, text: str, entries: Collection[str]) -> bool:
        """Whether a module with another text may fail in no way that is new, and all entries that import still do."""
        universe = self._universe.with_texts({module.path: text})
        name = module.name
        is_safe = self._ends_as_before(name, universe) and self._keep_working(name, universe, entries)
        self.snapshot.trail.texts.update(self._read)
        return is_safe

    def _ends_as_before(self, name: str, universe: Universe) -> bool:
        if name not in self._endings:
            self._endings[name] = _endings(self._simulation.trace(name))
        before = self._endings[name]
        if before is None:
            return False
        self._simulation.use(universe)
        after = _endings(self._simulation.trace(name))
        self._simulation.use(self._universe)
        return after is not None and after <= before

    def _keep_working(self, name: str, universe: Universe, entries: Collection[str]) -> bool:
        unknown = [entry for entry in entries if entry not in self._works]
        if unknown:
            self._replay.prepare(unknown, MOST_STEPS)
            self._works.update((entry, self._imports(entry, self._replay.work + MOST_STEPS)) for entry in unknown)
        with self._replay.edited(universe, self._universe, [name]):
            limit = self._replay.work + MOST_STEPS
            return all(self._imports(entry, limit) for entry in entries if self._works[entry])

    def _imports(self, entry: str, limit: int) -> bool:
        ending = self._replay.ending(entry, limit)
        return ending.is_complete and ending.failure is None


def _endings(trace: Trace) -> frozenset[_Ending] | None:
    """All ways in which an import may end badly, checks of the program included; None where it does or is too long."""
    if trace.failure is not None or not trace.is_complete:
        return None
    return frozenset(map(_ending, (*trace.possible, *trace.checks)))


def _ending(failure: Failure) -> _Ending:
    return failure.exception, failure.message, failure.path
