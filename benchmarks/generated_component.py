"""Writes a package of which a quarter of the modules import each other in circles; it works, and is always the same."""

import random
from collections.abc import Iterator
from typing import Final

from benchmarks.generated_imports import Imports
from benchmarks.generated_plan import Module
from benchmarks.generated_tree import module_text

PACKAGE: Final = "tangle"
FILES: Final = 2_000
TIED: Final = 500
"""So many modules lead to each other. They take whole modules, which works whichever of them comes first."""


def generate_component() -> Iterator[tuple[str, str]]:
    """Paths with slashes and contents of all files."""
    modules = [_module(number) for number in range(FILES - 1)]
    yield f"{PACKAGE}/__init__.py", ""
    for number, module in enumerate(modules):
        yield module.path, module_text(module, _imports(number, modules))


def _module(number: int) -> Module:
    return Module(PACKAGE, f"part_{number}", (f"Part{number}",), (f"make_part_{number}", f"find_part_{number}"))


def _imports(number: int, modules: list[Module]) -> Imports:
    """Four classes of modules behind all that are tied, which lead to later ones only, and the ties."""
    chance = random.Random(f"imports of {number}")
    imports = Imports(["import os", "import re"])
    later = modules[max(TIED, number + 1) :]
    for other in chance.sample(later, min(4, len(later))):
        imports.top.append(f"from {other.dotted} import {other.classes[0]}")
    if number < TIED:
        others = {(number + 1) % TIED, *chance.sample(range(TIED), 3)} - {number}
        imports.top += [f"from {PACKAGE} import {modules[other].name}" for other in sorted(others)]
    return imports
