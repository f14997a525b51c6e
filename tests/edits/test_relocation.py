"""Imports that move down in their module."""

import pytest

from importls.edits.relocation import lowest_place, moved_below
from tests.edits.edited import after, source_of

PLACES = {
    "to the end where only functions use it": ("from b import x\ny = 1\ndef f(): return x\n", 2),
    "up to what needs it": ("from b import x\ny = 1\nz = 2\nclass C(x): ...\n", 2),
    "up to an annotation that runs": ("from b import x\ny = 1\ndef f(a: x): ...\n", 1),
    "past one that does not": ("from __future__ import annotations\nfrom b import x\ndef f(a: x): ...\n", 2),
    "up to another statement that binds it": ("from b import x\ny = 1\nx = 2\n", 1),
    "with the block around it": ("try:\n    from b import x\nexcept ImportError:\n    x = None\ny = 1\nz = x\n", 1),
    "nowhere below what already needs it": ("from b import x\nx()\n", None),
    "nowhere where anything may need it": ("from b import *\ny = 1\n", None),
    "nowhere where code looks names up": ("from b import x\ny = 1\nglobals()['x']\n", None),
    "nowhere with other things in its block": ("if y:\n    from b import x\n    print(y)\ny = 1\n", None),
}


@pytest.mark.parametrize("place", PLACES)
def test_an_import_can_move(place):
    text, expected = PLACES[place]
    source = source_of(text)
    number = 1 if text.startswith("from __future__") else 0

    assert lowest_place(source, number) == expected


def test_a_moved_import_keeps_its_form_and_its_comment():
    text = (
        "# the top\nfrom b import (  # why\n    x,\n    y,  # y\n)  # noqa: E402\n\n\n"
        "class Base:  # base\n    a = 1\n\n\ndef f():\n    return x, y\n"
    )

    assert after(text, moved_below(source_of(text), [0], 1)) == (
        "# the top\n\n\nclass Base:  # base\n    a = 1\n\n\n"
        "from b import (  # why\n    x,\n    y,  # y\n)  # noqa: E402\n\n\n"
        "def f():\n    return x, y\n"
    )


def test_several_imports_move_together_in_their_order():
    text = '"""Doc."""\n\nfrom .http import get\nimport os\nfrom .session import Session\n\n__version__ = "1"\n'

    assert after(text, moved_below(source_of(text), [3, 1], 4)) == (
        '"""Doc."""\n\nimport os\n\n__version__ = "1"\n\nfrom .http import get\nfrom .session import Session\n'
    )
