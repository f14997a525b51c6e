"""What a change brought, and what it affects: real repositories, real git, the real command."""

import json
import os
import subprocess

import jsonschema
import pytest

from importls.output.generate_schema import FILE
from tests.end_to_end.command import draw, draw_interpreter, run

TREE = {
    "pyproject.toml": "",
    "src/pkg/__init__.py": "",
    "src/pkg/a.py": "import gone\n",
    "src/pkg/b.py": "from pkg import a\nimport gone_too\nx = 1\n",
    "src/pkg/c.py": "def late():\n    from pkg.b import x\n",
    "src/pkg/typed.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg import a\n",
    "tests/conftest.py": "import pkg.fixtures\n",
    "tests/unit/test_c.py": "import pkg.c\n",
    "tests/test_none.py": "import json\n",
    "src/pkg/fixtures.py": "",
    ".gitignore": "generated.py\n",
    "data.txt": "",
}


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interpreter")
    draw(folder, {"base/lib/python3.12/typing.py": "TYPE_CHECKING = False\n"})
    return draw_interpreter(folder)


@pytest.fixture
def repository(tmp_path):
    draw(tmp_path, TREE)
    git(tmp_path, "init")
    commit(tmp_path)
    git(tmp_path, "checkout", "-b", "topic")
    return tmp_path


def git(folder, *arguments):
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "c")


@pytest.fixture
def since(repository, venv):
    """What `check --since` tells, as `path rule target`, and what it says beside."""

    def since(ref, *arguments, folder="."):
        outcome = run(
            repository / folder, "check", "--since", ref, "--format", "json", *arguments, VIRTUAL_ENV=str(venv)
        )
        assert outcome.status in (0, 1), outcome.err
        found = json.loads(outcome.out)["diagnostics"]
        return [f"{item['path']} {item['rule']} {item['target']}" for item in found], outcome

    return since


def test_without_a_change_nothing_is_new(since):
    found, outcome = since("main")
    assert (found, outcome.status) == ([], 0)
    assert "importls: note: 2 findings were there before (main, " in outcome.err


def test_only_what_the_change_brought_is_told_wherever_the_code_moved(repository, since):
    draw(
        repository,
        {"src/pkg/a.py": "# moved\n\n\nimport json, gone\nimport brand_new\n", "src/new.py": "import newer\n"},
    )
    expected = ["src/new.py unresolved-import newer", "src/pkg/a.py unresolved-import brand_new"]
    assert since("main")[0] == expected
    commit(repository)
    found, outcome = since("main")
    assert (found, outcome.status) == (expected, 1)
    assert since("HEAD")[0] == []
    assert since("main", "src/pkg/a.py")[0] == expected[1:]
    assert [item.removeprefix("src/") for item in expected] == since("main", folder="src")[0]


def test_what_a_change_breaks_elsewhere_is_brought_by_it(repository, since):
    (repository / "src/pkg/fixtures.py").unlink()
    assert since("main")[0] == ["tests/conftest.py unresolved-import pkg.fixtures"]


def test_a_package_that_is_new_was_not_there_before(repository, since):
    draw(repository, {"src/other/deep/part.py": "", "src/user.py": "import other.deep.part, other.gone\n"})
    assert since("main")[0] == ["src/user.py unresolved-import other.gone"]


def test_a_cycle_that_the_change_closes_is_new(repository, since):
    draw(repository, {"src/pkg/x.py": "import pkg.y\n", "src/pkg/y.py": ""})
    commit(repository)
    draw(repository, {"src/pkg/y.py": "import pkg.x\n"})
    assert since("HEAD")[0] == ["src/pkg/x.py import-cycle pkg.y"]


def test_a_file_that_is_renamed_takes_its_findings_along(repository, since):
    git(repository, "mv", "src/pkg/b.py", "src/pkg/renamed.py")
    draw(repository, {"src/pkg/renamed.py": TREE["src/pkg/b.py"] + "import brand_new\n", "src/pkg/c.py": ""})
    assert since("main")[0] == ["src/pkg/renamed.py unresolved-import brand_new"]


def test_a_merge_that_is_not_decided_yet_can_be_checked(repository, since):
    draw(repository, {"src/pkg/a.py": "import mine\n"})
    commit(repository)
    git(repository, "checkout", "-b", "other", "main")
    draw(repository, {"src/pkg/a.py": "import theirs\n"})
    commit(repository)
    with pytest.raises(subprocess.CalledProcessError):
        git(repository, "merge", "topic")
    draw(repository, {"src/pkg/a.py": "import gone, mine\n"})
    assert since("HEAD")[0] == ["src/pkg/a.py unresolved-import gone", "src/pkg/a.py unresolved-import mine"]
    assert since("main")[0] == ["src/pkg/a.py unresolved-import mine"]


def test_work_on_the_other_branch_is_no_change_of_this_one(repository, since):
    git(repository, "checkout", "main")
    draw(repository, {"src/pkg/a.py": ""})
    commit(repository)
    git(repository, "checkout", "topic")
    assert since("main")[0] == []


