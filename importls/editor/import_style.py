"""A relative import as an absolute one and back: the same statement, which finds the same modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from importls.diagnostic import Edit, Fix
from importls.facts.imports import Range
from importls.facts.lines import lines_of
from importls.facts.statement import module_range
from importls.scripts import is_script
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module, ResolvedImport
    from importls.snapshot import Snapshot


def other_style(snapshot: Snapshot, module: Module, imported: ResolvedImport) -> Fix | None:
    """The edit that writes the module of a `from` statement the other way; None where it would not be the same."""
    if imported.statement.names is None or imported.found is None:
        return None
    if imported.statement.level:
        return _absolute(snapshot, module, imported, imported.found)
    return _relative(snapshot, module, imported, imported.found)


def _absolute(snapshot: Snapshot, module: Module, imported: ResolvedImport, found: Found) -> Fix | None:
    again = snapshot.search.find_on_roots(module.file, imported.name)
    if not isinstance(again, Found) or again.spec != found.spec:
        return None
    return _rewritten(snapshot, module, imported, imported.name, "absolute")


def _relative(snapshot: Snapshot, module: Module, imported: ResolvedImport, found: Found) -> Fix | None:
    """A file that is run as a script has no package to count from."""
    written = counted_from(module.file.package, imported.name)
    if written is None or is_script(snapshot, module):
        return None
    rest = written.lstrip(".")
    statement = msgspec.structs.replace(imported.statement, module=rest, level=len(written) - len(rest))
    again = snapshot.search.find_relative(module.file, statement)
    if again is None or not isinstance(again[1], Found) or again[1].spec != found.spec:
        return None
    return _rewritten(snapshot, module, imported, written, "relative")


def counted_from(package: str, name: str) -> str | None:
    """The name as a relative import in the package writes it; None where they have no package in common."""
    here, there = package.split("."), name.split(".")
    common = next((at for at, pair in enumerate(zip(here, there, strict=False)) if pair[0] != pair[1]), None)
    common = min(len(here), len(there)) if common is None else common
    return "." * (len(here) - common + 1) + ".".join(there[common:]) if common else None


def _rewritten(snapshot: Snapshot, module: Module, imported: ResolvedImport, written: str, style: str) -> Fix | None:
    """Only the name of the module is touched; None where the text is not what the scan saw."""
    text = snapshot.text(module.path)
    where = module_range(text, imported.statement)
    if _without_blanks(_between(text, where)) != imported.statement.written:
        return None
    lines = lines_of(text)
    before = lines[where.start.line - 1][: where.start.column - 1]
    behind = lines[where.end.line - 1][where.end.column - 1 :]
    blanks = " " if before.endswith("from") else "", " " if behind.startswith("import") else ""
    edit = Edit(module.path, where, f"{blanks[0]}{written}{blanks[1]}")
    return Fix(f"Write as {style} import: `{written}`", safe=True, edits=(edit,))


def _between(text: str, where: Range) -> str:
    lines = lines_of(text)[where.start.line - 1 : where.end.line]
    lines = (*lines[:-1], lines[-1][: where.end.column - 1])
    return "\n".join((lines[0][where.start.column - 1 :], *lines[1:]))


def _without_blanks(written: str) -> str:
    return "".join(written.replace("\\\n", "").split())
