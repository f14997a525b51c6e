"""Entry points in an open `pyproject.toml`: places in LSP's words, in the text as it is now."""

import pytest

from importls.language_server.encoding import Encoding
from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, span, uri

TOML = "[project]\nname = 'x'\n[project.scripts]\n"
WIDTHS = {Encoding.UTF_8: 4, Encoding.UTF_16: 2, Encoding.UTF_32: 1}


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(
        tmp_path / "p", {"pyproject.toml": TOML, "src/app/main.py": "def main(): ...\n", "src/app/__init__.py": ""}
    )


@pytest.mark.parametrize("encoding", Encoding)
def test_definition_links_hover_and_completion(project, encoding):
    capabilities = {"general": {"positionEncodings": [encoding.value]}}
    with Client(project, "--python", project.parent / "venv", capabilities=capabilities) as client:
        client.initialize()
        line = 'x = { "\U0001d4c1" = "app.main:main" }\n'
        client.open("pyproject.toml", f"{TOML}{line}")
        start = line.index("app") - 1 + WIDTHS[encoding]
        (found,) = client.request("textDocument/definition", client.at("pyproject.toml", 3, start + 10))
        assert found == {"uri": uri(project / "src/app/main.py"), "range": span(0, 4, 0, 8)}
        (link,) = client.request("textDocument/documentLink", client.at("pyproject.toml", 0, 0))
        assert link["range"] == span(3, start, 3, start + 8)
        hover = client.request("textDocument/hover", client.at("pyproject.toml", 3, start + 5))
        assert hover["range"] == span(3, start + 4, 3, start + 8)
        assert hover["contents"]["value"].startswith("module app.main")
        offered = client.request("textDocument/completion", client.at("pyproject.toml", 3, start + 4))
        assert [item["label"] for item in offered["items"]] == ["main"]
        assert client.request("completionItem/resolve", offered["items"][0])["detail"] == "app.main"
