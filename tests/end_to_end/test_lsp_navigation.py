"""Requests about places in files: answers in LSP's words; what they lead to is the matter of `tests/editor`."""

import pytest

from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, span, uri

LINKS = {"textDocument": {"definition": {"linkSupport": True}, "hover": {"contentFormat": ["markdown"]}}}
FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "a/__init__.py": "from .b import thing\n",
    "a/b.py": "'\U0001d4c1'; thing = 1\n",
    "main.py": "x = '\U0001d4c1'; import a.b\nfrom a import thing\nimport installed\nimport space\n",
    "space/one.py": "",
}


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", FILES)


@pytest.fixture
def client(project):
    with Client(project, "--python", project.parent / "venv") as client:
        client.initialize()
        client.open("main.py")
        yield client


def test_definition_leads_to_modules_and_bindings(project, client):
    (to_module,) = client.request("textDocument/definition", client.at("main.py", 0, 19))
    assert to_module == {"uri": uri(project / "a/b.py"), "range": span(0, 0, 0, 0)}
    (to_binding,) = client.request("textDocument/declaration", client.at("main.py", 1, 16))
    assert to_binding == {"uri": uri(project / "a/b.py"), "range": span(0, 6, 0, 11)}
    assert client.request("textDocument/definition", client.at("main.py", 0, 2)) is None


def test_a_client_that_underlines_is_told_what(project):
    with Client(project, "--python", project.parent / "venv", capabilities=LINKS) as client:
        client.initialize()
        client.open("main.py")
        (link,) = client.request("textDocument/definition", client.at("main.py", 0, 17))
        assert link["targetUri"] == uri(project / "a/__init__.py")
        assert link["originSelectionRange"] == span(0, 17, 0, 18)
        assert (
            "**package `a`**" in client.request("textDocument/hover", client.at("main.py", 0, 17))["contents"]["value"]
        )


def test_the_latest_text_counts(project, client):
    client.change("main.py", "import a.b\n")
    (found,) = client.request("textDocument/definition", client.at("main.py", 0, 9))
    assert found["uri"] == uri(project / "a/b.py")
    client.open("a/b.py", "\n\nthing = 1\n")
    client.change("main.py", "from a.b import thing\n")
    (found,) = client.request("textDocument/definition", client.at("main.py", 0, 20))
    assert found == {"uri": uri(project / "a/b.py"), "range": span(2, 0, 2, 5)}


def test_references_links_and_symbols(project, client):
    params = {**client.at("main.py", 0, 19), "context": {"includeDeclaration": True}}
    found = client.request("textDocument/references", params)
    assert [(item["uri"], item["range"]["start"]) for item in found] == [
        (uri(project / "a/b.py"), {"line": 0, "character": 0}),
        (uri(project / "a/__init__.py"), {"line": 0, "character": 6}),
        (uri(project / "main.py"), {"line": 0, "character": 19}),
    ]
    of_document = {**client.at("main.py", 0, 0), "context": {"includeDeclaration": False}}
    assert client.request("textDocument/references", of_document) == []
    links = client.request("textDocument/documentLink", client.at("main.py", 0, 0))
    assert [link["target"] for link in links][:2] == [uri(project / "a/b.py"), uri(project / "a/__init__.py")]
    assert [item["name"] for item in client.request("workspace/symbol", {"query": "ab"})] == ["a.b"]


def test_who_imports_whom_is_a_hierarchy(client):
    (item,) = client.request("textDocument/prepareCallHierarchy", client.at("main.py", 0, 19))
    assert (item["name"], item["detail"]) == ("a.b", "a/b.py")
    incoming = client.request("callHierarchy/incomingCalls", {"item": item})
    assert [call["from"]["name"] for call in incoming] == ["a", "main"]
    outgoing = client.request("callHierarchy/outgoingCalls", {"item": incoming[1]["from"]})
    assert [call["to"]["name"] for call in outgoing] == ["a.b", "a", "installed"]
    (itself,) = client.request("textDocument/prepareCallHierarchy", client.at("main.py", 0, 0))
    assert itself["name"] == "main"


def test_portions_and_types(project, client):
    (portion,) = client.request("textDocument/implementation", client.at("main.py", 3, 8))
    assert portion["uri"] == uri(project / "space")
    (types,) = client.request("textDocument/typeDefinition", client.at("main.py", 2, 8))
    assert types["uri"].endswith("installed/__init__.py")


def test_hover_is_plain_where_nobody_can_show_more(client):
    found = client.request("textDocument/hover", client.at("main.py", 2, 8))
    assert found["range"] == span(2, 7, 2, 16)
    assert found["contents"]["kind"] == "plaintext"
    assert found["contents"]["value"].startswith("package installed\nloader: SourceFileLoader\norigin: ")
    assert client.request("textDocument/hover", client.at("main.py", 0, 0)) is None


def test_completion_and_what_there_is_to_know_of_an_item(client):
    client.change("main.py", "from a import t\n")
    offered = client.request("textDocument/completion", client.at("main.py", 0, 17))
    assert [item["label"] for item in offered["items"]] == ["thing", "b"]
    known = client.request("completionItem/resolve", offered["items"][1])
    assert known["detail"] == "a.b"
    assert "module a.b" in known["documentation"]["value"]
    assert client.request("completionItem/resolve", {"label": "of another server"}) == {"label": "of another server"}


@pytest.mark.parametrize("request_", ["definition", "hover", "completion", "documentLink", "typeDefinition"])
def test_documents_that_nobody_has_opened_or_that_are_not_there_are_answered(client, request_):
    for path in ("a/__init__.py", "gone/nowhere.py"):
        client.request(f"textDocument/{request_}", client.at(path, 2_000_000, 2_000_000))
    for address in ("untitled:Untitled-1", "http://[", "file:///", ""):
        params = {"textDocument": {"uri": address}, "position": {"line": 0, "character": 0}}
        assert client.request(f"textDocument/{request_}", params) in (None, [], {"isIncomplete": False, "items": []})
