"""What clients and disks do besides the usual: the server stays up, answers, and tells nothing that is not so any more.

`IMPORTLS_EDITS=10000` tries that many edits for memory that grows.
"""

import os
import random
import re
import sys
from pathlib import Path

import pytest

from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, rules_of, span, uri

CANCELLED = -32800
EDITS = int(os.environ.get("IMPORTLS_EDITS", "1500"))
QUESTIONS = ("hover", "definition", "declaration", "typeDefinition", "implementation", "completion", "documentLink")


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(
        tmp_path / "p", {"pyproject.toml": "[project]\nname = 'x'\n", "a.py": "import gone\n", "b.py": "import a\n"}
    )


def start(project, **more):
    return Client(project, "--python", project.parent / "venv", **more)


def ask_everything(client, path, line, character):
    for question in QUESTIONS:
        client.request(f"textDocument/{question}", client.at(path, line, character))
    params = {**client.at(path, line, character), "context": {"includeDeclaration": True}}
    client.request("textDocument/references", params)
    where = {"range": span(line, character, line, character), "context": {"diagnostics": []}}
    client.request("textDocument/codeAction", {**params, **where})
    for item in client.request("textDocument/prepareCallHierarchy", params) or ():
        client.request("callHierarchy/incomingCalls", {"item": item})
        client.request("callHierarchy/outgoingCalls", {"item": item})


def test_a_file_that_is_deleted_under_the_cursor(project):
    with start(project) as client:
        client.initialize()
        client.open("a.py")
        client.wait_for_rules("a.py", "unresolved-import")
        (project / "a.py").unlink()
        ask_everything(client, "a.py", 0, 8)
        client.change("a.py", "import gone, none\n")
        client.wait_for_rules("a.py", "unresolved-import", "unresolved-import")
        client.close_document("a.py")
        client.wait_for_rules("a.py")
        client.wait_for_rules("b.py", "unresolved-import")
        ask_everything(client, "a.py", 0, 8)


def test_a_folder_that_is_deleted_with_everything_in_it(project):
    with start(project) as client:
        client.initialize()
        draw(project, {"sub/deep/c.py": "import gone\n"})
        client.open("sub/deep/c.py")
        client.wait_for_rules("sub/deep/c.py", "unresolved-import")
        for path in ("sub/deep/c.py", "sub/deep", "sub"):
            (project / path).unlink() if path.endswith(".py") else (project / path).rmdir()
        ask_everything(client, "sub/deep/c.py", 0, 8)
        client.close_document("sub/deep/c.py")
        client.wait_for_rules("sub/deep/c.py")


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n" * 60_000 + "import gone\n",
        "x = (" + "'\U0001d4c1', " * 60_000 + ")\nimport gone\n",
        "(" * 3_000 + ")" * 3_000 + "\nimport gone\n",
        "\0\nimport gone\n",
    ],
    ids=["many lines", "a long line", "deep", "null"],
)
def test_a_file_that_is_huge_or_odd(project, text):
    with start(project) as client:
        client.initialize()
        client.open("a.py", text)
        client.request("textDocument/hover", client.at("a.py", text.count("\n") - 1, 0))
        client.change("a.py", ((0, 0, 0, 0), "#\n"))
        ask_everything(client, "a.py", text.count("\n"), 8)
        client.change("a.py", "import gone\n")
        client.wait_for_rules("a.py", "unresolved-import")


@pytest.mark.parametrize("place", [(0, 2_147_483_647), (2_147_483_647, 0), (1, 1)])
def test_places_that_do_not_exist(project, place):
    with start(project) as client:
        client.initialize()
        client.open("a.py")
        ask_everything(client, "a.py", *place)
        ask_everything(client, "b.py", *place)
        ask_everything(client, "nowhere.py", *place)


def test_files_in_other_encodings_are_read_as_python_reads_them(project):
    draw(
        project,
        {"c.py": "# coding: latin-1\n'\xe4\xf6'; import a\n".encode("latin-1"), "d.py": b"\xef\xbb\xbfimport a\n"},
    )
    with start(project) as client:
        client.initialize()
        found = client.request("textDocument/hover", client.at("c.py", 1, 13))
        assert found["range"] == span(1, 13, 1, 14)
        found = client.request("textDocument/hover", client.at("d.py", 0, 7))
        assert found["range"] == span(0, 7, 0, 8)


