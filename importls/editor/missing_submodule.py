"""The statement that imports a submodule which is used and never imported, below the one that imports its package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importls.diagnostic import Edit
from importls.facts.imports import Position, Range, Timing
from importls.facts.lines import lines_of

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot


def importing(snapshot: Snapshot, module: Module, name: str) -> Edit | None:
    """The edit that imports the module of this absolute name; None where no line below an import is free for it."""
    lines = lines_of(snapshot.text(module.path))
    for imported in module.imports:
        number = imported.statement.range.end.line
        if imported.statement.timing is not Timing.IMPORT_TIME or not f"{name}.".startswith(f"{_top(imported.name)}."):
            continue
        first, last = lines[imported.statement.range.start.line - 1], lines[number - 1]
        indent = first[: len(first) - len(first.lstrip())]
        if first.lstrip().startswith(("import", "from")) and not last.endswith("\\"):
            return _below(module.path, lines, number, f"{indent}import {name}")
    return None


def _top(name: str) -> str:
    return name.partition(".")[0]


def _below(path: str, lines: tuple[str, ...], number: int, written: str) -> Edit:
    """The line as a new one behind line `number`."""
    if number < len(lines):
        place = Position(number + 1, 1)
        return Edit(path, Range(place, place), f"{written}\n")
    end = Position(number, len(lines[-1]) + 1)
    return Edit(path, Range(end, end), f"\n{written}")
