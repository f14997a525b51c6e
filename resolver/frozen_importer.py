"""`importlib.machinery.FrozenImporter`: modules whose bytecode is part of the interpreter. It reads no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resolver.machinery import Loader, ModuleSpec


@dataclass(frozen=True, slots=True)
class FrozenModule:
    """One entry of the interpreter's frozen tables.

    `origname` is the module it was frozen from, as `_imp.find_frozen` gives it: its own name mostly, another name for
    an alias, with a leading `<` where a package was frozen from a plain module, None where it was frozen from a file
    outside the standard library.
    """

    name: str
    origname: str | None
    is_package: bool


def find_spec(
    frozen_modules: Mapping[str, FrozenModule], stdlib: str | None, separator: str, name: str
) -> ModuleSpec | None:
    """The spec of a frozen module. `stdlib` is the interpreter's `sys._stdlib_dir`, None where it has none."""
    frozen = frozen_modules.get(name)
    if frozen is None:
        return None
    if not frozen.is_package:
        return ModuleSpec(name, Loader.FROZEN, origin="frozen")
    folder = _package_folder(frozen, stdlib, separator)
    return ModuleSpec(name, Loader.FROZEN, "frozen", () if folder is None else (folder,))


def _package_folder(frozen: FrozenModule, stdlib: str | None, separator: str) -> str | None:
    """`_resolve_filename`'s `pkgdir`: only a package frozen from its own `__init__` has one, an alias has none."""
    if stdlib is None or not frozen.is_package or frozen.origname != frozen.name:
        return None
    return stdlib + separator + frozen.name.replace(".", separator)
