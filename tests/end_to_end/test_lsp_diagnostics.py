"""Findings in an editor: pushed or pulled, of open files or of all, and the same as on the command line."""

import json

import pytest

from tests.end_to_end.command import CHECKOUT, draw, draw_interpreter, run
from tests.end_to_end.language_client import Client, rules_of, uri

PULLS = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
RELATED = {"textDocument": {"publishDiagnostics": {"relatedInformation": True}}}
CONFIGURES = {"workspace": {"configuration": True}}
CYCLE = {
    "a.py": "import b\nimport gone\n",
    "b.py": "x = '\U0001d4c1'; import a\n",
    "c.py": "import os  # importls: ignore\n",
}


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", CYCLE)


def start(project, **more):
    return Client(project, "--python", project.parent / "venv", **more)


def test_findings_of_all_files_are_pushed_without_opening_any(project):
    with start(project) as client:
        client.initialize()
        client.wait_for_rules("a.py", "import-cycle", "unresolved-import")
        client.wait_for_rules("c.py", "unused-suppression")


def test_a_finding_says_everything_that_an_editor_can_show(project):
    with start(project, capabilities=RELATED) as client:
        client.initialize()
        cycle, gone = client.wait_for_rules("a.py", "import-cycle", "unresolved-import")
        (unused,) = client.wait_for_rules("c.py", "unused-suppression")
    assert (cycle["severity"], gone["severity"]) == (2, 1)
    assert cycle["source"] == "importls"
    assert cycle["codeDescription"]["href"].endswith("import-cycle")
    (related,) = cycle["relatedInformation"]
    assert related["location"] == {
        "uri": uri(project / "b.py"),
        "range": {"start": {"line": 0, "character": 17}, "end": {"line": 0, "character": 18}},
    }
    assert unused["tags"] == [1]


def test_a_module_that_python_has_no_more_is_struck_out(tmp_path):
    draw_interpreter(tmp_path, "3.13")
    project = draw(tmp_path / "p", {"a.py": "import asyncore, gone\n"})
    with start(project) as client:
        client.initialize()
        removed, gone = client.wait_for_rules("a.py", "unresolved-import", "unresolved-import")
    assert (removed["tags"], gone.get("tags")) == ([2], None)


@pytest.mark.parametrize("failing", [True, False])
def test_a_finding_about_a_cycle_names_every_import_on_the_way(project, failing):
    chain = {f"m{n}.py": f"'\U0001d4c1'; import m{(n + 1) % 4}\n" for n in range(3)}
    last = "from m0 import m1, missing\n" if failing else "import m0\n"
    draw(project, {**chain, "m3.py": f"'\U0001d4c1'; {last}", "m0.py": chain["m0.py"] + "missing = 1\n"})
    with start(project, capabilities=RELATED) as client:
        client.initialize()
        place, rule = ("m3.py", "cycle-entry-dependent") if failing else ("m0.py", "import-cycle")
        (finding,) = client.wait_for_rules(place, rule)
    others = [item["location"] for item in finding["relatedInformation"]]
    assert {item["uri"] for item in others} == {uri(project / f"m{n}.py") for n in range(4)} - {uri(project / place)}
    assert {item["range"]["start"]["character"] for item in others} <= {6, 13}


def test_a_mistake_in_the_configuration_has_a_page(project):
    draw(project, {"importls.toml": "ignor = []\n"})
    with start(project) as client:
        client.initialize()
        (finding,) = client.wait_for_rules("importls.toml", "invalid-configuration")
    name = finding["codeDescription"]["href"].rpartition("/")[2]
    assert (CHECKOUT / "docs" / "rules" / f"{name}.md").read_text().startswith(f"# {name}\n")


def test_a_client_that_pulls_gets_nothing_pushed(project):
    with start(project, capabilities=PULLS) as client:
        assert client.initialize()["diagnosticProvider"]["interFileDependencies"]
        client.open("a.py")
        client.wait(lambda: len(client.pull("a.py")["items"]) == 2)
        assert not [note for note in client.notifications if note["method"] == "textDocument/publishDiagnostics"]


