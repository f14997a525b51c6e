"""`workspace/executeCommand`: to begin anew, to see what imports are resolved against, and the graph of imports."""

import json

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run
from tests.end_to_end.language_client import Client, uri

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "a/__init__.py": "'\U0001d4c1'; from .b import thing\n",
    "a/b.py": "thing = 1\n\n\ndef f():\n    import main\n",
    "main.py": "import a.b\nimport gone\n",
}


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", FILES)


@pytest.fixture
def client(project):
    with Client(project, "--python", project.parent / "venv") as client:
        client.offered = client.initialize()
        yield client


def execute(client, command, *arguments):
    return client.request("workspace/executeCommand", {"command": command, "arguments": list(arguments)})


def test_commands_are_offered_by_name(client):
    commands = client.offered["executeCommandProvider"]["commands"]
    assert {"importls.restart", "importls.showEnvironment", "importls.showGraph"} <= set(commands)
    assert client.error("workspace/executeCommand", {"command": "importls.nothing"})["code"] == -32602


def test_the_environment_is_what_the_command_line_shows(project, client):
    (shown,) = execute(client, "importls.showEnvironment", uri(project / "main.py"))
    out = run(project, "env", "--python", project.parent / "venv", "--format", "json").out
    assert shown["environment"] == json.loads(out)
    assert shown["text"] + "\n" == run(project, "env", "--python", project.parent / "venv").out
    assert (shown["folder"], shown["error"]) == (str(project), None)


@pytest.mark.parametrize("form", ["dot", "mermaid", "graphml", "html"])
def test_pictures_of_the_graph_are_text(client, form):
    (shown,) = execute(client, "importls.showGraph", None, {"format": form, "focus": ["main"]})
    assert "main" in shown["text"]


def test_the_graph_is_what_the_command_line_writes_with_absolute_paths(project, client):
    (shown,) = execute(client, "importls.showGraph")
    out = json.loads(run(project, "graph", "--python", project.parent / "venv").out)
    for one in (*out["modules"], *out["imports"]):
        one["path"] = str(project / one["path"])
    assert shown == {"folder": str(project), "graph": out}


def test_cycles_are_those_of_the_command_line_with_absolute_paths(project, client):
    client.open("a/b.py", "import main\n\nthing = 1\n")
    (shown,) = execute(client, "importls.cycles", uri(project / "main.py"))
    (project / "a" / "b.py").write_text("import main\n\nthing = 1\n")
    out = json.loads(run(project, "cycles", "--python", project.parent / "venv", "--format", "json").out)["cycles"]
    for one in (edge for cycle in out for edge in (*cycle["shortest"], *cycle["cut"])):
        one["path"] = str(project / one["path"])
    for one in (edit for cycle in out for fix in cycle["fixes"] for edit in fix["edits"]):
        one["path"] = str(project / one["path"])
    assert out != []
    assert shown == {"folder": str(project), "cycles": out}


def test_an_import_is_explained_as_on_the_command_line(project, client):
    explained = execute(client, "importls.explain", uri(project / "main.py"), 1)
    out = run(project, "explain", "main.py:1", "--python", project.parent / "venv").out
    assert out.splitlines()[: len(explained.splitlines())] == explained.splitlines()
    assert execute(client, "importls.explain", uri(project / "main.py"), 9) is None


def test_a_chain_leads_from_one_module_to_another(project, client):
    (first, second) = execute(client, "importls.why", "a", "main")
    assert (first["importer"], first["imported"], first["path"]) == ("a", "a.b", str(project / "a" / "__init__.py"))
    assert (second["line"], second["kind"]) == (5, "deferred")
    assert execute(client, "importls.why", "main", "nothing") == []
    assert execute(client, "importls.why", "nothing", "main") is None


MISTAKEN = {
    "importls.explain": [],
    "importls.why": ["a"],
    "importls.cycles": [1, 2],
    "importls.showGraph": [None, {"format": "jpeg"}],
}


def test_arguments_that_make_no_sense_are_refused(client):
    for command, arguments in MISTAKEN.items():
        error = client.error("workspace/executeCommand", {"command": command, "arguments": arguments})
        assert error["code"] == -32602


def test_what_is_unsaved_counts_in_the_graph(client):
    client.open("a/b.py", "import main\n")
    (shown,) = execute(client, "importls.showGraph", uri(client.folder))
    assert ("a.b", "main") in [(one["importer"], one["imported"]) for one in shown["graph"]["imports"]]


def test_a_restart_looks_at_everything_again_and_keeps_what_is_open(project, client):
    client.open("main.py")
    client.wait_for_rules("main.py", "unresolved-import")
    client.open("a/b.py", "import nowhere\n")
    client.wait_for_rules("a/b.py", "unresolved-import")
    assert execute(client, "importls.restart") is None
    (project / "gone.py").write_text("")
    client.wait_for_rules("main.py")
    assert client.published("a/b.py") != []
    client.change("a/b.py", "")
    client.wait_for_rules("a/b.py")
