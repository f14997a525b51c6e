"""Small projects in the shape of real code: what importls says of every module against a fresh interpreter a module.

The projects are the headings of the pages in `realistic/`. Each is tried on one of the interpreters, drawn by its
number; on all of them with

    IMPORTLS_REALISTIC_ON_ALL=1 python -m pytest -s tests/differential/test_realistic_imports.py

which prints the score.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.differential.generated_packages import modules_of
from tests.differential.import_truth import observe, version_of
from tests.differential.interpreters import interpreters
from tests.differential.scoring import Case, Share, kind_of, score, table
from tests.differential.simulated_in_process import predictor
from tests.end_to_end.command import draw
from tests.scenario import scenarios_in

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

ON_ALL = "IMPORTLS_REALISTIC_ON_ALL" in os.environ

PROJECTS = {
    f"{page.stem}: {scenario.title}": scenario.files
    for page in sorted(Path(__file__).with_name("realistic").glob("*.md"))
    for scenario in scenarios_in(page.read_text())
}

KNOWN_MISSES: dict[tuple[str, str], str] = {
    ("typing_only: Type hints resolved at import time", "inject.store"): "get_type_hints evaluates text",
}
"""A project and a module of it, to the reason why importls is wrong about it."""


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """Every module of every project, as (version, case)."""
    found = interpreters()
    turns = {project: random.Random(number).choice(found) for number, project in enumerate(PROJECTS)}
    folder = tmp_path_factory.mktemp("realistic")
    tried: list[tuple[str, Case]] = []
    for at, python in enumerate(found):
        turn = [project for project in PROJECTS if ON_ALL or turns[project] == python]
        tried += cases_on(python, turn, folder / str(at))
    return tried


def test_what_realistic_projects_do_is_what_a_fresh_interpreter_does(cases):
    wrong = [(version, case) for version, case in cases if mistake_in(case)]
    right = Share(len(cases) - len(wrong), len(cases))
    total = score(case for _, case in cases)

    told = "\n".join(
        [
            f"{'right':22}{right}",
            table(total),
            *(f"{version} {case.origin}\n    {case.observed.module} {mistake_in(case)}" for version, case in wrong),
        ]
    )
    print(f"\n{told}")  # noqa: T201 # reason: the score is what a run on all interpreters is for
    assert total.precision.value == 1.0, told
    assert min(right.value, total.message.value) >= 0.97, told
    assert {(case.origin, case.observed.module) for _, case in wrong} <= KNOWN_MISSES.keys(), told


def test_about_half_of_the_realistic_projects_fail_from_some_module(cases):
    failing = {case.origin for _, case in cases if case.crashed}

    assert 0.4 <= len(failing) / len(PROJECTS) <= 0.6


def cases_on(python: str, projects: list[str], folder: Path) -> list[tuple[str, Case]]:
    predict, version = predictor(python), ".".join(map(str, version_of(python)))
    cases = []
    for number, project in enumerate(projects):
        root, files = folder / str(number), PROJECTS[project]
        draw(root, files)
        names = modules_of(files)
        own = frozenset(name.partition(".")[0] for name in names)
        pairs = zip(predict(str(root), names), observe(python, str(root), names), strict=True)
        cases += [(version, Case(project, told, seen, own)) for told, seen in pairs]
    return cases


def mistake_in(case: Case) -> str | None:
    """What is wrong about whether it fails, how, and at which line; an undecided answer is wrong too."""
    agree = case.claimed == case.crashed and not case.undecided
    if agree and (not case.crashed or (case.right_kind and case.right_line)):
        return None
    told, seen = case.predicted, case.observed
    said = _ending(told["exception"], told["error_kind"], told["raised_at"], told["message"])
    was = _ending(seen.exception, kind_of(seen), seen.raised_at, seen.message)
    return f"{'perhaps ' if case.undecided else ''}{said}; was: {was}"


def _ending(exception: str | None, kind: str, place: str | None, message: str | None) -> str:
    return "succeeds" if exception is None else f"{exception} ({kind}) at {place}: {message}"
