"""Why files and folders cannot move as asked, in sentences; it moves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from keyword import iskeyword
from typing import TYPE_CHECKING

from importls.paths import base_name, is_below
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
        elif kind(new) is not None and new not in paths:
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
    """The new names of modules that no import statement can name."""
    for name in dict.fromkeys(renaming.names.values()):
        wrong = next((part for part in name.split(".") if not part.isidentifier() or iskeyword(part)), None)
        if wrong is not None:
            yield f"`{wrong}` cannot be the name of a module" if wrong == name else f"`{name}` cannot be imported"


def _suffix(path: str) -> str:
    return base_name(path).rpartition(".")[2]
