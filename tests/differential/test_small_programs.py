"""Small programs, a question each: all that importls says of them against every interpreter, message for message.

The programs are the headings of the pages in `small_programs/`; each of their modules is imported first once.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.differential.generated_packages import modules_of
from tests.differential.import_truth import observe
from tests.differential.interpreters import interpreters
from tests.differential.scoring import kind_of
from tests.differential.simulated_in_process import predictor
from tests.end_to_end.command import draw
from tests.scenario import scenarios_in

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

PROGRAMS = {
    f"{page.stem}: {scenario.title}": scenario.files
    for page in sorted(Path(__file__).with_name("small_programs").glob("*.md"))
    for scenario in scenarios_in(page.read_text())
}


@pytest.mark.parametrize("python", interpreters())
def test_a_small_program_does_what_it_does_in_a_fresh_interpreter(python, tmp_path):
    predict = predictor(python)
    expected, actual = {}, {}
    for number, (program, files) in enumerate(PROGRAMS.items()):
        root = draw(tmp_path / str(number), files)
        names = modules_of(files)
        told, seen = predict(str(root), names), observe(python, str(root), names)
        expected |= {(program, one.module): as_observed(one) for one in seen}
        actual |= {(program, one["module"]): as_predicted(one, truth) for one, truth in zip(told, seen, strict=True)}

    assert actual == expected


def as_observed(seen):
    error = None if seen.exception is None else (seen.exception, kind_of(seen), seen.message, seen.name, seen.raised_at)
    return error, seen.executed, seen.sys_modules


def as_predicted(told, seen):
    """Where CPython does not say which name is missing, it does not matter what is told."""
    assert told["certainty"] == "certain", told
    name = None if seen.name is None else told["name"]
    error = (told["exception"], told["error_kind"], told["message"], name, told["raised_at"])
    return error if told["result"] == "error" else None, tuple(told["executed"]), tuple(sorted(told["sys_modules"]))
