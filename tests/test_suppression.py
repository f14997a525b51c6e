"""Suppressions are read from real comments only, and silence exactly what they name."""

import io
import pathlib
import sysconfig
import tokenize

import msgspec
import pytest

from importls.diagnostic import Diagnostic, Severity
from importls.facts.imports import Position, Range
from importls.suppression import _TOKEN, Scope, apply_suppressions, find_suppressions


def found(text):
    """`line:column scope rules -- reason` of each suppression."""
    return [
        f"{s.range.start.line}:{s.range.start.column}-{s.range.end.column} {s.scope} {s.rules} -- {s.reason}"
        for s in find_suppressions(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import x  # importls: ignore", ["1:11-29 ignore None -- None"]),
        ("#importls:ignore[a]", ["1:1-20 ignore ('a',) -- None"]),
        ("\r\n\r# importls: ignore-file[a, b]", ["3:1-30 ignore-file ('a', 'b') -- None"]),
        ("é = 1 # importls: ignore-next-line[a] -- why so ", ["1:7-48 ignore-next-line ('a',) -- why so"]),
        (
            "x # noqa # importls: ignore[a] -- r # importls: ignore-file",
            ["1:10-36 ignore ('a',) -- r", "1:37-60 ignore-file None -- None"],
        ),
        ("# importls: ignored", []),
        ("# importls: ignore[a", ["1:1-21 ignore () -- None"]),
        ("# importls: ignore a -- r", ["1:1-26 ignore () -- None"]),
        ("# importls: ignore[] -- r # noqa", ["1:1-26 ignore () -- r"]),
        ("# importls: ignore # noqa", ["1:1-19 ignore None -- None"]),
        ("# importls: ignore-nothing", []),
        ("'# importls: ignore'", []),
        ('"""\n# importls: ignore\n"""', []),
        ("r'\\' # importls: ignore'", []),
        ("'a' # importls: ignore", ["1:5-23 ignore None -- None"]),
        ("'never closed # importls: ignore\n# importls: ignore", ["2:1-19 ignore None -- None"]),
        ("def (:\n\t\0 ?? # importls: ignore", ["2:7-25 ignore None -- None"]),
        ("'''never closed\n# importls: ignore", []),
    ],
)
def test_a_suppression_is_read_where_it_is_a_comment(text, expected):
    assert found(text) == expected


def test_comments_are_those_of_the_tokenizer_over_the_standard_library():
    compared = 0
    for path in sorted(pathlib.Path(sysconfig.get_path("stdlib")).glob("*.py")):
        text = path.read_text("utf-8")
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        expected = [token.string for token in tokens if token.type == tokenize.COMMENT]
        assert [match["comment"] for match in _TOKEN.finditer(text) if match["comment"]] == expected, path
        compared += 1
    assert compared > 100


def test_ten_megabytes_of_quotes_and_backslashes_are_read_in_one_pass():
    assert found("# importls: ignore\n'''" + "\\" * 10_000_001) == ["1:1-19 ignore None -- None"]


def finding(rule, start, end=None):
    return Diagnostic(rule, Severity.ERROR, "m", "/p/a.py", "a", Range(Position(start, 1), Position(end or start, 9)))


def silenced(text, *diagnostics):
    """What is left, what is silenced, and what was in vain: `rule:line` of each."""
    result = apply_suppressions(diagnostics, find_suppressions(text))
    shown = [
        [f"{item.rule}:{item.range.start.line}" for item in part]
        for part in (result.kept, [item.diagnostic for item in result.suppressed])
    ]
    return *shown, [f"{item.suppression.scope}:{item.rules}" for item in result.unused]


def test_a_line_suppression_silences_its_rules_on_its_line():
    text = "\n# importls: ignore[a, b]\n"
    assert silenced(text, finding("a", 2), finding("c", 2), finding("a", 3)) == (
        ["c:2", "a:3"],
        ["a:2"],
        ["ignore:('b',)"],
    )


def test_a_statement_over_several_lines_is_silenced_from_its_first_or_last_line():
    for line in (1, 4):
        text = "\n" * (line - 1) + "# importls: ignore[a]"
        assert silenced(text, finding("a", 1, 4)) == ([], ["a:1"], [])
    assert silenced("\n# importls: ignore[a]", finding("a", 1, 4)) == (["a:1"], [], ["ignore:('a',)"])


def part_of_a_statement(rule, line, first, last):
    return msgspec.structs.replace(finding(rule, line), statement=Range(Position(first, 1), Position(last, 2)))


def test_a_finding_about_a_part_of_a_statement_is_silenced_from_its_own_line_and_the_ends_of_the_statement():
    for line in (1, 3, 4):
        text = "\n" * (line - 1) + "# importls: ignore[a]"
        assert silenced(text, part_of_a_statement("a", 3, 1, 4)) == ([], ["a:3"], [])
    assert silenced("\n# importls: ignore[a]", part_of_a_statement("a", 3, 1, 4))[0] == ["a:3"]


def test_the_next_line_of_a_suppression_may_be_the_first_of_the_statement():
    for line in (1, 3):
        text = "\n" * (line - 1) + "# importls: ignore-next-line[a]"
        assert silenced(text, part_of_a_statement("a", 4, 2, 5)) == ([], ["a:4"], [])
    assert silenced("\n\n\n\n# importls: ignore-next-line", part_of_a_statement("a", 4, 2, 6))[0] == ["a:4"]


def test_next_line_and_file_suppressions_reach_as_far_as_they_say():
    assert silenced("# importls: ignore-next-line", finding("a", 2), finding("a", 1)) == (["a:1"], ["a:2"], [])
    assert silenced("\n# importls: ignore-file[a]", finding("a", 9), finding("b", 1)) == (["b:1"], ["a:9"], [])


def test_a_blanket_suppression_without_findings_is_unused():
    assert silenced("# importls: ignore") == ([], [], ["ignore:None"])


def test_a_suppression_that_cannot_be_read_silences_nothing_and_is_unused():
    for text in ("# importls: ignore a", "# importls: ignore[a", "# importls: ignore[]"):
        assert silenced(text, finding("a", 1)) == (["a:1"], [], ["ignore:None"])


def test_two_suppressions_of_one_finding_are_both_used():
    text = "# importls: ignore-file[a]\n# importls: ignore[a]"
    assert silenced(text, finding("a", 2)) == ([], ["a:2"], [])


def test_texts_that_do_not_speak_of_importls_have_no_suppressions():
    assert find_suppressions("# noqa\n") == ()
    assert Scope("ignore") is Scope.LINE
