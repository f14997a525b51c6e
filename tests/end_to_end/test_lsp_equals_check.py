"""An editor is told what `importls check` tells, of every project that is drawn in the pages of `tests/mdtest`."""

import json
from pathlib import Path

from tests.end_to_end.command import draw, draw_interpreter, run
from tests.end_to_end.language_client import Client, uri
from tests.scenario import STANDARD_MODULES, scenarios_in

PAGES = sorted((Path(__file__).parents[1] / "mdtest").glob("*.md"))
SITE = "venv/lib/python3.12/site-packages/"
SEVERITIES = {1: "error", 2: "warning", 3: "info"}


def draw_projects(folder):
    """Each scenario as a project below a venv of its own."""
    for number, scenario in enumerate(one for page in PAGES for one in scenarios_in(page.read_text())):
        place = folder / f"{number}"
        draw_interpreter(place)
        draw(place, {f"base/lib/python3.12/{path}": text for path, text in STANDARD_MODULES.items()})
        for path, text in scenario.files.items():
            inside, _, rest = path.partition("/")
            draw(place, {f"{SITE}{rest}" if inside == "site-packages" else f"project/{path}": text})
        yield place / "project"


def told_by_check(folder, projects):
    done = run(folder, "check", "--select", "ALL", "--no-cache", "--exit-zero", "--format", "json", *projects)
    return {
        (uri(folder / item["path"]), item["rule"], item["severity"], *place(item["range"]), item["fingerprint"])
        for item in json.loads(done.out)["diagnostics"]
    }


def place(where):
    return tuple(where[end][unit] for end in ("start", "end") for unit in ("line", "column"))


def told_to_the_editor(client):
    last = {}
    for note in client.notifications:
        if note["method"] == "textDocument/publishDiagnostics":
            last[note["params"]["uri"]] = note["params"]["diagnostics"]
    return {
        (file, item["code"], SEVERITIES[item["severity"]], *lsp_place(item["range"]), item["data"]["fingerprint"])
        for file, items in last.items()
        for item in items
    }


def lsp_place(where):
    return tuple(where[end][unit] + 1 for end in ("start", "end") for unit in ("line", "character"))


def test_an_editor_is_told_what_check_tells(tmp_path):
    projects = list(draw_projects(tmp_path))
    expected = told_by_check(tmp_path, projects)
    assert len(expected) > 100
    capabilities = {"general": {"positionEncodings": ["utf-32"]}}
    with Client(tmp_path, capabilities=capabilities) as client:
        client.initialize(*projects, initializationOptions={"select": ["ALL"]})
        try:
            client.wait(lambda: told_to_the_editor(client) == expected)
        except AssertionError:
            assert sorted(told_to_the_editor(client)) == sorted(expected)
            raise
