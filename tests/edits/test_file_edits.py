"""Edits in the bytes of a file leave everything else of it as it is."""

import codecs

import pytest

from importls.diagnostic import Edit
from importls.edits.file_edits import edited
from importls.facts.imports import Position, Range


def edit(start_line, start, end_line, end, text=""):
    return Edit("/a.py", Range(Position(start_line, start), Position(end_line, end)), text)


REMOVE_SECOND_LINE = edit(2, 1, 3, 1)


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        (b"a\nb\nc", [REMOVE_SECOND_LINE], b"a\nc"),
        (b"a\r\nb\r\nc\r\n", [REMOVE_SECOND_LINE], b"a\r\nc\r\n"),
        (b"a\rb\rc", [edit(2, 1, 2, 2, "x\ny")], b"a\rx\ry\rc"),
        (b"a\r\nb\nc\r\n", [edit(1, 2, 1, 2, "\nnew"), edit(2, 2, 2, 2, "\nnew")], b"a\r\nnew\r\nb\nnew\nc\r\n"),
        (codecs.BOM_UTF8 + b"a\nb\n", [edit(1, 1, 1, 2, "x")], codecs.BOM_UTF8 + b"x\nb\n"),
        (
            "# coding: latin-1\né = 1\n".encode("latin-1"),
            [edit(2, 1, 2, 2, "è")],
            "# coding: latin-1\nè = 1\n".encode("latin-1"),
        ),
        ("数 = 1; b\n".encode(), [edit(1, 8, 1, 9, "c")], "数 = 1; c\n".encode()),
        (b"a\x0cb\n\x0b\nc\n", [edit(3, 1, 3, 2, "d")], b"a\x0cb\n\x0b\nd\n"),
        (b"last", [edit(1, 5, 1, 5, "\n")], b"last\n"),
        (b"abc\n", [edit(1, 3, 1, 4, "z"), edit(1, 1, 1, 2, "x")], b"xbz\n"),
        (b"", [edit(1, 1, 1, 1, "x\n")], b"x\n"),
    ],
)
def test_only_what_is_edited_changes(before, edits, after):
    assert edited(before, edits) == after
    assert edited(before, []) == before


@pytest.mark.parametrize(
    ("before", "edits"),
    [
        (b"abc\n", [edit(1, 1, 1, 3), edit(1, 2, 1, 4)]),
        (b"abc\n", [edit(9, 1, 9, 2)]),
        (b"abc\n", [edit(1, 9, 1, 10)]),
        (b"a\xffb\n", [edit(1, 1, 1, 2)]),
        (b"# coding: nonsense\n", [edit(1, 1, 1, 2)]),
        (b"a\0b\n", [edit(1, 1, 1, 2)]),
    ],
)
def test_what_cannot_be_done_without_harm_is_not_done(before, edits):
    assert edited(before, edits) is None
