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


LINES = st.sampled_from(
    [
        "try:\n",
        "    import a\n",
        "    HAVE = 1\n",
        "except ImportError:\n",
        "    HAVE = None\n",
        "    pass\n",
        "HAVE = hasattr(a, 'b')\n",
        "b = 1; HAVE = a.platform\n",
        "(HAVE) = not a.modules\n",
        "HAVE = (\n",
        "); SEEN = a.name\n",
        "SEEN \\\n",
        "    = PY3\n",
        "from typing import TYPE_CHECKING as SEEN\n",
        "from typing import (\n",
        "    TYPE_CHECKING as HAVE)\n",
        "if HAVE:\n",
        "def f():\n",
        "    if not SEEN.HAVE: return\n",
        "    if SEEN:\n",
        "        import c\n",
        '    """\n',
        '"""\n',
    ]
)


@given(st.lists(PIECES | LINES, max_size=20).map("".join))
def test_names_bound_elsewhere_are_not_forgotten(text):
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
        ("import sys\nif sys.platform == b:\n    import a\n", Guard.HANDLED),
        ("def f():\n    '''\ndef g():\n    '''\n    import a\n", None),
        ("if b: \\\nimport a\n", None),
        ("def f():\n    if b:\n        '''\n    class g:\n        '''\n        import a\n", None),
    ],
)
def test_it_gives_up_where_more_than_the_statement_decides(source, guard):
    statement = scan(source.encode(), version=(3, 12), platform="linux").imports[-1]
    assert quick_guard(source, statement.range.start, version=(3, 12), platform="linux") is guard