def test_questions_that_wait_can_be_taken_back(project):
    draw(project, {f"m{number}.py": "import gone\n" * 20 for number in range(200)})
    with start(project) as client:
        client.initialize()
        client.open("a.py")
        asked = [client.ask("textDocument/hover", client.at("a.py", 0, 8)) for _ in range(50)]
        for identifier in asked:
            client.notify("$/cancelRequest", {"id": identifier})
        answers = [client.answer(identifier) for identifier in asked]
        assert all("result" in answer or answer["error"]["code"] == CANCELLED for answer in answers)
        assert "result" in client.answer(client.ask("textDocument/hover", client.at("a.py", 0, 8)))


def test_what_is_published_is_of_the_version_that_it_names(project):
    with start(project) as client:
        client.initialize()
        client.open("a.py", "import gone\n")
        for version in range(2, 80):
            client.change("a.py", "import json\n" if version % 2 else "import gone\n")
        client.change("a.py", "import none\n")
        client.wait(lambda: any(note["params"].get("version") == 80 for note in client.notifications))
        client.wait_for_rules("a.py", "unresolved-import")
        for params in (note["params"] for note in client.notifications):
            if params.get("uri") == uri(project / "a.py") and params.get("version") is not None:
                version, rules = params["version"], rules_of(params["diagnostics"])
                expected = [] if version % 2 and version > 1 and version < 80 else ["unresolved-import"]
                assert rules == expected, version


def test_the_most_talkative_log_has_no_text_of_a_document(project):
    with start(project) as client:
        client.initialize(initializationOptions={"logLevel": "debug"})
        client.open("a.py", "import gone  # a secret\n")
        client.wait_for_rules("a.py", "unresolved-import")
        client.request("textDocument/hover", client.at("a.py", 0, 8))
        logged = [note["params"]["message"] for note in client.notifications if note["method"] == "window/logMessage"]
        assert logged
        assert not any("secret" in text for text in logged)
    assert b"secret" not in b"".join(client.errors)


def test_the_server_ends_in_the_middle_of_a_check(project):
    draw(project, {f"m{number}.py": "import gone\n" * 20 for number in range(300)})
    client = start(project)
    client.initialize()
    client.open("a.py")
    client.request("textDocument/hover", client.at("a.py", 0, 8))
    client.request("shutdown")
    client.notify("exit")
    assert client.ended() == 0


def test_nothing_that_is_deprecated_is_used(project):
    program = [sys.executable, "-W", "error", "-m", "importls", "lsp", "--python", str(project.parent / "venv")]
    with Client(project, program=program) as client:
        client.initialize()
        client.open("a.py")
        client.wait_for_rules("a.py", "unresolved-import")
        ask_everything(client, "a.py", 0, 8)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in /proc there")
