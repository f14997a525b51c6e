"""Reports of one run in several formats, of a run that was saved, and in the places where CI runs importls."""

import json

import pytest

from importls.output import FORMATS
from tests.end_to_end.command import draw, draw_interpreter, run
from tests.output import consumers

TREE = {
    "pkg/__init__.py": "from .a import first\n",
    "pkg/a.py": "from .b import second\nfirst = 1\n",
    "pkg/b.py": "from .a import first\nsecond = 2\n",
    "app.py": "import gone\nimport made  # importls: ignore[unresolved-import] -- by the build\nimport json\n",
}
ANNOTATION = "::error title=importls (unresolved-import),file=app.py,line=1,endLine=1,col=8,endColumn=12::"


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture
def check(tmp_path, venv):
    draw(tmp_path, TREE)

    def check(*arguments, **variables):
        return run(tmp_path, "check", "-q", "--python", venv, *arguments, **variables)

    return check


def test_one_run_writes_every_format(check, tmp_path):
    options = [option for name in FORMATS for option in ("-o", f"{name}:out.{name}")]
    assert check(*options).status == 1
    texts = {name: (tmp_path / f"out.{name}").read_text("utf-8") for name in FORMATS}
    (sarif_run,) = consumers.sarif(texts["sarif"])["runs"]
    assert [result["ruleId"] for result in sarif_run["results"]] == [
        "unresolved-import", "cycle-will-fail", "unresolved-import",
    ]  # fmt: skip
    assert sarif_run["results"][-1]["suppressions"][0]["justification"] == "by the build"
    assert sarif_run["results"][1]["codeFlows"]
    assert len(consumers.gitlab(texts["gitlab"])) == 2
    assert consumers.junit(texts["junit"]).failures == 2
    assert texts["markdown"].count("```mermaid\nflowchart LR\n") == 1


@pytest.mark.parametrize("name", FORMATS)
def test_a_saved_run_is_rendered_as_the_run_itself_was(check, tmp_path, name):
    check("-o", "json:run.json", "-o", f"{name}:direct")
    again = run(tmp_path, "report", "run.json", "-q", "--format", name, "-o", f"{name}:again")
    assert (again.status, again.err) == (0, "")
    assert again.out == (tmp_path / "direct").read_text("utf-8") == (tmp_path / "again").read_text("utf-8")


def test_a_saved_run_is_read_from_standard_input_and_shown_without_its_sources(check, tmp_path):
    document = check("--format", "json").out
    empty = tmp_path / "empty"
    empty.mkdir()
    shown = run(empty, "report", "-", "--statistics", stdin=document)
    assert "error[unresolved-import]: No module named 'gone'\n --> app.py:1:8\n" in shown.out
    assert "1 | import gone" not in shown.out
    assert "Found 2 errors in 4 files" in shown.err
    assert "1  error    unresolved-import" in shown.err


def test_a_run_of_another_schema_is_refused(check, tmp_path):
    document = json.loads(check("--format", "json").out) | {"schema_version": 2}
    outcome = run(tmp_path, "report", "-", stdin=json.dumps(document))
    assert outcome.status == 2
    assert outcome.err == "importls: error: - has schema version 2, and this importls reads 1\n"


def test_in_github_actions_annotations_stand_below_the_report(check):
    plain, annotated = check(), check(GITHUB_ACTIONS="true")
    assert annotated.out.startswith(plain.out)
    assert annotated.out.removeprefix(plain.out).startswith(ANNOTATION)
    assert annotated.status == 1


@pytest.mark.parametrize(
    ("name", "variable"), [("github", "GITHUB_WORKSPACE"), ("sarif", "GITHUB_WORKSPACE"), ("gitlab", "CI_PROJECT_DIR")]
)
def test_paths_count_from_the_repository_where_the_consumer_counts_from_there(tmp_path, venv, name, variable):
    part = draw(tmp_path / "repository/part", TREE)
    for root, expected in ((part.parent, "part/app.py"), (part, "app.py"), (tmp_path / "other", "app.py")):
        out = run(part, "check", "-q", "--python", venv, "--format", name, **{variable: str(root)}).out
        assert _PATHS[name](out) == expected


_PATHS = {
    "github": lambda out: out.partition("file=")[2].partition(",")[0],
    "sarif": lambda out: consumers.sarif(out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"][
        "artifactLocation"
    ]["uri"],
    "gitlab": lambda out: consumers.gitlab(out)[0]["location"]["path"],
}


@pytest.mark.parametrize(
    "arguments", [["--format", "full"], ["--format", "json"], ["--format", "github"], ["-o", "github:annotations"]]
)
def test_who_says_where_annotations_go_gets_no_others(check, arguments):
    there, elsewhere = check(*arguments, GITHUB_ACTIONS="true"), check(*arguments)
    assert there.out.count("::error ") == elsewhere.out.count("::error ")
