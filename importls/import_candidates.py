"""The edits of one import statement that may let a cycle import: each kind where it keeps the meaning of the rest.

Whether an edit helps is for a simulation to tell.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntEnum

from importls.edited_sources import Sources
from importls.edits.deferral import Deferral, deferral_of, deferred
from importls.edits.first_import import imported_first
from importls.edits.laziness import made_lazy
from importls.edits.other_module import as_module, as_part, from_module
from importls.edits.relocation import lowest_place, moved_below
from importls.edits.source import Imported, Source, bound_by, read_source
from importls.edits.text_edits import Replacement, Replacements, in_order, replaced
from importls.module import ResolvedImport
from importls.simulation.scopes import names_bound_in
from importls.taken_names import is_taken

_LONGEST_SAID = 80


class EditKind(IntEnum):
    """What is done; of edits of equal size the smaller kind goes first."""

    TYPING = 0
    """Under `TYPE_CHECKING`: only annotations use the names."""
    DEFINER = 1
    """To the module that defines the name, past the package that hands it on."""
    DEFERRED = 2
    """Into the functions that use the names."""
    LAZY = 3
    """Before the first use (PEP 810)."""
    BELOW = 4
    """Below a definition of the same module."""
    MODULE = 5
    """`import m` for `from m import x`."""
    FIRST = 6
    """The package imports a module of the cycle before all others."""
    REMOVED = 7
    """Nothing uses it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One edit: replacements in the text of a file as it is now."""

    path: str
    replacements: Replacements
    title: str
    kind: EditKind

    @property
    def order(self) -> tuple[bool, int, EditKind, str, str]:
        """Small edits go first; but what executes more than before, or less, is the last resort."""
        return self.kind >= EditKind.FIRST, len(self.replacements), self.kind, self.path, self.title


def candidates_for(
    sources: Sources, path: str, imported: Imported, needed: Collection[str], members: Collection[str]
) -> Iterator[Candidate]:
    """Every edit of these names of an import statement.

    `needed` are names of the module that others wait for, `members` the files that import each other.
    """
    source = sources.source(path)
    if source is None:
        return
    yield from _candidates(sources, path, source, _edits(sources, path, source, imported))
    yield from _candidates(sources, path, source, _moves(sources, path, source, imported, needed, members))


def candidate_first(sources: Sources, package: str, name: str) -> Iterator[Candidate]:
    """The import of a module `name` by the file `package` of the package that it lies in."""
    source = sources.source(package)
    if source is not None:
        above = sources.snapshot.by_name(package)
        edits = iter([(EditKind.FIRST, f"import '{above}.{name}' first", imported_first(source, above, name))])
        yield from _candidates(sources, package, source, edits)


def deferral_in(sources: Sources, path: str, source: Source, imported: Imported) -> Deferral | None:
    """Where the names of an import can go, None where somebody else may take one from the module."""
    deferral = deferral_of(source, imported)
    if deferral is None or _is_handed_on(sources, path, imported) or not _are_constant(sources, path, imported):
        return None
    if deferral.is_removal and (_is_package(path) or "noqa" in _line_of(source, imported.statement)):
        return None
    return deferral


_Edits = Iterator[tuple[EditKind, str, tuple[Replacement, ...] | None]]


def _candidates(sources: Sources, path: str, source: Source, edits: _Edits) -> Iterator[Candidate]:
    """The edits that can be made, and after which the file is still Python."""
    for kind, what, replacements in edits:
        ordered = None if replacements is None else in_order(replacements)
        if ordered and read_source(replaced(source.text, ordered), source.version) is not None:
            yield Candidate(path, ordered, f"{what} in '{sources.snapshot.by_name(path)}'", kind)


def _edits(sources: Sources, path: str, source: Source, imported: Imported) -> _Edits:
    """What can be done with the names where they are used, or with the statement where it stands."""
    said = _said(source, imported)
    deferral = deferral_in(sources, path, source, imported)
    if deferral is not None:
        yield *_kind_of(deferral, said), deferred(source, imported, deferral)
    yield EditKind.LAZY, f"make {said} lazy", made_lazy(source, imported)
    if not _is_handed_on(sources, path, imported):
        yield EditKind.MODULE, f"import the submodule by its own name instead of {said}", as_part(source, imported)
    statement = imported.statement
    resolved = sources.resolved(path, statement) if isinstance(statement, ast.ImportFrom) else None
    if not isinstance(statement, ast.ImportFrom) or resolved is None or resolved.found is None:
        return
    yield from _past_packages(sources, source, imported, statement, resolved)
    if not _is_handed_on(sources, path, imported) and _can_be_module(sources, path, imported, resolved):
        yield EditKind.MODULE, f"import the module instead of {said}", as_module(source, imported)


def _said(source: Source, imported: Imported) -> str:
    text = " ".join(source.text_of(imported.statement).split())
    if imported.is_whole and len(text) <= _LONGEST_SAID and "#" not in text:
        return f"'{text}'"
    names = ", ".join(alias.asname or alias.name for alias in imported.aliases)
    return f"the import of {names}"


def deferral_title(sources: Sources, path: str, source: Source, imported: Imported, deferral: Deferral) -> str:
    """What a deferral does, in words."""
    return f"{_kind_of(deferral, _said(source, imported))[1]} in '{sources.snapshot.by_name(path)}'"


def _kind_of(deferral: Deferral, said: str) -> tuple[EditKind, str]:
    if deferral.is_removal:
        return EditKind.REMOVED, f"remove {said}, which nothing uses,"
    if not deferral.functions:
        return EditKind.TYPING, f"move {said} under TYPE_CHECKING"
    first, *more = [f"'{function.name}'" for function, _ in deferral.functions]
    places = first if not more else f"{first} and {more[0]}" if len(more) == 1 else f"{first} and {len(more)} more"
    typing = ", and under TYPE_CHECKING," if deferral.typing else ""
    return EditKind.DEFERRED, f"move {said} into {places}{typing}"


def _moves(
    sources: Sources,
    path: str,
    source: Source,
    imported: Imported,
    needed: Collection[str],
    members: Collection[str],
) -> _Edits:
    """The places further down, for the statement by itself or with the other imports that lead into the cycle.

    First below one of the names that others wait for, then below all, then as far down as can be.
    """
    lowest = lowest_place(source, imported.number) if imported.is_whole else None
    if lowest is None:
        return
    names = {source.last_binder(name): name for name in sorted(needed)}
    places = {place: f"'{name}'" for place, name in names.items() if place and imported.number < place <= lowest}
    for place, below in ({lowest: _said_of_place(source, lowest)} | places).items():
        what = f"move {_said(source, imported)} below {below}"
        yield EditKind.BELOW, what, moved_below(source, [imported.number], place)
        group = _imports_above(sources, path, source, place, members)
        if len(group) > 1 and imported.number in group:
            yield EditKind.BELOW, f"move {len(group)} imports below {below}", moved_below(source, group, place)


def _said_of_place(source: Source, place: int) -> str:
    """A statement by what it binds, or by its line."""
    statement = source.body[place]
    names = names_bound_in((statement,))
    return f"'{min(names)}'" if len(names) == 1 else f"line {statement.end_lineno or statement.lineno}"


def _imports_above(sources: Sources, path: str, source: Source, place: int, members: Collection[str]) -> list[int]:
    """The statements above a place that lead into the cycle and can stand below it."""
    group: list[int] = []
    for number, statement in source.imports():
        if number < place and sources.leads_to(path, statement, members):
            lowest = lowest_place(source, number)
            if lowest is not None and lowest >= place:
                group.append(number)
    return group


def _is_handed_on(sources: Sources, path: str, imported: Imported) -> bool:
    names = (bound_by(alias, imported.statement) for alias in imported.aliases)
    return any(is_taken(sources.snapshot, path, name) for name in names)


def _is_package(path: str) -> bool:
    return path.endswith(("/__init__.py", "\\__init__.py"))


def _line_of(source: Source, statement: ast.stmt) -> str:
    return source.text[source.start(statement) : source.line_end(source.end(statement))]


def _are_constant(sources: Sources, path: str, imported: Imported) -> bool:
    """Whether the module binds the names once, so that it does not matter when it is asked for them."""
    statement = imported.statement
    resolved = sources.resolved(path, statement) if isinstance(statement, ast.ImportFrom) else None
    origin = resolved.found.spec.origin or "" if resolved is not None and resolved.found is not None else ""
    if origin not in sources.snapshot.modules:
        return True
    return sources.changing_names(origin).isdisjoint(alias.name for alias in imported.aliases)


def _can_be_module(sources: Sources, path: str, imported: Imported, resolved: ResolvedImport) -> bool:
    """Whether `import m` and `m.x` give what `from m import x` gives: both are bound once, and to what they name."""
    if resolved.submodules or not _are_constant(sources, path, imported):
        return False
    package, _, name = resolved.name.rpartition(".")
    above = next((one.path for one in sources.snapshot.modules.values() if one.name == package), None)
    source = None if above is None else sources.source(above)
    return source is None or name not in source.binders


def _past_packages(
    sources: Sources, source: Source, imported: Imported, statement: ast.ImportFrom, resolved: ResolvedImport
) -> _Edits:
    """Imports of the modules that define the names, one edit for the names of each."""
    groups: dict[str, dict[ast.alias, str]] = {}
    for alias in imported.aliases:
        definer = sources.definer(resolved, alias.name)
        if definer is not None:
            groups.setdefault(definer[0], {})[alias] = definer[1]
    for module, aliases in sorted(groups.items()):
        chosen = Imported(imported.number, statement, tuple(aliases), imported.is_in_block)
        said = f"import {', '.join(aliases.values())} from '{module}'"
        yield EditKind.DEFINER, said, from_module(source, chosen, _written(resolved, statement, module), aliases)


def _written(resolved: ResolvedImport, statement: ast.ImportFrom, name: str) -> str:
    """A module as it is written behind `from`: with the dots of the statement where they lead to it too."""
    if not statement.level:
        return name
    base = resolved.name.removesuffix(f".{statement.module}" if statement.module else "")
    return "." * statement.level + name.removeprefix(f"{base}.") if name.startswith(f"{base}.") else name
