"""Dotted module names: ancestors and relative names. It looks nothing up."""

from __future__ import annotations

from collections.abc import Iterator


def ancestors(name: str) -> Iterator[str]:
    """The names of the packages above, outermost first: `a.b.c` has `a` and `a.b`."""
    dot = name.find(".")
    while dot >= 0:
        yield name[:dot]
        dot = name.find(".", dot + 1)


def resolve_name(name: str, package: str | None) -> str:
    """`importlib.util.resolve_name`: an absolute name from one that may begin with dots.

    Raises ImportError where there is no package to start from or the dots climb past the top level, as Python 3.9 and
    later do.
    """
    if not name.startswith("."):
        return name
    if not package:
        raise ImportError(f"no package specified for {name!r} (required for relative module names)")
    module = name.lstrip(".")
    absolute = absolute_name(module, len(name) - len(module), package)
    if absolute is None:
        raise ImportError("attempted relative import beyond top-level package")
    return absolute


def absolute_name(module: str, level: int, package: str) -> str | None:
    """The module that `from <level dots><module> import …` means inside `package`; None beyond the top level."""
    if level == 0:
        return module
    if not package:
        return None
    base = package
    for _ in range(level - 1):
        base, dot, _ = base.rpartition(".")
        if not dot:
            return None
    return f"{base}.{module}" if module else base
