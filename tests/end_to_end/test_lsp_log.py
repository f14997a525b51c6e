"""What a server says of itself: its log, the times of its answers, and the file that is attached to a bug report."""

import json

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run
from tests.end_to_end.language_client import Client


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", {"a.py": "import gone\n", "pyproject.toml": "[project]\nname = 'x'\n"})


def start(project, *arguments, **more):
    return Client(project, "--python", project.parent / "venv", *arguments, **more)


def told(client, method):
    return [note["params"] for note in client.notifications if note["method"] == method]


def test_the_client_is_told_what_is_logged(project):
    with start(project) as client:
        client.initialize(initializationOptions={"select": ["no-such-rule"]})
        logged = client.wait(lambda: told(client, "window/logMessage"))
        assert logged[0] == {"type": 2, "message": "the settings name the rule `no-such-rule`, which does not exist"}


@pytest.mark.parametrize(("level", "types"), [("error", set()), ("info", {3})])
def test_the_level_is_a_setting(project, level, types):
    with start(project) as client:
        client.initialize(initializationOptions={"logLevel": level})
        client.open("a.py")
        client.wait_for_rules("a.py", "unresolved-import")
        client.request("workspace/executeCommand", {"command": "importls.showEnvironment"})
        assert {params["type"] for params in told(client, "window/logMessage")} == types


def test_answers_are_traced_where_the_client_asks_for_that(project):
    with start(project) as client:
        client.initialize()
        client.open("a.py")
        client.request("textDocument/hover", client.at("a.py", 0, 8))
        assert told(client, "$/logTrace") == []
        client.notify("$/setTrace", {"value": "messages"})
        client.request("textDocument/hover", client.at("a.py", 0, 8))
        (traced,) = client.wait(lambda: told(client, "$/logTrace"))
        assert traced["message"].startswith("textDocument/hover (3) was answered in ")
        assert "verbose" not in traced
        client.notify("$/setTrace", {"value": "verbose"})
        client.request("textDocument/hover", client.at("a.py", 0, 8))
        assert "1 open documents" in client.wait(lambda: told(client, "$/logTrace")[1:])[0]["verbose"]
        client.notify("$/setTrace", {"value": "off"})
        client.request("textDocument/hover", client.at("a.py", 0, 8))
        client.error("no/such/request")
        assert len(told(client, "$/logTrace")) == 2


def test_a_client_can_trace_from_the_start(project):
    with start(project) as client:
        client.initialize(trace="messages")
        assert client.wait(lambda: told(client, "$/logTrace"))[0]["message"].startswith("initialize (1)")


def test_the_conversation_is_written_to_a_file(project, tmp_path):
    trace = tmp_path / "trace.jsonl"
    with start(project, "--trace", trace) as client:
        client.initialize()
        client.open("a.py", "import gone  # \U0001d4c1\n")
        client.wait_for_rules("a.py", "unresolved-import")
        client.send_bytes(b"{ no json \xff")
    about, *lines = map(json.loads, trace.read_text("utf-8").splitlines())
    assert set(about) == {"importls", "python", "platform", "arguments"}
    assert all(set(line) == {"seconds", "from", "message"} for line in lines)
    sent = {line["message"].get("method"): line["message"] for line in lines if isinstance(line["message"], dict)}
    assert sent["textDocument/didOpen"]["params"]["textDocument"]["text"] == "import gone  # \U0001d4c1\n"
    assert sent["textDocument/publishDiagnostics"]["params"]["diagnostics"][0]["code"] == "unresolved-import"
    assert [line["from"] for line in lines][:2] == ["client", "server"]
    assert "{ no json \ufffd" in [line["message"] for line in lines]


def test_a_trace_that_cannot_be_written_is_told(project):
    outcome = run(project, "lsp", "--trace", project / "no" / "such")
    assert outcome.status == 2
    assert "the trace cannot be written" in outcome.err
