"""`importls init` writes a configuration that is valid, says what it means, and has what other tools were told."""

import tomllib

import pytest

from importls.configuration import Configuration, load
from importls.configuration_table import ConfigurationTable
from importls.rules import all_rules
from resolver.file_system.disk import Disk
from tests.end_to_end.command import draw, draw_interpreter, run

IMPORT_LINTER = """\
[importlinter]
root_package = shop

[importlinter:contract:layers]
name = The "layers"
type = layers
layers =
    shop.web
    shop.models
ignore_imports =
    shop.models.* -> shop.web
    shop.a.** -> shop.b

[importlinter:contract:other]
name = Independent
type = independence
modules = shop.x
"""
PYPROJECT = """\
[project]
name = "shop"

[[tool.importlinter.contracts]]
name = "Forbidden"
type = "forbidden"
ignore_imports = ["shop.plugins -> shop.core"]

[tool.deptry]
extend_exclude = ["docs/.*"]

[tool.deptry.per_rule_ignores]
DEP001 = ["made"]
DEP002 = "x|y"
"""
TACH = """\
source_roots = [".", "src"]
exclude = ["**/generated"]
forbid_circular_dependencies = true

[[modules]]
path = "shop"
"""


def configuration(file):
    found = load(Disk(), str(file), tuple(all_rules()))
    assert isinstance(found, Configuration), found
    return found


def test_without_anything_to_take_over_every_setting_is_a_comment_and_nothing_changes(tmp_path):
    outcome = run(tmp_path, "init")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "importls: wrote importls.toml\n")
    file = tmp_path / "importls.toml"
    assert configuration(file) == Configuration(str(tmp_path), str(file))
    commented = [line.split(" =")[0].removeprefix("# ") for line in file.read_text().splitlines() if " = " in line]
    assert commented == [field.replace("_", "-") for field in ConfigurationTable.__struct_fields__]


def test_every_commented_setting_is_valid_when_its_mark_is_taken_away(tmp_path):
    draw(tmp_path, {"src/": "", "tests/": ""})
    run(tmp_path, "init")
    file = tmp_path / "importls.toml"
    lines = [line.removeprefix("# ") if " = " in line else line for line in file.read_text().splitlines()]
    file.write_text("\n".join(lines))
    assert configuration(file).fail_on.word == "warning"


def test_what_other_tools_were_told_is_taken_over_with_its_source(tmp_path):
    draw(tmp_path, {".importlinter": IMPORT_LINTER, "pyproject.toml": PYPROJECT, "tach.toml": TACH, "src/": ""})
    outcome = run(tmp_path, "init")
    assert outcome.err == "importls: wrote pyproject.toml, with 8 settings of other tools\n"
    text = (tmp_path / "pyproject.toml").read_text()
    assert text.startswith(PYPROJECT)
    found = configuration(tmp_path / "pyproject.toml")
    assert found.roots == (str(tmp_path / "src"),)
    assert (found.exclude, found.error) == (("**/generated",), ("import-cycle",))
    assert [(item.importer, item.imported, item.reason) for item in found.ignore_imports] == [
        ("shop.plugins", "shop.core", "import-linter's contract 'Forbidden' in pyproject.toml"),
        ("shop.models.*", "shop.web", "import-linter's contract 'The \"layers\"' in .importlinter"),
        ("shop.a.**", "shop.b", "import-linter's contract 'The \"layers\"' in .importlinter"),
        ("**", "made", "deptry's per_rule_ignores in pyproject.toml"),
        ("**", "made.**", "deptry's per_rule_ignores in pyproject.toml"),
    ]
    for kept in ("'Independent' (independence)", "what it says about modules: tach", "extend_exclude, regular"):
        assert kept in text


def test_a_check_runs_with_what_was_taken_over(tmp_path):
    venv = draw_interpreter(tmp_path / "python")
    project = draw(tmp_path / "p", {"pyproject.toml": PYPROJECT, "a.py": "import made, made.part, gone\n"})
    assert run(project, "check", "--python", venv, "-q", "--format", "concise").out.count("error[") == 3
    run(project, "init")
    after = run(project, "check", "--python", venv, "-q", "--format", "concise")
    assert after.out == "a.py:1:25: error[unresolved-import] No module named 'gone'\n"


def test_it_can_be_printed_instead(tmp_path):
    draw(tmp_path, {"tach.toml": TACH})
    outcome = run(tmp_path, "init", "--print")
    assert tomllib.loads(outcome.out)["exclude"] == ["**/generated"]
    assert not (tmp_path / "importls.toml").exists()


def test_line_ends_of_a_file_stay(tmp_path):
    (tmp_path / "pyproject.toml").write_bytes(b'[project]\r\nname = "x"\r\n')
    run(tmp_path, "init")
    data = (tmp_path / "pyproject.toml").read_bytes()
    assert data.startswith(b'[project]\r\nname = "x"\r\n\r\n[tool.importls]\r\n')
    assert data.count(b"\n") == data.count(b"\r\n")


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"importls.toml": ""}, "there is a configuration already: importls.toml"),
        ({"importls.toml": "", "pyproject.toml": ""}, "there is a configuration already: importls.toml"),
        ({"pyproject.toml": "[tool.importls]\n"}, "pyproject.toml has the table [tool.importls]"),
        ({"pyproject.toml": "\n[tool"}, "pyproject.toml:2: is not valid TOML"),
        ({"pyproject.toml": b"\xff"}, "pyproject.toml:1: is not encoded in UTF-8"),
    ],
)
def test_what_is_there_is_left_alone(tmp_path, tree, message):
    draw(tmp_path, tree)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    outcome = run(tmp_path, "init")
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", [".importlinter", "setup.cfg", "tach.toml"])
@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"[", b"=", b"source_roots = 3\nexclude = {}", b"[importlinter:contract:x]\n"]
)
def test_odd_files_of_other_tools_are_passed_over(tmp_path, name, content):
    draw(tmp_path, {name: content})
    assert run(tmp_path, "init").status == 0
    configuration(tmp_path / "importls.toml")
