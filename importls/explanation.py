"""Why an import leads where it leads, in lines for people; the command line and editors show the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.facts.imports import Timing
from importls.module import BeyondTopLevel, Module, ResolvedImport
from importls.output.printable import printable
from importls.output.search_trace import answer, search_trace
from importls.stub_names import exported_names

if TYPE_CHECKING:
    from importls.snapshot import Snapshot
    from resolver.environment import Environment
    from resolver.resolution import Resolution

_WHEN = {
    Timing.IMPORT_TIME: "executed while the module is imported",
    Timing.DEFERRED: "executed when a function is called",
    Timing.LAZY: "executed on first use of the name",
    Timing.TYPING: "never executed: it stands under TYPE_CHECKING",
    Timing.UNREACHABLE: "never executed on this version and platform",
}


def imports_on(module: Module, line: int) -> list[ResolvedImport]:
    """The imports of the statements that reach over a line, which counts from 1."""
    return [item for item in module.imports if _covers(item, line)]


def _covers(item: ResolvedImport, line: int) -> bool:
    return item.statement.range.start.line <= line <= item.statement.range.end.line


def import_explanation(snapshot: Snapshot, module: Module, item: ResolvedImport) -> Iterator[str]:
    """When the import happens, and every place where it was looked for, in lines."""
    statement = item.statement
    yield f"import of {item.name} by {module.name} on line {statement.range.start.line}: {_WHEN[statement.timing]}"
    if isinstance(item.resolution, BeyondTopLevel):
        yield f"{statement.written} climbs past the top-level package of {module.name}"
        return
    roots = (module.file.root.path, *(root.path for root in snapshot.project.roots))
    environment = snapshot.environment.with_roots(tuple(dict.fromkeys(roots)))
    yield from search_explanation(item.name, item.resolution, environment)
    if statement.timing is Timing.TYPING:
        yield from _types(snapshot, module, item)
    if item.found is None or not snapshot.search.is_package(item.found):
        return
    for imported in statement.names or ():
        name = f"{item.name}.{imported.name}"
        resolution = snapshot.search.find_submodule(module.file, item.found, imported.name)
        yield f"unless {item.name} has an attribute {imported.name}, its submodule is imported:"
        yield from answer(name, resolution)
        yield from search_trace((attempt for attempt in resolution.attempts if attempt.name == name), environment)


def search_explanation(name: str, resolution: Resolution, environment: Environment) -> Iterator[str]:
    """Where a module was found, or that it was not, and every finder that was asked."""
    yield from answer(name, resolution)
    yield from search_trace(resolution.attempts, environment)


def _types(snapshot: Snapshot, module: Module, item: ResolvedImport) -> Iterator[str]:
    """What a type checker reads for the import, and whether the names that are asked for are in it."""
    types = snapshot.search.find_types(module.file, item.name)
    if types is None:
        yield "type checkers find nothing"
        return
    where = types.origin or ", ".join(types.submodule_search_locations or ())
    yield (
        f"type checkers read {printable(where)} ({types.source.value})" if where else "type checkers know it themselves"
    )
    names = exported_names(snapshot, module.file, types) if types.source.is_stub and types.origin else None
    for imported in item.statement.names or ():
        inside = f"{item.name}.{imported.name}"
        if names is not None and imported.name not in names and snapshot.search.find_types(module.file, inside) is None:
            yield f"  which does not declare {imported.name}"
