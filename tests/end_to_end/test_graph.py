"""What `importls graph` writes, where it writes it, and what its options leave."""

import json
import os

import jsonschema
import pytest

from importls.output.generate_schema import schema_text
from tests.end_to_end.command import CHECKOUT, draw, draw_interpreter, run


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


PROJECT = {
    "pyproject.toml": "[project]\nname = 'p'\n",
    "src/app/__init__.py": "",
    "src/app/main.py": "import app.db.user\n",
    "src/app/db/__init__.py": "from app.db import user\n",
    "src/app/db/user.py": "try:\n    import app.log\nexcept ImportError:\n    pass\n",
    "src/app/log.py": "def f():\n    import app.main\n",
}


@pytest.fixture
def project(tmp_path):
    return draw(tmp_path, PROJECT)


def graph(folder, venv, *arguments, status=0):
    outcome = run(folder, "graph", "--python", venv, *arguments)
    assert (outcome.status, outcome.err) == (status, "")
    document = json.loads(outcome.out)
    jsonschema.validate(document, json.loads(schema_text("graph")))
    return document


def test_json_has_modules_and_imports_with_their_places(project, venv):
    document = graph(project, venv)

    assert document["modules"][0] == {"name": "app", "path": "src/app/__init__.py", "kind": "package", "modules": 1}
    assert [
        f"{item['importer']} -> {item['imported']} {item['path']}:{item['line']}:{item['column']} {item['kind']}"
        for item in document["imports"]
        if not item["implied"]
    ] == [
        "app.db -> app.db.user src/app/db/__init__.py:1:1 runtime",
        "app.db.user -> app.log src/app/db/user.py:2:12 guarded",
        "app.log -> app.main src/app/log.py:2:12 deferred",
        "app.main -> app.db.user src/app/main.py:1:8 runtime",
    ]


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (["--focus", "app.main"], ["app.db.user", "app.log", "app.main"]),
        (["--focus", "app.db", "--kind", "runtime"], ["app.db", "app.db.user", "app.main"]),
        (["--reaches", "app.log", "--depth", "1"], ["app.db.user", "app.log"]),
        (["--reaches", "app.log"], ["app.db", "app.db.user", "app.log", "app.main"]),
        (["--collapse", "app.db"], ["app", "app.db", "app.log", "app.main"]),
        (["--collapse", "1"], ["app"]),
        (["--exclude", "*.db"], ["app", "app.log", "app.main"]),
    ],
)
def test_the_options_leave(project, venv, arguments, modules):
    assert [module["name"] for module in graph(project, venv, *arguments)["modules"]] == modules


@pytest.mark.parametrize(
    ("file", "starts"),
    [
        ("g.json", "{"),
        ("g.DOT", "digraph"),
        ("g.gv", "digraph"),
        ("g.mmd", "flowchart"),
        ("g.graphml", "<?xml"),
        ("g.html", "<!doctype html>"),
    ],
)
def test_the_suffix_of_the_file_says_which_format_is_meant(project, venv, file, starts):
    outcome = run(project, "graph", "--python", venv, "-o", file)
    assert outcome == type(outcome)(0, "", "")
    assert (project / file).read_text("utf-8").startswith(starts)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--focus", "app.mian"], "the graph has no module `app.mian`\n  hint: did you mean `app.main`?"),
        (["--collapse", "ap"], "the graph has no module `ap`\n  hint: did you mean `app`?"),
        (["--exclude", "app.log", "--reaches", "app.log"], "the graph has no module `app.log`"),
        (["--depth", "2"], "--depth counts from a module"),
        (["--focus", "app", "--depth", "-1"], "--depth is a number, not `-1`"),
        (["--collapse", "0"], "--collapse is a number, not `0`"),
        (["--kind", "typed"], "unknown kind `typed`\n  hint: known are: runtime, guarded, lazy"),
        (["--format", "svg"], "unknown format `svg`"),
        (["-o", "graph.svg"], "`.svg` is the suffix of no format"),
        (["-o", "src/app/log.py", "--format", "dot"], "src/app/log.py, which is one of the modules"),
        (["-o", "nowhere/g.dot"], "nowhere/g.dot cannot be written: "),
        (["nowhere"], "nowhere: no such file or folder"),
    ],
)
def test_what_cannot_be_done_is_said(project, venv, arguments, message):
    outcome = run(project, "graph", "--python", venv, *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert (project / "src/app/log.py").read_text("utf-8") == PROJECT["src/app/log.py"]


def test_what_mermaid_does_not_draw_is_noted(tmp_path, venv):
    names = [f"m{number}" for number in range(501)]
    draw(tmp_path, {"main.py": f"import {', '.join(names)}\n", **{f"{name}.py": "" for name in names}})
    outcome = run(tmp_path, "graph", "--format", "mermaid", "--python", venv)
    assert outcome.out.count("-->") == 501
    assert "the picture has 501 lines, and Mermaid draws at most 500" in outcome.err


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs a file that nobody can read")
def test_a_file_that_cannot_be_read_makes_the_graph_incomplete(project, venv):
    (project / "src/app/lost.py").symlink_to("/proc/self/mem")
    outcome = run(project, "graph", "--python", venv)
    assert outcome.status == 2
    assert "src/app/lost.py: cannot be read: " in outcome.err
    assert json.loads(outcome.out)["modules"][-2]["name"] == "app.lost"


def test_the_graph_of_importls_has_the_imports_that_why_finds(venv):
    document = graph(CHECKOUT, venv, "importls", "resolver", "--kind", "runtime")
    pairs = {(item["importer"], item["imported"]) for item in document["imports"]}
    assert ("importls.cli.view", "importls.graph_view") in pairs
    names = [module["name"] for module in document["modules"]]
    assert len(names) == len(set(names))
    assert {name for pair in pairs for name in pair} <= set(names)
