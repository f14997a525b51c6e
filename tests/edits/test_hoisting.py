"""Imports of functions at the top of the module."""

import pytest

from importls.edits.hoisting import deferred_imports, hoisted
from importls.edits.text_edits import replaced
from tests.edits.edited import source_of


def moved(text):
    source = source_of(text)
    edits = (hoisted(source, found) for found in deferred_imports(source))
    return [None if edit is None else replaced(text, edit) for edit in edits]


MOVED = {
    "below the imports": (
        '"""Doc."""\n\nimport b\nfrom c import d\n\nx = 1\nimport e\n\ndef f():\n    import a\n    a.g()\n',
        '"""Doc."""\n\nimport b\nfrom c import d\nimport a\n\nx = 1\nimport e\n\ndef f():\n    a.g()\n',
    ),
    "where there are none": ('"""Doc."""\ndef f():\n    import a\n    a\n', '"""Doc."""\nimport a\ndef f():\n    a\n'),
    "all that a function has": ("def f():\n    import a\n", "import a\ndef f():\n    pass\n"),
    "methods of inner classes": (
        "class A:\n    class B:\n        async def f(self):\n            from a import b as c\n            return c\n",
        "from a import b as c\nclass A:\n    class B:\n        async def f(self):\n            return c\n",
    ),
    "several lines": (
        "def f():\n    from a import (\n        b,\n    )\n    b\n",
        "from a import (\n        b,\n    )\ndef f():\n    b\n",
    ),
    "a name that others import too": (
        "def f():\n    import a\n    a\ndef g(a): a\n",
        "import a\ndef f():\n    a\ndef g(a): a\n",
    ),
}


@pytest.mark.parametrize("case", MOVED)
def test_imports_are_moved(case):
    text, expected = MOVED[case]

    assert moved(text) == [expected]


STAYS = {
    "the module has the name": "a = 1\ndef f():\n    import a\n",
    "another function means the builtin": "def f():\n    from a import open\ndef g(): open\n",
    "a function binds the name for all": "def f():\n    import a\ndef g():\n    global a\n    a = 1\n",
    "an argument has the name": "def f(a):\n    import a\n",
    "the function binds it anew": "def f():\n    import a\n    a = a or 1\n",
    "the function around has the name": "def f():\n    a = 1\n    def g():\n        import a\n",
    "names are looked up by their text": "def f():\n    import a\n    return locals()\n",
    "a star may bring the name": "from b import *\ndef f():\n    import a\n",
}


@pytest.mark.parametrize("case", STAYS)
def test_imports_stay_where(case):
    assert moved(STAYS[case]) == [None]


@pytest.mark.parametrize("head", ["if x:", "for y in x:", "with x:", "try:\n        import a\n    except ImportError:"])
def test_what_may_not_run_is_not_looked_at(head):
    assert moved(f"def f(x):\n    {head}\n        import a\n") == []
