"""What `order-sensitive-init` says of random packages, against fresh interpreters that import them as ruff sorts them.

Every run tries a sample. More packages are tried, and the score is printed, with

    IMPORTLS_SORTED_PACKAGES=1000 python -m pytest -s tests/differential/test_sorted_imports.py
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from importls.sorted_init import fails_when_sorted
from tests.differential.import_truth import observe
from tests.differential.interpreters import interpreters
from tests.differential.test_cycle_fixes import snapshot_of
from tests.end_to_end.command import draw

RUFF = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
PACKAGES = int(os.environ.get("IMPORTLS_SORTED_PACKAGES", "150"))

pytestmark = pytest.mark.skipif(RUFF is None or not interpreters(), reason="no ruff to sort with, or no CPython")


def test_what_sorting_breaks_is_told_and_nothing_else_is(tmp_path):
    files = {path: text for number in range(PACKAGES) for path, text in package(number)}
    names = [path.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for path in files]
    draw(tmp_path / "present", files)
    draw(tmp_path / "sorted", files)
    inits = [path for path in files if path.endswith("__init__.py")]
    sort = [RUFF, "check", "--select", "I001", "--fix", "--isolated", "--quiet", *inits]
    subprocess.run(sort, cwd=tmp_path / "sorted", check=False)
    python = random.Random(PACKAGES).choice(interpreters())
    present, in_order = (
        {seen.module: seen for seen in observe(python, str(tmp_path / order), names)} for order in ("present", "sorted")
    )
    snapshot = snapshot_of(str(tmp_path / "present"), python)
    packages = [module for module in snapshot.modules.values() if module.file.is_package]
    told = {module.name: found for module in packages if (found := fails_when_sorted(snapshot, module)) is not None}

    false = [
        (found, present[found.entry], in_order[found.entry])
        for found in told.values()
        if present[found.entry].result != "ok"
        or not said_by(found.failure, in_order[found.entry].exception, in_order[found.entry].message)
    ]
    breaks = {name for name in present if present[name].result == "ok" and in_order[name].result == "error"}
    packages_that_break = {name.partition(".")[0] for name in breaks}
    print(f"\n{len(packages_that_break)} break, {len(told)} told, {len(false)} of them wrong")  # noqa: T201 # reason: the score
    assert false == []
    assert len(told.keys() & packages_that_break) / len(packages_that_break) >= 0.8, packages_that_break - told.keys()
    assert len(packages_that_break) < PACKAGES / 2


def said_by(failure, exception: str | None, message: str | None) -> bool:
    """Paths in messages are those of the copy."""
    return failure.exception == exception and failure.message.partition(" (")[0] == (message or "").partition(" (")[0]


def package(number: int) -> list[tuple[str, str]]:
    """The files of one package, whose modules ask it for what they define for each other."""
    draw_from = random.Random(number)
    name = f"shop{number}"
    parts = draw_from.sample(("apples", "bread", "cheese", "dates", "eggs", "figs"), draw_from.randint(3, 6))
    lines = [line for part in parts for line in reexport(draw_from, name, part)]
    files = [(f"{name}/__init__.py", "\n".join(lines) + "\n")]
    for index, part in enumerate(parts):
        others = parts[:index] if draw_from.random() < 0.8 else parts
        wants = [asks(draw_from, name, other) for other in others if other != part and draw_from.random() < 0.35]
        files.append((f"{name}/{part}.py", "\n".join([*wants, f"class {part.title()}: ...", f"{part}_count = 1", ""])))
    return files


def reexport(draw_from: random.Random, name: str, part: str) -> list[str]:
    """How the package hands on what a module defines."""
    ways = (
        [f"from .{part} import {part.title()}"],
        [f"from .{part} import {part.title()}, {part}_count"],
        [f"from {name}.{part} import {part.title()}"],
        [f"from .{part} import *"],
        [f"from . import {part}", f"{part.title()} = {part}.{part.title()}"],
        [f"from .{part} import {part.title()}", "VERSION = 1"],
    )
    return draw_from.choice((ways[0], ways[0], ways[0], *ways))


def asks(draw_from: random.Random, name: str, part: str) -> str:
    """How a module uses another one."""
    return draw_from.choice(
        (
            f"from {name} import {part.title()}",
            f"from . import {part.title()}",
            f"from {name} import {part}",
            f"from .{part} import {part.title()}",
            f"def use_{part}():\n    from . import {part.title()}",
            f"try:\n    from . import {part.title()}\nexcept ImportError: ...",
            f"import {name}\n\ndef get_{part}(): return {name}.{part.title()}",
        )
    )
