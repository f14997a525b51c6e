"""Whether every import still finds what it found once everything is moved and edited; looked at before it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from importls.edits.file_edits import edited
from importls.module import BeyondTopLevel
from importls.project import Project
from importls.renaming.editing import Left
from importls.renaming.moves import Moves
from importls.snapshot import build_snapshot
from resolver.file_system.overlay import Overlay
from resolver.module_name import ancestors

if TYPE_CHECKING:
    from importls.diagnostic import Edit
    from importls.module import Module, ResolvedImport
    from importls.renaming.rename import Renaming
    from importls.snapshot import Snapshot


def new_contents(snapshot: Snapshot, edits: Collection[Edit]) -> dict[str, bytes | None]:
    """The bytes of every edited file by its path before the moves; None where they cannot be made.

    Raises OSError where a file cannot be read.
    """
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    return {path: edited(snapshot.file_system.read_bytes(path), found) for path, found in by_path.items()}


def what_is_lost(snapshot: Snapshot, renaming: Renaming, contents: Mapping[str, bytes]) -> Iterator[Left]:
    """The imports of the result that find nothing, or something else; takes as long as reading the whole project."""
    moves = Moves(snapshot, renaming.paths)
    before = {moves.disk.moved(path): path for path in snapshot.modules}
    files = tuple(sorted((moves.after[path] for path in snapshot.modules), key=lambda file: file.path))
    roots = tuple(msgspec.structs.replace(root, path=moves.disk.moved(root.path)) for root in snapshot.project.roots)
    overlay = Overlay(moves.disk, {moves.disk.moved(path): data for path, data in contents.items()})
    later = build_snapshot(overlay, snapshot.environment, Project(files, roots))
    for path, module in later.modules.items():
        yield from _lost_in(moves, snapshot.modules[before[path]], module)


def _lost_in(moves: Moves, before: Module, after: Module) -> Iterator[Left]:
    """What one file does not find any more, at the place in its new text."""
    found = {(moves.disk.moved(path)) for imported in before.imports for path, _ in imported.targets()}
    missing = {name for imported in before.imports if imported.found is None for name in _names(moves, imported)}
    packages = {package for imported in after.imports for _, name in imported.targets() for package in ancestors(name)}
    for imported in after.imports:
        place = imported.statement.range.start
        if imported.found is None:
            if imported.name not in missing and not isinstance(imported.resolution, BeyondTopLevel):
                yield Left(after.path, place, f"`{imported.name}` would not be found")
            continue
        for path, name in imported.targets():
            if path not in found and name not in packages:
                yield Left(after.path, place, f"`{name}` would be found at {path}")


def _names(moves: Moves, imported: ResolvedImport) -> tuple[str, str]:
    """What is not found as it is called before and after."""
    return imported.name, moves.name_of(imported.name, None)
