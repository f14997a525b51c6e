"""The score of predictions is itself held to what was observed."""

from __future__ import annotations

import pytest

from tests.differential.import_truth import Observed
from tests.differential.scoring import Case, kind_of, rarest_first, score, table, wrong

MESSAGE = (
    "cannot import name 'x' from partially initialized module 'p.a' (most likely due to a circular import) (p/a.py)"
)
CRASH = Observed("p.a", "error", "ImportError", MESSAGE, "x", "p/b.py:2", ("p", "p.a", "p.b", "json"), ("p",))
SUCCESS = Observed("p.c", "ok", None, None, None, None, ("p", "p.c", "json"), ("json", "p", "p.c"))


def told(observed, **changes):
    """The record that is right about everything, and then changed."""
    kind = None if observed.result == "ok" else kind_of(observed)
    fields = {field: getattr(observed, field) for field in Observed.__slots__}
    record = {**fields, "certainty": "certain", "error_kind": kind, **changes}
    return Case("seed 1", record, observed, frozenset({"p"}))


def test_what_is_right_about_everything_has_full_marks():
    cases = [told(CRASH), told(SUCCESS)]
    assert wrong(cases) == []
    assert "precision                  1 of      1   100.00%" in table(score(cases))
    assert {getattr(score(cases), field).value for field in ("precision", "recall", "line", "executed")} == {1.0}


@pytest.mark.parametrize(
    ("observed", "changes", "measure", "line"),
    [
        (
            SUCCESS,
            {"result": "error", "exception": "E", "message": "m", "raised_at": "p:1"},
            "precision",
            "false alarm",
        ),
        (CRASH, {"result": "ok"}, "recall", "missed"),
        (CRASH, {"error_kind": "missing_name"}, "kind", "other kind"),
        (CRASH, {"exception": "AttributeError"}, "kind", "other kind"),
        (CRASH, {"raised_at": "p/b.py:1"}, "line", "other line"),
        (CRASH, {"name": "y"}, "name", "other name"),
        (CRASH, {"executed": ["p", "p.a"]}, "executed_until_error", "own modules"),
        (
            SUCCESS,
            {"executed": ["p.c", "p", "json"]},
            "executed",
            "own modules: after 0 comes p.c, p, was p, p.c",
        ),
        (SUCCESS, {"executed": ["p", "p.c"]}, "executed", "library modules: after 2 comes , was json"),
    ],
)
def test_each_mistake_lowers_its_measure_and_is_told(observed, changes, measure, line):
    case = told(observed, **changes)
    assert getattr(score([case]), measure).value == 0.0
    assert wrong([case])[0].startswith(f"seed 1 {observed.module}: {line}")


def test_modules_that_differ_alike_stand_in_one_line():
    lines = wrong([told(CRASH, name="y"), told(CRASH, name="y"), told(SUCCESS, executed=["p"]), told(SUCCESS)])
    assert lines[0].startswith("seed 1 p.a (+1): other name: y, was x")
    assert len(lines) == 2
    assert rarest_first(lines).endswith("2 in all: other name 1, own modules 1")


def test_what_is_possible_is_neither_a_claim_nor_a_miss():
    total = score([told(CRASH, certainty="possible"), told(CRASH, certainty="possible", result="ok"), told(SUCCESS)])
    assert (total.precision.whole, total.recall.whole) == (0, 0)
    assert (total.undecided.part, total.undecided_crashes.part) == (2, 2)


@pytest.mark.parametrize(
    ("exception", "message", "kind"),
    [
        ("ImportError", MESSAGE, "partial_import"),
        ("ImportError", "cannot import name 'x' from 'p.a' (p/a.py)", "missing_name"),
        ("ImportError", "attempted relative import beyond top-level package", "relative_import"),
        ("ValueError", "attempted relative import beyond top-level package", "relative_import"),
        ("ImportError", "needs more", "other"),
        ("ModuleNotFoundError", "No module named 'x'", "module_not_found"),
        ("AttributeError", "module 'p' has no attribute 'x'", "missing_attr"),
        (
            "AttributeError",
            "partially initialized module 'p' has no attribute 'x' (most likely due to a circular import)",
            "partial_attr",
        ),
        (
            "AttributeError",
            "cannot access submodule 'x' of module 'p' (most likely due to a circular import)",
            "partial_attr",
        ),
        ("UnboundLocalError", "local variable 'x' referenced before assignment", "name_error"),
        ("TypeError", "'NoneType' object is not callable", "type_error"),
        ("SystemExit", "1", "other"),
    ],
)
def test_the_kind_of_an_error_is_read_from_what_cpython_says(exception, message, kind):
    assert kind_of(Observed("p", "error", exception, message, None, None, (), ())) == kind
