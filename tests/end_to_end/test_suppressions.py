"""Findings silenced by comments, by files and by imports, through the real command."""

import json
import re

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run

LIBRARY = {"m.py": "a = 1\n"}


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture
def check(tmp_path, venv):
    """What `importls check` finds in a tree, `path:line rule` of each."""

    def check(tree, *arguments):
        draw(tmp_path, LIBRARY | tree)
        outcome = run(tmp_path, "check", "--format", "concise", "--python", venv, *arguments)
        return [f"{path}:{line} {rule}" for path, line, rule in _FINDING.findall(outcome.out)]

    return check


_FINDING = re.compile(r"^(.+?):(\d+):\d+: \w+\[([\w-]+)\]", re.MULTILINE)
IGNORE = "# importls: ignore[missing-name]"
STATEMENT = "from m import ({first}\n    a,\n    zz,{middle}\n){last}\n"


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_name_in_a_statement_over_several_lines_is_silenced_from_its_line_and_both_ends(check, place):
    comments = dict.fromkeys(("first", "middle", "last"), "") | {place: "  " + IGNORE}
    assert check({"app.py": STATEMENT.format(**comments)}) == []


def test_without_a_comment_the_name_is_reported(check):
    assert check({"app.py": STATEMENT.format(first="", middle="", last="")}) == ["app.py:3 missing-name"]


def test_the_comment_above_a_statement_over_several_lines_silences_it(check):
    statement = STATEMENT.format(first="", middle="", last="")
    above = IGNORE.replace("ignore[", "ignore-next-line[")
    assert check({"app.py": f"{above}\n{statement}"}) == []
    assert check({"app.py": f"{above}\n\n{statement}"}) == ["app.py:1 unused-suppression", "app.py:5 missing-name"]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("import gone  # importls: ignore\n", []),
        ("import gone  # importls: ignore -- it is made later\n", []),
        ("import json  # importls: ignore\n", ["app.py:1 unused-suppression"]),
        ("from m import zz  # importls: ignore[x]\n", ["app.py:1 missing-name", "app.py:1 unused-suppression"]),
        ("# importls: ignore-next-line\nimport gone\nimport gone2\n", ["app.py:3 unresolved-import"]),
        ("# importls: ignore-file\nimport gone\nimport gone2\n", []),
        ("import gone\nfrom m import zz\n# importls: ignore-file[missing-name]\n", ["app.py:1 unresolved-import"]),
        ("import json\n# importls: ignore-file\n", ["app.py:2 unused-suppression"]),
    ],
)  # fmt: skip
def test_every_kind_of_comment_silences_what_it_names(check, source, left):
    assert check({"app.py": source}) == left


def test_a_comment_in_one_file_silences_nothing_in_another(check):
    assert check({"a.py": "# importls: ignore-file\nimport gone\n", "b.py": "import gone\n"}) == [
        "b.py:1 unresolved-import"
    ]


def test_unknown_rules_in_a_comment_are_reported_beside_known_ones(check, tmp_path, venv):
    tree = {"app.py": "import gone  # importls: ignore[unresolved-import, unresolved-imports]\n"}
    assert check(tree) == ["app.py:1 unused-suppression"]
    outcome = run(tmp_path, "check", "--format", "json", "--python", venv)
    (finding,) = json.loads(outcome.out)["diagnostics"]
    assert (finding["message"], finding["help"]) == (
        "unknown rule `unresolved-imports`",
        "did you mean `unresolved-import`?",
    )
    assert not finding["fixes"][0]["safe"]
    assert finding["fixes"][0]["edits"][0]["text"] == "# importls: ignore[unresolved-import]"


@pytest.mark.parametrize(
    ("comment", "written"),
    [
        ("ignore unresolved-import", "ignore[unresolved-import]"),
        ("ignore[unresolved-import", "ignore[unresolved-import]"),
        ("ignore: unresolved-import, missing-name", "ignore[unresolved-import, missing-name]"),
        ("ignore(missing-name)", "ignore[missing-name]"),
        ("ignore[]", None),
        ("ignore[ ,] -- why", None),
        ("ignore because of reasons", None),
    ],
)
def test_a_comment_that_cannot_be_read_silences_nothing_and_is_said_to(check, tmp_path, venv, comment, written):
    tree = {"app.py": f"import gone  # importls: {comment}  # noqa\n"}
    assert check(tree) == ["app.py:1 unresolved-import", "app.py:1 unused-suppression"]
    outcome = run(tmp_path, "check", "--format", "json", "--python", venv)
    finding = json.loads(outcome.out)["diagnostics"][1]
    edits = [edit["text"] for fix in finding["fixes"] for edit in fix["edits"] if not fix["safe"]]
    assert edits == ([f"# importls: {written}"] if written else [])
    expected = written or "ignore[RULE]"
    assert finding["help"].startswith(f"write `# importls: {expected}`")


def test_only_what_is_idle_is_said_to_be_and_taken_away(check, tmp_path, venv):
    tree = {"app.py": "import gone  # importls: ignore[unresolved-import, missing-name, x] -- why\n"}
    assert check(tree) == ["app.py:1 unused-suppression"] * 2
    outcome = run(tmp_path, "check", "--format", "json", "--python", venv)
    findings = json.loads(outcome.out)["diagnostics"]
    assert (findings[0]["message"], findings[0]["help"]) == (
        "this suppression of missing-name silences nothing",
        "remove missing-name from it",
    )
    assert [item["fixes"][0]["safe"] for item in findings] == [True, False]
    assert [item["fixes"][0]["edits"][0]["text"] for item in findings] == [
        "# importls: ignore[unresolved-import, x] -- why",
        "# importls: ignore[unresolved-import, missing-name] -- why",
    ]


def test_a_rule_that_is_off_does_not_make_its_comment_unused(check):
    tree = {"app.py": "import json  # importls: ignore[unresolved-import]\n"}
    assert check(tree) == ["app.py:1 unused-suppression"]
    assert check(tree, "--ignore", "unresolved-import") == []
    assert check(tree, "--ignore", "unused-suppression") == []


def test_files_and_imports_are_silenced_by_configuration(check):
    source = "import gone\nimport lib.deep.gone\n"
    tree = {"a.py": source, "gen/b.py": source}
    lines = [f"{path}:{line} unresolved-import" for path in ("a.py", "gen/b.py") for line in (1, 2)]
    assert check(tree) == lines
    assert check({"importls.toml": '[per-file-ignores]\n"gen/**" = ["unresolved-import"]\n'}) == lines[:2]
    assert check({"importls.toml": 'ignore-imports = ["a -> lib.**", "gen.* -> gone"]\n'}) == [lines[0], lines[3]]
    assert check({"importls.toml": 'ignore-imports = ["* -> *", "a -> lib.*"]\n'}) == lines[1:]
