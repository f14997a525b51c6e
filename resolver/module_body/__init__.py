"""Reads what the body of a module does to the import system when it runs, from its source and without running it."""

from __future__ import annotations

from resolver.module_body.known_functions import Target
from resolver.module_body.run import run
from resolver.module_body.scope import Finders, RunningModule
from resolver.module_body.source import ModuleSource, read_source
from resolver.module_body.state import ModuleEffects
from resolver.module_body.values import Doubt

__all__ = ["Doubt", "Finders", "ModuleEffects", "ModuleSource", "RunningModule", "Target", "read_source", "run"]
