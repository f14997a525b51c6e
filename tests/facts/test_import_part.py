import ast
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.facts.import_part import end_of_imports
from importls.facts.scan import scan
from tests.facts.test_scan import PIECES


def kept(source):
    return source[: end_of_imports(source.encode())]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("x = 1\n", ""),
        ("import a\nx = 1\n", "import a\n"),
        ("import a\n\nclass C:\n    pass\n", "import a\n\n"),
        ("def f():\n    import a\n    return 1\nx = 1\n", "def f():\n    import a\n    return 1\n"),
        ("from a import (\n    b,\n    c,\n)\nx = 1\n", "from a import (\n    b,\n    c,\n)\n"),
        ("try:\n    import a\nexcept E: pass\nx = 1\n", "try:\n    import a\nexcept E: pass\n"),
        ("x = 1; import a\ny = 2\n", "x = 1; import a\n"),
        ("if x: import a\ny = 2\n", "if x: import a\n"),
        ("lazy import a\ny = 2\n", "lazy import a\n"),
        ("lazy from a import b\ny = 2\n", "lazy from a import b\n"),
        ("from a \\\n  import b\ny = 2\n", "from a \\\n  import b\n"),
        ("import a\nx = 1  # we import much\nimportant = 2\n_import = 3\n", "import a\n"),
        ("import a\nx = '''\nall we import\n'''\ny = 1\n", "import a\n"),
        ("import a\nx = \\\n2\ny = '''\nimport b\n'''\nz = 1\n", "import a\nx = \\\n2\ny = '''\nimport b\n'''\n"),
        ("import a", "import a"),
    ],
)
def test_what_is_behind_the_last_import_is_left_out(source, expected):
    assert kept(source) == expected


def test_a_line_that_goes_on_is_no_end():
    assert kept("import a\nx = \\\ny\n") == "import a\n"
    assert kept("import a; x = \\\ny\n") == "import a; x = \\\ny\n"


@given(st.lists(PIECES, max_size=30).map("".join))
def test_a_file_that_compiles_has_the_same_imports_whether_or_not_its_end_is_read(source):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    data = source.encode()
    whole = scan(data, version=(3, 12), platform="linux")
    assert scan(data, version=(3, 12), platform="linux", compiles=lambda: True) == whole


@pytest.mark.parametrize("source", ["import a\ndef f(:\n", "import a\n'''\nimport b\n", "x = (\nimport a\n"])
def test_where_nothing_proves_that_a_file_compiles_its_end_is_read(source):
    assert scan(source.encode(), version=(3, 12), platform="linux").syntax_errors


BROKEN = [
    "a + 1 = 2",
    "x = 1;;",
    "f(**a, *b)",
    "0777",
    "del f()",
    "x = 'a' b'c'",
    "x = (",
    "'''",
    "f'{'",
]


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("place", ["{}\n", "def f():\n    {}\n", "class C:\n    def f(self):\n        {}\n"])
def test_errors_behind_the_imports_are_those_of_the_whole_file(place, broken):
    rest = "x = 1\n" * 200 + place.format(broken)
    found = scan(f"import a\n{rest}".encode(), version=(3, 12), platform="linux").syntax_errors
    expected = scan(f"import a\n{rest}import b\n".encode(), version=(3, 12), platform="linux").syntax_errors
    assert found
    assert expected[0].line in (found[0].line, found[0].line + 1)
