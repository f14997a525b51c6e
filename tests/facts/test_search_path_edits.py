import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.facts.long_strings import long_strings
from importls.facts.reading import read
from importls.facts.search_path_edits import edits_sys_path, may_edit_sys_path, plainly_edits_sys_path

EDITS = [
    "import sys\nsys.path.insert(0, 'x')",
    "import sys\nsys.path.append('x')",
    "import sys\nsys.path.extend(x)",
    "import sys\nsys.path.remove(x)",
    "import sys\nadd = sys.path.append",
    "import sys\nsys.path += ['x']",
    "import sys\nsys.path = ['x'] + sys.path",
    "import sys\nsys . path = []",
    "import sys\nsys.\\\n  path.append(1)",
    "import sys\nsys.path: list = []",
    "import sys\nsys.path[0:0] = ['x']",
    "import sys\nsys.path[:] = []",
    "import sys\nsys.path[0] = 'x'",
    "import sys\ndel sys.path[0]",
    "import sys\nsaved, sys.path = sys.path, []",
    "import sys\nfor sys.path in x: pass",
    "def f():\n import sys\n sys.path.insert(0, 'x')",
    "from sys import path\npath.insert(0, 'x')",
    "from sys import (\n path as p, argv)\np += ['x']",
    "import os, sys as s\ns.path.append('x')",
    "import sys\ns = sys\ns.path.append('x')",
    "import sys\npath = sys.path; path.insert(0, 'x')",
    "import sys\npath: list = sys.path\npath[:0] = ['x']",
    "import sys as s\nt = s\np = t.path\ndef f(): p.append('x')",
    "import sys\n(p := sys.path).append('x')",
    "import os\nos.sys.path.append('x')",
    "__import__('sys').path.append('x')",
    "import_module('sys').path.append('x')",
    "sys.modules['sys'].path.append('x')",
    "import sys\ngetattr(sys, 'path').append('x')",
    "import sys\nvars(sys)['path'] = []",
    "import sys\nsys.__dict__['path'].append('x')",
    "import sys\nsetattr(sys, 'path', [])",
    "import sys\nlist.insert(sys.path, 0, 'x')",
    "import site\nsite.addsitedir('x')",
    "from site import addsitedir\naddsitedir('x')",
    "def test(monkeypatch): monkeypatch.syspath_prepend('x')",
    "import sys\ndef test(monkeypatch): monkeypatch.setattr(\n sys, 'path', [])",
    "with patch.object(sys, 'path', []): import a",
    "with patch('sys.path', []): import a",
]


@pytest.mark.parametrize("source", EDITS)
def test_a_change_of_sys_path_is_seen_in_every_spelling(source):
    assert read(source, version=(3, 12), platform="linux").edits_sys_path
    assert may_edit_sys_path(source)


@pytest.mark.parametrize(
    "source",
    [
        "# sys.path.insert(0, 'x')",
        "x = 'sys.path.append(1)'",
        '"""Run with sys.path = [...]."""',
        "import sys\nfor p in sys.path: print(p)",
        "import sys\nx = sys.path[0] in sys.path, sys.path + ['x'], list(sys.path), sys.path.copy()",
        "import sys\nx = getattr(sys, 'path'), hasattr(sys, 'path')",
        "import sys\nsys.path_hooks.append(x)",
        "import os.path\npath = os.path\npath.append(x)",
        "def f(path): path.append('x')",
        "from os import path\npath = path + 'x'\nimport sys\nx = sys.path",
        "self.path = sys.path\nself.path = []",
        "import sys\npath = list(sys.path)\npath.append('x')",
        "import sys\nlist.insert(x, 0, sys.path)",
        "import sys\nlog('sys.path', sys.path)",
        "import sys\nx.insert(sys.path)",
        "import sys\nos.path = 1",
    ],
)
def test_reading_sys_path_or_mentioning_it_changes_nothing(source):
    assert not read(source, version=(3, 12), platform="linux").edits_sys_path


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "import sys\nimport os\nprint(sys.argv, os.path)",
        "import os, sys\nsys.exit(path)",
        "system.path.append(1)",
    ],
)
def test_a_text_without_the_words_cannot_edit_sys_path(source):
    assert not may_edit_sys_path(source)


NAMES = ["sys", "path", "s", "import ", "from ", " as ", "del "]
SIGNS = [".", "=", "(", ")", "\n", "'", ", ", ".append()", "[0]", "\\\n"]


@given(st.lists(st.sampled_from([*NAMES, *SIGNS]), max_size=20).map("".join))
def test_the_words_are_there_wherever_the_tree_shows_an_edit(text):
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    assert not edits_sys_path(tree, text + "\n# sys.path") or may_edit_sys_path(text)


LINES = [
    "import sys\n",
    "sys.path.append(1)\n",
    " sys.path[0] = 2\n",
    "sys.path += 3\n",
    "'''",
    "# ",
    "if x:\n",
    "'\\\n",
    "'\n",
]


@given(st.lists(st.sampled_from(LINES), max_size=8).map("".join))
def test_what_is_plainly_an_edit_is_one_for_the_tree(text):
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    assert not plainly_edits_sys_path(text) or edits_sys_path(tree, text)


@pytest.mark.parametrize("line", ["sys.path.insert(0, x)", "\tsys.path[:0] = [x]", "sys.path = x", "sys.path += [x]"])
def test_lines_that_begin_with_an_edit_are_plain(line):
    assert plainly_edits_sys_path(f"x = '''\n'''\n{line}\n")
    assert not plainly_edits_sys_path(f"x = '''\n{line}\n'''\n")


def test_strings_in_three_quotes_are_told_from_comments_and_other_strings():
    text = "a = '''b\\''''; c = '\"\"\"' # '''\nd = r\"\"\"e\"\"\"\n"
    assert [text[start:end] for start, end in long_strings(text) or ()] == ["'''b\\''''", '"""e"""']
