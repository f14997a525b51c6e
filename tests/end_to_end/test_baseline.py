"""A legacy code base adopts importls: real git, real command."""

import json
import subprocess

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run
from tests.output import consumers

FILE = "importls-baseline.json"


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture
def importls(tmp_path, venv):
    def importls(command, *arguments, **variables):
        return run(tmp_path, command, *arguments, VIRTUAL_ENV=str(venv), **variables)

    return importls


@pytest.fixture
def check(importls):
    def check(*arguments, **variables):
        return importls("check", "--baseline", FILE, "--format", "concise", *arguments, **variables)

    return check


def git(folder, *arguments):
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


def legacy():
    """Forty modules with five findings each: missing modules and names, a ring, and a file that is none of Python."""
    tree = {"legacy/__init__.py": "", "legacy/broken.py": "def f(:\n", "legacy/m.py": "x = 1\n"}
    for number in range(40):
        tree[f"legacy/part_{number}.py"] = (
            f"import gone_{number}\nfrom legacy.m import no_{number}, nor_{number}\n\n\n"
            f"def work():\n    import legacy.gone\n    return gone_{number}\n\n\n"
            f"def again():\n    import legacy.gone\n    return no_{number}, nor_{number}\n"
        )
    return tree | {
        "legacy/one.py": "from legacy.two import second\nfirst = 1\n",
        "legacy/two.py": "from legacy.one import first\nsecond = 2\n",
    }


def test_a_repository_with_two_hundred_findings_stays_green_until_a_new_one_appears(tmp_path, importls, check):
    draw(tmp_path, legacy())
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "legacy")
    assert importls("check", "-q").out.count("error[") >= 202

    created = importls("baseline", "create")
    assert (created.status, created.out) == (0, "")
    assert created.err.splitlines()[-1] == f"importls: {FILE} knows 202 findings"
    green = check()
    assert (green.status, green.out) == (0, "")
    assert "; 202 known from the baseline." in green.err

    rewritten(tmp_path / "legacy")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "moved, renamed, reformatted")
    still = check()
    assert (still.status, still.out) == (0, "")
    assert "no longer there" not in still.err

    draw(tmp_path, {"legacy/part_0.py": (tmp_path / "legacy/part_0.py").read_text() + "import brand_new\n"})
    red = check()
    assert red.status == 1
    assert [line.split(" ", 1)[1] for line in red.out.splitlines()] == [
        "error[unresolved-import] No module named 'brand_new'"
    ]


def rewritten(folder):
    """Every line of code elsewhere, every function with another name, every import in another layout."""
    for path in folder.glob("part_*.py"):
        text = path.read_text()
        text = text.replace("def work", "def do_the_work").replace("def again", "async def once_more")
        text = text.replace("    import", "\n        # moved\n        import").replace("    return", "        return")
        names = text.split("legacy.m import ")[1].splitlines()[0]
        one_a_line = names.replace(", ", ",  # one\n    ")
        text = text.replace(f"import {names}", f"import (  # in brackets\n    {one_a_line},\n)")
        path.write_text(f'"""A docstring."""\n\nimport json\n\n\n{text}')
    for name in ("one", "two"):
        path = folder / f"{name}.py"
        path.write_text(f"# a comment\n\n{path.read_text()}")
    (folder / "broken.py").write_text("\n\n\ndef another(:\n")


TREE = {"a.py": "import gone\nimport gone\n", "b.py": "import other\n"}


def test_entries_are_edited_tended_and_keep_their_reasons(tmp_path, importls, check):
    draw(tmp_path, TREE)
    importls("baseline", "create", "--reason", "legacy")
    document = json.loads((tmp_path / FILE).read_text())
    assert [(entry["module"], entry["target"], entry["count"]) for entry in document["findings"]] == [
        ("a", "gone", 2), ("b", "other", 1),
    ]  # fmt: skip
    edited = (tmp_path / FILE).read_text().replace('"count": 2, "reason": "legacy"', '"count": 2, "reason": "ticket 7"')
    draw(tmp_path, {FILE: edited, "a.py": "import gone\n", "b.py": "import other, third\n"})

    outcome = check()
    assert outcome.status == 1
    assert outcome.out == "b.py:1:15: error[unresolved-import] No module named 'third'\n"
    assert (
        f"importls: note: 1 finding of {FILE} is no longer there: unresolved-import in a (gone); "
        "`importls baseline prune` takes out what is stale\n"
    ) in outcome.err

    assert importls("baseline", "prune").err.endswith(
        f"{FILE} knows 2 findings (0 added, 1 removed); 1 finding is not in it\n"
    )
    assert check().status == 1
    assert importls("baseline", "update", "--reason", "new").err.endswith(
        f"{FILE} knows 3 findings (1 added, 0 removed)\n"
    )
    outcome = check()
    assert (outcome.status, outcome.out) == (0, "")
    assert "no longer there" not in outcome.err
    entries = json.loads((tmp_path / FILE).read_text())["findings"]
    assert [(entry["target"], entry["count"], entry["reason"]) for entry in entries] == [
        ("gone", 1, "ticket 7"), ("other", 1, "legacy"), ("third", 1, "new"),
    ]  # fmt: skip
    before = (tmp_path / FILE).stat().st_mtime_ns
    importls("baseline", "update")
    assert (tmp_path / FILE).stat().st_mtime_ns == before


