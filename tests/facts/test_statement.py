import pytest

from importls.facts.scan import scan
from importls.facts.statement import module_range, name_range


def cut(text, where):
    """The text in a range, lines joined by a bar."""
    lines = text.split("\n")[where.start.line - 1 : where.end.line]
    lines[-1] = lines[-1][: where.end.column - 1]
    lines[0] = lines[0][where.start.column - 1 :]
    return "|".join(lines)


def parts(text):
    (*_, statement) = scan(text.encode(), version=(3, 15), platform="linux").imports
    names = range(len(statement.names) or 1) if statement.names is not None else ()
    return cut(text, module_range(text, statement)), [cut(text, name_range(text, statement, n)) for n in names]


@pytest.mark.parametrize(
    ("text", "module", "names"),
    [
        ("import a.b\n", "a.b", []),
        ("import a.b as c\n", "a.b", []),
        ("import x, a . b as c\n", "a . b", []),
        ("from a import b\n", "a", ["b"]),
        ("from . import b\n", ".", ["b"]),
        ("from ...a.b import c as d, e\n", "...a.b", ["c", "e"]),
        ("from . a import (  # import x\n    b as c,  # and, this\n    d,\n)\n", ". a", ["b", "d"]),
        ("from \\\n  a.b \\\n  import \\\n  c\n", "a.b", ["c"]),
        ("from a import *\n", "a", ["*"]),
        ("lazy from a import b, c\n", "a", ["b", "c"]),
        ("lazy import a.b as c\n", "a.b", []),
        ("x = 'é'; from é import è, ö as o; y\n", "é", ["è", "ö"]),
        ("from imports import important as from_\n", "imports", ["important"]),
        ("def f(:\n    from a import b\n", "a", ["b"]),
        ("from.import b\n", ".", ["b"]),
        ("from.a import(b)\n", ".a", ["b"]),
        ("from ....a import b\n", "....a", ["b"]),
    ],
)
def test_the_parts_of_a_statement_have_their_places(text, module, names):
    assert parts(text) == (module, names)


def test_a_text_that_has_changed_since_the_scan_gives_the_whole_statement():
    (statement,) = scan(b"from a import b\n", version=(3, 12), platform="linux").imports
    for text in ("", "\n", "x = 1\n", "from\n"):
        assert module_range(text, statement).start == statement.range.start
        assert name_range(text, statement, 0) == statement.range
