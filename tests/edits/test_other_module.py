"""Imports that name another module, and what uses their names."""

import pytest

from importls.edits.first_import import imported_first
from importls.edits.laziness import made_lazy
from importls.edits.other_module import as_module, as_part, from_module
from tests.edits.edited import after, imported_at, source_of

MODULES = {
    "a top-level module": (
        "from m import x  # why\n\n@x\nclass C(x.Base):\n    y: x = [x(a) for a in x]\n",
        "import m  # why\n\n@m.x\nclass C(m.x.Base):\n    y: m.x = [m.x(a) for a in m.x]\n",
    ),
    "a module of a package, with an alias": (
        "from p.q.m import x as y\nz = f'ü {y!r}' + y . a\n",
        "from p.q import m\nz = f'ü {m.x!r}' + m.x . a\n",
    ),
    "a relative module": ("from ..m import x\ndef f(): return x\n", "from .. import m\ndef f(): return m.x\n"),
    "one with brackets and comments": (
        "from .m import (\n    x,  # x\n    y,\n)\nprint(x,\n      y)  # both\n",
        "from . import m\nprint(m.x,\n      m.y)  # both\n",
    ),
    "one in a block": (
        "if a:\n    from m import x\n    b = x\n",
        "if a:\n    import m\n    b = m.x\n",
    ),
}


@pytest.mark.parametrize("module", MODULES)
def test_the_module_is_imported_instead_of_its_name(module):
    before, expected = MODULES[module]
    source = source_of(before)

    assert after(before, as_module(source, imported_at(source, 2 if before.startswith("if") else 1))) == expected


def test_what_else_the_statement_imports_stays():
    text = "def f(): return x\nfrom m import x, y; z = y\n"
    source = source_of(text)

    assert after(text, as_module(source, imported_at(source, 2, {"x"}))) == (
        "def f(): return m.x\nimport m\nfrom m import y; z = y\n"
    )


REFUSED = {
    "the module's name is a variable": "from m import x\ndef f(m): return x",
    "the module is imported already": "from m import x\nimport m\ny = x",
    "a string names it": "from m import x\ny: 'x' = x",
    "it is exported": "from m import x\n__all__ = ['x']\ny = x",
    "it is bound twice": "from m import x\nx = x()",
    "nothing uses it": "from m import x",
    "it is an explicit re-export": "from m import x as x\ny = x",
    "the package itself has the name": "from . import x\ny = x",
    "all names are imported": "from m import *\ny = x",
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_name_stays_a_name_where(reason):
    source = source_of(f"{REFUSED[reason]}\n")

    assert as_module(source, imported_at(source, 1)) is None


def test_a_part_of_a_package_is_imported_by_itself():
    text = "import a.b.c  # c\nx = a.b.c.x\ndef f(): return a . b.c.y\n"
    source = source_of(text)

    assert after(text, as_part(source, imported_at(source, 1))) == (
        "from a.b import c  # c\nx = c.x\ndef f(): return c.y\n"
    )


@pytest.mark.parametrize("rest", ["x = a.b.y", "import a.d\nx = a.b.c", "x = a.b.c\nc = 1", "x = a.b.c, a"])
def test_a_part_stays_below_its_package_where_other_parts_or_names_are_used(rest):
    source = source_of(f"import a.b.c\n{rest}\n")

    assert as_part(source, imported_at(source, 1)) is None


DEFINERS = [
    ("from p import x  # x\n", {"x": "x"}, "p.sub", "from p.sub import x  # x\n"),
    ("from . import (x, y as z)\n", {"x": "x", "y": "y"}, ".sub", "from .sub import (x, y as z)\n"),
    ("from .. import x, y\n", {"x": "x"}, "..a.b", "from ..a.b import x\nfrom .. import y\n"),
    (
        "try:\n  from p import x, y\nfinally: ...\n",
        {"y": "y"},
        "q",
        "try:\n  from q import y\n  from p import x\nfinally: ...\n",
    ),
    ("lazy from p import x\n", {"x": "x"}, "p.sub", "lazy from p.sub import x\n"),
    ("from .p import (x, y as z,)\n", {"x": "a", "y": "z"}, "q", "from q import (a as x, z,)\n"),
]


@pytest.mark.parametrize(("before", "names", "written", "expected"), DEFINERS)
def test_names_are_imported_from_the_module_that_defines_them(before, names, written, expected):
    source = source_of(before, (3, 15))
    imported = imported_at(source, 2 if before.startswith("try") else 1, names)
    there = {alias: names[alias.name] for alias in imported.aliases}

    assert after(before, from_module(source, imported, written, there)) == expected


def test_an_import_is_lazy_from_python_3_15_on():
    text = "import a\nfrom b import (x,\n  y)  # why\n"
    source = source_of(text, (3, 15))

    assert after(text, made_lazy(source, imported_at(source, 2))) == "import a\nlazy from b import (x,\n  y)  # why\n"
    assert made_lazy(source_of(text, (3, 14)), imported_at(source, 2)) is None


@pytest.mark.parametrize("text", ["from b import *\n", "try:\n  import b\nfinally: ...\n", "lazy import b\n"])
def test_what_the_grammar_does_not_let_be_lazy_is_not_made_so(text):
    source = source_of(text, (3, 15))

    assert made_lazy(source, imported_at(source, 2 if text.startswith("try") else 1)) is None


FIRST = [
    ("", "from . import m\n"),
    ("x = 1\n", "from . import m\nx = 1\n"),
    ('#!python\n"""Doc."""\nfrom __future__ import annotations\n\nimport os\n',) * 1
    + ('#!python\n"""Doc."""\nfrom __future__ import annotations\n\nfrom . import m\n\nimport os\n',),
    ("from .x import y\nfrom p import m\n", "from . import m\nfrom .x import y\nfrom p import m\n"),
]


@pytest.mark.parametrize(("before", "expected"), FIRST)
def test_a_package_imports_a_module_before_all_others(before, expected):
    assert after(before, imported_first(source_of(before), "p", "m")) == expected


@pytest.mark.parametrize("text", ["m = 1\n", "from .m import m\n", "from . import x as m\n", "import m\n"])
def test_a_package_that_has_the_name_for_something_else_does_not(text):
    assert imported_first(source_of(text), "p", "m") is None
