"""Everything known about a project at one moment: facts, what each import finds, and the import graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from importls.facts.file_facts import FileFacts, Mention, definitions, read_facts, share_names
from importls.facts.guards import Guard
from importls.facts.import_records import on_large_stack
from importls.facts.layout import guard_by_layout
from importls.facts.plain_try import stands_in_plain_try
from importls.facts.quick_guard import quick_guard
from importls.facts.reading import Reading, read
from importls.facts.source import decode
from importls.import_graph import ImportEdges, ImportGraph, ImportKind
from importls.module import LaterModule, Module, resolve_imports
from importls.search import Search
from importls.spread import Progress, Spread, Watch, in_this_process, unhurried, unwatched
from importls.trail import LookedAt, Trail
from resolver.current_bytecode import CurrentBytecode
from resolver.file_system.cached import CachedListings
from resolver.stub_finder import STUB_SUFFIX

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.import_graph import Edge
    from importls.project import Project
    from resolver.environment import Environment
    from resolver.file_system import Contents, FileSystem

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A project as it was when it was read; equal input gives equal findings.

    `modules` are the checked files by path. Texts and fuller readings are made when a rule first asks for them, and
    kept. `trail` is what is being looked at, `edge_trails` what was looked at for the edges of a module,
    where that is anything but the module. What takes long calls `breathe`.
    """

    file_system: FileSystem
    environment: Environment
    project: Project
    search: Search
    modules: Mapping[str, Module]
    graph: ImportGraph
    texts: _Texts = field(repr=False)
    trail: Trail = field(repr=False)
    edge_trails: Mapping[str, LookedAt] = field(repr=False)
    derived: dict[Hashable, tuple[Any, LookedAt]] = field(default_factory=dict, repr=False)
    tables: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    breathe: Callable[[], None] = field(default=unhurried, repr=False)

    def once(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of `compute()`, a function of this snapshot and few of its files; computed once, then kept.

        Whoever asks has looked at all that was looked at to compute it.
        """
        known = self.derived.get(key)
        if known is None:
            before = self.trail.begin()
            value = compute()
            known = self.derived[key] = value, self.trail.end(before)
        self.trail.add(known[1])
        kept: Value = known[0]
        return kept

    def table(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of `compute()`, a function of all modules; computed when first asked for, then kept."""
        if key not in self.tables:
            before = self.trail.begin()
            self.tables[key] = compute()
            self.trail.end(before)
        self.trail.tables.add(key)
        value: Value = self.tables[key]
        return value

    @property
    def problems(self) -> tuple[str, ...]:
        """The files that could not be read and why; they are taken for empty ones."""
        return tuple(
            f"{path}: cannot be read: {module.facts.unreadable}"
            for path, module in sorted(self.modules.items())
            if module.facts.unreadable
        )

    def text(self, path: str) -> str:
        """The source of a file, decoded as the interpreter would; empty where it cannot be read."""
        self.trail.texts.add(path)
        return self.texts.text(path)

    def text_with_comments(self, path: str) -> str:
        """The source of a file in which a comment may speak to importls; empty where none does, which is cheap."""
        return self.text(path) if self.facts(path).mentions & Mention.IMPORTLS else ""

    def mentions_modules(self, path: str) -> bool:
        """Whether a checked file speaks of `sys.modules` or of finders, so that it may make modules appear."""
        return bool(self.facts(path).mentions & Mention.MODULES)

    def speaking_of_modules(self) -> tuple[str, ...]:
        """The checked files of which `mentions_modules` is true."""
        return self.table("speaking of modules", lambda: tuple(filter(self.mentions_modules, self.modules)))

    def facts(self, path: str) -> FileFacts:
        """The facts of a file, checked or not."""
        self.trail.facts.add(path)
        module = self.modules.get(path)
        return module.facts if module is not None else self.once(("facts", path), lambda: self.texts.facts(path))

    def defined_names(self, path: str) -> frozenset[str]:
        """Names that a file may bind, as far as its unindented lines tell; its imports are not looked at."""
        return self.once(("defined names", path), lambda: frozenset(self._definitions(path).split("\n")))

    def _definitions(self, path: str) -> str:
        self.trail.facts.add(path)
        module = self.modules.get(path)
        return module.facts.definitions if module is not None else self.texts.definitions(path)

    def quick_names(self, path: str) -> frozenset[str]:
        """Names that a file may bind, as far as its imports and its unindented lines tell; a reading knows all."""
        return self.once(("quick names", path), lambda: self.facts(path).quick_names())

    def reading(self, path: str) -> Reading | None:
        """The fuller reading of a file, checked or not; None where it cannot be parsed here."""
        self.trail.texts.add(path)
        return self.texts.reading(path)

    def handles(self, module: Module, statement: Import) -> bool:
        """Whether a failure of this import is caught, or it never runs: cheaper than `guard` where that is plain."""
        if statement.range.start.column > 1 and stands_in_plain_try(self.text(module.path), statement.range):
            return True
        return self.guard(module, statement) in (Guard.HANDLED, Guard.UNREACHABLE)

    def guard(self, module: Module, statement: Import) -> Guard:
        """What stands between the module and a failure of this import."""
        return self.once(("guard", module.path, statement.range.start), lambda: self._guard(module, statement))

    def _guard(self, module: Module, statement: Import) -> Guard:
        text = self.text(module.path)
        environment = self.environment
        start, version, platform = statement.range.start, environment.version, environment.platform
        quick = quick_guard(text, start, version=version, platform=platform)
        if quick is not None:
            return quick
        reading = self.reading(module.path)
        return guard_by_layout(text, start.line) if reading is None else reading.guards.get(start, Guard.NONE)

    def kind(self, edge: Edge) -> ImportKind:
        """The kind of an edge, with guarded imports told from plain ones."""
        if edge.kind is not ImportKind.RUNTIME:
            return edge.kind
        guarded = self.guard(self.modules[edge.importer], edge.statement) is Guard.HANDLED
        return ImportKind.GUARDED if guarded else ImportKind.RUNTIME

    def by_name(self, path: str) -> str:
        """The dotted name of a checked file, or its path where it is not checked."""
        module = self.modules.get(path)
        return module.name if module is not None else path


def build_snapshot(
    file_system: FileSystem,
    environment: Environment,
    project: Project,
    watch: Watch = unwatched,
    spread: Spread = in_this_process,
    sources: Contents | None = None,
    known: EarlierFacts | None = None,
    breathe: Callable[[], None] = unhurried,
) -> Snapshot:
    """Read every file of the project and resolve its imports. Linear in the size of the source.

    What is in the files is asked of `sources`, if given: the same disk, which then knows why it is asked. Of files that
    are `known` from before little or nothing is read.
    """
    file_system = CachedListings(file_system)
    texts = _Texts(sources or file_system, environment, known)
    search = Search(environment, file_system, project)
    files = {file.path: file for file in project.files}
    found: dict[str, Module] = {}
    with watch("Reading files and resolving imports") as progress:
        for path, facts in _all_facts(texts, tuple(files), progress, spread):
            found[path] = Module(files[path], facts, resolve_imports(search, files[path], facts))
    modules = {path: found[path] for path in files}
    trail = Trail()
    edges = _LaterEdges(modules, ImportEdges(modules, search, _PackageNames(modules, texts, trail)), trail)
    with watch("Building the import graph"):
        graph = ImportGraph(dict(edges))
    parts = (file_system, environment, project, search, modules, graph, texts, trail, edges.trails)
    return Snapshot(*parts, breathe=breathe)


def later_snapshot(
    file_system: FileSystem,
    environment: Environment,
    project: Project,
    sources: Contents,
    known: Mapping[str, Callable[[], FileFacts]],
) -> Snapshot:
    """The same snapshot with everything made when it is first asked for; `known` are facts of files by path."""
    file_system = CachedListings(file_system)
    texts = _Texts(sources, environment)
    search = Search(environment, file_system, project)
    modules: dict[str, Module] = {
        file.path: LaterModule(file, known.get(file.path) or partial(texts.facts, file.path), search)
        for file in project.files
    }
    return _of_modules(file_system, environment, project, search, modules, texts)


def edited_snapshot(before: Snapshot, sources: Contents, changed: Collection[str]) -> Snapshot:
    """A later snapshot after the content of these files has changed, none of which decides how modules are found.

    The file system of the snapshot before must give the new contents too. What was found out is taken over.
    """
    texts = _Texts(sources, before.environment)
    modules = dict(before.modules)
    for path in changed:
        if path in modules:
            modules[path] = LaterModule(modules[path].file, partial(texts.facts, path), before.search)
    return _of_modules(before.file_system, before.environment, before.project, before.search, modules, texts)


def _of_modules(
    file_system: FileSystem,
    environment: Environment,
    project: Project,
    search: Search,
    modules: Mapping[str, Module],
    texts: _Texts,
) -> Snapshot:
    trail = Trail()
    edges = _LaterEdges(modules, ImportEdges(modules, search, _PackageNames(modules, texts, trail)), trail)
    return Snapshot(file_system, environment, project, search, modules, ImportGraph(edges), texts, trail, edges.trails)


class _LaterEdges(Mapping[str, tuple["Edge", ...]]):
    """The edges of each module, worked out when they are first asked for."""

    def __init__(self, modules: Mapping[str, Module], edges: ImportEdges, trail: Trail) -> None:
        self._modules = modules
        self._edges = edges
        self._trail = trail
        self._known: dict[str, tuple[Edge, ...]] = {}
        self.trails: dict[str, LookedAt] = {}

    def __getitem__(self, path: str) -> tuple[Edge, ...]:
        if path not in self._known:
            before = self._trail.begin()
            self._known[path] = self._edges.of(self._modules[path])
            looked_at = self._trail.end(before)
            if any(looked_at):
                self.trails[path] = looked_at
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


def _all_facts(
    texts: _Texts, paths: Sequence[str], progress: Progress, spread: Spread
) -> Iterator[tuple[str, FileFacts]]:
    """The facts of each file, in any order: who takes them can make something of them while others are still read."""

    def work(piece: Sequence[str]) -> list[FileFacts]:
        return on_large_stack(lambda: [texts.facts(path) for path in piece])

    before = {path: known for path in paths if (known := texts.facts_before(path)) is not None}
    rest = [path for path in paths if path not in before]
    done = len(before)
    names: dict[object, object] = {}
    for piece, found in spread(work, rest, list[FileFacts]):
        done += len(piece)
        progress(done, len(paths))
        for path, facts in zip(piece, found, strict=True):
            yield path, share_names(facts, names)
    yield from before.items()


class EarlierFacts(Protocol):
    """Facts that an earlier run has found for the same target."""

    def of_file(self, path: str) -> FileFacts | None:
        """Those of a file that has not changed, as far as can be told without reading it."""
        ...

    def of_content(self, path: str, data: bytes) -> FileFacts | None:
        """Those of a file whose content is the same."""
        ...


_TEXTS_KEPT = 200
"""Questions about one file follow each other; all texts together would take more memory than everything else."""


@dataclass(slots=True)
class _Texts:
    """Bytes to facts for one environment."""

    contents: Contents
    environment: Environment
    known: EarlierFacts | None = None
    bytecode: CurrentBytecode = field(init=False)
    _texts: dict[str, str] = field(default_factory=dict)
    _readings: dict[str, Reading | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bytecode = CurrentBytecode(self.environment, self.contents)

    def facts(self, path: str) -> FileFacts:
        try:
            data = self.contents.read_bytes(path)
        except OSError as error:
            return FileFacts(unreadable=error.strerror or str(error))
        found = None if self.known is None else self.known.of_content(path, data)
        return found or read_facts(
            data,
            version=self.environment.version,
            platform=self.environment.platform,
            is_stub=path.endswith(STUB_SUFFIX),
            compiles=lambda: path in self.bytecode,
        )

    def facts_before(self, path: str) -> FileFacts | None:
        return None if self.known is None else self.known.of_file(path)

    def definitions(self, path: str) -> str:
        return definitions(self.text(path).encode())

    def text(self, path: str) -> str:
        text = self._texts.pop(path, None)
        if text is None:
            try:
                text = decode(self.contents.read_bytes(path)).text
            except OSError:
                text = ""
            if len(self._texts) == _TEXTS_KEPT:
                del self._texts[next(iter(self._texts))]
        self._texts[path] = text  # What was asked for last stands last.
        return text

    def reading(self, path: str) -> Reading | None:
        if path not in self._readings:
            environment = self.environment
            self._readings[path] = read(self.text(path), version=environment.version, platform=environment.platform)
        return self._readings[path]


@dataclass(frozen=True, slots=True)
class _PackageNames:
    """Answers the import graph's questions; a file is read more fully only when one is asked about it."""

    modules: Mapping[str, Module]
    texts: _Texts
    trail: Trail
    own_submodules: dict[str, frozenset[str]] = field(default_factory=dict)

    def binds(self, path: str, name: str) -> bool:
        module = self.modules.get(path)
        if module is None:
            return False
        self.trail.texts.add(path)
        if name in self._own_submodules(module):
            return False
        text = self.texts.text(path)
        if name not in text and text.isascii():  # In ASCII every name is spelt in one way only.
            return False
        reading = self.texts.reading(path)
        return reading is not None and name in reading.names

    def exported(self, path: str) -> tuple[str, ...]:
        if path not in self.modules:
            return ()
        self.trail.texts.add(path)
        if "__all__" not in self.texts.text(path):
            return ()
        reading = self.texts.reading(path)
        return () if reading is None else reading.dunder_all or ()

    def _own_submodules(self, module: Module) -> frozenset[str]:
        """The submodules that a package imports from itself, as in `from . import part`."""
        if module.path not in self.own_submodules:
            self.own_submodules[module.path] = frozenset(
                name
                for imported in module.imports
                if imported.found is not None and imported.found.spec.origin == module.path
                for name in imported.submodules
            )
        return self.own_submodules[module.path]
