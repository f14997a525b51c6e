"""`textDocument/codeAction`: what is offered at a place, and what a client that makes its edits ends up with."""

import contextlib

import pytest
from lsprotocol import types

from importls.language_server.document import offset_at
from importls.language_server.encoding import Encoding
from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, span, uri

LITERALS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
CAPABILITIES = {
    "textDocument": {"codeAction": LITERALS, "publishDiagnostics": {}},
    "workspace": {"workspaceEdit": {"documentChanges": True}},
}
UNUSED = "x = '\U0001d4c1'; import json  # importls: ignore[import-cycle]\n"


@contextlib.contextmanager
def editing(folder, files, capabilities=CAPABILITIES, **more):
    draw_interpreter(folder)
    project = draw(folder / "p", {"pyproject.toml": "[project]\nname = 'x'\n", **files})
    with Client(project, "--python", folder / "venv", capabilities=capabilities) as client:
        client.offered = client.initialize(**more)
        yield client


def actions(client, path, *where, only=None):
    context = {"diagnostics": [], **({} if only is None else {"only": only})}
    params = {"textDocument": {"uri": uri(client.folder / path)}, "range": span(*where), "context": context}
    return client.request("textDocument/codeAction", params)


def applied(text, edits, encoding=Encoding.UTF_16):
    """The text after the edits, as a client makes them."""
    places = []
    for edit in edits:
        ends = (types.Position(**edit["range"][end]) for end in ("start", "end"))
        places.append((*(offset_at(encoding, text, end) for end in ends), edit["newText"]))
    for start, end, new in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def edits_of(action):
    (change,) = action["edit"]["documentChanges"]
    return change["edits"]


def titled(found, title):
    (action,) = [action for action in found if action["title"].startswith(title)]
    return action


def test_a_fix_of_a_finding_is_offered_where_the_finding_stands(tmp_path):
    with editing(tmp_path, {"a.py": UNUSED}) as client:
        client.open("a.py")
        (finding,) = client.wait_for_rules("a.py", "unused-suppression")
        action = titled(actions(client, "a.py", 0, 40, 0, 40), "Remove")
        assert (action["kind"], action["isPreferred"], action["diagnostics"]) == ("quickfix", True, [finding])
        (change,) = action["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": uri(client.folder / "a.py"), "version": 1}
        assert applied(UNUSED, change["edits"]) == "x = '\U0001d4c1'; import json\n"
        assert actions(client, "a.py", 0, 2, 0, 3, only=["quickfix"]) == []


@pytest.mark.parametrize("encoding", Encoding)
def test_edits_count_as_the_client_counts(tmp_path, encoding):
    capabilities = {**CAPABILITIES, "general": {"positionEncodings": [encoding.value]}}
    with editing(tmp_path, {"a.py": UNUSED}, capabilities) as client:
        client.open("a.py")
        client.wait_for_rules("a.py", "unused-suppression")
        action = titled(actions(client, "a.py", 0, 40, 0, 40), "Remove")
        assert applied(UNUSED, edits_of(action), encoding) == "x = '\U0001d4c1'; import json\n"


def test_a_fix_that_may_change_what_code_does_is_not_preferred(tmp_path):
    with editing(tmp_path, {"a.py": "import json  # importls: ignore unresolved-import\n"}) as client:
        client.open("a.py")
        client.wait_for_rules("a.py", "unused-suppression")
        action = titled(actions(client, "a.py", 0, 20, 0, 20), "Write the rules")
        assert "isPreferred" not in action


def test_a_fix_fits_the_latest_text_and_the_client_that_does_not_know_versions(tmp_path):
    capabilities = {"textDocument": {"codeAction": LITERALS}}
    with editing(tmp_path, {"a.py": UNUSED}, capabilities) as client:
        client.open("a.py")
        client.wait_for_rules("a.py", "unused-suppression")
        client.change("a.py", f"\n\n{UNUSED}")
        action = titled(actions(client, "a.py", 2, 40, 2, 40), "Remove")
        (edits,) = action["edit"]["changes"].values()
        assert applied(f"\n\n{UNUSED}", edits) == "\n\nx = '\U0001d4c1'; import json\n"
        client.wait(lambda: client.published("a.py")[0]["range"]["start"]["line"] == 2)


def test_a_fix_of_a_cycle_edits_other_files_too(tmp_path):
    files = {"a.py": "from b import y\nx = 1\n", "b.py": "from a import x\n\n\ndef y():\n    return x\n"}
    with editing(tmp_path, files) as client:
        client.open("a.py")
        (finding,) = client.wait_for_rules("a.py", "cycle-will-fail")
        found = actions(client, "a.py", 0, 7, 0, 8)
        action = titled(found, "Move")
        (change,) = action["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": uri(client.folder / "b.py"), "version": None}
        assert applied(files["b.py"], change["edits"]).endswith("def y():\n    from a import x\n\n    return x\n")
        assert action["diagnostics"] == [finding]


