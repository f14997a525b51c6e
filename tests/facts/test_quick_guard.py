import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.facts.guards import Guard
from importls.facts.quick_guard import quick_guard
from importls.facts.reading import read
from importls.facts.scan import scan
from importls.facts.source import decode
from tests.facts.test_scan import PIECES

LIBRARY = Path(os.__file__).parent


def differences(text):
    reading = read(text, version=(3, 12), platform="linux")
    guards = {} if reading is None else reading.guards
    quick = {start: quick_guard(text, start, version=(3, 12), platform="linux") for start in guards}
    return {start: (guard, guards[start]) for start, guard in quick.items() if guard not in (None, guards[start])}


@pytest.mark.parametrize("folder", [".", "asyncio", "email", "idlelib", "test", "unittest"])
def test_it_is_the_guard_of_the_full_reading_in_the_standard_library(folder):
    for file in sorted((LIBRARY / folder).glob("*.py")):
        assert (file.name, differences(decode(file.read_bytes()).text)) == (file.name, {})


@given(st.lists(PIECES, max_size=30).map("".join))
def test_it_is_the_guard_of_the_full_reading_of_any_text(text):
    assert differences(text) == {}


@pytest.mark.parametrize(
    ("source", "guard"),
    [
        ("x = 1\nimport a\n", Guard.NONE),
        ("def f():\n    '''Text.'''\n    import a\n", Guard.NONE),
        ("try:\n    import a\nexcept ImportError:\n    a = None\n", Guard.HANDLED),
        ("pytest.importorskip('b')\nimport a\n", None),
        ("def f():\n    if b: return\n    import a\n", None),
        ("if b:\n    import a\n", None),
        ("def f():\n    '''\ndef g():\n    '''\n    import a\n", None),
    ],
)
def test_it_gives_up_where_more_than_the_statement_decides(source, guard):
    (statement,) = scan(source.encode(), version=(3, 12), platform="linux").imports
    assert quick_guard(source, statement.range.start, version=(3, 12), platform="linux") is guard
