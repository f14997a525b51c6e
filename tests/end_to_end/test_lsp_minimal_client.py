"""A client that can do nothing but open, edit and save, at a server that has no watch: no settings, no pull either."""

import sys

import pytest

from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, uri

# As on a system that has no watches left to give.
WITHOUT_WATCHES = """
import importls.language_server.watching as watching
watching.Watching.watch = lambda self, folders: None
from importls.__main__ import main
import sys
sys.argv[1:] = ["lsp"]
main()
"""


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    settings = "[tool.importls]\npython = '../venv'\nignore = ['module-package-clash']\n"
    return draw(tmp_path / "p", {"pyproject.toml": settings, "a.py": "import made\n", "pkg/__init__.py": ""})


@pytest.fixture
def client(project):
    with Client(project, program=[sys.executable, "-c", WITHOUT_WATCHES]) as client:
        client.initialize(workspaceFolders=None, rootUri=uri(project))
        client.open("a.py")
        client.wait_for_rules("a.py", "unresolved-import")
        yield client


def test_a_module_that_comes_is_seen_with_the_next_edit_and_that_it_goes_with_the_one_after(project, client):
    draw(project, {"made.py": ""})
    client.change("a.py", "import made\n\n")
    client.wait_for_rules("a.py")
    (project / "made.py").unlink()
    client.change("a.py", "import made\n\n\n")
    client.wait_for_rules("a.py", "unresolved-import")


def test_a_module_that_comes_is_seen_when_a_file_is_saved(project, client):
    draw(project, {"made/__init__.py": ""})
    client.notify("textDocument/didSave", {"textDocument": {"uri": uri(project / "a.py")}})
    client.wait_for_rules("a.py")


def test_what_is_installed_is_seen_when_the_user_turns_to_another_file(project, client):
    draw(project.parent, {"venv/lib/python3.12/site-packages/made.py": ""})
    client.open("pkg/__init__.py")
    client.wait_for_rules("a.py")


def test_a_file_that_others_write_is_read_again_with_the_next_edit(project, client):
    draw(project, {"b.py": "import gone\n"})
    client.change("a.py", "import made \n")
    client.wait_for_rules("b.py", "unresolved-import")
    draw(project, {"b.py": "import os\n"})
    client.change("a.py", "import made  \n")
    client.wait_for_rules("b.py")


def test_the_configuration_is_that_of_the_project(project, client):
    draw(project, {"pyproject.toml": "[tool.importls]\npython = '../venv'\nignore = ['unresolved-import']\n"})
    client.change("a.py", "import made  \n")
    client.wait_for_rules("a.py")


def test_an_import_leads_to_its_file(project, client):
    client.change("a.py", "import pkg\n")
    (target,) = client.request("textDocument/definition", client.at("a.py", 0, 8))
    assert target["uri"] == uri(project / "pkg/__init__.py")