def test_memory_does_not_grow_with_edits(project):
    with start(project) as client:
        client.initialize()
        client.open("a.py", "\n")
        rounds = [edited(client, EDITS // 3) for _ in range(3)]
        growth = rounds[2] - rounds[1]
        assert growth < 0.02 * rounds[1] + 0.002 * EDITS, rounds


def edited(client, count):
    """Megabytes of the server after so many edits, each of which names a module that was not named before."""
    for number in range(count):
        name = f"gone{client.versions['a.py']}"
        client.change("a.py", ((0, 0, 0, 999), f"import {name}"))
        if number % 10 == 0:
            client.request("textDocument/hover", client.at("a.py", 0, 8))
            client.wait(lambda name=name: any(name in item["message"] for item in client.published("a.py") or ()))
    client.notifications.clear()
    status = Path(f"/proc/{client.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_said_every_question_is_answered(project, seed):
    """Random questions and notifications, many of which mean nothing, about documents and places that may not exist."""
    rng = random.Random(seed)
    addresses = [uri(project / name) for name in ("a.py", "b.py", "gone.py", "pyproject.toml", "nb.ipynb")]
    addresses += ["", "untitled:x", "file:///", "cell:1", "cell:2", "http://[", "file://x/%00"]
    numbers = [0, 1, 2, 7, 5_000, 2_147_483_647, -1, "1", None]
    texts = ["", "import a\n", "import gone, \U0001d4c1", "\r", "\u2028(", "%magic\n!x", '[project.scripts]\nx = "a:b"']

    def place():
        return {"line": rng.choice(numbers), "character": rng.choice(numbers)}

    def where():
        return {"start": place(), "end": place()}

    def document(**more):
        return {"uri": rng.choice(addresses), **more}

    def cells():
        cell = {"kind": 2, "document": "cell:2"}
        array = {"start": rng.choice(numbers), "deleteCount": rng.choice(numbers), "cells": [cell]}
        change = {"document": document(version=2), "changes": [{"range": where(), "text": rng.choice(texts)}]}
        opened = [document(languageId="python", version=1, text=rng.choice(texts))]
        return {"structure": {"array": array, "didOpen": opened}, "textContent": [change]}

    def about(method):
        item = document(languageId="python", version=1, text=rng.choice(texts))
        notebook = document(notebookType="x", version=1, cells=[{"kind": 2, "document": "cell:1"}])
        edits = [{"range": where(), "text": rng.choice(texts)}]
        written, renamed = {**item, "uri": "cell:1"}, {"oldUri": rng.choice(addresses), "newUri": rng.choice(addresses)}
        event = {"uri": rng.choice(addresses), "type": rng.choice(numbers)}
        command = {"command": rng.choice(COMMANDS), "arguments": [rng.choice([*addresses, None, 5])]}
        return {
            "textDocument/didOpen": {"textDocument": item},
            "textDocument/didChange": {"textDocument": document(version=3), "contentChanges": edits},
            "notebookDocument/didOpen": {"notebookDocument": notebook, "cellTextDocuments": [written]},
            "notebookDocument/didChange": {"notebookDocument": document(version=2), "change": {"cells": cells()}},
            "notebookDocument/didClose": {"notebookDocument": document(), "cellTextDocuments": []},
            "workspace/didChangeWatchedFiles": {"changes": [event]},
            "workspace/willRenameFiles": {"files": [renamed]},
            "workspace/executeCommand": command,
            "workspace/symbol": {"query": rng.choice(texts)},
            "workspace/didChangeConfiguration": {"settings": {"importls": {"select": rng.choice(numbers)}}},
            "completionItem/resolve": {"label": "x", "data": rng.choice([None, {}, {"path": 5}, {"path": "/x"}, "x"])},
            "callHierarchy/incomingCalls": {"item": {"data": rng.choice([None, {"path": rng.choice(addresses)}])}},
        }.get(method) or {
            "textDocument": document(),
            "position": place(),
            "range": where(),
            "context": {"diagnostics": [], "includeDeclaration": True},
            "previousResultIds": [],
        }

    with start(project, capabilities={"notebookDocument": {"synchronization": {}}}) as client:
        client.initialize()
        asked = []
        for _ in range(400):
            method = rng.choice(METHODS)
            params = about(method) if rng.random() < 0.97 else rng.choice([None, [], 5, {"textDocument": []}])
            if method in NOTIFICATIONS:
                client.notify(method, params)
            else:
                asked.append(client.ask(method, params))
        for identifier in asked:
            client.answer(identifier)
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri(project / "b.py")}})
        client.open("b.py", "import certainly_gone\n")
        client.wait(lambda: any("certainly_gone" in item["message"] for item in client.published("b.py") or ()))


NOTIFICATIONS = (
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "textDocument/didClose",
    "notebookDocument/didOpen",
    "notebookDocument/didChange",
    "notebookDocument/didClose",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeConfiguration",
    "$/setTrace",
)
COMMANDS = ("importls.restart", "importls.showEnvironment", "importls.showGraph", "importls.explain", "importls.none")
METHODS = (
    *NOTIFICATIONS,
    *(f"textDocument/{question}" for question in (*QUESTIONS, "references", "codeAction", "prepareCallHierarchy")),
    "workspace/symbol",
    "workspace/willRenameFiles",
    "workspace/executeCommand",
    "completionItem/resolve",
    "callHierarchy/incomingCalls",
)
