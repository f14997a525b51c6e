"""The conversation with a client as such: its beginning and end, and what cannot be understood."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.end_to_end.command import draw, draw_interpreter, environment
from tests.end_to_end.language_client import Client, uri

INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, PARSE_ERROR = -32600, -32601, -32602, -32700
NOT_INITIALIZED, CANCELLED = -32002, -32800


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", {"a.py": "import gone\n", "b.py": "import a\n", ".venv/": ""})


def start(project, *arguments, **more):
    return Client(project, "--python", project.parent / "venv", *arguments, **more)


def test_a_client_that_shuts_down_and_exits_gets_status_0(project):
    client = start(project)
    client.initialize()
    assert client.request("shutdown") is None
    client.notify("exit")
    assert client.ended() == 0


def test_exit_without_shutdown_is_status_1(project):
    client = start(project)
    client.initialize()
    client.notify("exit")
    assert client.ended() == 1


def test_a_client_that_closes_the_stream_ends_the_server(project):
    client = start(project)
    client.initialize()
    client.process.stdin.close()
    assert client.ended() == 1


PARENT = """
import os, subprocess, sys, time
server = subprocess.Popen([sys.executable, "-m", "importls", "lsp"], stdin=0, stdout=1)
print(server.pid, file=sys.stderr, flush=True)
sys.stdin.close()
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are listed otherwise there")
def test_a_server_whose_parent_is_gone_ends_although_the_streams_are_open(project):
    client = Client(project, program=[sys.executable, "-c", PARENT], PYTHONPATH=os.getcwd())
    client.initialize(processId=client.process.pid)
    server = int(client.wait(lambda: client.errors and client.errors[0]))
    assert is_alive(server)
    client.process.kill()
    deadline = time.monotonic() + 30
    while is_alive(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(server)
    client.ended()


def is_alive(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_requests_before_initialize_are_refused(project):
    with start(project) as client:
        client.notify("textDocument/didOpen", {"nothing": "right"})
        assert client.error("textDocument/hover", client.at("a.py", 0, 0))["code"] == NOT_INITIALIZED
        client.initialize()


def test_initialize_is_refused_the_second_time(project):
    with start(project) as client:
        client.initialize()
        assert client.error("initialize", {"capabilities": {}, "processId": None})["code"] == INVALID_REQUEST


def test_requests_after_shutdown_are_refused(project):
    with start(project) as client:
        client.initialize()
        client.request("shutdown")
        assert client.error("textDocument/hover", client.at("a.py", 0, 0))["code"] == INVALID_REQUEST


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/diagnostic", {"textDocument": 5}),
        ("workspace/diagnostic", {"previousResultIds": {"x": []}}),
        ("workspace/executeCommand", []),
        ("shutdown/please", None),
    ],
)
def test_what_cannot_be_read_is_answered_by_an_error_and_shown_to_nobody(project, method, params):
    with start(project, capabilities={"textDocument": {"diagnostic": {}}}) as client:
        client.initialize()
        assert client.error(method, params)["code"] in (INVALID_PARAMS, METHOD_NOT_FOUND)
        assert said_to_the_user(client) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", PARSE_ERROR),
        (b"\xff", PARSE_ERROR),
        (b"[" * 100_000, PARSE_ERROR),
        (b"[]", INVALID_REQUEST),
        (b"null", INVALID_REQUEST),
        (b'{"method": "x"}', INVALID_REQUEST),
    ],
)
def test_what_is_no_message_is_answered_by_an_error(project, body, code):
    with start(project) as client:
        client.initialize()
        client.send_bytes(body)
        assert client.answer(None)["error"]["code"] == code
        assert client.error("no/such/request")["code"] == METHOD_NOT_FOUND


def test_notifications_that_cannot_be_read_change_nothing(project):
    with start(project) as client:
        client.initialize()
        client.notify("textDocument/didOpen", {"textDocument": {}})
        client.notify("textDocument/didChange", {"textDocument": {"uri": "file:///nowhere", "version": "x"}})
        client.notify("textDocument/didClose", {"textDocument": {"uri": "file:///never/opened.py"}})
        client.notify("$/somethingNew", {"x": 1})
        client.open("a.py")
        client.change("b.py", "") if "b.py" in client.versions else None
        client.wait_for_rules("a.py", "unresolved-import")
        assert said_to_the_user(client) == []


def said_to_the_user(client):
    return [note for note in client.notifications if note["method"].startswith("window/show")]


def test_headers_may_come_in_any_case_and_company(project):
    with start(project) as client:
        body = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "no/such"}).encode()
        client.process.stdin.write(b"content-type: x\r\nCONTENT-LENGTH:  %d\r\n\r\n" % len(body) + body)
        client.process.stdin.flush()
        assert client.answer(7)["error"]["code"] == NOT_INITIALIZED
        client.initialize()


def test_what_is_held_back_can_be_cancelled_and_holds_up_nothing(project):
    with start(project, capabilities={"textDocument": {"diagnostic": {}}}) as client:
        client.initialize()
        report = client.request("workspace/diagnostic", {"previousResultIds": []})
        has = [{"uri": item["uri"], "value": item["resultId"]} for item in report["items"]]
        held = client.ask("workspace/diagnostic", {"previousResultIds": has})
        client.open("a.py")
        assert client.pull("a.py")["items"]
        assert held not in client.answers
        client.notify("$/cancelRequest", {"id": held})
        assert client.answer(held)["error"]["code"] == CANCELLED


def test_a_project_that_is_being_checked_holds_up_no_message(project):
    draw(project, {f"m{number}.py": "import gone\n" * 20 for number in range(300)})
    with start(project) as client:
        client.initialize()
        client.open("b.py")
        waiting = [client.ask("no/such/request") for _ in range(20)]
        for identifier in waiting:
            client.answer(identifier)
        told = {note["params"]["uri"] for note in client.notifications if "uri" in note.get("params", {})}
        assert uri(project / "m299.py") not in told
        client.wait_for_rules("m299.py", *["unresolved-import"] * 20)


CHILDREN = f"/proc/{os.getpid()}/task/{os.getpid()}/children"


@pytest.mark.skipif(not os.path.exists(CHILDREN), reason="processes are listed otherwise there")
def test_a_project_is_checked_although_the_process_that_checks_it_is_killed(project):
    draw(project, {f"m{number}.py": "import gone\n" * 20 for number in range(300)})
    with start(project) as client:
        client.initialize()
        deadline = time.monotonic() + 60
        while not (children := children_of(client.process.pid)) and time.monotonic() < deadline:
            time.sleep(0.01)
        for child in children:
            os.kill(child, signal.SIGKILL)
        client.wait_for_rules("m299.py", *["unresolved-import"] * 20)
        assert children


def children_of(process):
    """The processes that its threads have started."""
    children = set()
    for task in os.listdir(f"/proc/{process}/task"):
        with contextlib.suppress(OSError), open(f"/proc/{process}/task/{task}/children") as file:
            children |= {int(child) for child in file.read().split()}
    return children


def test_a_client_can_connect_to_a_port(project):
    server = subprocess.Popen(
        [sys.executable, "-m", "importls", "lsp", "--tcp", "127.0.0.1:0"],
        cwd=project,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    with server, server.stderr:
        port = int(server.stderr.readline().rpartition(b":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            body = json.dumps({"jsonrpc": "2.0", "method": "exit"}).encode()
            connection.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert server.wait(30) == 1
