"""Quick fixes that an editor makes of a failing import: texts, files that are created, and cycles that are cut."""

import pytest

from importls.language_server.encoding import Encoding
from tests.end_to_end.language_client import span, uri
from tests.end_to_end.test_lsp_code_actions import CAPABILITIES, LITERALS, actions, applied, editing, edits_of, titled

FILES = {"resourceOperations": ["create", "delete", "rename"], "documentChanges": True}
WITH_FILES = {"textDocument": {"codeAction": LITERALS}, "workspace": {"workspaceEdit": FILES}}
SLIP = "x = '\U0001d4c1'; import jsno; jsno.x\n"


@pytest.mark.parametrize("encoding", Encoding)
def test_did_you_mean_is_the_preferred_fix_and_ends_the_finding(tmp_path, encoding):
    capabilities = {**CAPABILITIES, "general": {"positionEncodings": [encoding.value]}}
    with editing(tmp_path, {"a.py": SLIP}, capabilities) as client:
        client.open("a.py")
        (finding,) = client.wait_for_rules("a.py", "unresolved-import")
        place = finding["range"]["start"]["character"]
        action = titled(actions(client, "a.py", 0, place, 0, place), "Change")
        assert (action["title"], action["isPreferred"]) == ("Change 'jsno' to 'json'", True)
        assert action["diagnostics"] == [finding]
        after = applied(SLIP, edits_of(action), encoding)
        assert after == SLIP.replace("jsno", "json")
        client.change("a.py", after)
        client.wait_for_rules("a.py")


def test_a_module_is_created_by_clients_that_can(tmp_path):
    files = {"shop/__init__.py": "", "a.py": "import shop.circel\n"}
    with editing(tmp_path, files, WITH_FILES) as client:
        client.open("a.py")
        client.wait_for_rules("a.py", "unresolved-import")
        action = titled(actions(client, "a.py", 0, 8, 0, 8), "Create shop/circel.py")
        (change,) = action["edit"]["documentChanges"]
        created = client.folder / "shop/circel.py"
        assert change == {"kind": "create", "uri": uri(created), "options": {"ignoreIfExists": True}}
        created.write_text("")
        client.wait_for_rules("a.py")


def test_a_file_is_no_matter_of_clients_that_only_edit(tmp_path):
    with editing(tmp_path, {"shop/__init__.py": "", "a.py": "import shop.circel\n"}) as client:
        client.open("a.py")
        client.wait_for_rules("a.py", "unresolved-import")
        titles = [action["title"] for action in actions(client, "a.py", 0, 8, 0, 8)]
        assert titles == ["Suppress unresolved-import with a comment"]


def test_an_import_of_a_cycle_is_made_to_wait(tmp_path):
    files = {
        "a.py": "import b\n\n\ndef f():\n    return b.y\n",
        "b.py": "import a\n\ny = 1\n\n\ndef g():\n    return a\n",
    }
    with editing(tmp_path, files) as client:
        client.open("a.py")
        client.wait_for_rules("a.py", "import-cycle")
        params = {"textDocument": {"uri": uri(client.folder / "a.py")}, "range": span(0, 7, 0, 7)}
        automatic = {**params, "context": {"diagnostics": [], "triggerKind": 2}}
        kinds = {action["kind"] for action in client.request("textDocument/codeAction", automatic)}
        assert kinds == {"quickfix"}
        found = actions(client, "a.py", 0, 7, 0, 7, only=["refactor.rewrite"])
        action = titled(found, "Move 'import b' into 'f'")
        after = applied(files["a.py"], edits_of(action))
        assert after == "def f():\n    import b\n\n    return b.y\n"
        client.change("a.py", after)
        client.wait_for_rules("a.py")


def test_a_fix_is_offered_at_each_import_that_it_edits(tmp_path):
    files = {"a.py": "from b import y\nx = 1\n", "b.py": "from a import x\n\n\ndef y():\n    return x\n"}
    with editing(tmp_path, files) as client:
        client.open("b.py")
        client.wait_for_rules("a.py", "cycle-will-fail")
        action = titled(actions(client, "b.py", 0, 7, 0, 7, only=["quickfix"]), "Move")
        assert applied(files["b.py"], edits_of(action)).endswith("def y():\n    from a import x\n\n    return x\n")


def test_a_file_that_hides_a_module_is_renamed_by_clients_that_can(tmp_path):
    files = {"random.py": "x = 1\n", "a.py": "'\U0001d4c1'; import random\nprint(random.x)\n"}
    with editing(tmp_path, files, WITH_FILES) as client:
        client.open("a.py")
        (finding,) = client.wait_for_rules("a.py", "shadows-stdlib")
        action = titled(actions(client, "a.py", 0, 15, 0, 15), "Rename random.py to random_.py")
        text, move = action["edit"]["documentChanges"]
        assert (move["kind"], move["oldUri"]) == ("rename", uri(client.folder / "random.py"))
        assert action["diagnostics"] == [finding]
        after = applied(files["a.py"], text["edits"])
        (client.folder / "random.py").rename(client.folder / "random_.py")
        client.change("a.py", after)
        client.wait_for_rules("a.py")
        assert "import random_" in after
