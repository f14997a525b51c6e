"""Random packages that import in circles: what importls says of every module against a fresh interpreter a module.

A few packages are tried in every run. As many as one likes are with

    IMPORTLS_GENERATED_PACKAGES=500 python -m pytest -s tests/differential/test_generated_packages.py

which prints the score; `IMPORTLS_GENERATED_FROM` is the first seed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.differential.generated_packages import generate, modules_of
from tests.differential.import_truth import observe, version_of
from tests.differential.interpreters import interpreters
from tests.differential.scoring import Case, rarest_first, score, table, wrong
from tests.differential.simulated_in_process import Predictor, predictor
from tests.end_to_end.command import draw

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

PACKAGES = int(os.environ.get("IMPORTLS_GENERATED_PACKAGES", "60"))
FIRST = int(os.environ.get("IMPORTLS_GENERATED_FROM", "0"))


def test_crashes_and_executed_modules_of_generated_packages_are_those_of_a_fresh_interpreter(tmp_path):
    found = interpreters()
    seeds = range(FIRST, FIRST + PACKAGES)
    # The seeds are dealt out to the interpreters in turn.
    predictors = {python: predictor(python) for python in found}
    turns = [(seed, found[seed % len(found)]) for seed in seeds]
    cases = [case for turn in turns for case in cases_of(*turn, predictors[turn[1]], tmp_path / str(turn[0]))]

    total = score(cases)

    told = f"{table(total)}\n{rarest_first(wrong(cases))}"
    print(f"\n{len(cases)} modules\n{told}")  # noqa: T201 # reason: the score is what a long run is for
    assert total.precision.value == 1.0, told
    assert total.recall.value >= 0.99, told
    assert min(total.kind.value, total.line.value, total.name.value, total.message.value) >= 0.99, told
    assert total.executed.value >= 0.99, told
    # Who decides nothing is never wrong.
    assert total.undecided.value <= 0.1, told


def cases_of(seed: int, python: str, predict: Predictor, root: Path) -> list[Case]:
    files = generate(seed, version_of(python))
    draw(root, files)
    names = modules_of(files)
    own = frozenset(name.partition(".")[0] for name in names)
    origin = f"seed {seed} of {'.'.join(map(str, version_of(python)))}"
    told, seen = predict(str(root), names), observe(python, str(root), names)
    return [Case(origin, *pair, own) for pair in zip(told, seen, strict=True)]
