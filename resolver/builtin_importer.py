"""`importlib.machinery.BuiltinImporter`: modules compiled into the interpreter. It knows no files."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from resolver.machinery import Loader, ModuleSpec

# Python 3.8 makes their specs at startup from modules that know no origin (`_bootstrap._setup`).
_WITHOUT_ORIGIN_IN_3_8 = frozenset({"_imp", "builtins", "sys"})


def find_spec(builtin_names: AbstractSet[str], version: tuple[int, int], name: str) -> ModuleSpec | None:
    """The spec of a built-in module; nothing on `sys.path` can be found before it."""
    if name not in builtin_names:
        return None
    without_origin = version < (3, 9) and name in _WITHOUT_ORIGIN_IN_3_8
    return ModuleSpec(name, Loader.BUILTIN, origin=None if without_origin else "built-in")
