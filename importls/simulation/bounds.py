"""How far a simulation goes before it gives up; what is not followed further is unknown, never an error."""

from __future__ import annotations

from dataclasses import dataclass

MOST_STEPS = 3_000_000
"""Statements and calls of one entry point; more end its simulation without a result."""


@dataclass(frozen=True, slots=True)
class Patience:
    """The steps after which calls are not followed any further; what they give is unknown then."""

    call: int
    """Of one call."""
    body: int
    """Of all calls that the body of one module makes."""


THOROUGH = Patience(30_000, MOST_STEPS)
BRISK = Patience(300, 2_000)
"""What imports something does so early, or is not known at all."""

MOST_STEPS_OF_LIBRARY_CALL = 1_000
"""Functions of code that nobody checks are not followed further; what they import, they import early."""

DEEPEST = 150
"""Calls and imports inside each other. CPython's own limit is reached by about as many imports."""