def test_what_git_ignores_was_there_before(repository, since):
    draw(repository, {"src/generated.py": "", "src/pkg/fixtures.py": "import generated\n"})
    assert since("main")[0] == []


def test_the_configuration_before_the_change_counts_for_what_was_before(repository, since):
    draw(repository, {"importls.toml": 'ignore = ["unresolved-import"]\n'})
    commit(repository)
    draw(repository, {"importls.toml": ""})
    assert len(since("HEAD")[0]) == 2


def test_a_baseline_and_a_change_are_counted_together(repository, since, venv):
    draw(repository, {"src/pkg/a.py": "import gone\nimport brand_new\n"})
    run(repository, "baseline", "create", VIRTUAL_ENV=str(venv))
    draw(repository, {"src/pkg/b.py": "import gone_too, last\nx = 1\n"})
    assert since("main", "--baseline", "importls-baseline.json")[0] == ["src/pkg/b.py unresolved-import last"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "--since", "nowhere"), "git knows no commit `nowhere`\n  hint: in a shallow clone"),
        (("check", "--since", "--output=x"), "git knows no commit `--output=x`"),
        (("affected", "--since", "nowhere"), "git knows no commit `nowhere`"),
    ],
)
def test_an_unknown_commit_is_a_message(repository, venv, arguments, message):
    joined = [f"{arguments[-2]}={arguments[-1]}"]
    outcome = run(repository, *arguments[:-2], *joined, VIRTUAL_ENV=str(venv))
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert not (repository / "x").exists()


def test_nothing_that_a_repository_configures_is_run(repository, venv):
    program = repository / "program"
    program.write_text("#!/bin/sh\ntouch was-run\n")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external", "core.pager"):
        git(repository, "config", name, str(program))
    draw(repository, {"src/pkg/a.py": ""})
    assert run(repository, "check", "--since", "main", VIRTUAL_ENV=str(venv)).status == 0
    assert not (repository / "was-run").exists()


@pytest.fixture
def affected(repository, venv):
    def affected(*arguments):
        outcome = run(repository, "affected", "--format", "json", *arguments, VIRTUAL_ENV=str(venv))
        assert outcome.status == 0, outcome.err
        document = json.loads(outcome.out)
        jsonschema.validate(document, json.loads(FILE.with_name("affected.schema.json").read_text("utf-8")))
        return document

    return affected


def paths(document):
    return [module["path"] for module in document["modules"]]


def test_what_depends_on_a_named_file_is_told_nearest_first(affected):
    document = affected("src/pkg/a.py")
    assert paths(document) == ["src/pkg/a.py", "src/pkg/b.py", "src/pkg/c.py", "tests/unit/test_c.py"]
    assert [module["via"] for module in document["modules"]] == [None, "pkg.a", "pkg.b", "pkg.c"]
    assert document["tests"] == ["tests/unit/test_c.py"]
    assert (document["commit"], document["others"]) == (None, [])


def test_a_test_depends_on_the_conftest_above_it_and_a_module_on_its_packages(affected):
    assert affected("src/pkg/fixtures.py")["tests"] == ["tests/test_none.py", "tests/unit/test_c.py"]
    assert "src/pkg/typed.py" in paths(affected("src/pkg/__init__.py"))


def test_what_git_says_has_changed_counts_and_a_removed_module_for_who_imported_it(repository, affected):
    draw(repository, {"data.txt": "1", "src/pkg/new.py": "", "tests/test_new.py": "import pkg.new\n"})
    (repository / "src/pkg/b.py").unlink()
    document = affected("--since", "main")
    assert document["changed"] == ["data.txt", "src/pkg/b.py", "src/pkg/new.py", "tests/test_new.py"]
    assert document["others"] == ["data.txt"]
    assert document["tests"] == ["tests/test_new.py", "tests/unit/test_c.py"]
    assert document == affected() | {"commit": document["commit"]}
    assert len(document["commit"]) == 40


def test_tests_can_be_handed_to_a_runner(repository, venv):
    outcome = run(repository, "affected", "--tests", "src/pkg/a.py", "data.txt", VIRTUAL_ENV=str(venv))
    assert (outcome.status, outcome.out) == (0, "tests/unit/test_c.py\n")
    assert "what depends on files that are no modules is not known: data.txt" in outcome.err
    listed = run(repository, "affected", "--files-from", "-", stdin="src/pkg/c.py\n", VIRTUAL_ENV=str(venv))
    assert listed.out == "src/pkg/c.py  module, changed\ntests/unit/test_c.py  test, through pkg.c\n"


def test_a_repository_behind_a_link_is_the_same(repository, venv, tmp_path_factory):
    link = tmp_path_factory.mktemp("links") / "link"
    os.symlink(repository, link)
    draw(repository, {"src/pkg/a.py": "import gone, brand_new\n", "src/extra/m.py": "import pkg.a\n"})
    outcome = run(
        link, "check", "--since", "main", "--format", "concise", str(link), PWD=str(link), VIRTUAL_ENV=str(venv)
    )
    assert outcome.out.count("error[") == 1
    assert "No module named 'brand_new'" in outcome.out
