"""The import graph as users look at it: modules and imports by name, with less of it or coarser; it draws nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

import msgspec

from importls.cycle_classes import CYCLE_CLASSES, CycleClass, classified_cycles
from importls.cycles import kinds_of

if TYPE_CHECKING:
    from importls.import_graph import Edge
    from importls.snapshot import Snapshot

NodeKind = Literal["module", "package", "collapsed"]


class ViewedModule(msgspec.Struct, frozen=True):
    """A module, a package's own `__init__`, or a package with everything below it as one (`collapsed`).

    `name` is `dotted` wherever only one file has that name, else it says which file is meant. `path` is that of the
    file; a collapsed package without `__init__` has none. `size` counts the modules that it stands for.
    """

    name: str
    dotted: str
    path: str | None
    kind: NodeKind
    size: int = 1


class ViewedImport(msgspec.Struct, frozen=True):
    """One import statement with the names of the modules that it joins, and where it stands.

    `kind` is in the words of `ImportKind`, `cycle` says what the cycle does to a program that goes through it.
    """

    importer: str
    imported: str
    path: str
    line: int
    column: int
    kind: str
    implied: bool
    cycle: CycleClass | None = None


class GraphView(msgspec.Struct, frozen=True):
    """Modules by name, and the imports between them by importer, in source order."""

    modules: tuple[ViewedModule, ...]
    imports: tuple[ViewedImport, ...]


def graph_view(
    snapshot: Snapshot, shown: Callable[[str], str], *, with_cycles: bool, breathe: Callable[[], None] = lambda: None
) -> GraphView:
    """The whole graph; `shown` gives paths as users read them, `breathe` is called often.

    With cycles, what each does is found by simulation, which takes far longer than everything else.
    """
    of_name = Counter(module.name for module in snapshot.modules.values())
    names = {
        path: module.name if of_name[module.name] == 1 else f"{module.name} ({shown(path)})"
        for path, module in snapshot.modules.items()
    }
    cycle_of = _cycle_of_edges(snapshot) if with_cycles else {}
    modules = [
        ViewedModule(names[path], module.name, shown(path), "package" if module.file.is_package else "module")
        for path, module in snapshot.modules.items()
    ]
    imports: list[ViewedImport] = []
    for path in sorted(names, key=names.__getitem__):
        breathe()
        imports += [_viewed(snapshot, edge, names, shown(path), cycle_of) for edge in snapshot.graph.edges[path]]
    return GraphView(tuple(sorted(modules, key=lambda module: module.name)), tuple(imports))


_CycleOfEdges = Mapping[tuple[str, str, str], CycleClass]
"""The class of the cycle that an edge belongs to, by importer, imported and kind."""


def _viewed(
    snapshot: Snapshot, edge: Edge, names: Mapping[str, str], path: str, cycle_of: _CycleOfEdges
) -> ViewedImport:
    start = edge.statement.range.start
    return ViewedImport(
        importer=names[edge.importer],
        imported=names[edge.imported],
        path=path,
        line=start.line,
        column=start.column,
        kind=snapshot.kind(edge).value,
        implied=edge.implied,
        cycle=cycle_of.get((edge.importer, edge.imported, edge.kind.value)),
    )


def _cycle_of_edges(snapshot: Snapshot) -> _CycleOfEdges:
    """Where an edge lies on several cycles, the worst counts."""
    found: dict[tuple[str, str, str], CycleClass] = {}
    for classified in classified_cycles(snapshot):
        members, kinds = frozenset(classified.cycle.modules), kinds_of(classified.rule)
        for path in classified.cycle.modules:
            for edge in snapshot.graph.edges[path]:
                if edge.imported in members and edge.kind in kinds:
                    found.setdefault((path, edge.imported, edge.kind.value), classified.cycle_class)
    return found


def is_within(name: str, package: str) -> bool:
    """Whether the dotted name is the package's or one below it."""
    return name == package or name.startswith(f"{package}.")


def named(view: GraphView, name: str) -> frozenset[str]:
    """The names of the modules that a user means by a name: all of a package; none where nothing is called so."""
    return frozenset(module.name for module in view.modules if name == module.name or is_within(module.dotted, name))


def without(view: GraphView, patterns: Collection[str]) -> GraphView:
    """The view without the modules whose dotted name, or that of a package around them, matches a pattern (fnmatch)."""

    def is_excluded(name: str) -> bool:
        parts = name.split(".")
        above = [".".join(parts[: length + 1]) for length in range(len(parts))]
        return any(fnmatchcase(each, pattern) for pattern in patterns for each in above)

    return _only(view, {module.name for module in view.modules if not is_excluded(module.dotted)})


