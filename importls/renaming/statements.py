"""Import statements that name what moves, rewritten by their tokens; what code does with names is not known here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from importls.editor.import_style import counted_from
from importls.edits.import_text import with_module, with_names
from importls.facts.statement import module_range, name_range
from importls.module import BeyondTopLevel
from resolver.module_name import absolute_name

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.module import ResolvedImport
    from importls.renaming.editing import Editing

_DIRECTIVE = re.compile(r"#\s*(?:noqa|type:|pylint|pragma|pyright|mypy|isort|importls|ruff|flake8)\b")


class Target(NamedTuple):
    """Where a name of a `from` statement comes from then: a package or module, and what it is called there.

    `home` is empty for a module at top level.
    """

    home: str
    name: str


def concerns(editing: Editing, statement: Import) -> bool:
    """Whether a statement may have to be rewritten, as far as its words tell."""
    if editing.is_moved:
        return True
    words = editing.moves.words
    if not words.isdisjoint(statement.module.split(".")):
        return True
    return any(name.name in words for name in statement.names or ())


def rewrite_from(editing: Editing, imported: ResolvedImport) -> None:
    """Rewrite a `from` statement, as several ones where its names part."""
    statement = imported.statement
    if isinstance(imported.resolution, BeyondTopLevel):
        return
    if statement.level and absolute_name(statement.module, statement.level, editing.file.package) != imported.name:
        _leave_by_folder(editing, imported)
        return
    home = editing.new_name(imported.name, None if imported.found is None else imported.found.spec)
    targets = [_target(editing, imported, home, name.name) for name in statement.names or ()]
    homes = {target.home for target in targets} or {home}
    if homes == {home} or (len(homes) == 1 and "" not in homes):
        _rewrite_in_place(editing, statement, homes.pop(), targets)
    else:
        _split(editing, statement, home, targets)


def _target(editing: Editing, imported: ResolvedImport, home: str, name: str) -> Target:
    new = editing.submodule(imported, name, home)
    if new is None:
        return Target(home, name)
    package, _, last = new.rpartition(".")
    return Target(package, last)


def _leave_by_folder(editing: Editing, imported: ResolvedImport) -> None:
    """An import that counts from a folder which only its layout makes a package."""
    moved = editing.moves.disk.moved
    if any(moved(origin) != origin for origin, _ in imported.targets()) or editing.is_moved:
        editing.leave(imported.statement.range.start, f"`from {imported.statement.written}` counts from a folder")


def written(editing: Editing, statement: Import, home: str) -> str:
    """A module as the statement is to write it: relative ones stay relative where that can be."""
    package = editing.after.package
    if not statement.level:
        return home
    if absolute_name(statement.module, statement.level, package) == home:
        return statement.written
    return counted_from(package, home) or home


def _rewrite_in_place(editing: Editing, statement: Import, home: str, targets: list[Target]) -> None:
    """Only the words that change are touched."""
    _rewrite_module(editing, statement, written(editing, statement, home))
    for index, (name, target) in enumerate(zip(statement.names or (), targets, strict=True)):
        if target.name != name.name:
            where = name_range(editing.text, statement, index)
            if where == statement.range:
                editing.leave(statement.range.start, f"`{name.name}` is not seen")
                continue
            start, end = editing.span(where)
            alias = "" if name.alias else f" as {name.name}"
            editing.replace(start, end, f"{target.name}{alias}")


def _rewrite_module(editing: Editing, statement: Import, new: str) -> None:
    if new == statement.written:
        return
    where = module_range(editing.text, statement)
    if where == statement.range:
        editing.leave(where.start, f"`{statement.written}` is not seen")
        return
    start, end = editing.span(where)
    before = " " if new[0] != "." and editing.text[:start].endswith("from") else ""
    behind = " " if new[-1] != "." and editing.text.startswith("import", end) else ""
    editing.replace(start, end, f"{before}{new}{behind}")


def rewrite_module_of_import(editing: Editing, statement: Import, new: str) -> None:
    """Rewrite the dotted name of one `import a.b` or `import a.b as c`."""
    start, end = editing.span(module_range(editing.text, statement))
    editing.replace(start, end, new)


def _split(editing: Editing, statement: Import, home: str, targets: list[Target]) -> None:
    """The names that stay with the module in the statement that is there, the others in new ones before it."""
    homes = list(dict.fromkeys(target.home for target in targets))
    main = home if home in homes else next((one for one in homes if one), homes[0])
    start, end = editing.span(statement.range)
    text = editing.text[start:end]
    line_end = editing.text.find("\n", end)
    comment = _directive(editing.text[end : line_end if line_end >= 0 else len(editing.text)])
    pieces = {one: _piece(editing, statement, text, one, targets, is_main=one == main) for one in homes}
    if any(piece is None for piece in pieces.values()):
        editing.leave(statement.range.start, "the statement could not be split")
        return
    for one in homes:
        if one != main:
            editing.before_statement(start, f"{pieces[one]}{comment}")
    editing.replace(start, end, pieces[main] or "")


def _directive(behind: str) -> str:
    """A comment behind the statement that speaks to tools, who look for it behind every part."""
    return behind.rstrip() if _DIRECTIVE.match(behind.strip()) else ""


def _piece(
    editing: Editing, statement: Import, text: str, home: str, targets: list[Target], *, is_main: bool
) -> str | None:
    """The statement for the names of one home."""
    names = statement.names or ()
    chosen = {
        index: (target.name, names[index].alias or names[index].name)
        for index, target in enumerate(targets)
        if target.home == home
    }
    lazy = "lazy " if text.startswith("lazy") else ""
    new = written(editing, statement, home) if home else ""
    plain = ", ".join(there if there == here else f"{there} as {here}" for there, here in chosen.values())
    if not new:
        return f"{lazy}import {plain}"
    if "#" in text or (is_main and "\n" in text):
        if new == statement.written and all(there == names[index].name for index, (there, _) in chosen.items()):
            return with_names(text, chosen)
        return with_module(text, chosen, new)
    if is_main and "(" in text:
        plain = f"({plain})"
    return f"{lazy}from {new} import {plain}"
