"""The page for a job summary: what it shows, what it escapes, and how large it gets."""

import msgspec
import pytest
from markdown_it import MarkdownIt

from importls.diagnostic import Related, Severity
from importls.output import renderer
from importls.output.chain import chain_of
from importls.output.markdown import LARGEST
from importls.output.mermaid import LARGEST as LARGEST_PICTURE
from importls.output.mermaid import picture
from importls.output.palette import Style
from tests.output.reports import at, finding, report

GITHUB = MarkdownIt("gfm-like", {"linkify": False})


def page(*findings):
    return "".join(renderer("markdown")(report(*findings), Style()))


def cells(markdown):
    """The texts of the cells of each row, as a reader sees them."""
    rows, row = [], None
    for token in GITHUB.parse(markdown):
        if token.type == "tr_open":
            row = []
            rows.append(row)
        elif token.type == "inline" and row is not None:
            row.append("".join(child.content for child in token.children if child.type in {"text", "code_inline"}))
        elif token.type == "table_close":
            row = None
    return rows[1:]


def ring(*names):
    """A finding about modules that import each other in a circle."""
    pairs = list(zip(names, (*names[1:], names[0]), strict=True))
    related = tuple(Related(f"/p/{a}.py", at(2, 1, 2, 9), "imports", a, b) for a, b in pairs[1:])
    return msgspec.structs.replace(finding(), rule="import-cycle", module=names[0], target=names[1], related=related)


def test_errors_stand_first_with_rule_place_and_message():
    rows = cells(page())
    assert [row[0] for row in rows] == ["error", "error", "warning", "warning", "info", "info"]
    assert rows[0][1:] == ["unresolved-import", "src/a.py:1", "No module named `b.c`"]


@pytest.mark.parametrize(
    "text", ["a|b", "<img src=x> &amp;", "`x` *y* __z__ [l](u) ~~s~~ #1 @me ![i](u)", "two\nlines", "\\| \\\\ $x$ | "]
)
def test_nothing_in_a_message_or_a_path_is_markup(text):
    (row,) = cells(page(finding(text, path=f"/p/{text.strip()}.py")))
    printed = text.replace("\n", "\\n")
    assert row[3] == printed.strip()
    assert row[2] == f"{printed.strip()}.py:1"


def test_a_report_without_findings_is_a_sentence():
    text = "".join(renderer("markdown")(msgspec.structs.replace(report(), diagnostics=()), Style()))
    assert text.startswith("## importls\n\nFound ")
    assert "|" not in text


def test_a_page_fits_into_a_comment_and_says_what_it_leaves_out():
    many = [finding(f"number {number} {'x' * 200}") for number in range(2000)]
    text = page(*many, *(ring(*(f"package_{number}.{letter * 60}" for letter in "abcdefgh")) for number in range(99)))
    assert len(text) <= LARGEST
    shown = len(cells(text))
    assert 50 < shown < 2000
    assert f"… and {2099 - shown} more findings." in text
    assert text.count("```mermaid") + int(text.split(" more pictures")[0].rsplit(" ", 1)[1]) == 99


def test_a_cycle_is_drawn_with_the_line_of_each_import():
    assert picture(chain_of(ring("a", "b", "c"))).splitlines() == [
        "flowchart LR",
        '    m0["b"]',
        '    m1["c"]',
        '    m2["a"]',
        '    m0 -->|"line 2"| m1',
        '    m1 -->|"line 2"| m2',
        '    m2 -->|"line 1"| m0',
    ]


def test_a_chain_that_begins_with_the_finding_is_drawn_from_there():
    step = Related("/p/b.py", at(4, 1, 4, 9), "imports", "b", "random")
    capture = msgspec.structs.replace(finding(), module="app", target="random", related=(step,))
    assert [(one.importer, one.imported) for one in chain_of(capture)] == [("app", "b"), ("b", "random")]


def test_the_last_step_leads_to_the_module_whose_name_is_missing():
    steps = (Related("/p/a.py", None, "m", "a", "a.b"), Related("/p/a/b.py", None, "m", "a.b", "a.c"))
    failing = msgspec.structs.replace(finding(), module="a.c", target="a.b.name", related=steps)
    assert [one.imported for one in chain_of(failing)] == ["a.b", "a.c", "a.b"]
    elsewhere = msgspec.structs.replace(failing, target=None)
    assert [one.imported for one in chain_of(elsewhere)] == ["a.b", "a.c", None]


def test_names_cannot_end_a_label_and_large_charts_are_not_drawn():
    assert '["a#34;#93;#60;b#62;"]' not in picture(chain_of(ring('a"]<b>', "c")))
    assert 'm1["a#34;]#60;b#62;"]' in picture(chain_of(ring('a"]<b>', "c")))
    assert picture(chain_of(ring(*map(str, range(501))))) == ""
    assert picture(chain_of(ring(*("x" * LARGEST_PICTURE, "y")))) == ""
    assert picture(chain_of(finding())) == ""


def test_the_most_severe_findings_are_kept_when_there_is_no_room():
    late = msgspec.structs.replace(finding("late"), severity=Severity.ERROR)
    early = [msgspec.structs.replace(finding("x" * 200), severity=Severity.INFO) for _ in range(500)]
    assert cells(page(*early, late))[0][3] == "late"
