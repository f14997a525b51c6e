"""Reads what the body of a module does to the import system when it runs, from its source and without running it."""

from __future__ import annotations

from resolver.module_body.expressions import is_followed
from resolver.module_body.known_functions import Target
from resolver.module_body.run import ModuleBody, run
from resolver.module_body.scope import Finders, RunningModule, state_at_start
from resolver.module_body.source import ModuleSource, read_source
from resolver.module_body.state import ModuleEffects, ModuleState, Names
from resolver.module_body.values import (
    UNKNOWN,
    Doubt,
    Entries,
    RaisedError,
    Reference,
    UnknownResult,
    UnknownValue,
)

__all__ = [
    "UNKNOWN",
    "Doubt",
    "Entries",
    "Finders",
    "ModuleBody",
    "ModuleEffects",
    "ModuleSource",
    "ModuleState",
    "Names",
    "RaisedError",
    "Reference",
    "RunningModule",
    "Target",
    "UnknownResult",
    "UnknownValue",
    "is_followed",
    "read_source",
    "run",
    "state_at_start",
]
