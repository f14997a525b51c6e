import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.facts.guards import Guard
from importls.facts.plain_try import stands_in_plain_try
from importls.facts.reading import read
from importls.facts.scan import scan
from importls.facts.source import decode
from tests.facts.test_scan import PIECES

LIBRARY = Path(os.__file__).parent
LINES = st.sampled_from(
    [
        "try:\n",
        "try: # it's there\n",
        "    import a, b as c\n",
        "    from d import (e,\n    f)\n",
        "    import g; raise\n",
        "        import h\n",
        "    x = 1\n",
        "    '''\n",
        '    """ # text\n',
        "\n",
        "# it's\n",
        "except ImportError:\n",
        "except (ModuleNotFoundError, OSError) as error:\n",
        "except ValueError:\n",
        "    pass\n",
        "if x:\n",
        "    try:\n",
        "    except:\n",
        "    x = \\\n",
        "x = [\n",
        "]\n",
    ]
)


def unguarded(text):
    """Imports that are said to stand in a plain `try` and that the full reading finds less guarded."""
    reading = read(text, version=(3, 12), platform="linux")
    guards = {} if reading is None else reading.guards
    imports = scan(text.encode(), version=(3, 12), platform="linux").imports
    plain = [item.range for item in imports if stands_in_plain_try(text, item.range)]
    return [where for where in plain if guards.get(where.start, Guard.HANDLED) < Guard.HANDLED]


@pytest.mark.parametrize("folder", [".", "asyncio", "ctypes", "email", "test", "unittest"])
def test_in_the_standard_library_it_is_right(folder):
    for file in sorted((LIBRARY / folder).glob("*.py")):
        assert (file.name, unguarded(decode(file.read_bytes()).text)) == (file.name, [])


@given(st.lists(PIECES | LINES, max_size=30).map("".join))
def test_in_any_text_it_is_right(text):
    assert unguarded(decode(text.encode()).text) == []


@pytest.mark.parametrize(
    ("source", "stands"),
    [
        ("try:\n    import a\nexcept ImportError:\n    a = None\n", True),
        (
            "try:\n    # It's fast.\n    import b as c\n    import a\nexcept (ImportError, OSError):\n    a = None\n",
            True,
        ),
        ("def f():\n    try:\n        from a import (\n            b)\n    except Exception:\n        pass\n", True),
        ("try:\n    import a\n    x = 1\nexcept:\n    pass\n", True),
        ("try:\n    import a\nexcept ValueError:\n    pass\n", False),
        ("try:\n    import a\nfinally:\n    pass\n", False),
        ("try:\n    x = '''\n'''\n    import a\nexcept ImportError:\n    pass\n", False),
        ("try:\n    pass\nexcept ImportError:\n    import a\n", False),
        ("import a\n", False),
    ],
)
def test_only_what_is_plain_counts(source, stands):
    found = scan(source.encode(), version=(3, 12), platform="linux").imports[-1]
    assert stands_in_plain_try(source, found.range) is stands
