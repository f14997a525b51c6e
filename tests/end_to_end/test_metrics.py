"""What `importls metrics` counts in a real project."""

import json

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


PROJECT = {
    "pyproject.toml": "[project]\nname = 'p'\n",
    "app/__init__.py": "",
    "app/main.py": "from app import db, log\n",
    "app/db.py": "from app import log\ndef f():\n    import app.main\n",
    "app/log.py": "",
    "数据.py": "import app.log\n",
}


@pytest.fixture
def project(tmp_path):
    return draw(tmp_path, PROJECT)


def test_the_table_has_the_most_imported_first(project, venv):
    outcome = run(project, "metrics", "--python", venv)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [
        "module    afferent  efferent  instability  closure  dependents  cycle",
        "app.log          3         0         0.00        0           3      0",
        "app.db           1         1         0.50        1           1      0",
        "app              0         0            -        0           1      0",
        "app.main         0         2         1.00        2           0      0",
        "数据             0         1         1.00        2           0      0",
    ]


def test_other_kinds_of_imports_count_where_they_are_asked_for(project, venv):
    arguments = ("--kind", "runtime", "--kind", "deferred", "--sort", "name", "--format", "json")
    rows = json.loads(run(project, "metrics", "--python", venv, *arguments).out)["modules"]
    assert {row["name"]: row["cycle"] for row in rows if row["cycle"]} == {"app.db": 2, "app.main": 2}
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "first"),
    [(["--sort", "closure"], "app.main"), (["--sort", "efferent"], "app.main"), (["--collapse", "1"], "app")],
)
def test_the_order_and_the_view_can_be_chosen(project, venv, arguments, first):
    assert run(project, "metrics", "--python", venv, *arguments).out.splitlines()[1].split()[0] == first


def test_an_unknown_column_is_said(project, venv):
    outcome = run(project, "metrics", "--python", venv, "--sort", "closre")
    assert (outcome.status, outcome.out) == (2, "")
    assert "unknown column `closre`\n  hint: did you mean `closure`?" in outcome.err
