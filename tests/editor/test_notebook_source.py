"""Cells as the source of a module: what IPython alone understands is gone, everything else stands where it stood."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.editor.notebook_source import lines_of_cell, source_of_cells


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("import a\nx = a % 2", "import a\nx = a % 2"),
        ("%matplotlib inline\nimport a", "pass\nimport a"),
        ("if x:\n    %time f()\n    !ls \\\n  -l\nimport a", "if x:\n    pass\n    pass\n\nimport a"),
        ("files = !ls *.py", "files = None"),
        ("a = b = %time f()", "a = b = None"),
        ("a?\nb.c??\n?d\nd.*e?", "pass\npass\npass\npass"),
        ("%%time\nimport a", "\nimport a"),
        ("\n%%bash\nimport nothing of python", "\n\n"),
        ("%%html\n<b>\n", "\n\n"),
        ('s = """\n%d items\n!important\n"""\n%cell', 's = """\n%d items\n!important\n"""\npass'),
        ("x = (a\n     % b\n     )\n%c", "x = (a\n     % b\n     )\npass"),
        ("x = a \\\n  % b\n%c", "x = a \\\n  % b\npass"),
        ("x = '(' # (\n%c", "x = '(' # (\npass"),
        (",f a b\n;f a\n/f a", "pass\npass\npass"),
        ("x = '\\\\'; y = \"'\"\n!c", "x = '\\\\'; y = \"'\"\npass"),
        ("a\r\n%b\rc", "a\npass\nc"),
        ("", ""),
        ("# what is this?", "# what is this?"),
    ],
)
def test_magics_are_statements_that_do_nothing(cell, plain):
    assert source_of_cells([cell]) == plain
    ast.parse(plain)


@pytest.mark.parametrize(
    "line",
    [
        "%pip install x",
        "!pip install x",
        "!{sys.executable} -m pip install x",
        "%conda install x",
        "%cd ..",
        "!uv add x",
    ],
)
def test_what_is_found_is_not_known_once_something_was_installed_or_the_folder_is_another(line):
    assert "sys.path.append" in source_of_cells([line])
    assert "sys.path.append" not in source_of_cells([f"# {line}"])


def test_cells_follow_each_other_with_all_their_lines():
    assert source_of_cells(["import a\n", "", "!x\nimport b"]) == "import a\n\n\npass\nimport b"


PIECES = [
    "%",
    "!",
    "?",
    "a",
    " ",
    "=",
    "(",
    ")",
    "'",
    '"""',
    "\\",
    "#",
    "\n",
    "\r\n",
    "\r",
    "import b",
    "\U0001d4c1",
    "%%time\n",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=4))
def test_whatever_is_in_the_cells_their_lines_stay_where_they_are(cells):
    lines = [line for cell in cells for line in lines_of_cell(cell)]
    plain = source_of_cells(cells).split("\n") if cells else []

    assert len(plain) == len(lines)
    for line, made in zip(lines, plain, strict=True):
        assert made == line or any(mark in line for mark in "%!?,;/") or not made


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_python_can_read_stays_as_it_is(cell):
    try:
        ast.parse(cell)
    except (SyntaxError, ValueError):
        return
    assert source_of_cells([cell]).split("\n") == lines_of_cell(cell)
