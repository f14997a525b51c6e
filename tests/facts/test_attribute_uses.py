import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.facts.attribute_uses import attribute_uses
from importls.facts.newer_syntax import parse
from importls.facts.truth import Target
from tests.facts.test_scan import PIECES


def uses(text, version=(3, 12), names=("a",)):
    return [".".join(use.chain) for use in attribute_uses(parse(text), text, names, Target(version, "linux"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b.c", ["a.b.c"]),
        ("a.b.c = 1", ["a.b"]),
        ("a.b().c", ["a.b"]),
        ("a.b[a.c].d", ["a.b", "a.c"]),
        ("def f(x=a.b): return a.c", ["a.b", "a.c"]),
        ("@a.b\nclass C(a.c, metaclass=a.d): x = a.e", ["a.b", "a.c", "a.d", "a.e"]),
        ("lambda x=a.b: a.c", ["a.b", "a.c"]),
        ("[a.b for x in a.c]", ["a.b", "a.c"]),
        ("[a.b for a in x]", []),
        ("f'{a.b}'", ["a.b"]),
        ("with a.b as x: a.c", ["a.b", "a.c"]),
        ("x: a.b = a.c", ["a.b", "a.c"]),
        ("def f() -> a.b:\n    x: a.c = a.d", ["a.b", "a.d"]),
        ("type X = a.b", ["a.b"]),
        ("match a.b:\n    case a.c: a.d", ["a.b", "a.c", "a.d"]),
        ("try: a.b\nexcept Exception: a.c", ["a.c"]),
        ("try: a.b\nexcept Gone: a.c", ["a.b", "a.c"]),
        ("try: a.b\nexcept ERRORS: a.c\nelse: a.d", ["a.c", "a.d"]),
        ("async def f():\n    async with a.b: await a.c()", ["a.b", "a.c"]),
        ("import a\ndef f():\n    import a\n    a.b", ["a.b"]),
        ("def f():\n    if x:\n        for a in y: pass\n    def g(): return a.b", []),
        ("é.a.b; a.b", ["a.b"]),
        ("if TYPE_CHECKING: a.b\nelse: a.c", ["a.c"]),
    ],
)
def test_attributes_are_found_where_they_are_taken(text, expected):
    assert uses(text) == expected


@pytest.mark.parametrize(("version", "expected"), [((3, 13), ["a.b"]), ((3, 14), [])])
def test_annotations_are_evaluated_up_to_3_13(version, expected):
    assert uses("x: a.b", version) == expected


def test_what_nests_too_deep_is_left_out():
    assert uses(f"a.b\n{'1 + ' * 50}a.c") == ["a.b", "a.c"]
    assert uses(f"a.b\na.c{' + 1' * 900}") == []


@given(st.lists(PIECES).map("".join))
def test_no_code_makes_it_raise(text):
    tree = parse(text)
    assert tree is None or attribute_uses(tree, text, ("a", "x"), Target((3, 12), "linux")) is not None
