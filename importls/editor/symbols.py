"""Modules of a project by a part of their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.project import SourceFile
    from importls.snapshot import Snapshot

MOST = 500
"""What nobody reads to its end need not be sent."""


def modules_named(snapshot: Snapshot, query: str) -> list[SourceFile]:
    """The checked files whose names have the letters of the query in this order; the nearest and shortest first."""
    wanted = query.casefold()
    found = [file for file in snapshot.project.files if _has(file.name.casefold(), wanted)]
    found.sort(key=lambda file: (_distance(file.name.casefold(), wanted), len(file.name), file.name, file.path))
    return found[:MOST]


def _has(name: str, wanted: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in wanted)


def _distance(name: str, wanted: str) -> int:
    if name == wanted:
        return 0
    if name.rpartition(".")[2].startswith(wanted):
        return 1
    return 2 if wanted in name else 3
