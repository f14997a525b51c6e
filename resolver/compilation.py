"""Whether the target could compile a source, told by compiling it here; the code is thrown away and never run."""

from __future__ import annotations

import ast
import sys
import warnings

from resolver.resolution import FinderError


def require_compilable(source: bytes, version: tuple[int, int]) -> None:
    """`compile` in the target. Raises FinderError with the class of the error that it would raise.

    That is certain where the grammar of the target cannot take more than the one of this process does.
    """
    if b"\0" in source:
        # Releases of 3.11 differ: it was changed in 3.11.4.
        error = "SyntaxError" if version >= (3, 11) else "ValueError"
        raise FinderError(error, certain=version != (3, 11))
    host = sys.version_info[:2]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<member>", "exec", dont_inherit=True)
            if version < host:
                ast.parse(source, feature_version=version)
    except (SyntaxError, ValueError) as error:
        # `ast.parse` takes every parenthesis behind `with` for the grammar of 3.9.
        certain = version <= host and "Parenthesized context managers" not in str(error)
        raise FinderError(type(error).__name__, certain=certain) from None
    except (RecursionError, MemoryError) as error:
        raise FinderError(type(error).__name__, certain=False) from None
