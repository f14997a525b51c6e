"""What `importls cost` says of entry points, against what a real interpreter imports."""

import json
import subprocess
import sys

import jsonschema
import pytest

from importls.output.generate_schema import schema_text
from tests.end_to_end.command import draw, draw_interpreter, run


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


PROJECT = {
    "pyproject.toml": "[project]\nname = 'p'\n",
    "src/app/__init__.py": "",
    "src/app/main.py": "import json\nfrom app import db\ndef run(): ...\n",
    "src/app/db.py": "import installed\nimport random\n",
    "src/app/fails.py": "import app.db\nimport gone\n",
}


@pytest.fixture
def project(tmp_path):
    return draw(tmp_path, PROJECT)


def cost(folder, python, *arguments, status=0):
    outcome = run(folder, "cost", "--format", "json", "--python", python, *arguments)
    assert outcome.status == status, outcome.err
    document = json.loads(outcome.out)
    jsonschema.validate(document, json.loads(schema_text("cost")))
    return document


def test_text_has_the_whole_packages_and_chains(project, venv):
    outcome = run(project, "cost", "--python", venv, "app.main")
    assert (outcome.status, outcome.err) == (0, "")
    lines = [" ".join(line.split()) for line in outcome.out.splitlines()]
    assert lines[0] == "importing app.main executes 6 modules, 94 B of source"
    assert "3 modules 77 B project" in lines
    assert "1 module 0 B installed" in lines
    assert "1 module 17 B json (standard library)" in lines
    assert "1 module 0 B app.main -> app.db -> installed" in lines


@pytest.mark.parametrize("entry", ["app.main", "app.main:run", "src/app/main.py"])
def test_an_entry_is_a_module_an_entry_point_or_a_file(project, venv, entry):
    document = cost(project, venv, entry)
    assert (document["module"], document["modules"], document["result"]) == ("app.main", 6, "ok")


def test_an_import_that_fails_costs_what_it_executes_before(project, venv):
    document = cost(project, venv, "app.fails", status=1)
    assert (document["result"], document["certainty"], document["modules"]) == ("error", "certain", 5)


def test_few_rows_are_shown_where_few_are_wanted(project, venv):
    out = run(project, "cost", "--python", venv, "--top", "1", "app.main").out
    assert out.count("more (--top 0 shows all)") == 2
    assert "more" not in run(project, "cost", "--python", venv, "--top", "0", "app.main").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: ENTRY"),
        (["app.mian"], "`app.mian` cannot be imported: ModuleNotFoundError: No module named 'app.mian'"),
        (["elsewhere/x.py"], "elsewhere/x.py is no file of the project"),
        (["--top", "x", "app.main"], "--top is a number, not `x`"),
    ],
)
def test_what_cannot_be_done_is_said(project, venv, arguments, message):
    outcome = run(project, "cost", "--python", venv, *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err


@pytest.mark.parametrize("module", ["json", "logging.config", "email.message"])
def test_a_real_interpreter_imports_the_same_modules(tmp_path, module):
    program = f"import sys; before = set(sys.modules); import {module}; print(len(set(sys.modules) - before))"
    real = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert cost(tmp_path, sys.executable, module)["modules"] == int(real.stdout)
