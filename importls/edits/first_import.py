"""A package that imports one of its modules before anything else, which fixes the order for all below it."""

from __future__ import annotations

import ast

from importls.edits.source import Source, bound_by
from importls.edits.text_edits import Replacement


def imported_first(source: Source, package: str, name: str) -> tuple[Replacement, ...] | None:
    """Import a module of the package first of all, None where the package has that name for something else."""
    binders = (source.body[number] for number in source.binders.get(name, ()))
    if not all(_imports_part(binder, package, name) for binder in binders):
        return None
    place = source.header_end()
    feed = "" if not place or source.text[place - 1] == "\n" else "\n"
    blank = "\n" if place and source.body else ""
    return (Replacement(place, place, f"{feed}{blank}from . import {name}\n"),)


def _imports_part(statement: ast.stmt, package: str, name: str) -> bool:
    """Whether a statement binds the name to the module of that name."""
    if not isinstance(statement, ast.ImportFrom):
        return False
    is_package = (statement.level, statement.module) in ((1, None), (0, package))
    return is_package and all(alias.name == name for alias in statement.names if bound_by(alias, statement) == name)