def test_what_a_client_has_already_is_not_sent_again(project):
    with start(project, capabilities=PULLS) as client:
        client.initialize()
        client.open("a.py")
        client.wait(lambda: len(client.pull("a.py")["items"]) == 2)
        first = client.pull("a.py")
        again = client.pull("a.py", previousResultId=first["resultId"])
        assert (first["kind"], again) == ("full", {"kind": "unchanged", "resultId": first["resultId"]})
        client.change("a.py", "import gone\n")
        assert rules_of(client.pull("a.py", previousResultId=first["resultId"])["items"]) == ["unresolved-import"]


def test_the_findings_of_a_file_that_is_closed_are_told_with_all_others_again(project):
    """While it is open, clients pass over what they are told of it with all others."""
    with start(project, capabilities=PULLS) as client:
        client.initialize()
        client.open("a.py")
        client.wait(lambda: len(client.pull("a.py")["items"]) == 2)
        has = [
            {"uri": item["uri"], "value": item["resultId"]}
            for item in client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
        ]
        held = client.ask("workspace/diagnostic", {"previousResultIds": has})
        client.close_document("a.py")
        (told,) = client.answer(held)["result"]["items"]
        assert (told["uri"], len(told["items"])) == (uri(project / "a.py"), 2)


def test_the_question_about_all_files_waits_until_something_is_new(project):
    with start(project, capabilities=PULLS) as client:
        client.initialize()
        report = client.request("workspace/diagnostic", {"previousResultIds": []})
        assert {item["uri"] for item in report["items"]} >= {uri(project / "a.py"), uri(project / "c.py")}
        while True:
            has = [{"uri": item["uri"], "value": item["resultId"]} for item in report["items"]]
            held = client.ask("workspace/diagnostic", {"previousResultIds": has})
            client.open("b.py") if "b.py" not in client.versions else None
            client.pull("b.py")
            if held not in client.answers:
                break
            report = client.answers[held]["result"]
        client.change("b.py", "import gone\n")
        news = client.answer(held)["result"]["items"]
        assert {item["uri"] for item in news} <= {uri(project / "a.py"), uri(project / "b.py")}


def test_other_open_files_are_asked_about_again(project):
    with start(project, capabilities=PULLS) as client:
        client.initialize()
        client.request("workspace/diagnostic", {"previousResultIds": []})
        for path in ("a.py", "b.py"):
            client.open(path)
            client.wait(lambda path=path: client.pull(path)["kind"])
        client.wait(lambda: len(client.pull("a.py")["items"]) == 2)
        client.change("b.py", "\n")
        client.pull("b.py")
        client.wait(lambda: [r for r in client.requests if r["method"] == "workspace/diagnostic/refresh"])
        assert rules_of(client.pull("a.py")["items"]) == ["unresolved-import"]


@pytest.mark.parametrize(("mode", "told"), [("openFilesOnly", ["a.py"]), ("off", [])])
def test_findings_are_of_the_files_that_the_setting_names(project, mode, told):
    with start(project, capabilities=CONFIGURES, settings={"diagnosticMode": mode}) as client:
        client.initialize()
        client.open("a.py")
        for path in told:
            client.wait(lambda path=path: client.published(path))
        client.open("b.py", "import gone\n")
        client.wait(lambda: client.published("b.py") is not None and (client.published("b.py") or mode == "off"))
        assert not client.published("c.py")
        assert bool(client.published("a.py")) == bool(told)


