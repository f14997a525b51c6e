"""Imports of functions that may stand at the top, moved there in a copy: every module is imported before and after.

What is tried are the realistic projects and random packages, more of the latter with `IMPORTLS_GENERATED_PACKAGES=500`.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from importls.edits.text_edits import replaced
from importls.needless_deferrals import needless_deferrals
from tests.differential.generated_packages import generate, modules_of
from tests.differential.import_truth import observe, version_of
from tests.differential.interpreters import interpreters
from tests.differential.test_cycle_fixes import snapshot_of
from tests.differential.test_realistic_imports import PROJECTS
from tests.end_to_end.command import draw

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

PACKAGES = int(os.environ.get("IMPORTLS_GENERATED_PACKAGES", "20"))


def test_no_realistic_project_fails_with_an_import_at_the_top(tmp_path):
    moved = []
    for number, (project, files) in enumerate(PROJECTS.items()):
        python = random.Random(number).choice(interpreters())
        moved += moved_imports(project, files, python, tmp_path / str(number))

    assert [wrong for wrong in moved if wrong] == []
    assert len(moved) >= 3


def test_no_random_package_fails_with_an_import_at_the_top(tmp_path):
    moved, found = [], interpreters()
    for seed in range(PACKAGES):
        python = found[seed % len(found)]
        moved += moved_imports(f"seed {seed}", generate(seed, version_of(python)), python, tmp_path / str(seed))

    assert [wrong for wrong in moved if wrong] == []
    assert moved


def moved_imports(origin: str, files: dict[str, str], python: str, root: Path) -> list[list[str]]:
    """For each import that may move what fails with it and did not before."""
    draw(root / "before", files)
    snapshot = snapshot_of(str(root / "before"), python)
    names = modules_of(files)
    found = [(module, one) for module in snapshot.modules.values() for one in needless_deferrals(snapshot, module)]
    before = observe(python, str(root / "before"), names) if found else []
    moved = []
    for number, (module, one) in enumerate(found):
        copy = root / f"after {number}"
        path = str(Path(module.path).relative_to(root / "before"))
        draw(copy, {**files, path: replaced(snapshot.text(module.path), one.edit)})
        pairs = zip(before, observe(python, str(copy), names), strict=True)
        fails = [seen for was, seen in pairs if was.result == "ok" and seen.result != "ok"]
        moved.append(
            [f"{origin}: {module.name}:{one.range.start.line}: {seen.module}: {seen.message}" for seen in fails]
        )
    return moved
