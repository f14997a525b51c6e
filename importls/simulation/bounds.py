"""How far a simulation goes before it gives up; what is not followed further is unknown, never an error.

A step takes about ten microseconds. Bounds are on steps, so that the same code ends at the same place on any machine.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_STEPS = 3_000_000
"""Statements and calls of one entry point; more end its simulation without a result."""


@dataclass(frozen=True, slots=True)
class Patience:
    """The steps after which calls are not followed any further, and what they give is unknown.

    After those of `entry` the simulation of an entry point ends without a result.
    """

    call: int
    """Of one call."""
    body: int
    """Of all calls that the body of one module makes."""
    entry: int
    """Statements and calls of one entry point, with all that it imports."""


THOROUGH = Patience(30_000, MOST_STEPS, MOST_STEPS)
ONCE_MORE = Patience(30_000, MOST_STEPS, 1_000_000)
"""What a check wants to know for sure."""
BRISK = Patience(300, 2_000, 500_000)
"""What imports something does so early, or is not known at all."""

MOST_STEPS_OF_LIBRARY_CALL = 1_000
"""Functions of code that nobody checks are not followed further; what they import, they import early."""

DEEPEST = 150
"""Calls and imports inside each other. CPython's own limit is reached by about as many imports."""