def test_a_check_of_a_part_or_with_fewer_rules_does_not_call_the_rest_stale(tmp_path, importls, check):
    draw(tmp_path, TREE)
    importls("baseline", "create")
    (tmp_path / "b.py").unlink()
    assert "no longer there" not in check("a.py").err
    assert "no longer there" not in check("--select", "missing-name").err
    assert "is no longer there: unresolved-import in b (other)" in check().err
    importls("baseline", "prune", "a.py")
    assert '"other"' in (tmp_path / FILE).read_text()
    importls("baseline", "prune")
    assert '"other"' not in (tmp_path / FILE).read_text()


def test_the_baseline_means_the_same_wherever_importls_runs(tmp_path, importls, venv):
    draw(tmp_path, {"src/a.py": "import gone\n", "src/b.py": "import other\n"})
    importls("baseline", "create", "src")
    (tmp_path / "src/b.py").unlink()
    outcome = run(tmp_path / "src", "check", "--baseline", f"../{FILE}", VIRTUAL_ENV=str(venv))
    assert (outcome.status, outcome.out) == (0, "")
    assert "1 finding of ../importls-baseline.json is no longer there" in outcome.err


def test_formats_tell_what_is_known(tmp_path, importls, check):
    draw(tmp_path, TREE)
    importls("baseline", "create", "--reason", "legacy")
    draw(tmp_path, {"c.py": "import new\n"})
    check("-o", "sarif:out.sarif", "-o", "json:out.json")
    (sarif_run,) = consumers.sarif((tmp_path / "out.sarif").read_text())["runs"]
    states = [(result["baselineState"], result.get("suppressions")) for result in sarif_run["results"]]
    accepted = [{"kind": "external", "status": "accepted", "justification": "legacy"}]
    assert states == [("new", None), *[("unchanged", accepted)] * 3]
    document = json.loads((tmp_path / "out.json").read_text())
    assert document["summary"]["errors"] == len(document["diagnostics"]) == 1
    assert [(item["by"], item["reason"]) for item in document["silenced"]] == [("baseline", "legacy")] * 3


def test_a_severity_that_fails_is_counted_after_the_baseline(tmp_path, importls, check):
    draw(tmp_path, {"importls.toml": 'warn = ["unresolved-import"]\nfail-on = "warning"\n', **TREE})
    assert importls("check").status == 1
    importls("baseline", "create")
    assert check().status == 0
    draw(tmp_path, {"c.py": "import new\n"})
    assert check().status == 1
    assert check("--exit-zero").status == 0
    assert check("--fail-on", "error").status == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "--baseline", "none.json"), "there is no baseline none.json\n  hint: `importls baseline create"),
        (("check", "--baseline", "a.py"), "a.py is no baseline: "),
        (("check", "--baseline", "."), ". cannot be read: Is a directory"),
        (("baseline",), "the following arguments are required: ACTION"),
        (("baseline", "creat"), "unknown action `creat`\n  hint: did you mean `create`?"),
        (("baseline", "update"), f"there is no baseline {FILE}"),
        (("baseline", "create", "--baseline", "a.py"), "a.py is there already\n  hint: `importls baseline update`"),
        (("baseline", "create", "--baseline", "no/where.json"), "no/where.json cannot be written: No such file"),
        (("baseline", "create", "gone"), "gone: no such file or folder\n  hint: the baseline is left as it was"),
    ],
)
def test_wrong_usage_is_one_message(tmp_path, importls, arguments, message):
    draw(tmp_path, TREE)
    outcome = importls(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert not (tmp_path / FILE).exists()
