"""The host's parser as a function that neither raises nor warns; nothing is compiled or executed."""

from __future__ import annotations

import ast
import warnings


def parse(source: bytes | str) -> ast.Module | None:
    """The syntax tree, None where the Python that runs this cannot parse the source or would nest too deep."""
    try:
        # An invalid escape in an analysed file is no business of whoever reads standard error.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
