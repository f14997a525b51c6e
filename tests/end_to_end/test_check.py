"""`importls check` as users and CI jobs run it: words, streams and exit statuses."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import jsonschema
import pytest

from importls.output.generate_schema import FILE
from tests.end_to_end.command import draw, draw_interpreter, environment, run

TREE = {
    "pkg/__init__.py": "",
    "pkg/good.py": "import json, installed\nfrom pkg import bad\n",
    "pkg/bad.py": "import nowhere\n",
    "pkg/quiet.py": "import nowhere  # importls: ignore[unresolved-import] -- known\n",
}


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture
def project(tmp_path):
    return draw(tmp_path, TREE)


@pytest.fixture
def check(project, venv):
    def check(*arguments, stdin=None, **variables):
        return run(project, "check", "--python", venv, *arguments, stdin=stdin, **variables)

    return check


def test_findings_go_to_standard_output_and_everything_else_to_standard_error(check, venv):
    outcome = check("--format", "concise")
    assert outcome.status == 1
    assert outcome.out == "pkg/bad.py:1:8: error[unresolved-import] No module named 'nowhere'\n"
    chosen, summary = outcome.err.splitlines()
    assert chosen == f"importls: Python 3.12 at {venv} (named by --python); first-party roots: ."
    assert summary.startswith("Found 1 error in 4 files (")
    assert summary.endswith("; 1 suppressed.")


def test_quiet_says_nothing_but_findings(check):
    assert check("-q", "--format", "concise").err == ""


def test_the_full_format_shows_the_source(check):
    assert "1 | import nowhere\n  |        ^^^^^^^ " in check().out


def test_json_validates_and_is_the_same_in_a_file(check, project):
    outcome = check("--format", "json", "-o", "json:report.json", "-o", "github:annotations.txt")
    document = json.loads(outcome.out)
    jsonschema.validate(document, json.loads(FILE.read_text("utf-8")))
    assert json.loads((project / "report.json").read_text("utf-8")) == document
    assert (project / "annotations.txt").read_text("utf-8").startswith("::error title=importls (unresolved-import)")
    assert document["summary"] | {"seconds": 0} == {
        "files": 4, "modules": 4, "imports": 5, "errors": 1, "warnings": 0, "infos": 0, "suppressed": 1, "seconds": 0,
    }  # fmt: skip
    assert document["environment"]["roots"] == ["."]
    assert [item["path"] for item in document["diagnostics"]] == ["pkg/bad.py"]


def test_the_schema_is_printed(check):
    outcome = check("--format", "json-schema")
    assert (outcome.status, outcome.out) == (0, FILE.read_text("utf-8"))


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--exit-zero"], 0),
        (["--ignore", "unresolved-import"], 0),
        (["--warn", "unresolved-import"], 0),
        (["--warn", "unresolved-import", "--fail-on", "warning"], 1),
        (["--select", "import-cycle,missing-name"], 0),
        (["pkg/good.py"], 0),
        (["pkg/bad.py", "pkg/good.py"], 1),
        (["pkg/good.py", "-q", "pkg/bad.py"], 1),
    ],
)
def test_rules_and_severities_decide_about_the_exit_status(check, arguments, status):
    assert check(*arguments).status == status


def test_statistics_count_by_rule(check):
    assert "1  error    unresolved-import\n" in check("--statistics").err


def test_standard_input_stands_for_a_file_that_may_not_exist(check):
    outcome = check("--format", "concise", "--stdin-filename", "pkg/new.py", "-", stdin="from pkg.goood import x\n")
    assert outcome.out.startswith("pkg/new.py:1:6: error[unresolved-import]")
    assert check("--stdin-filename", "pkg/bad.py", "-", stdin="import json\n").status == 0


def test_paths_are_read_from_standard_input(check):
    assert check("--files-from", "-", stdin="pkg/good.py\n\n").status == 0
    assert check("--files-from", "-", stdin="pkg/bad.py\n").status == 1
    assert "nothing was checked" in check("--files-from", "-", stdin="").err


def test_configuration_is_honoured(check, project):
    draw(project, {"importls.toml": 'warn = ["unresolved-import"]\nfail-on = "warning"\n'})
    outcome = check("--format", "concise")
    assert outcome.status == 1
    assert "warning[unresolved-import]" in outcome.out
    assert check("--isolated", "--format", "concise").out.count("error[") == 1
    assert check("--fail-on", "error").status == 0


def test_all_configuration_errors_are_told_at_once(check, project):
    draw(project, {"pyproject.toml": '[tool.importls]\nselct = []\nignore = ["unresolved-imports"]\n'})
    outcome = check()
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == (
        "importls: error: pyproject.toml:2: unknown setting `selct` (did you mean `select`?)\n"
        "importls: error: pyproject.toml:3: unknown rule `unresolved-imports` (did you mean `unresolved-import`?)\n"
    )


def test_the_configuration_errors_of_all_paths_are_told_at_once(check, project):
    draw(project, {"one/importls.toml": "x = 1\n", "two/importls.toml": '"y\\n" = 1\n', "one/sub/a.py": ""})
    outcome = check("one", "two", "one/sub")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == (
        "importls: error: one/importls.toml:1: unknown setting `x`\n"
        "importls: error: two/importls.toml:1: unknown setting `y\\n`\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone"], "gone: no such file or folder"),
        (["binary.bin"], "binary.bin: a binary file, not Python source"),
        (["--select", "unresolved"], "unknown rule `unresolved`\n  hint: did you mean `unresolved-import`?"),
        (["--format", "jsn"], "unknown format `jsn`\n  hint: did you mean `json`?"),
        (["--selct", "x"], "unknown option `--selct`\n  hint: did you mean `--select`?"),
        (["--fail-on", "errors"], "unknown severity `errors`\n  hint: did you mean `error`?"),
        (["--config", "gone.toml"], "gone.toml:1: cannot be read"),
        (["--config", "broken.toml"], "broken.toml:1: is not valid TOML"),
        (["--python", "gone"], "gone"),
        (
            ["--python-version", "three"],
            "--python-version must be a version such as 3.12, from 3.8 to 3.15, not `three`",
        ),
        (["-o", "report.json"], "-o takes FORMAT:FILE, not `report.json`"),
        (["-o", "json:gone/report.json"], "gone/report.json cannot be written"),
        (["-"], "`-` needs --stdin-filename FILE"),
        (["--files-from", "gone"], "gone cannot be read: No such file or directory\n"),
        (["-o", "json:-"], "-o writes files, and `json:-` names none\n  hint: for standard output: --format json"),
        (["-o", "json:./pkg/bad.py", "pkg"], "-o would overwrite ./pkg/bad.py, which is being checked"),
        (["--select", ","], "--select `,` names no rule"),
        (["--select", "missing-name", "--select", ""], "--select `` names no rule"),
        ([""], "an empty path names no file or folder"),
        (["--stdin-filename", "", "-"], "an empty path names no file or folder"),
        (["--stdin-filename", "pkg", "-"], "--stdin-filename names a file, and pkg is a folder"),
        (["--stdin-filename", "a.py", "-", "--files-from", "x"], "--stdin-filename is used with `-` and no other path"),
        (["a\nb\x1b[1m"], r"a\nb\x1b[1m: no such file or folder" + "\n"),
    ],
)
def test_wrong_input_is_told_in_one_message_with_status_two(check, project, arguments, message):
    draw(project, {"binary.bin": b"\0\1", "broken.toml": "roots = ["})
    outcome = check(*arguments)
    assert outcome.status == 2
    assert outcome.err.count("importls: error: ") == 1
    assert message in outcome.err


def test_what_can_be_read_is_checked_beside_what_cannot(check):
    outcome = check("--format", "concise", "pkg", "gone")
    assert outcome.status == 2
    assert "pkg/bad.py:1:8" in outcome.out
    assert "gone: no such file or folder" in outcome.err


def test_an_unreadable_folder_makes_the_run_incomplete(check, project):
    (project / "locked").mkdir(mode=0)
    try:
        list((project / "locked").iterdir())
    except PermissionError:
        outcome = check()
        assert outcome.status == 2
        assert "locked: the folder cannot be read" in outcome.err
    else:
        pytest.skip("this user may read everything")


def test_a_folder_without_python_is_said_to_be_one(check, project):
    draw(project, {"empty/": ""})
    outcome = check("empty")
    assert (outcome.status, outcome.out) == (0, "")
    assert "there are no Python files here" in outcome.err


def test_strange_files_are_survived(check, project):
    draw(
        project,
        {"long.py": "x = '" + "a" * 10_000_000 + "'; import nowhere\n", "nul.py": b"import \0\n", "latin.py": b"\xff"},
    )
    (project / "loop").symlink_to(project, target_is_directory=True)
    outcome = check("--format", "concise")
    assert outcome.status == 1
    assert "long.py:1:10000016: error[unresolved-import]" in outcome.out
    assert "loop" not in outcome.out
    assert max(map(len, check().out.splitlines())) < 300


def test_without_any_python_there_is_one_message(project, venv):
    outcome = run(project, "check", PATH="")
    assert outcome.status == 2
    assert outcome.err == (
        "importls: error: no Python environment found: no venv, conda environment or python3 on PATH\n"
        "  hint: name one with --python PATH, or give the search path with --sys-path DIR\n"
    )
    assert run(project, "check", "--sys-path", venv, PATH="").status == 1


def test_a_venv_beside_the_project_is_chosen_before_the_path(project, venv):
    (project / ".venv").symlink_to(venv, target_is_directory=True)
    outcome = run(project / "pkg", "check", "good.py")
    assert outcome.status == 0
    assert "(the project has a .venv folder)" in outcome.err


def test_nothing_analysed_needs_to_be_able_to_run(project, venv):
    """The interpreter is a file of four bytes: whoever started it would fail."""
    assert (venv / "bin" / "python").read_bytes() == b"\x7fELF"
    assert run(project, "check", "-q", "pkg/good.py", VIRTUAL_ENV=str(venv)).status == 0


def test_colour_is_shown_where_it_is_wanted(check):
    def coloured(*arguments, **variables):
        return "\x1b[" in check(*arguments, **variables).out

    assert not coloured()
    assert not coloured(CLICOLOR_FORCE="")
    assert not coloured(CLICOLOR_FORCE="0")
    assert coloured(CLICOLOR_FORCE="1")
    assert coloured("--color", "always", NO_COLOR="1")
    assert coloured(FORCE_COLOR="1")
    assert not coloured(FORCE_COLOR="1", NO_COLOR="1")
    assert not coloured("--color", "never", FORCE_COLOR="1")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break with signals on POSIX only")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_ends_the_command_quietly(project, venv, unbuffered):
    """The reader has left before the command starts, so that nothing depends on who is faster."""
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-m", "importls", "check", "-q", "--python", venv],
        cwd=project, stdout=writing, stderr=subprocess.PIPE, env=environment(PYTHONUNBUFFERED=unbuffered),
    )  # fmt: skip
    os.close(writing)
    assert (process.returncode, process.stderr) == (2, b"")


def in_a_deleted_folder(folder, *arguments, **variables):
    if not pathlib.Path("/bin/sh").exists():
        pytest.skip("no shell")
    variable = " ".join(f"{name}={value}" for name, value in variables.items())
    command = f"mkdir gone && cd gone && rmdir ../gone && exec env {variable} '{sys.executable}' -P -m importls"
    outcome = run(folder, "-c", " ".join((command, *map(str, arguments))), program=("/bin/sh",))
    shutil.rmtree(folder / "gone", ignore_errors=True)
    return outcome


def test_a_deleted_working_directory_is_a_message(project):
    outcome = in_a_deleted_folder(project, "check")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.endswith("/gone: no such file or folder\n")
    outcome = in_a_deleted_folder(project, "check", PWD="/")
    assert (outcome.status, outcome.out) == (2, "")
    assert "working directory" in outcome.err


def test_in_a_deleted_working_directory_absolute_paths_are_checked_and_rules_explained(project, venv):
    outcome = in_a_deleted_folder(project, "check --format concise --python", venv, project / "pkg" / "bad.py")
    assert outcome.status == 1
    assert "No module named 'nowhere'" in outcome.out
    assert in_a_deleted_folder(project, "explain import-cycle", PWD="/").out.startswith("# import-cycle\n")


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], "missing-name=error shadows-stdlib=warning unresolved-import=error"),
        (["--error", "shadows-stdlib"], "missing-name=error shadows-stdlib=error unresolved-import=error"),
        (
            ["--error", "ALL", "--select", "missing-name", "--ignore", "unresolved-import"],
            "missing-name=error shadows-stdlib=error unresolved-import=error",
        ),
        (["--select", "shadows-stdlib"], "shadows-stdlib=warning"),
        (["--select", "shadows-stdlib", "--select", "missing-name"], "missing-name=error shadows-stdlib=warning"),
        (["--select", "ALL", "--ignore", "unresolved-import,shadows-stdlib"], "missing-name=error"),
        (["--ignore", "ALL", "--warn", "missing-name"], "missing-name=warning"),
        (["--select", "missing-name", "--ignore", "missing-name"], ""),
    ],
)
def test_options_choose_the_rules_and_force_their_severities(tmp_path, venv, arguments, found):
    draw(tmp_path, {"app.py": "from json import gone\nimport nowhere\n", "random.py": "numbers = 4\n"})
    outcome = run(tmp_path, "check", "--format", "json", "--python", venv, *arguments)
    rules = {f"{item['rule']}={item['severity']}" for item in json.loads(outcome.out)["diagnostics"]}
    assert " ".join(sorted(rules)) == found


def test_a_configured_severity_is_forced_although_it_is_the_default_of_the_rule(tmp_path, venv):
    draw(tmp_path, {"random.py": "numbers = 4\n", "importls.toml": 'error = ["shadows-stdlib"]\n'})
    assert "error[shadows-stdlib]" in run(tmp_path, "check", "--python", venv).out
    assert "warning[shadows-stdlib]" in run(tmp_path, "check", "--python", venv, "--warn", "shadows-stdlib").out
    assert "warning[shadows-stdlib]" in run(tmp_path, "check", "--python", venv, "--isolated").out


@pytest.mark.parametrize("paths", [[".", "sub"], ["sub", "."], ["sub/b.py", ".", "sub", "a.py"]])
def test_a_file_belongs_to_the_innermost_of_overlapping_paths(tmp_path, venv, paths):
    draw(
        tmp_path,
        {
            "importls.toml": "",
            "a.py": "import nowhere\n",
            "sub/importls.toml": 'warn = ["unresolved-import"]\n',
            "sub/b.py": "import nowhere\nimport nowhere  # importls: ignore\n",
            "z.py": "import nowhere\n",
        },
    )
    outcome = run(tmp_path, "check", "--format", "json", "--python", venv, *paths)
    document = json.loads(outcome.out)
    assert [f"{item['path']} {item['severity']}" for item in document["diagnostics"]] == [
        "a.py error",
        "sub/b.py warning",
        "z.py error",
    ]
    assert (document["summary"]["files"], document["summary"]["suppressed"]) == (3, 1)


def test_a_path_that_is_left_without_files_is_not_mentioned(tmp_path, venv):
    draw(tmp_path, {"importls.toml": "", "sub/importls.toml": "", "sub/b.py": ""})
    outcome = run(tmp_path, "check", "--python", venv, ".", "sub")
    assert outcome.err.count("first-party roots") == 1
    assert "no Python files" not in outcome.err


def test_files_and_names_of_modules_are_counted_apart(tmp_path, venv):
    draw(tmp_path, {"one/pyproject.toml": "", "one/run.py": "", "two/pyproject.toml": "", "two/run.py": "", "m.py": ""})
    summary = json.loads(run(tmp_path, "check", "--format", "json", "--python", venv).out)["summary"]
    assert (summary["files"], summary["modules"]) == (3, 2)


def test_a_working_directory_is_left_out_of_what_people_read(tmp_path, venv):
    draw(
        tmp_path,
        {"pyproject.toml": '[project]\nname = "p"\ndependencies = ["absent"]\n', "a.py": "import absent\n"},
    )
    outcome = run(tmp_path, "check", "--python", venv)
    assert "pyproject.toml" in outcome.out
    assert str(tmp_path) not in outcome.out


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('exclude = ["x", "!"]\n', 1),
        ('select = ["ALL"]\n[per-file-ignores]\n"[z-a]" = ["ALL"]\n', 3),
        ("roots = " + "[" * 100_000, 1),
        ("[tool.importls]\nselect = []\n", 1),
        ('exclude = []\nroots = ["pkg", "nope"]\n', 2),
    ],
)
def test_odd_configuration_is_an_error_with_file_and_line(check, project, text, line):
    draw(project, {"importls.toml": text})
    outcome = check()
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"importls: error: importls.toml:{line}: ")


def test_a_pyproject_of_odd_types_is_passed_over(check, project):
    draw(project, {"pyproject.toml": 'tool = 1\nproject = "importls"\n'})
    assert check("--format", "concise").out.count("\n") == 1
