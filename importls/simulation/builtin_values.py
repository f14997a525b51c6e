"""The values of built-in names."""

from __future__ import annotations

from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.builtin_functions import BUILTIN_FUNCTIONS
from importls.simulation.values import Unknown, Value


def builtin_value(name: str) -> Value:
    """What `builtins` has under the name; an Unknown of that name for what is not simulated."""
    if name == "__debug__":
        return True
    return BUILTIN_CLASSES.get(name) or BUILTIN_FUNCTIONS.get(name) or Unknown(f"builtins.{name}")
