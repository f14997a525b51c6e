"""Relative imports as absolute ones and back: what is offered finds the same module, and nothing else changes."""

import pytest

from importls.editor.import_style import other_style
from importls.edits.text_edits import applied
from tests.editor.cursor import at_cursor

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "a/__init__.py": "",
    "a/b.py": "",
    "a/c/__init__.py": "",
    "a/c/d.py": "",
    "a/json.py": "",
    "other.py": "",
    "space/one.py": "",
    "space/two.py": "",
}


def styled(path, text):
    """The text with its only import rewritten, None where that is not offered."""
    snapshot, module, _ = at_cursor({**FILES, path: text + "¦"})
    (imported,) = module.imports
    fix = other_style(snapshot, module, imported)
    return None if fix is None else applied(text, fix.edits)


@pytest.mark.parametrize(
    ("path", "relative", "absolute"),
    [
        ("a/x.py", "from . import b\n", "from a import b\n"),
        ("a/x.py", "from .b import x  # why\n", "from a.b import x  # why\n"),
        ("a/x.py", "from .c.d import (\n  x,  # why\n\n)\n", "from a.c.d import (\n  x,  # why\n\n)\n"),
        ("a/c/x.py", "from .. import b\n", "from a import b\n"),
        ("a/c/x.py", "from ..b import *\n", "from a.b import *\n"),
        ("a/c/x.py", "from . import d\n", "from a.c import d\n"),
        ("a/c/__init__.py", "from .d import x\n", "from a.c.d import x\n"),
        ("a/__init__.py", "def f():\n    from .b import x; y\n", "def f():\n    from a.b import x; y\n"),
        ("a/x.py", "'\U0001d4c1'; from .json import x\n", "'\U0001d4c1'; from a.json import x\n"),
    ],
)
def test_the_two_ways_to_write_a_module(path, relative, absolute):
    assert styled(path, relative) == absolute
    assert styled(path, absolute) == relative


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("from.b import x\n", "from a.b import x\n"),
        ("from .import b\n", "from a import b\n"),
        ("from .\\\n  b import x\n", "from a.b import x\n"),
        ("from . . a . b import x\n", None),
        ("from\\\n a.b import(x)\n", "from\\\n .b import(x)\n"),
    ],
)
def test_blanks_are_where_they_are_needed(written, expected):
    assert styled("a/x.py", written) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a/x.py", "import a.b\n"),
        ("a/x.py", "from a.gone import x\n"),
        ("a/x.py", "from .gone import x\n"),
        ("a/x.py", "from other import x\n"),
        ("a/x.py", "from json import x\n"),
        ("a/x.py", "from ... import x\n"),
        ("main.py", "from a import b\n"),
        ("a/x.py", "from a import b\nif __name__ == '__main__':\n    b.f()\n"),
    ],
)
def test_what_would_not_be_the_same_is_not_offered(path, text):
    assert styled(path, text) is None
