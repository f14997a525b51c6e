"""What has to be edited so that files and folders can move and every import finds the same as before.

Names keep their meaning: a module with a new last name is imported `as` the old one, unless code names it in full.
Nothing is written or moved here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.editor.files import module_of
from importls.renaming.editing import Editing, Left
from importls.renaming.exports import rewrite_exports
from importls.renaming.mentions import note_mentions
from importls.renaming.moves import Moves, with_stubs
from importls.renaming.project_files import rewrite_project_files
from importls.renaming.statements import concerns, rewrite_from, rewrite_module_of_import
from importls.renaming.strings import rewrite_strings
from importls.renaming.uses import rewrite_uses

if TYPE_CHECKING:
    from importls.diagnostic import Edit
    from importls.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Renaming:
    """Edits of files where they are now, and what may have to be edited by hand.

    `paths` are all moves, `names` the modules and packages that are called otherwise then. Of the edits, `guesses`
    change texts that are nothing but the full name of something which moves. `unreachable` are new paths of modules to
    which no root leads.
    """

    paths: Mapping[str, str]
    names: Mapping[str, str]
    edits: tuple[Edit, ...]
    guesses: frozenset[Edit]
    left: tuple[Left, ...]
    unreachable: tuple[str, ...]


def rename(snapshot: Snapshot, paths: Mapping[str, str]) -> Renaming:
    """The renaming by which each of these absolute paths, of a file or a folder, becomes another one.

    Files are told by their words before they are looked at: linear in the text of the project.
    """
    moves = Moves(snapshot, with_stubs(snapshot, paths))
    edits: list[Edit] = []
    guesses: set[Edit] = set()
    left: list[Left] = []
    for path in _concerned(moves):
        editing = Editing(moves, module_of(snapshot, path), snapshot.text(path))
        _rewrite(editing)
        for edit, is_guess in editing.edits():
            edits.append(edit)
            if is_guess:
                guesses.add(edit)
        left += editing.left
    for found in rewrite_project_files(moves):
        if isinstance(found, Left):
            left.append(found)
        else:
            edits.append(found)
    return Renaming(moves.paths, moves.names, tuple(edits), frozenset(guesses), tuple(sorted(left)), moves.unreachable)


def _concerned(moves: Moves) -> Iterator[str]:
    """The files that move or hold one of the words without which nothing that moves can be named."""
    word = re.compile("|".join(re.escape(word) for word in moves.words).encode() or rb"(?!)")
    disk = moves.snapshot.file_system
    for path in moves.files:
        if moves.disk.moved(path) != path:
            yield path
            continue
        try:
            is_concerned = word.search(disk.read_bytes(path)) is not None
        except OSError:
            continue
        if is_concerned:
            yield path


def _rewrite(editing: Editing) -> None:
    """Everything in one file."""
    for imported in editing.module.imports:
        statement = imported.statement
        if not concerns(editing, statement):
            continue
        if statement.names is not None:
            rewrite_from(editing, imported)
        elif statement.alias is not None:
            spec = None if imported.found is None else imported.found.spec
            rewrite_module_of_import(editing, statement, editing.new_name(imported.name, spec))
    rewrite_uses(editing)
    rewrite_exports(editing)
    rewrite_strings(editing)
    note_mentions(editing)
