"""What real tools do to an environment and to a work tree is noticed by a client that watches nothing."""

import os
import subprocess
import sys
import zipfile

import pytest

from tests.end_to_end.command import draw, environment
from tests.end_to_end.language_client import Client

WHEEL = "importls_test_thing-1.0-py3-none-any.whl"
METADATA = {
    "METADATA": "Metadata-Version: 2.1\nName: importls-test-thing\nVersion: 1.0\n",
    "WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "top_level.txt": "importls_test_thing\n",
    "RECORD": "",
}


def make_wheel(folder):
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr("importls_test_thing/__init__.py", "x = 1\n")
        for name, text in METADATA.items():
            wheel.writestr(f"importls_test_thing-1.0.dist-info/{name}", text)
    return folder / WHEEL


def do(*command, folder):
    subprocess.run([*map(str, command)], cwd=folder, env=environment(), check=True, capture_output=True, timeout=300)


def test_what_pip_installs_is_found_and_what_it_uninstalls_is_not(tmp_path):
    project = draw(tmp_path / "project", {"a.py": "from importls_test_thing import x\n"})
    do(sys.executable, "-m", "venv", ".venv", folder=project)
    scripts = project / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [scripts / "python", "-m", "pip", "--disable-pip-version-check"]
    with Client(project) as client:
        client.initialize()
        client.wait_for_rules("a.py", "unresolved-import")
        do(*pip, "install", "--no-index", "--no-deps", make_wheel(tmp_path), folder=project)
        client.wait_for_rules("a.py")
        do(*pip, "uninstall", "--yes", "importls-test-thing", folder=project)
        client.wait_for_rules("a.py", "unresolved-import")


@pytest.fixture
def work_tree(tmp_path):
    """A repository with two branches: only one of them has the module that is imported."""
    folder = draw(tmp_path / "project", {"a.py": "import package.part\n", "package/__init__.py": ""})
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    do("git", "init", "--quiet", "--initial-branch", "without", folder=folder)
    do("git", "add", ".", folder=folder)
    do("git", *who, "commit", "--quiet", "--message", "without", folder=folder)
    do("git", "checkout", "--quiet", "-b", "with", folder=folder)
    draw(folder, {"package/part.py": "", "b.py": "import nowhere\n"})
    do("git", "add", ".", folder=folder)
    do("git", *who, "commit", "--quiet", "--message", "with", folder=folder)
    return folder


def test_another_branch_has_other_findings(work_tree):
    with Client(work_tree, "--python", sys.executable) as client:
        client.initialize()
        client.wait_for_rules("b.py", "unresolved-import")
        do("git", "checkout", "--quiet", "without", folder=work_tree)
        client.wait_for_rules("a.py", "unresolved-import")
        client.wait_for_rules("b.py")
        do("git", "checkout", "--quiet", "with", folder=work_tree)
        client.wait_for_rules("a.py")
        client.wait_for_rules("b.py", "unresolved-import")
