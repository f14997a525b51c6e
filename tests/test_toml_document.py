"""TOML is read from any bytes without an exception, and keys are found again in its text."""

import pytest

from importls.toml_document import TomlProblem, toml_document
from importls.toml_lines import line_of_key, line_of_string


def test_a_document_is_read_with_or_without_a_byte_order_mark():
    assert toml_document(b"a = 1\r\n[b]\nc = 'x'\n") == {"a": 1, "b": {"c": "x"}}
    assert toml_document(b"\xef\xbb\xbfa = 1") == {"a": 1}
    assert toml_document(b"") == {}


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"a = 1\nb = [\n", 2, "is not valid TOML: Invalid value"),
        (b"a = 1\n\nb\n", 3, "is not valid TOML: Expected '=' after a key in a key/value pair"),
        (b"a = 1\n# \xff\n", 2, "is not encoded in UTF-8, which TOML requires"),
        (b"\0", 1, "is not valid TOML: Invalid statement"),
        (b"a = " + b"[" * 3000, 1, "is not valid TOML: Nested too deeply"),
        (b"a = " + b"{a=" * 3000, 1, "is not valid TOML: Nested too deeply"),
    ],
)
def test_what_is_no_toml_is_a_problem_at_its_line(data, line, message):
    assert toml_document(data) == TomlProblem(line, message)


def test_a_number_too_long_to_be_read_is_a_problem():
    assert isinstance(toml_document(b"a = " + b"9" * 100_000), TomlProblem)


TEXT = """\
select = ["x"]
[tool.importls]
select = ["a"]
ignore = [
  "a",
  "b",
]
[[tool.list]]
select = []
["tool"."importls".per-file-ignores]
'*.py' = ["b"]
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("select",), 1),
        (("tool", "importls"), 2),
        (("tool", "importls", "select"), 3),
        (("tool", "importls", "ignore"), 4),
        (("tool", "importls", "gone"), 2),
        (("tool", "list", "select"), 9),
        (("tool", "importls", "per-file-ignores", "*.py"), 11),
        (("gone",), 1),
    ],
)
def test_a_key_is_found_at_its_line_or_the_nearest_table(keys, line):
    assert line_of_key(TEXT, keys) == line


def test_of_equally_good_lines_the_first_counts():
    assert line_of_key("a.b = 1\na.c = 2\n", ("a", "x")) == 1
    assert line_of_key("[a]\nx = 1\n[a]\n", ("a",)) == 1


def test_a_string_is_found_below_its_key_at_its_first_place():
    assert line_of_string(TEXT, ("tool", "importls", "ignore"), "a") == 5
    assert line_of_string(TEXT + '"b"\n', ("tool", "importls", "ignore"), "b") == 6
    assert line_of_string(TEXT, ("tool", "importls", "per-file-ignores", "*.py"), "b") == 11
    assert line_of_string(TEXT, ("tool", "importls", "ignore"), "gone") == 4


def test_lines_that_only_look_like_headers_are_overlooked():
    text = "a = [\n" + "[" * 3000 + "\n[b.c\n]\nb = 1\n"
    assert line_of_key(text, ("b",)) == 5
