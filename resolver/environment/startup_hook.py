"""Code that runs when the interpreter starts and that is not understood: what names it may make importable."""

from __future__ import annotations

import re
from dataclasses import dataclass

_EDITS_PATH = re.compile(r"sys\.path\.(?:insert|append|extend)\b|addsitedir\b")


@dataclass(frozen=True, slots=True)
class StartupHook:
    """An `import` line of a `.pth` file, and the source of the module that it imports, as far as it is there.

    The loaders of meson-python and scikit-build-core name in string literals what they provide, `-nspkg.pth` files the
    packages that they declare.
    """

    line: str
    source: str

    def may_provide(self, name: str) -> bool:
        """Whether a top-level module of this name, found nowhere else, may exist once the line has run."""
        if _EDITS_PATH.search(self.line):
            return True
        literal = re.compile(rf"['\"]{re.escape(name)}['\".]")
        return bool(literal.search(self.line) or literal.search(self.source))