def test_rules_can_be_set_in_the_editor_and_mistakes_there_harm_nothing(project):
    settings = {"select": ["unresolved-import", "no-such-rule"], "roots": 5, "unheardOf": True}
    with start(project, capabilities=CONFIGURES, settings=settings) as client:
        client.initialize()
        client.wait_for_rules("a.py", "unresolved-import")
        client.settings = {"ignore": ["unresolved-import"]}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        client.wait_for_rules("a.py", "import-cycle")
        client.settings = {"diagnosticMode": "off"}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        client.wait_for_rules("a.py")


def test_a_client_without_configuration_sets_things_at_the_start_and_by_pushing_them(project):
    with start(project) as client:
        client.initialize(initializationOptions={"importls": {"select": ["import-cycle"]}})
        client.wait_for_rules("a.py", "import-cycle")
        client.notify("workspace/didChangeConfiguration", {"settings": {"importls": {"select": ["syntax-error"]}}})
        client.wait_for_rules("a.py")


def test_the_first_check_shows_its_progress_to_a_client_that_can_show_it(project):
    draw(project, {f"m{number}.py": "import gone\n" * 20 for number in range(300)})
    with start(project, capabilities={"window": {"workDoneProgress": True}}) as client:
        client.initialize()
        client.wait_for_rules("m299.py", *["unresolved-import"] * 20)
        client.wait(lambda: steps_of(client)[-1:] == ["end"])
        assert set(steps_of(client)) == {"begin", "report", "end"}
        client.open("a.py", "(\n")
        client.wait_for_rules("a.py", "syntax-error")
        assert steps_of(client).count("begin") == 1


def steps_of(client):
    return [note["params"]["value"]["kind"] for note in client.notifications if note["method"] == "$/progress"]


def test_each_folder_has_its_own_environment_and_configuration(tmp_path):
    draw_interpreter(tmp_path / "one")
    draw_interpreter(tmp_path / "two")
    draw(tmp_path / "one", {".venv/": "", "a.py": "import installed\nimport gone\n"})
    (tmp_path / "one/.venv").rmdir()
    (tmp_path / "one/venv").rename(tmp_path / "one/.venv")
    draw(tmp_path / "two", {"importls.toml": "ignore = ['unresolved-import']\n", "b.py": "import gone\nimport b\n"})
    with Client(tmp_path) as client:
        client.initialize(tmp_path / "one", tmp_path / "two")
        client.wait_for_rules("one/a.py", "unresolved-import")
        client.open("two/b.py", "(\n")
        client.wait_for_rules("two/b.py", "syntax-error")
        folder = {"uri": uri(tmp_path / "one"), "name": "x"}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
        client.wait_for_rules("one/a.py")
        folder = {"uri": uri(tmp_path / "two"), "name": "x"}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
        client.close_document("two/b.py")
        client.wait_for_rules("two/b.py")


def test_a_file_outside_of_all_folders_is_checked_by_itself(project):
    (project.parent / "alone.py").write_text("import gone\n")
    with start(project) as client:
        client.initialize()
        client.open("../alone.py")
        client.wait_for_rules("../alone.py", "unresolved-import")
        client.open("../venv/lib/python3.12/site-packages/installed/__init__.py", "import gone\n")
        client.wait(lambda: client.published("../venv/lib/python3.12/site-packages/installed/__init__.py") == [])


def test_findings_are_those_of_the_command_line(project):
    draw(
        project,
        {"pkg/__init__.py": "from . import d, e\n", "pkg/d.py": "from .f import x\nimport random\n", "random.py": ""},
    )
    outcome = run(project, "check", "--python", project.parent / "venv", "--format", "json", "--no-cache")
    expected = sorted(
        (item["path"], item["rule"], item["range"]["start"]["line"]) for item in json.loads(outcome.out)["diagnostics"]
    )
    with start(project, capabilities=PULLS) as client:
        client.initialize()

        def told():
            items = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
            return sorted(
                (item["uri"].removeprefix(uri(project) + "/"), found["code"], found["range"]["start"]["line"] + 1)
                for item in items
                for found in item["items"]
            )

        client.wait(lambda: told() == expected)
        assert len(expected) > 4
