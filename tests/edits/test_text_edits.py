"""Replacements in texts, one after the other and as edits."""

from hypothesis import given
from hypothesis import strategies as st

from importls.diagnostic import Edit
from importls.edits.text_edits import Replacement, applied, composed, edits_of, in_order, replaced
from importls.facts.imports import Position, Range

TEXTS = st.text("ab\nü", max_size=12)


@st.composite
def replacements_in(draw, text):
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(places[::2], places[1::2], strict=False)
    ordered = in_order(Replacement(start, end, draw(TEXTS)) for start, end in pairs)
    return ordered or ()


@given(st.data())
def test_two_sets_of_replacements_are_one(data):
    text = data.draw(TEXTS)
    first = data.draw(replacements_in(text))
    between = replaced(text, first)
    second = data.draw(replacements_in(between))

    assert replaced(text, composed(text, first, second)) == replaced(between, second)


@given(st.data())
def test_edits_do_what_the_replacements_do(data):
    text = data.draw(TEXTS)
    replacements = data.draw(replacements_in(text))

    assert applied(text, edits_of("f.py", text, replacements)) == replaced(text, replacements)


def test_an_edit_is_about_what_differs():
    text = "import a\nfrom bü import c\n"

    assert edits_of("f.py", text, (Replacement(9, 25, "from bä import c"),)) == (
        Edit("f.py", Range(Position(2, 7), Position(2, 8)), "ä"),
    )
    assert edits_of("f.py", text, (Replacement(0, 8, "import a"),)) == ()


def test_replacements_that_overlap_cannot_be_made_at_once():
    assert in_order([Replacement(0, 3, "a"), Replacement(2, 4, "b")]) is None
    assert in_order([Replacement(2, 2, "b"), Replacement(2, 2, "a"), Replacement(2, 2, "b")]) == (
        Replacement(2, 2, "b"),
        Replacement(2, 2, "a"),
    )
