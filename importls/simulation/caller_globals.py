"""`frame.f_globals` and `sys.modules[…]`: modules of which it is not known which; most likely of the code that runs.

Most ask only for `__name__`. Whoever may bind something in them opens the modules that may be meant.
"""

from __future__ import annotations

from importls.simulation.machine import Machine
from importls.simulation.values import UNKNOWN, Unknown, Value

SOME_MODULE = Unknown("sys.modules[]")
"""What `sys.modules` has under a name that cannot be told."""

_SUFFIX = ".f_globals"
_OF_SOME_MODULE = f"{SOME_MODULE.name}.__dict__"
_READING = frozenset({"get", "keys", "values", "items", "copy"})


def globals_of_frame(frame: Unknown) -> Unknown:
    """What stands for the `f_globals` of a frame."""
    return Unknown(f"{frame.name}{_SUFFIX}")


def are_caller_globals(value: Value) -> bool:
    """Whether the value stands for the variables of some caller."""
    return isinstance(value, Unknown) and value.name.endswith((_SUFFIX, _OF_SOME_MODULE))


def method_of_caller_globals(machine: Machine, name: str) -> Value:
    """A method of them."""
    if name not in _READING:
        open_callers(machine)
    return UNKNOWN


def open_callers(machine: Machine) -> None:
    """Something may be bound in the body that runs, or in the module of a function on the way to it."""
    for frame in reversed(machine.frames):
        machine.journal.assign(frame.module, "is_open", True)
        if frame.kind == "module":
            return
