"""What happens outside of the editor is noticed, whether or not the client watches files."""

import shutil

import pytest

from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, uri

SITE = "venv/lib/python3.12/site-packages"
WATCHES = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", {"a.py": "import gone\n", "pkg/__init__.py": "", "pkg/b.py": "import pkg.c\n"})


@pytest.fixture
def client(project):
    with Client(project, "--python", project.parent / "venv", capabilities=WATCHES) as client:
        client.initialize()
        client.wait_for_rules("a.py", "unresolved-import")
        yield client


def test_what_is_installed_is_found_and_what_is_uninstalled_is_not(project, client):
    draw(project.parent / SITE, {"gone/__init__.py": "", "gone-1.dist-info/RECORD": ""})
    client.wait_for_rules("a.py")
    shutil.rmtree(project.parent / SITE / "gone")
    client.wait_for_rules("a.py", "unresolved-import")


def test_an_editable_install_is_found(project, client):
    draw(project.parent, {"elsewhere/gone.py": "", f"{SITE}/gone.pth": f"{project.parent}/elsewhere\n"})
    client.wait_for_rules("a.py")
    (project.parent / "elsewhere/gone.py").unlink()
    client.wait_for_rules("a.py", "unresolved-import")


def test_modules_come_and_go(project, client):
    client.wait_for_rules("pkg/b.py", "unresolved-import")
    draw(project, {"pkg/c.py": ""})
    client.wait_for_rules("pkg/b.py")
    (project / "pkg/c.py").rename(project / "gone.py")
    client.wait_for_rules("a.py")
    client.wait_for_rules("pkg/b.py", "unresolved-import")


def test_files_that_others_write_are_read_again(project, client):
    draw(project, {"a.py": "import os\n"})
    client.wait_for_rules("a.py")
    draw(project, {"a.py": "import gone\n"})
    client.wait_for_rules("a.py", "unresolved-import")


def test_a_change_of_the_configuration_takes_effect(project, client):
    draw(project, {"importls.toml": "ignore = ['unresolved-import']\n"})
    client.wait_for_rules("a.py")
    draw(project, {"importls.toml": "ignor = ['unresolved-import']\n"})
    client.wait_for_rules("importls.toml", "invalid-configuration")
    (project / "importls.toml").unlink()
    client.wait_for_rules("a.py", "unresolved-import")
    client.wait_for_rules("importls.toml")


def test_the_client_is_asked_to_watch_and_what_it_tells_is_looked_at(project, client):
    client.wait(lambda: [r for r in client.requests if r["method"] == "client/registerCapability"])
    draw(project, {"gone.py": ""})
    change = {"uri": uri(project / "gone.py"), "type": 1}
    client.notify("workspace/didChangeWatchedFiles", {"changes": [change, change]})
    client.wait_for_rules("a.py")


def test_a_virtual_environment_that_is_made_is_taken(tmp_path):
    draw_interpreter(tmp_path).rename(tmp_path / "made")
    project = draw(tmp_path / "p", {"a.py": "import installed\n"})
    with Client(project, PATH=f"{tmp_path}/base/bin") as client:
        client.initialize()
        client.wait_for_rules("a.py", "unresolved-import")
        shutil.copytree(tmp_path / "made", project / ".venv")
        client.wait_for_rules("a.py")
        shutil.rmtree(project / ".venv")
        client.wait_for_rules("a.py", "unresolved-import")
        shutil.copytree(tmp_path / "made", project / ".venv")
        client.wait_for_rules("a.py")
        shutil.rmtree(project / ".venv/lib/python3.12/site-packages/installed")
        client.wait_for_rules("a.py", "unresolved-import")


def test_another_branch_is_another_project(project, client):
    draw(project, {"other/pkg/__init__.py": "", "other/pkg/c.py": "import gone\n", "other/gone.py": ""})
    (project / "pkg").rename(project / "old")
    (project / "other/pkg").rename(project / "pkg")
    (project / "other/gone.py").rename(project / "gone.py")
    client.wait_for_rules("a.py")
    client.wait_for_rules("pkg/b.py")
