"""Why files and folders cannot move as asked, in sentences; it moves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from keyword import iskeyword
from typing import TYPE_CHECKING

from importls.paths import base_name, is_below, parent
from resolver.file_system import Kind

if TYPE_CHECKING:
    from importls.renaming.rename import Renaming
    from importls.snapshot import Snapshot


def obstacles(snapshot: Snapshot, paths: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with moves from one absolute path to another one; nothing where they can be made."""
    kind = snapshot.file_system.kind
    for old, new in paths.items():
        if kind(old) is None:
            yield f"{old}: there is no such file or folder"
        elif base_name(new) in (snapshot.file_system.list_directory(parent(new)) or {}) and new not in paths:
            # The listing knows a name as it is written: where case does not count, a file may change its own.
            yield f"{new} is there already"
        elif kind(old) is Kind.DIRECTORY and is_below(new, old):
            yield f"{old} cannot move into itself"
        elif kind(old) is Kind.FILE and _suffix(old) != _suffix(new):
            yield f"{new} would be another kind of file"
        elif not is_in_project(snapshot, new):
            yield f"{new} would lie outside of the project"


def is_in_project(snapshot: Snapshot, path: str) -> bool:
    """Whether what lies there can be imported by the project, as far as its roots tell."""
    return any(is_below(path, root.path) for root in snapshot.project.roots)


def names_that_cannot_be(renaming: Renaming) -> Iterator[str]:
    """What could be imported and no statement could name after the moves."""
    for path in renaming.unreachable:
        yield f"{path} cannot be imported: no root of the project leads there by names of packages"
    for old, new in renaming.names.items():
        if _can_be_named(old) and not _can_be_named(new):
            yield f"`{new}` cannot be imported"


def _can_be_named(name: str) -> bool:
    return all(part.isidentifier() and not iskeyword(part) for part in name.split("."))


def _suffix(path: str) -> str:
    return base_name(path).rpartition(".")[2]
