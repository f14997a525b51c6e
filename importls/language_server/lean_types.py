"""Loads lsprotocol's types with fewer generated methods, in little more than half the time.

Its five hundred classes are made when it is imported, each with `__eq__`, `__repr__` and more, of which a server needs
none: that was most of the time from its start to its first answer. What classes write themselves they keep.
"""

from __future__ import annotations

import sys
from functools import partial

import attrs


def load_types() -> None:
    """Import `lsprotocol.types`, unless somebody has done so already."""
    if "lsprotocol.types" in sys.modules:
        return
    define = attrs.define
    attrs.define = partial(define, eq=False, repr=False)
    try:
        import lsprotocol.types  # noqa: F401, PLC0415 # reason: this is what the function is for
    finally:
        attrs.define = define
