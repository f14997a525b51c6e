"""`textDocument/codeLens`: who imports a file, and whether it goes round."""

import pytest

from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, uri

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "a.py": "'\U0001d4c1'; import b\n",
    "b.py": "import c\n",
    "c.py": "import b\nimport alone\n",
    "alone.py": "",
}


@pytest.fixture
def client(tmp_path):
    draw_interpreter(tmp_path)
    with Client(draw(tmp_path / "p", FILES), "--python", tmp_path / "venv") as client:
        client.initialize()
        yield client


def title_above(client, path):
    (lens,) = client.request("textDocument/codeLens", {"textDocument": {"uri": uri(client.folder / path)}})
    assert lens["range"]["start"] == {"line": 0, "character": 0}
    return lens["command"]["title"]


def test_it_counts_importers_and_the_cycle(client):
    client.open("b.py")
    client.wait_for_rules("b.py", "import-cycle")

    assert title_above(client, "b.py") == "imported by 2 modules, in a cycle of 2"
    assert title_above(client, "alone.py") == "imported by 1 module"
    assert title_above(client, "a.py") == "imported by 0 modules"


def test_an_edit_of_an_importer_counts_at_once(client):
    client.open("a.py", "import alone\n")

    assert title_above(client, "alone.py") == "imported by 2 modules"
