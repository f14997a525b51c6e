"""What may stand next in an import statement."""

import pytest

from importls.editor.completion import completions
from tests.editor.cursor import at_cursor

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "a/__init__.py": "from .b import given\n_hidden = 1\n",
    "a/b.py": "def given(): ...\nclass K: ...\n",
    "a/c/__init__.py": "",
    "a/c/d.py": "",
    "site-packages/lib/__init__.py": "globals()['x'] = 1\ny = 2\n",
    "site-packages/lib/part.py": "",
}


def offered(text, path="m.py"):
    snapshot, module, place = at_cursor({**FILES, path: text})
    return [candidate.label for candidate in completions(snapshot, module, place)]


@pytest.mark.parametrize(
    "text", ["import ¦", "import l¦", "import os, ¦", "x = 1; import ¦\n", "    import ¦", "from ¦", "from a¦"]
)
def test_modules_of_the_whole_search_path(text):
    assert {"a", "lib", "json", "os", "sys"} <= set(offered(text))
    assert "m" not in offered(text)


@pytest.mark.parametrize(
    "text", ["import a.¦", "import a.b¦ as x", "import os, a.¦", "from a.¦", "from a.¦ import x", "import os, \\\n a.¦"]
)
def test_modules_below_a_package(text):
    assert offered(text) == ["b", "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from .¦", ["b", "c"]),
        ("from ..¦", []),
        ("from .c.¦", ["d"]),
        ("from . import ¦", ["_hidden", "given", "b", "c"]),
        ("from .b import ¦", ["K", "given"]),
    ],
)
def test_dots_count_from_the_package(text, expected):
    assert offered(text, "a/m.py") == expected


@pytest.mark.parametrize(
    "text",
    [
        "from a import ¦",
        "from a import g¦",
        "from a import b, ¦",
        "from a import (¦",
        "from a import (  # all of them (really)\n    b,  # x\n    ¦\n)\n",
        "from a import b, \\\n    ¦",
        "if x: from a import ¦",
        "lazy from a import ¦",
    ],
)
def test_names_and_submodules_of_a_module(text):
    assert offered(text) == ["_hidden", "given", "b", "c"]


def test_names_of_a_module_that_has_more_than_can_be_known():
    assert offered("from lib import ¦") == ["y", "part"]


@pytest.mark.parametrize(
    "text",
    [
        "¦",
        "imports ¦",
        "x = a.¦",
        "# import ¦",
        "from a import b as ¦",
        "import a as ¦",
        "from gone import ¦",
        "import gone.¦",
        "print('import ¦')",
    ],
)
def test_nothing_elsewhere(text):
    assert offered(text) == []