def test_a_finding_is_silenced_with_a_comment_that_the_next_one_joins(tmp_path):
    text = "try:\r\n    x = '\U0001d4c1'; import gone, none\r\nfinally:\r\n    pass\r\n"
    with editing(tmp_path, {"a.py": text}) as client:
        client.open("a.py", text)
        findings = client.wait_for_rules("a.py", "unresolved-import", "unresolved-import")
        action = titled(actions(client, "a.py", 1, 0, 1, 40), "Suppress unresolved-import")
        assert (action["kind"], action["diagnostics"]) == ("quickfix", findings)
        silenced = applied(text, edits_of(action))
        assert silenced == text.replace("none", "none  # importls: ignore[unresolved-import] -- ")
        client.change("a.py", silenced)
        client.wait_for_rules("a.py")
        client.change("a.py", text.replace("none", "none  # importls: ignore[import-cycle] -- why"))
        found = actions(client, "a.py", 1, 0, 1, 40, only=["quickfix"])
        joined = applied(text.replace("none", "none  # importls: ignore[import-cycle] -- why"), edits_of(found[1]))
        assert "none  # importls: ignore[import-cycle, unresolved-import] -- why\r\n" in joined
        assert [action["title"].split()[0] for action in found] == ["Remove", "Suppress"]


@pytest.mark.parametrize("feed", ["\n", "\r\n", "\r"])
def test_a_line_that_is_new_ends_as_the_others_do(tmp_path, feed):
    text = f"import gone; y = '''{feed}'''{feed}"
    with editing(tmp_path, {"a.py": text.encode()}) as client:
        client.open("a.py", text)
        client.wait_for_rules("a.py", "unresolved-import")
        action = titled(actions(client, "a.py", 0, 8, 0, 8), "Suppress")
        assert applied(text, edits_of(action)) == f"# importls: ignore-next-line[unresolved-import] -- {feed}{text}"


def test_all_safe_fixes_of_a_document_are_made_at_once(tmp_path):
    text = UNUSED + "import gone  # importls: ignore unresolved-import\n" + UNUSED
    with editing(tmp_path, {"a.py": text, "b.py": UNUSED}) as client:
        assert "source.fixAll.importls" in client.offered["codeActionProvider"]["codeActionKinds"]
        client.open("a.py")
        client.wait(lambda: len(client.published("a.py") or ()) == 4)
        for only in (["source.fixAll"], ["source.fixAll.importls"], ["source"]):
            (action,) = actions(client, "a.py", 0, 0, 0, 0, only=only)
            assert action["kind"] == "source.fixAll.importls"
            assert applied(text, edits_of(action)) == text.replace("  # importls: ignore[import-cycle]", "")
        assert actions(client, "a.py", 0, 0, 3, 0, only=["source.organizeImports"]) == []
        client.change("a.py", "import json\n")
        assert actions(client, "a.py", 0, 0, 0, 0, only=["source.fixAll"]) == []


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (None, {"quickfix", "source.fixAll.importls"}),
        ([""], {"quickfix", "source.fixAll.importls"}),
        (["quickfix"], {"quickfix"}),
        (["source", "refactor"], {"source.fixAll.importls"}),
        (["quick", "quickfix.x", "refactor.extract"], set()),
        ([], {"quickfix", "source.fixAll.importls"}),
    ],
)
def test_only_what_is_asked_for_is_offered(tmp_path, only, kinds):
    with editing(tmp_path, {"a.py": UNUSED}) as client:
        client.open("a.py")
        client.wait_for_rules("a.py", "unused-suppression")
        assert {action["kind"] for action in actions(client, "a.py", 0, 40, 0, 40, only=only)} == kinds


def test_a_client_that_takes_only_commands_is_offered_nothing(tmp_path):
    with editing(tmp_path, {"a.py": UNUSED}, {}) as client:
        client.open("a.py")
        client.wait_for_rules("a.py", "unused-suppression")
        assert actions(client, "a.py", 0, 40, 0, 40) is None


def test_the_import_at_the_cursor_is_written_the_other_way(tmp_path):
    text = "x = '\U0001d4c1'; from .b import x\nfrom a.b import y\nfrom a.gone import z\n"
    with editing(tmp_path, {"a/__init__.py": "", "a/b.py": "x = y = 1\n", "a/c.py": text}) as client:
        client.open("a/c.py")
        (action,) = actions(client, "a/c.py", 0, 20, 0, 20, only=["refactor"])
        assert action["kind"] == "refactor.rewrite"
        assert applied(text, edits_of(action)) == text.replace("from .b import x", "from a.b import x")
        (action,) = actions(client, "a/c.py", 1, 0, 1, 0, only=["refactor.rewrite"])
        assert applied(text, edits_of(action)) == text.replace("from a.b import y", "from .b import y")
        assert actions(client, "a/c.py", 2, 3, 2, 3, only=["refactor.rewrite"]) == []
