"""Whether other files take a variable from a module, as far as they name both; knows nothing of moves themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.facts.imports import Import
    from importls.module import ResolvedImport
    from importls.renaming.editing import Editing


def is_handed_on(editing: Editing, name: str) -> bool:
    """Whether a `from` import, an attribute or a string of another file may ask this module for the name."""
    snapshot, path = editing.moves.snapshot, editing.module.path
    word = re.compile(rf"\b{re.escape(editing.file.name.rpartition('.')[2])}\s*\.\s*{re.escape(name)}\b")
    for other, module in snapshot.modules.items():
        if other == path:
            continue
        may_take = any(_takes(item, name) for item in module.facts.imports)
        if may_take and any(_is_of(item, path) and _takes(item.statement, name) for item in module.imports):
            return True
        if word.search(snapshot.text(other)):
            return True
    return False


def _takes(statement: Import, name: str) -> bool:
    """Whether a `from` statement asks for the name, or for all."""
    return statement.is_star or any(one.name == name for one in statement.names or ())


def _is_of(imported: ResolvedImport, path: str) -> bool:
    return imported.found is not None and imported.found.spec.origin == path
