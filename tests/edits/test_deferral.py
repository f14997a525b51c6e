"""Imports into functions and under TYPE_CHECKING: what moves where, and what must not."""

from pathlib import Path

import pytest

from importls.edits.deferral import deferral_of, deferred
from tests.edits.edited import after, imported_at, source_of
from tests.scenario import scenarios_in


def defer(text, line=1, names=None, version=(3, 12)):
    source = source_of(text, version)
    imported = imported_at(source, line, names)
    deferral = deferral_of(source, imported)
    return None if deferral is None else after(text, deferred(source, imported, deferral))


PAGE = Path(__file__).with_name("deferral.md").read_text()
MOVES = [pytest.param(scenario.files, id=scenario.title) for scenario in scenarios_in(PAGE)]


@pytest.mark.parametrize("files", MOVES)
def test_an_import_moves(files):
    (place,) = files.keys() - {"after"}
    _, line, *names = place.split(":")

    assert defer(files[place], int(line), names or None) == files["after"]


def test_before_python_3_14_annotations_run_and_from_then_on_they_wait():
    text = "from b import x\n\ndef f(a: x): ...\n"

    assert 'a: "x"' in defer(text, version=(3, 13))
    assert "a: x" in defer(text, version=(3, 14))


STAYS = {
    "a base class": "class C(x): ...",
    "a decorator": "@x\ndef f(): ...",
    "a default": "def f(a=x): ...",
    "the body of a class": "class C:\n    y = x",
    "a comprehension": "y = [x for _ in '']",
    "a lambda of the module": "f = lambda: x",
    "a name in __all__": "__all__ = ['x']\ndef f(): return x",
    "an __all__ that is not known": "__all__ = names()\ndef f(): return x",
    "a name that is bound twice": "x = 1\ndef f(): return x",
    "a name that a function rebinds": "def f():\n    global x\n    x = 2",
    "a name that is deleted": "def f(): return x\ndel x",
    "code that looks names up": "def f(): return x, globals()",
    "a variable of a class in between": "def f():\n    class C:\n        x = x",
    "a name that type parameters are bound by": "def f[T: x](a: T): return x",
    "a field that a base class may read": "class C(Model):\n    a: x",
    "an annotation that a decorator may read": "@app.get\ndef f(a: x): ...",
    "annotations that are asked for": "def f(a: x): ...\nhints = typing.get_type_hints(f)",
}


@pytest.mark.parametrize("reason", STAYS)
def test_an_import_stays_because_of(reason):
    assert defer(f"from b import x\n{STAYS[reason]}\n") is None


@pytest.mark.parametrize(
    "statement", ["from b import *", "from b import x as x", "import b as b", "if y:\n    from b import x"]
)
def test_an_import_stays_that_is_one_of(statement):
    assert defer(f"{statement}\ndef f(): return b, x\n", line=statement.count("\n") + 1) is None


def test_local_variables_of_the_same_name_are_no_uses():
    text = "from b import x\n\ndef f(x): return x\n\ndef g():\n    for x in []: ...\n    return [x for x in x]\n"

    assert defer(text) == text.removeprefix("from b import x\n\n")
