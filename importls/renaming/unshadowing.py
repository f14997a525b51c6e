"""Another name for a file of the project that hides a module which others mean; it moves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importls.diagnostic import START_OF_FILE
from importls.paths import base_name, parent
from resolver.paths import join
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic
    from importls.snapshot import Snapshot

_RULES = ("shadows-stdlib", "shadows-dependency")


def unshadowing(snapshot: Snapshot, finding: Diagnostic) -> tuple[str, str] | None:
    """The path of the file or package that a finding wants to be called otherwise, and a path that is free.

    None for findings about anything else. As PEP 8 says, an underscore is put behind a name that is taken.
    """
    if finding.rule not in _RULES:
        return None
    file = finding.path if finding.range == START_OF_FILE else finding.related[-1].path
    old = parent(file) if base_name(file).partition(".")[0] == "__init__" else file
    stem, dot, suffix = base_name(old).partition(".")
    while True:
        stem += "_"
        new = join(snapshot.file_system.separator, parent(old), f"{stem}{dot}{suffix}")
        if snapshot.file_system.kind(new) is None and not isinstance(snapshot.search.from_environment()(stem), Found):
            return old, new
