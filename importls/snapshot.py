"""Everything known about a project at one moment: facts, what each import finds, and the import graph."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from importls.facts.guards import Guard
from importls.facts.imports import Import, Timing
from importls.facts.layout import guard_by_layout
from importls.facts.quick_guard import quick_guard
from importls.facts.quick_names import quick_names
from importls.facts.reading import Reading, read
from importls.facts.scan import Scan, scan
from importls.facts.source import decode
from importls.import_graph import ImportGraph, ImportKind, build_import_graph
from importls.module import Module, resolve_imports
from importls.search import Search
from resolver.file_system.cached import CachedListings
from resolver.stub_finder import STUB_SUFFIX

if TYPE_CHECKING:
    from importls.import_graph import Edge
    from importls.project import Project, SourceFile
    from resolver.environment import Environment
    from resolver.file_system import FileSystem

Value = TypeVar("Value")

Progress = Callable[[int, int], None]
"""Called with the number of files done and the number of all files."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A project as it was when it was read; equal input gives equal findings.

    `modules` are the checked files by path. Texts and fuller readings are made when a rule first asks for them, and
    kept.
    """

    file_system: FileSystem
    environment: Environment
    project: Project
    search: Search
    modules: Mapping[str, Module]
    graph: ImportGraph
    texts: _Texts = field(repr=False)
    derived: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def once(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of `compute()`, a function of this snapshot alone; computed when first asked for, then kept."""
        if key not in self.derived:
            self.derived[key] = compute()
        value: Value = self.derived[key]
        return value

    @property
    def problems(self) -> tuple[str, ...]:
        """The files that could not be read and why; they are taken for empty ones."""
        return tuple(
            f"{path}: cannot be read: {reason}"
            for path, reason in sorted(self.texts.problems.items())
            if path in self.modules
        )

    def text(self, path: str) -> str:
        """The source of a file, decoded as the interpreter would; empty where it cannot be read."""
        return self.texts.text(path)

    def text_with_comments(self, path: str) -> str:
        """The source of a file in which a comment may speak to importls; empty where none does, which is cheap."""
        return self.text(path) if path in self.texts.addressed else ""

    def mentions_modules(self, path: str) -> bool:
        """Whether a checked file speaks of `sys.modules` or of finders, so that it may make modules appear."""
        return path in self.texts.speaking_of_modules

    def scan(self, path: str) -> Scan:
        """The scan of a file, checked or not."""
        module = self.modules.get(path)
        return module.scan if module is not None else self.once(("scan", path), lambda: self.texts.scan(path))

    def quick_names(self, path: str | None) -> frozenset[str]:
        """Names that a file may bind, as far as its scan and its unindented lines tell; a reading knows all of them."""
        if path is None:
            return frozenset()
        return self.once(("quick names", path), lambda: quick_names(self.text(path), self.scan(path).imports))

    def reading(self, path: str) -> Reading | None:
        """The fuller reading of a file, checked or not; None where it cannot be parsed here."""
        return self.texts.reading(path)

    def guard(self, module: Module, statement: Import) -> Guard:
        """What stands between the module and a failure of this import."""
        quick = quick_guard(self.text(module.path), statement.range.start)
        if quick is not None:
            return quick
        reading = self.reading(module.path)
        if reading is None:
            return guard_by_layout(self.text(module.path), statement.range.start.line)
        return reading.guards.get(statement.range.start, Guard.NONE)

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
    file_system: FileSystem, environment: Environment, project: Project, progress: Progress | None = None
) -> Snapshot:
    """Read every file of the project and resolve its imports. Linear in the size of the source."""
    file_system = CachedListings(file_system)
    texts = _Texts(file_system, environment)
    search = Search(environment, file_system, project)
    scans = _scan_all(texts, project.files, progress)
    modules = {file.path: resolve_imports(search, file, scans[file.path]) for file in project.files}
    graph = build_import_graph(modules, search, _PackageNames(modules, texts))
    return Snapshot(file_system, environment, project, search, modules, graph, texts)


def _scan_all(texts: _Texts, files: Iterable[SourceFile], progress: Progress | None) -> dict[str, Scan]:
    """Scan in threads: the parser releases the interpreter lock."""
    paths = [file.path for file in files]
    scans: dict[str, Scan] = {}
    with ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1)) as pool:
        for path, found in zip(paths, pool.map(texts.scan, paths, chunksize=1), strict=True):
            scans[path] = found
            if progress is not None:
                progress(len(scans), len(paths))
    return scans


@dataclass(slots=True)
class _Texts:
    """Bytes to facts for one environment, each file once."""

    file_system: FileSystem
    environment: Environment
    addressed: set[str] = field(default_factory=set)
    speaking_of_modules: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _readings: dict[str, Reading | None] = field(default_factory=dict)

    def bytes(self, path: str) -> bytes:
        try:
            return self.file_system.read_bytes(path)
        except OSError as error:
            self.problems[path] = error.strerror or str(error)
            return b""

    def scan(self, path: str) -> Scan:
        data = self.bytes(path)
        if b"importls:" in data:
            self.addressed.add(path)
        if b"sys.modules" in data or b"meta_path" in data or b"import modules" in data:
            self.speaking_of_modules.add(path)
        is_stub = path.endswith(STUB_SUFFIX)
        found = scan(data, version=self.environment.version, platform=self.environment.platform, is_stub=is_stub)
        return _never_run(found) if is_stub else found

    def text(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = decode(self.bytes(path)).text
        return self._texts[path]

    def reading(self, path: str) -> Reading | None:
        if path not in self._readings:
            environment = self.environment
            self._readings[path] = read(self.text(path), version=environment.version, platform=environment.platform)
        return self._readings[path]


def _never_run(stub: Scan) -> Scan:
    """Only type checkers read a stub file."""
    imports = tuple(msgspec.structs.replace(statement, timing=Timing.TYPING) for statement in stub.imports)
    return Scan(imports, stub.syntax_errors)


@dataclass(frozen=True, slots=True)
class _PackageNames:
    """Answers the import graph's questions; a file is read more fully only when one is asked about it."""

    modules: Mapping[str, Module]
    texts: _Texts
    own_submodules: dict[str, frozenset[str]] = field(default_factory=dict)

    def binds(self, path: str, name: str) -> bool:
        module = self.modules.get(path)
        if module is None or name in self._own_submodules(module):
            return False
        reading = self.texts.reading(path)
        return reading is not None and name in reading.names

    def exported(self, path: str) -> tuple[str, ...]:
        reading = self.texts.reading(path) if path in self.modules else None
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
