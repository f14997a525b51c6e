"""Code that runs when the interpreter starts and that cannot be followed: what names it may make importable."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StartupHook:
    """A line of a `.pth` file or the import of a customizing module, and the source of the modules that it imports."""

    line: str
    source: str
    edits_path: bool = False
    """Whether it may put anything on `sys.path`; otherwise it may provide what its string literals name."""

    def may_provide(self, name: str) -> bool:
        """Whether a top-level module of this name, found nowhere else, may exist once the code has run."""
        if self.edits_path:
            return True
        literal = re.compile(rf"['\"]{re.escape(name)}['\".]")
        return bool(literal.search(self.line) or literal.search(self.source))
