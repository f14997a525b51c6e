"""Submodules that a file uses as attributes of a package although nothing that it imports has imported them.

The questions go from the cheapest to the dearest, and nearly all files are done after the first: what does the text
say, what does the package bind, how does the code use it, and at last: what is there once the file was imported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from importls.doubts import importers_among, run_before
from importls.facts.attribute_uses import AttributeUse, attribute_uses
from importls.facts.imports import Position, Range, Timing
from importls.facts.lines import lines_of
from importls.facts.newer_syntax import parse
from importls.facts.syntax_tree import code_point_column
from importls.facts.truth import Target, typing_names
from importls.fresh_interpreter import imported_at_start, interpreter_of_everything, interpreter_of_project
from importls.import_closure import imports_of, names_in, reached
from importls.paths import is_below
from importls.simulation.failure import ErrorKind
from resolver.machinery import Loader
from resolver.resolution import Found
from resolver.stdlib import platform_only

if TYPE_CHECKING:
    import ast

    from importls.facts.imports import Import
    from importls.module import Module
    from importls.simulation.failure import Failure
    from importls.snapshot import Snapshot
    from resolver.machinery import ModuleSpec


@dataclass(frozen=True, slots=True)
class UnimportedSubmodule:
    """The dotted name of the submodule, and where `package.submodule` stands first."""

    name: str
    range: Range


def unimported_submodules(snapshot: Snapshot, module: Module) -> list[UnimportedSubmodule]:
    """Each submodule that is certainly not there after a fresh import of the module, at its first use.

    Linear in the text for nearly all modules; the import of the others is simulated.
    """
    packages = _packages(module)
    wanted = _plainly_used(snapshot, module, packages)
    if wanted:
        wanted -= imports_of(module).all
    wanted = frozenset(name for name in wanted if _may_be_missing(snapshot, module, name))
    if wanted:
        wanted -= _imported_before(snapshot, module, wanted)
    uses = _uses(snapshot, module, packages, wanted) if wanted else {}
    return [UnimportedSubmodule(name, where) for name, where in uses.items() if _is_missing(snapshot, module, name)]


def accidental_importers(snapshot: Snapshot, module: Module, name: str) -> list[tuple[Module, Import]]:
    """The modules that import both the module and the submodule, each with the statement that imports the latter."""
    table = snapshot.table("importers", lambda: importers_among(snapshot, snapshot.modules.values()))
    importers = dict.fromkeys(importer for importer, _ in table.get(module.path, ()))
    found = []
    for importer in sorted(importers, key=lambda one: one.name):
        statements = (
            one.statement
            for one in importer.imports
            if one.statement.timing is Timing.IMPORT_TIME and name in names_in(one)
        )
        found += [(importer, statement) for statement in islice(statements, 1)]
    return found


def _packages(module: Module) -> dict[str, str]:
    """The packages that imports bind in the file, dotted, by the names that they have there.

    A name that stands for two packages is left out.
    """
    packages: dict[str, str] = {}
    ambiguous: set[str] = set()
    for imported in module.imports:
        statement, found = imported.statement, imported.found
        if found is None or not statement.timing.runs:
            continue
        if statement.names is not None:
            bound = [
                (item.alias or item.name, imported.submodules[item.name].spec.name)
                for item in statement.names
                if item.name in imported.submodules and imported.submodules[item.name].spec.is_package
            ]
        elif "." in imported.name and statement.alias is None:
            top = imported.name.partition(".")[0]
            bound = [(top, top)]
        elif found.spec.is_package:
            bound = [(statement.alias or imported.name, imported.name)]
        else:
            continue
        for name, package in bound:
            if packages.setdefault(name, package) != package:
                ambiguous.add(name)
    for name in ambiguous:
        del packages[name]
    return packages


_CHAIN = re.compile(r"\w+(?:\.\w+)*")
_BEFORE_OTHERS = tuple("_.`~'\"")


def _plainly_used(snapshot: Snapshot, module: Module, packages: Mapping[str, str]) -> frozenset[str]:
    """The dotted names of submodules that the text takes of one of the packages and that the package may not have."""
    used: set[str] = set()
    for name, package in packages.items():
        if _listed(snapshot, module, package):
            for chain in _chains(snapshot.text(module.path), f"{name}."):
                used.update(_loose_in(snapshot, module, package, chain))
    return frozenset(used)


def _chains(text: str, start: str) -> Iterator[str]:
    """What follows on `start` wherever it may stand in code, up to the last name of a chain of attributes."""
    known: set[str] = set()
    at = text.find(start)
    while at >= 0:
        chain = _CHAIN.match(text, at + len(start))
        if chain is not None and chain[0] not in known and not _is_no_use(text, at):
            known.add(chain[0])
            yield chain[0]
        at = text.find(start, at + len(start))


def _is_no_use(text: str, at: int) -> bool:
    """Whether what stands before tells that this is a part of another name, of a string or of an import statement."""
    before = text[at - 1 : at]
    return before.isalnum() or before in _BEFORE_OTHERS or text[max(0, at - 7) : at].endswith(("from ", "import "))


def _loose_in(snapshot: Snapshot, module: Module, package: str, chain: str) -> Iterator[str]:
    for part in chain.split("."):
        if part not in _listed(snapshot, module, package):
            return
        is_loose = part in _loose(snapshot, module, package)
        package = f"{package}.{part}"
        if is_loose:
            yield package


def _listed(snapshot: Snapshot, module: Module, package: str) -> frozenset[str]:
    """What lies in the folders of a package by the names of modules; nothing where its body cannot be read."""

    def find() -> frozenset[str]:
        spec = _spec(snapshot, module, package)
        if spec is None or not (spec.is_namespace or spec.loader is Loader.SOURCE_FILE):
            return frozenset()
        folders = spec.submodule_search_locations or ()
        files = (name for folder in folders for name in snapshot.file_system.list_directory(folder) or {})
        return frozenset(name.partition(".")[0] for name in files) - {"__init__", "__main__", "__pycache__"}

    return snapshot.once(("submodules", module.file.root.path, package), find)


def _loose(snapshot: Snapshot, module: Module, package: str) -> frozenset[str]:
    """Those submodules that the package does not bind in plain sight; none where it has a `__getattr__`."""

    def find() -> frozenset[str]:
        spec = _spec(snapshot, module, package)
        names = _listed(snapshot, module, package)
        if spec is None or spec.origin is None:
            return names
        return frozenset() if _HOOK.search(snapshot.text(spec.origin)) else names - snapshot.quick_names(spec.origin)

    return snapshot.once(("loose submodules", module.file.root.path, package), find)


_HOOK = re.compile(r"def __getattr__\([ \n]*\w+[ \n]*[:)]")
"""`__getattr__` of a module, under whatever condition; that of a class has two parameters."""


def _spec(snapshot: Snapshot, module: Module, name: str) -> ModuleSpec | None:
    found = snapshot.search.find_on_roots(module.file, name)
    return found.spec if isinstance(found, Found) and found.certain else None


def _may_be_missing(snapshot: Snapshot, module: Module, name: str) -> bool:
    """Whether there is such a submodule, on every platform, and the package is known not to bind its name otherwise."""
    package, _, submodule = name.rpartition(".")
    spec = _spec(snapshot, module, package)
    if spec is None or package in _IMPORTED_BY_THEIR_NAMES or platform_only(name) == "win32":
        return False
    if name in _imported_with(snapshot, module, package):
        return False
    reading = None if spec.origin is None else snapshot.reading(spec.origin)
    if reading is not None and (reading.has_getattr or submodule in reading.names):
        return False
    if _spec(snapshot, module, name) is None:
        return False
    return not _is_handled_otherwise(snapshot.text(module.path), name)


def _imported_with(snapshot: Snapshot, module: Module, package: str) -> frozenset[str]:
    """The submodules that may be there when nothing but the package was imported."""

    def find() -> frozenset[str]:
        names = {f"{package}.{name}" for name in _loose(snapshot, module, package)}
        return reached(snapshot, module.file, (package,), names).goals

    return snapshot.once(("imported with", module.file.root.path, package), find)


_IMPORTED_BY_THEIR_NAMES = frozenset({"encodings", "importlib.resources", "distutils"})
"""Packages whose modules come with what they are for, such as a codec; setuptools replaces `distutils` altogether."""


def _imported_before(snapshot: Snapshot, module: Module, names: frozenset[str]) -> frozenset[str]:
    """Those that may be imported by what the module imports, by the packages around it or by a `conftest.py` above."""
    before = [snapshot.modules[path].name for path in run_before(snapshot, module)]
    runners = ("runpy", "pytest") if _is_test(module) else ()
    starts = (*before, *runners, *imported_at_start(snapshot), *imports_of(module).all)
    found = reached(snapshot, module.file, starts, names)
    return found.goals | {name for name in names if _may_be_imported_by(snapshot, module, name, found.extensions)}


def _may_be_imported_by(snapshot: Snapshot, module: Module, name: str, extensions: Collection[str]) -> bool:
    """Whether extension modules of strangers may import the submodule: all of installed packages, own ones of own."""
    if name.partition(".")[0] in snapshot.environment.stdlib_names:
        return False
    is_own = _is_own(snapshot, module, name)
    roots = [root.path for root in snapshot.project.roots]
    return any(not is_own or any(is_below(path, root) for root in roots) for path in extensions)


def _is_own(snapshot: Snapshot, module: Module, name: str) -> bool:
    """Whether the project has the module."""
    spec = _spec(snapshot, module, name)
    return spec is not None and spec.origin in snapshot.modules


def _is_test(module: Module) -> bool:
    """Whether the module can count on what runs tests: `python -m` imports `runpy`, and that runs pytest."""
    parts = module.name.split(".")
    return any(part in ("test", "tests", "testing", "conftest") or part.startswith("test_") for part in parts)


def _uses(snapshot: Snapshot, module: Module, packages: Mapping[str, str], wanted: Collection[str]) -> dict[str, Range]:
    """Where the code takes each of the submodules first."""
    text, environment = snapshot.text(module.path), snapshot.environment
    tree = parse(text)
    if tree is None:
        return {}
    target = Target(environment.version, environment.platform, typing_names(tree))
    local = {name for name, package in packages.items() if any(one.startswith(f"{package}.") for one in wanted)}
    uses: dict[str, Range] = {}
    for use in attribute_uses(tree, text, local, target):
        for name, node in _named(use, packages[use.chain[0]]):
            if name in wanted:
                uses.setdefault(name, _range(text, node))
    return uses


def _named(use: AttributeUse, package: str) -> Iterator[tuple[str, ast.Attribute]]:
    for part, node in zip(use.chain[1:], use.nodes, strict=True):
        package = f"{package}.{part}"
        yield package, node


def _range(text: str, node: ast.Attribute) -> Range:
    lines = lines_of(text)
    start, end = (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)
    first, last = (Position(line, code_point_column(lines[line - 1], column)) for line, column in (start, end))
    return Range(first, last)


def _is_handled_otherwise(text: str, name: str) -> bool:
    """Whether the text has the submodule's name in a string, for `hasattr` or `import_module`, or assigns it."""
    submodule = name.rpartition(".")[2]
    strings = (f"{{0}}{submodule}{{0}}", f"{{0}}.{submodule}{{0}}", f"{{0}}{name}{{0}}", f"{{0}}{name}.")
    if any(string.format(quote) in text for string in strings for quote in ("'", '"')):
        return True
    return "meta_path" in text or re.search(rf"\.{re.escape(submodule)}[ \t]*=(?!=)", text) is not None


def _is_missing(snapshot: Snapshot, module: Module, name: str) -> bool:
    """Whether the submodule is certainly not there after the import of the module alone.

    What is installed does not import modules of the project, so that it need not be simulated for those.
    """
    if _cannot_be_imported(snapshot, module):
        return False
    interpreter = (
        interpreter_of_project(snapshot)
        if _is_own(snapshot, module, name)
        else interpreter_of_everything(snapshot, module)
    )
    trace = interpreter.trace(module)
    if trace is None or not trace.is_complete or (trace.failure is not None and not _is_about(trace.failure, name)):
        return False
    return interpreter.lacks_submodule(name)


def _is_about(failure: Failure, name: str) -> bool:
    return failure.kind is ErrorKind.MISSING_ATTRIBUTE and f"{failure.source}.{failure.name}" == name


def _cannot_be_imported(snapshot: Snapshot, module: Module) -> bool:
    """Whether an import at the top of the module fails: then nothing behind it is ever used."""
    return any(
        imported.found is None
        and imported.statement.timing is Timing.IMPORT_TIME
        and not snapshot.handles(module, imported.statement)
        for imported in module.imports
    )
