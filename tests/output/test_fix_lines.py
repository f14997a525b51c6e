"""A fix as lines for people."""

from importls.diagnostic import Edit, Fix
from importls.facts.imports import Position, Range
from importls.output.fix_lines import fix_lines

TEXT = "import a\nfrom b import c\n\n\ndef f():\n    return c + c\n"


def at(line, column, end_line, end_column):
    return Range(Position(line, column), Position(end_line, end_column))


def lines(*edits):
    fix = Fix("do it", safe=False, edits=tuple(Edit("/p/f.py", place, text) for place, text in edits))
    return list(fix_lines(fix, lambda _: TEXT, lambda path: path.removeprefix("/p/")))


def test_a_line_that_goes_and_one_that_comes():
    assert lines((at(2, 1, 3, 1), ""), (at(6, 5, 6, 5), "from b import c\n\n    ")) == [
        "f.py:2",
        "- from b import c",
        "f.py:6",
        "+     from b import c",
    ]


def test_parts_of_one_line_change_together():
    assert lines((at(6, 12, 6, 13), "b.c"), (at(6, 16, 6, 17), "b.c"), (at(2, 1, 2, 16), "import b")) == [
        "f.py:2",
        "- from b import c",
        "+ import b",
        "f.py:6",
        "-     return c + c",
        "+     return b.c + b.c",
    ]


def test_a_line_behind_the_last_one():
    assert lines((at(7, 1, 7, 1), "x = 1\n")) == ["f.py:7", "+ x = 1"]
