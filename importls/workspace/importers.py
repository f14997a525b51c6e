"""The files that may import a module, told by what is kept of a check: few of them have to be looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from importls.cycle_findings import FAILING, LAYER
from importls.doubts import importers_among

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.kept_project import KeptProject
    from importls.module import Module
    from importls.snapshot import Snapshot
    from importls.workspace.analysis import Analysis


def possible_importers(analysis: Analysis, changed: Collection[str], name: str, origin: str | None) -> set[str]:
    """Every checked file that may name the module; `changed` are those that have been edited since the check.

    Of a module that is not checked, those whose imports begin with its top-level name or with dots.
    """
    modules = analysis.snapshot.modules
    if analysis.kept is None or origin not in modules:
        top = name.partition(".")[0]
        return {path for path, module in modules.items() if any(_may_name(item, top) for item in module.facts.imports)}
    files = analysis.kept.files
    wanted = {
        number
        for number, file in enumerate(files)
        if file.path == origin or file.name == name or file.name.startswith(f"{name}.")
    }
    rows = analysis.kept.targets.lists()
    found = {files[number].path for number, row in enumerate(rows) if not wanted.isdisjoint(row)}
    return {path for path in found.union(changed) if path in modules}


class PossibleImporters(Mapping[str, "list[tuple[Module, Import]]"]):
    """Who imports a checked file, worked out when it is asked for: the table of `importls.doubts` for few questions."""

    def __init__(self, snapshot: Snapshot, kept: KeptProject, changed: Collection[str]) -> None:
        """Asks nothing yet. `kept` is what a check has found before these files have changed."""
        self._snapshot = snapshot
        self._kept = kept
        self._changed = changed

    def __getitem__(self, path: str) -> list[tuple[Module, Import]]:
        """Raises KeyError where nobody imports the file."""
        modules = [self._snapshot.modules[one] for one in self._possible(path) if one in self._snapshot.modules]
        return importers_among(self._snapshot, modules)[path]

    def _possible(self, path: str) -> list[str]:
        """The files that may import one: by what was found before, or where it is new, by its name."""
        files = self._kept.files
        number = next((number for number, file in enumerate(files) if file.path == path), None)
        if number is None:
            name = self._snapshot.modules[path].name
            return [module.path for module in self._snapshot.modules.values() if self._may_import(module, name)]
        rows = self._kept.targets.lists()
        return sorted({*(files[importer].path for importer, row in enumerate(rows) if number in row), *self._changed})

    def _may_import(self, module: Module, name: str) -> bool:
        tail = name.rpartition(".")[2]
        return any(_mentions(statement, tail) for statement in module.facts.imports)

    def __iter__(self) -> Iterator[str]:
        return iter(self._snapshot.modules)

    def __len__(self) -> int:
        return len(self._snapshot.modules)


def _mentions(statement: Import, tail: str) -> bool:
    """Whether the last part of a name occurs in the statement: what leads to a module ends in it, or in dots."""
    if statement.is_star or statement.module.rpartition(".")[2] == tail or not statement.module:
        return True
    return any(name.name == tail for name in statement.names or ())


def _may_name(statement: Import, top: str) -> bool:
    return bool(statement.level) or statement.module.partition(".")[0] == top


def verdict_of(analysis: Analysis, path: str) -> str | None:
    """The rule that reports the cycle in which the file's module lies, as the last check has found it."""
    if analysis.kept is None:
        return None
    files, known = analysis.kept.files, analysis.kept.cycles.get(LAYER)
    number = next((number for number in known.components if files[number].path == path), None) if known else None
    if known is None or number is None:
        return None
    members = (other for other, of in known.components.items() if of == known.components[number])
    results = (analysis.kept.results[member] for member in members if member in analysis.kept.results)
    told = {finding.rule for result in results for finding in result.diagnostics}
    return next((rule for rule in (*FAILING, LAYER) if rule in told), None)


def cycle_of(analysis: Analysis, path: str, rule: str) -> tuple[str, ...]:
    """The names of the modules that the file's module goes round with, as the last check has found them."""
    if analysis.kept is None or rule not in analysis.kept.cycles:
        return ()
    files, components = analysis.kept.files, analysis.kept.cycles[rule].components
    number = next((number for number in components if files[number].path == path), None)
    if number is None:
        return ()
    return tuple(sorted(files[other].name for other, of in components.items() if of == components[number]))
