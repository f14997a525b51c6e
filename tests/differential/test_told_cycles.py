"""The imports that fail because of a cycle, against those that a check tells: every module in a fresh interpreter.

What is tried are the realistic projects. Some go round in ways that no import statement shows (`importlib`, plugins).
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from importls.cycle_findings import FAILING, all_verdicts
from tests.differential.generated_packages import modules_of
from tests.differential.import_truth import observe
from tests.differential.interpreters import interpreters
from tests.differential.scoring import Share, kind_of
from tests.differential.test_cycle_fixes import snapshot_of
from tests.differential.test_realistic_imports import PROJECTS
from tests.end_to_end.command import draw

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")


def test_a_check_tells_most_entries_that_fail_because_of_a_cycle_and_no_others(tmp_path):
    failing, told, false = 0, 0, []
    for number, (project, files) in enumerate(PROJECTS.items()):
        python = random.Random(number).choice(interpreters())
        entries = entries_told(draw(tmp_path / str(number), files), python)
        for seen in observe(python, str(tmp_path / str(number)), modules_of(files)):
            is_by_cycle = kind_of(seen) in ("partial_import", "partial_attr")
            failing += is_by_cycle
            told += is_by_cycle and seen.module in entries
            if seen.module in entries and seen.exception != entries[seen.module].exception:
                false.append(f"{project}: {seen.module}: {entries[seen.module].message}")

    print(f"\ntold {Share(told, failing)}")  # noqa: T201 # reason: the score
    assert false == []
    assert told / failing >= 0.6


def entries_told(root: Path, python: str):
    """The failure of each module whose import is told to fail, by its name."""
    verdicts = (verdict for found in all_verdicts(snapshot_of(str(root), python)).values() for verdict in found)
    return {
        name: one for verdict in verdicts if verdict.rule in FAILING for name, one in verdict.outcome.failing.items()
    }