def of_kinds(view: GraphView, kinds: Collection[str]) -> GraphView:
    """The view with imports of these kinds only."""
    return GraphView(view.modules, tuple(item for item in view.imports if item.kind in kinds))


def focused(view: GraphView, names: Iterable[str], depth: int) -> GraphView:
    """The modules of these names, and what is up to `depth` imports away from them, in either direction.

    Implied imports are no steps. A `depth` of 0 is any.
    """
    names = frozenset(names)
    imported, importers = _neighbours(view)
    return _only(view, _walk(imported, names, depth) | _walk(importers, names, depth))


def reaching(view: GraphView, names: Iterable[str], depth: int) -> GraphView:
    """The modules of these names, and those from which up to `depth` imports lead to them; a `depth` of 0 is any."""
    return _only(view, _walk(_neighbours(view)[1], frozenset(names), depth))


def _neighbours(view: GraphView) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    imported: dict[str, list[str]] = {}
    importers: dict[str, list[str]] = {}
    for item in view.imports:
        if not item.implied:
            imported.setdefault(item.importer, []).append(item.imported)
            importers.setdefault(item.imported, []).append(item.importer)
    return imported, importers


def _walk(graph: Mapping[str, list[str]], starts: frozenset[str], depth: int) -> set[str]:
    """Breadth first: the nodes at most `depth` steps away, the starts included."""
    seen, frontier, steps = set(starts), set(starts), 0
    while frontier and (steps < depth or depth == 0):
        frontier = {found for node in frontier for found in graph.get(node, ())} - seen
        seen |= frontier
        steps += 1
    return seen


def _only(view: GraphView, names: Collection[str]) -> GraphView:
    return GraphView(
        tuple(module for module in view.modules if module.name in names),
        tuple(item for item in view.imports if item.importer in names and item.imported in names),
    )


def collapsed(view: GraphView, packages: Collection[str], depth: int | None = None) -> GraphView:
    """The view with each of these packages, and each of `depth` names, as one together with all that is below it.

    What a package imports of itself is no longer seen.
    """
    groups = {module.name: _group(module, packages, depth) for module in view.modules}
    members: dict[str, list[ViewedModule]] = {}
    for module in view.modules:
        members.setdefault(groups[module.name], []).append(module)
    modules = sorted((_merged(name, group) for name, group in members.items()), key=lambda module: module.name)
    renamed = (
        msgspec.structs.replace(item, importer=groups[item.importer], imported=groups[item.imported])
        for item in view.imports
    )
    return GraphView(tuple(modules), tuple(item for item in renamed if item.importer != item.imported))


def _group(module: ViewedModule, packages: Collection[str], depth: int | None) -> str:
    parts = module.dotted.split(".")
    for length in range(1, len(parts) + 1):
        name = ".".join(parts[:length])
        is_package = length < len(parts) or module.kind == "package"
        if is_package and (name in packages or length == depth):
            return name
    return module.name


def _merged(name: str, group: list[ViewedModule]) -> ViewedModule:
    if len(group) == 1 and group[0].name == name:
        return group[0]
    own = next((module.path for module in group if module.dotted == name and module.kind == "package"), None)
    return ViewedModule(name, name, own, "collapsed", len(group))


class Line(msgspec.Struct, frozen=True):
    """All imports from one module to another as one line of a picture.

    `kind` is the one that runs earliest, `cycle` the worst; `place` is where the first of the imports stands.
    """

    importer: str
    imported: str
    count: int
    kind: str
    cycle: CycleClass | None
    place: str


def lines_of(view: GraphView) -> Iterator[Line]:
    """The lines of a picture. Imports that are only implied are left out, but for those that close a cycle."""
    pairs: dict[tuple[str, str], list[ViewedImport]] = {}
    for item in view.imports:
        if not item.implied or item.cycle is not None:
            pairs.setdefault((item.importer, item.imported), []).append(item)
    for (importer, imported), items in pairs.items():
        first = items[0]
        yield Line(
            importer,
            imported,
            count=len(items),
            kind=min((item.kind for item in items), key=KINDS.index),
            cycle=min((item.cycle for item in items if item.cycle), key=CYCLE_CLASSES.index, default=None),
            place=f"{first.path}:{first.line}",
        )


KINDS = ("runtime", "guarded", "lazy", "deferred", "typing")
"""The values of `ImportKind`, what runs earliest first."""
