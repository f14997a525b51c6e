"""Every answer that differs from CPython's on purpose. Strict: one that no longer differs fails the tests.

`docs/search-order.md` tells users the same. There are fewer than ten.
"""

from __future__ import annotations

DIFFERENCES: dict[str, str] = {}
"""A module name, or a pattern as in `fnmatch`, and the reason."""
