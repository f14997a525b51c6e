"""What a file reads like after modules have moved: one form of naming a module after the other."""

import pytest

from tests.renaming.renamed import after, left, renaming_of

PACKAGE = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "a/__init__.py": "",
    "a/b.py": "x = 1\n",
    "a/c.py": "",
    "a/p/__init__.py": "",
    "a/p/q.py": "",
}
RENAMED = {"a/b.py": "a/d.py"}
MOVED = {"a/b.py": "z/b.py"}
UNCHANGED = None

FORMS = {
    "import a.b": (RENAMED, "import a.b\na.b.x\n", "import a.d\na.d.x\n"),
    "import a.b as n": (RENAMED, "import a.b as n\nn.x\n", "import a.d as n\nn.x\n"),
    "from a import b": (RENAMED, "from a import b\nb.x\n", "from a import d as b\nb.x\n"),
    "from a import b as n": (RENAMED, "from a import b as n\n", "from a import d as n\n"),
    "from a.b import x": (RENAMED, "from a.b import x\n", "from a.d import x\n"),
    "from a.b import *": (RENAMED, "from a.b import *\n", "from a.d import *\n"),
    "comments and blanks": (
        RENAMED,
        "from  a.b  import (  # why\n    x,  # what\n)  # noqa\n",
        "from  a.d  import (  # why\n    x,  # what\n)  # noqa\n",
    ),
    "a name that only looks like it": (RENAMED, "import a.bb, b\na.bb, b = 1\n", UNCHANGED),
    "several on a line": (RENAMED, "import os, a.b, a.c; a.b.x\n", "import os, a.d, a.c; a.d.x\n"),
    "moved: the last name stays": (MOVED, "from a import b\n", "from z import b\n"),
    "moved: uses follow": (MOVED, "import a.b\na.b.x\nf(a.b)\n", "import z.b\nz.b.x\nf(z.b)\n"),
    "moved: the package is still needed": (
        MOVED,
        "import a.b\na.b.x, a.c.y, a\n",
        "import a\nimport z.b\nz.b.x, a.c.y, a\n",
    ),
    "moved: behind a semicolon": (MOVED, "x = 1; import a.b; a.b.x, a\n", "x = 1; import a; import z.b; z.b.x, a\n"),
    "moved: the new name is taken": (
        MOVED,
        "import a.b\ndef f(z): return a.b.x\n",
        "import z.b as a_b\ndef f(z): return a_b.x\n",
    ),
    "moved: only by attributes": (MOVED, "import a\na.b.x, a.c\n", "import z.b\nimport a\nz.b.x, a.c\n"),
    "moved: in a function": (
        MOVED,
        "def f():\n    import a.b\n    return a.b.x\ndef g(a):\n    return a.b.x\n",
        "def f():\n    import z.b\n    return z.b.x\ndef g(a):\n    return a.b.x\n",
    ),
    "moved: split": (MOVED, "from a import b, c\n", "from z import b\nfrom a import c\n"),
    "moved: split in a block": (
        MOVED,
        "if x:\n    from a import (b, c as n)  # noqa: F401\n",
        "if x:\n    from z import b  # noqa: F401\n    from a import (c as n)  # noqa: F401\n",
    ),
    "moved: split with comments": (
        MOVED,
        "from a import (\n    b,  # one\n    c,  # two\n)\n",
        "from z import (\n    b,  # one\n)\nfrom a import (\n    c,  # two\n)\n",
    ),
    "to top level": ({"a/b.py": "b.py"}, "from a import b as n, c\n", "import b as n\nfrom a import c\n"),
    "to top level, by its full name": ({"a/b.py": "b.py"}, "import a.b\na.b.x\n", "import b\nb.x\n"),
    "only for type checkers": (
        RENAMED,
        "import typing\nif typing.TYPE_CHECKING:\n    import a.b\ndef f(x: 'a.b.T', y: 'list[a.b.T]'): ...\n",
        "import typing\nif typing.TYPE_CHECKING:\n    import a.d\ndef f(x: 'a.d.T', y: 'list[a.d.T]'): ...\n",
    ),
    "f-strings": (RENAMED, "import a.b\nf'a.b {a.b.x}'\n", "import a.d\nf'a.b {a.d.x}'\n"),
    "lazy imports": (
        RENAMED,
        "lazy import a.b as n\nlazy from a import b\n",
        "lazy import a.d as n\nlazy from a import d as b\n",
    ),
    "newer syntax": (RENAMED, "import a.b\ntype X = a.b.T\n", "import a.d\ntype X = a.d.T\n"),
    "a broken file": (RENAMED, "from a.b import x\nimport a.b\n(\n", "from a.d import x\nimport a.d\n(\n"),
    "import_module": (
        RENAMED,
        "from importlib import import_module\nimport_module('a.b')\n",
        "from importlib import import_module\nimport_module('a.d')\n",
    ),
    "mock.patch": (RENAMED, "mock.patch('a.b.x.y')\n", "mock.patch('a.d.x.y')\n"),
    "__import__ and importorskip": (
        RENAMED,
        "__import__('a.b')\npytest.importorskip(\n    \"a.b\"\n)\n",
        "__import__('a.d')\npytest.importorskip(\n    \"a.d\"\n)\n",
    ),
    "full names in tables": (RENAMED, "L = ['a.b', 'a.b:x', 'a.bb', 'a']\n", "L = ['a.d', 'a.d:x', 'a.bb', 'a']\n"),
    "names of loggers": (RENAMED, "logging.getLogger('a.b')\n", UNCHANGED),
    "a package becomes another one": (
        {"a": "n"},
        "import a.p.q\nimport a\nfrom a import b\nfrom a.p import q\nprint(a.p.q, a)\n",
        "import n.p.q\nimport n\nfrom n import b\nfrom n.p import q\nprint(n.p.q, n)\n",
    ),
    "a variable that other code binds too": (
        {"a": "n"},
        "try:\n    import a\nexcept ImportError:\n    a = None\nif a: a.b.x\n",
        "try:\n    import n as a\nexcept ImportError:\n    a = None\nif a: a.b.x\n",
    ),
    "a package in a variable that other code binds too": (
        {"a": "n"},
        "try:\n    import a.b\nexcept ImportError:\n    a = None\nif a: a.b.x\n",
        "try:\n    import n as a\n    import n.b\nexcept ImportError:\n    a = None\nif a: a.b.x\n",
    ),
    "a module becomes a package": ({"a/b.py": "a/b/__init__.py"}, "from a import b\nimport a.b\n", UNCHANGED),
    "two change places": (
        {"a/b.py": "a/c.py", "a/c.py": "a/b.py"},
        "from a import b, c\nimport a.b, a.c\na.b.x, a.c.y\n",
        "from a import c as b, b as c\nimport a.c, a.b\na.c.x, a.b.y\n",
    ),
    "a folder inside": (
        {"a/p": "r"},
        "from a.p.q import x\nfrom a import p, c\nfrom a import p as n\np.q.x\n",
        "from r.q import x\nimport r as p\nfrom a import c\nimport r as n\np.q.x\n",
    ),
    "what lies in a package that stays": (
        {"a/p/q.py": "q.py"},
        "from a import p\nfrom a.p import q\nimport a.p.q\np.q.x, p.r\n",
        "import q as a_p_q\nfrom a import p\nimport q\nimport q as a_p_q\na_p_q.x, p.r\n",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_stays_finds_what_has_moved(form):
    moves, text, expected = FORMS[form]
    files = after({**PACKAGE, "u.py": text}, moves)

    assert files["u.py"] == (text if expected is UNCHANGED else expected)


MOVED_FILES = {
    "the same folder": (RENAMED, "from . import c\nfrom .c import y\n", UNCHANGED),
    "deeper": ({"a/b.py": "a/p/b.py"}, "from . import c\nfrom .p.q import y\n", "from .. import c\nfrom .q import y\n"),
    "out of the package": (MOVED, "from . import c\nfrom .c import y\n", "from a import c\nfrom a.c import y\n"),
    "into a package of its own": (
        {"a/b.py": "a/b/__init__.py"},
        "from . import c\nfrom.c import y\nfrom .b import z\n",
        "from .. import c\nfrom..c import y\nfrom . import z\n",
    ),
    "what is not there": (MOVED, "from ._version import v\n", "from a._version import v\n"),
    "with another one": (
        {"a/b.py": "z/b.py", "a/c.py": "z/c.py"},
        "from . import c, p\nfrom a.c import y\n",
        "from . import c\nfrom a import p\nfrom z.c import y\n",
    ),
    "in a string": (
        MOVED,
        "import_module('.c', __package__)\n",
        "import_module('.c', __package__)\n",
    ),
}


@pytest.mark.parametrize("place", MOVED_FILES)
def test_a_file_that_moves_finds_what_stays(place):
    moves, text, expected = MOVED_FILES[place]
    files = after({**PACKAGE, "a/b.py": text}, moves)

    assert files[moves["a/b.py"]] == (text if expected is UNCHANGED else expected)


def test_relative_imports_inside_a_folder_that_moves_stay_as_they_are():
    text = "from . import q\nfrom .q import x\n"
    files = after({**PACKAGE, "a/p/m.py": text + "from ..c import y\n"}, {"a/p": "z/deep/p"})

    assert files["z/deep/p/m.py"] == text + "from a.c import y\n"


def test_a_package_that_binds_the_name_itself_goes_on_to_give_it():
    files = {**PACKAGE, "a/__init__.py": "from .b import b\n", "u.py": "from a import b\nimport a\na.b()\n"}
    moved = after(files, RENAMED)

    assert moved["a/__init__.py"] == "from .d import b\n"
    assert moved["u.py"] == files["u.py"]


def test_a_name_that_may_be_the_submodule_or_something_else_is_told():
    files = {**PACKAGE, "a/__init__.py": "b = 1\n", "u.py": "from a import b\n"}

    assert after(files, RENAMED)["u.py"] == files["u.py"]
    assert left(files, RENAMED) == ["u.py:1: `b` may be the submodule, or what `a` binds"]


def test_a_submodule_that_all_names_is_named_by_its_new_name_and_star_imports_have_the_old_one():
    files = {**PACKAGE, "a/__init__.py": "__all__ = ['b', \"c\"]\n", "u.py": "from a import *\nb.x, c\n"}
    moved = after(files, RENAMED)

    assert moved["a/__init__.py"] == "__all__ = ['d', \"c\"]\n"
    assert moved["u.py"] == "from a import d as b\nfrom a import *\nb.x, c\n"
    assert after(files, MOVED)["a/__init__.py"] == '__all__ = ["c"]\n'


def test_a_name_that_importing_a_submodule_has_bound_is_imported_by_itself():
    files = {**PACKAGE, "a/__init__.py": "from .b import x\ny = b.x\n"}

    assert after(files, RENAMED)["a/__init__.py"] == "from . import d as b\nfrom .d import x\ny = b.x\n"


def test_stub_files_move_along_and_are_rewritten():
    files = {**PACKAGE, "a/b.pyi": "from .c import y\n", "a/c.pyi": "from . import b\n"}
    moved = after(files, {"a/b.py": "a/p/d.py"})

    assert moved["a/p/d.pyi"] == "from ..c import y\n"
    assert moved["a/c.pyi"] == "from .p import d as b\n"


def test_a_script_finds_what_lies_beside_it():
    files = {"pyproject.toml": "[project]\n", "s/run.py": "import helper\nhelper.f()\n", "s/helper.py": ""}

    assert after(files, {"s/helper.py": "s/aid.py"})["s/run.py"] == "import aid\naid.f()\n"
    assert after(files, {"s": "scripts"})["scripts/run.py"] == files["s/run.py"]


def test_modules_of_a_src_folder_are_called_as_they_are_imported():
    sources = {"src/a/__init__.py": "", "src/a/b.py": "", "tests/test_a.py": "import a.b\na.b\n"}

    moved = after({"pyproject.toml": "[project]\n", **sources}, {"src/a/b.py": "src/a/c.py"})
    assert moved["tests/test_a.py"] == "import a.c\na.c\n"


def test_namespace_packages_move_with_everything_in_them():
    files = {"pyproject.toml": "[project]\n", "n/b.py": "", "u.py": "import n.b\nfrom n import b\nimport n\nn.b\n"}

    assert after(files, {"n": "m"})["u.py"] == "import m.b\nfrom m import b\nimport m\nm.b\n"


PYPROJECT = """\
[project]  # `a.b`
name = "a.b"
scripts = { one = "a.b:main" }

[project.gui-scripts]
two = 'a.b:main [extra]'  # why

[project.entry-points."a.b"]
three = "a.b"
four = "a.bb:x"

[tool.importls]
exclude = ["a/b.py", "a/p/*.py"]
ignore-imports = ["a.b -> a.c", { import = "a.c -> a.b", reason = "a.b" }]

[tool.importls.per-file-ignores]
"a/b.py" = ["import-cycle"]
"*.py" = []
"""


def test_entry_points_and_settings_are_rewritten_and_nothing_else_of_their_file():
    moved = after({**PACKAGE, "pyproject.toml": PYPROJECT}, {"a/b.py": "a/z/d.py"})

    assert (
        moved["pyproject.toml"]
        == """\
[project]  # `a.b`
name = "a.b"
scripts = { one = "a.z.d:main" }

[project.gui-scripts]
two = 'a.z.d:main [extra]'  # why

[project.entry-points."a.b"]
three = "a.z.d"
four = "a.bb:x"

[tool.importls]
exclude = ["a/z/d.py", "a/p/*.py"]
ignore-imports = ["a.z.d -> a.c", { import = "a.c -> a.z.d", reason = "a.b" }]

[tool.importls.per-file-ignores]
"a/z/d.py" = ["import-cycle"]
"*.py" = []
"""
    )


def test_what_is_not_rewritten_is_told_with_its_place():
    text = '"""See :mod:`a.b`."""\nimport a.b\n\nname = f\'a.b.{x}\'\nlogging.getLogger(\'a.b\')\n# a.bb\n'

    assert left({**PACKAGE, "u.py": text}, RENAMED) == [
        "u.py:1: `a.b` is mentioned",
        "u.py:4: `a.b` is mentioned",
        "u.py:5: `a.b` is mentioned",
    ]


def test_what_other_tools_are_told_is_not_touched_but_told():
    files = {**PACKAGE, "setup.cfg": "[mypy-a.b]\n", "pyproject.toml": "[tool.x]\ny = ['a.b', 'a.bb']\n"}

    assert after(files, RENAMED)["pyproject.toml"] == files["pyproject.toml"]
    assert left(files, RENAMED) == ["pyproject.toml:2: `a.b` is mentioned", "setup.cfg:1: `a.b` is mentioned"]


def test_a_text_that_only_looks_like_a_module_is_a_guess():
    renaming = renaming_of({**PACKAGE, "u.py": "import_module('a.b')\nTABLE = {'a.b': 1}\n"}, RENAMED)

    assert [edit.range.start.line for edit in renaming.edits if edit in renaming.guesses] == [2]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_names_the_old_place_any_more(form):
    moves, text, _ = FORMS[form]
    moved = after({**PACKAGE, "u.py": text}, moves)
    again = {old: f"gone/{old}" for old in moves if old not in moves.values()}

    assert after({**PACKAGE, **moved}, again)["u.py"] == moved["u.py"]
