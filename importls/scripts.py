"""Whether a file is meant to be run as a script; concluded from the file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot


def is_script(snapshot: Snapshot, module: Module) -> bool:
    """Whether the file has a main guard or a `#!` line; `__main__.py` is run by its package's name instead."""
    if module.file.is_package or module.name.rpartition(".")[2] == "__main__":
        return False
    text = snapshot.text(module.path)
    if text.startswith("#!"):
        return True
    if "__main__" not in text:
        return False
    reading = snapshot.reading(module.path)
    return reading is not None and reading.has_main_guard
