"""One checked file with its facts and with what each of its imports finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from resolver.resolution import Found, Resolution

if TYPE_CHECKING:
    from importls.facts.file_facts import FileFacts
    from importls.facts.imports import Import
    from importls.project import SourceFile
    from importls.search import Search


@dataclass(frozen=True, slots=True)
class BeyondTopLevel:
    """The dots of a relative import climb past the top-level package: importing raises ImportError."""


class ResolvedImport(msgspec.Struct, frozen=True, gc=False):
    """One import statement and what it finds.

    `name` is the absolute name of the module, or what is written where there is none. `found` is the resolution where
    the module was found. `submodules` holds, for `from package import names`, every name that is a submodule of the
    package.
    """

    statement: Import
    name: str
    resolution: Resolution | BeyondTopLevel
    found: Found | None
    submodules: Mapping[str, Found]

    def targets(self) -> list[tuple[str, str]]:
        """The path and the name of every module that the import finds, the submodules that it names included."""
        if self.found is None:
            return []
        specs = [self.found.spec]
        if self.submodules:
            specs += [submodule.spec for submodule in self.submodules.values()]
        return [(spec.origin, spec.name) for spec in specs if spec.origin is not None]


class Module:
    """A checked file: its name, what one look at it told, and its imports in source order."""

    def __init__(self, file: SourceFile, facts: FileFacts, imports: tuple[ResolvedImport, ...]) -> None:
        """The same object stands for the file in everything that is concluded from one snapshot."""
        self.file = file
        self.facts = facts
        self.imports = imports

    @property
    def name(self) -> str:
        """The dotted name that the module is imported by."""
        return self.file.name

    @property
    def path(self) -> str:
        """The absolute path of the file, which identifies the module."""
        return self.file.path


class LaterModule(Module):
    """A module whose facts are read, and whose imports are resolved, when they are first asked for."""

    def __init__(self, file: SourceFile, read: Callable[[], FileFacts], search: Search) -> None:
        """Reads nothing yet."""
        self.file = file
        self._read = read
        self._search = search

    @cached_property
    def facts(self) -> FileFacts:  # type: ignore[override] # reason: it is an attribute like any other once it is there
        """What one look at the file told."""
        return self._read()

    @cached_property
    def imports(self) -> tuple[ResolvedImport, ...]:  # type: ignore[override] # reason: as above
        """The imports in source order."""
        return resolve_imports(self._search, self.file, self.facts)


def resolve_imports(search: Search, file: SourceFile, facts: FileFacts) -> tuple[ResolvedImport, ...]:
    """Every import of the file with what it finds."""
    return tuple([_resolve(search, file, statement) for statement in facts.imports])


def _resolve(search: Search, file: SourceFile, statement: Import) -> ResolvedImport:
    if not statement.level:
        return _with_submodules(search, file, statement, statement.module, search.find_spec(file, statement.module))
    relative = search.find_relative(file, statement)
    if relative is None:
        return ResolvedImport(statement, statement.written, BeyondTopLevel(), None, _NOTHING)
    return _with_submodules(search, file, statement, *relative)


def _with_submodules(
    search: Search, file: SourceFile, statement: Import, name: str, resolution: Resolution
) -> ResolvedImport:
    if not isinstance(resolution, Found):
        return ResolvedImport(statement, name, resolution, None, _NOTHING)
    if not statement.names or not search.is_package(resolution):
        return ResolvedImport(statement, name, resolution, resolution, _NOTHING)
    submodules = {}
    for imported in statement.names:
        found = search.find_submodule(file, resolution, imported.name)
        if isinstance(found, Found):
            submodules[imported.name] = found
    return ResolvedImport(statement, name, resolution, resolution, submodules or _NOTHING)


_NOTHING: Mapping[str, Found] = {}
