"""A renaming as a patch that `git apply` takes: what moves, what is edited and what is created, file by file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from importls.output.unified_diff import unified_diff
from importls.report import shown_path

if TYPE_CHECKING:
    from resolver.file_system import FileSystem


def patch(
    file_system: FileSystem,
    moves: Mapping[str, str],
    contents: Mapping[str, bytes],
    created: Sequence[str],
    working_directory: str,
) -> Iterator[str]:
    """The lines of the patch with their ends; `contents` are by the paths before the moves."""
    moved = dict(_files_that_move(file_system, moves))
    for path in sorted({*moved, *contents}):
        old, new = (shown_path(place, working_directory) for place in (path, moved.get(path, path)))
        yield f"diff --git a/{old} b/{new}\n"
        if path in moved:
            yield f"rename from {old}\nrename to {new}\n"
        if path in contents:
            yield from unified_diff(old, new, file_system.read_bytes(path), contents[path])
    for path in created:
        shown = shown_path(path, working_directory)
        yield f"diff --git a/{shown} b/{shown}\nnew file mode 100644\n"


def _files_that_move(file_system: FileSystem, moves: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for old, new in moves.items():
        names = file_system.list_directory(old)
        if names is None:
            yield old, new
        else:
            inner = {os.path.join(old, name): os.path.join(new, name) for name in names if name != "__pycache__"}
            yield from _files_that_move(file_system, {path: to for path, to in inner.items() if path not in moves})
