"""Whether a file is meant to be run as a script; concluded from the file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importls.facts.file_facts import Mention

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot


def is_script(snapshot: Snapshot, module: Module) -> bool:
    """Whether the file has a main guard or a `#!` line; `__main__.py` is run by its package's name instead."""
    if module.file.is_package or module.name.rpartition(".")[2] == "__main__":
        return False
    if not module.facts.mentions & Mention.MAIN:
        return False
    if snapshot.text(module.path).startswith("#!"):
        return True
    reading = snapshot.reading(module.path)
    return reading is not None and reading.has_main_guard
