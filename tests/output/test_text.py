"""The formats for people look as drawn, and nothing in a file or its name can take over the terminal."""

import msgspec
import pytest

from importls.diagnostic import Fix, Related
from importls.output import renderer
from importls.output.palette import ANSI, PLAIN, Style
from importls.output.printable import cell_width, printable, printable_source
from importls.output.summary import fixable, statistics, summary_line
from tests.output.reports import at, finding, report

NARROW = Style(PLAIN, width=60)


def rendered(name, shown, style=NARROW):
    return "".join(renderer(name)(shown, style))


@pytest.mark.parametrize("name", ["full", "concise", "github"])
def test_the_text_is_as_drawn(name, snapshot):
    assert rendered(name, report()) == snapshot


@pytest.mark.parametrize("name", ["full", "concise"])
def test_the_colours_are_as_drawn(name, snapshot):
    assert rendered(name, report(*report().diagnostics[:1]), Style(ANSI, width=60)) == snapshot


def test_the_closing_words_count_what_was_found(snapshot):
    lines = [summary_line(report(), PLAIN), *statistics(report(), PLAIN)]
    assert "\n".join(lines) == snapshot
    quiet = msgspec.structs.replace(report().summary, errors=0, warnings=0, infos=0, suppressed=0, files=1)
    assert summary_line(msgspec.structs.replace(report(), summary=quiet), PLAIN) == "No findings in 1 file (0.25 s)."


def test_it_is_said_how_many_findings_can_be_fixed():
    safe, unsafe = (
        msgspec.structs.replace(finding(), fixes=(Fix("t", safe=is_safe, edits=()),)) for is_safe in (True, False)
    )
    both = msgspec.structs.replace(finding(), fixes=(*unsafe.fixes, *safe.fixes))
    assert fixable(report(finding())) == ""
    assert fixable(report(safe)) == "Fixes are there for 1 finding with --fix; --diff shows them."
    assert fixable(report(safe, both, unsafe)) == (
        "Fixes are there for 2 findings with --fix and 1 finding with --fix --unsafe; --diff shows them."
    )


def test_no_control_character_of_a_file_reaches_the_terminal():
    for name in ("full", "concise", "github"):
        text = rendered(name, report(*report().diagnostics, finding("\x07\ud800", "/p/\x1b[0m\udcff.py")))
        assert not {character for character in text if character < " " and character != "\n"}
        text.encode("utf-8")


def frame_of(line, where):
    shown = msgspec.structs.replace(report(finding(where=where)), source={"/p/a.py": line}.__getitem__)
    return rendered("full", shown).splitlines()[2:-1]


def test_the_underline_stands_under_wide_combining_and_tab_characters():
    assert frame_of("名\te\u0301 = bad", at(1, 8, 1, 11)) == [
        "  |",
        "1 | 名    e\u0301 = bad",
        "  |           ^^^",
        "  |",
    ]


def test_an_empty_range_and_a_range_past_the_end_of_the_line_are_marked_once():
    assert frame_of("ab", at(1, 2, 1, 2))[2] == "  |  ^"
    assert frame_of("ab", at(1, 9, 1, 12))[2] == "  |   ^"


def test_a_range_outside_the_file_has_no_frame():
    assert frame_of("ab", at(7, 1, 7, 2)) == []


def test_only_real_line_ends_part_lines():
    assert frame_of("a\x0cb\u2028c\rbad", at(2, 1, 2, 4))[1] == "2 | bad"


def test_a_line_of_megabytes_is_cut_around_the_range():
    line = "x" * 5_000_000 + "BAD" + "y" * 5_000_000
    _, source, underline, _ = frame_of(line, at(1, 5_000_001, 1, 5_000_004))
    assert source == "1 | …" + "x" * 15 + "BAD" + "y" * 42 + "…"
    assert underline == "  | " + " " * 16 + "^^^"


def test_escapes_are_those_of_repr_in_messages_and_pictures_in_source():
    assert printable("a\x1b\n\u202e\udcff") == r"a\x1b\n\u202e\udcff"
    assert printable_source("a\x1b\x7f\u202e\t") == "a␛␡\ufffd    "
    assert cell_width("a\x1b\x7f\u202e\t名e\u0301") == 11


def test_a_related_file_as_a_whole_has_no_frame():
    binary = Related("/p/src/b.py", None, "built for another Python")
    shown = report(msgspec.structs.replace(finding(path="/p/gone.py"), related=(binary,)))
    assert rendered("full", msgspec.structs.replace(shown, source=lambda path: "x" * (path == "/p/src/b.py"))) == (
        "error[missing-name]: m\n --> gone.py:1:1\ninfo: built for another Python\n --> src/b.py\n\n"
    ).replace("gone.py:1:1\n", "gone.py:1:1\n  |\n1 |\n  | ^\n  |\n")


@pytest.mark.parametrize("name", ["full", "concise", "github"])
def test_paths_below_the_working_directory_are_shown_relative_in_prose(name):
    shown = finding("declared in /p/src/a.toml, not '/p/b' nor /q/p/c, /p or x/p/y; file:///p/z")
    text = rendered(name, report(msgspec.structs.replace(shown, help="see /p/src/d")))
    assert "declared in src/a.toml, not 'b' nor /q/p/c, /p or x/p/y; file:///p/z" in text.replace("%3A", ":")
    assert ("see src/d" in text) is (name != "concise")


def test_seen_from_the_top_of_the_file_system_prose_stays_as_it_is():
    shown = msgspec.structs.replace(report(finding("see /etc/x")), seen_from="/")
    assert "see /etc/x" in rendered("concise", shown)
