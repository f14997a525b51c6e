"""Invariant: nothing that is analysed is executed, nor is the analysed interpreter, whatever the command."""

import sys

import pytest

from importls.cli import COMMANDS
from tests.end_to_end.command import draw, draw_interpreter, run

DRIVER = """\
import sys

TREES = {trees!r}

def watch(event, arguments):
    if event == "import":
        place = arguments[1]
    elif event == "exec":
        place = arguments[0].co_filename
    else:
        place = event if event.startswith(STARTS) else None
    if isinstance(place, str) and place.startswith((*TREES, *STARTS)):
        print("executed:", event, arguments, file=sys.stderr, flush=True)
        import os
        os._exit(99)

STARTS = ("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "pty.spawn")
sys.addaudithook(watch)
{action}
"""

RUN = "from importls.__main__ import main; sys.exit(main())"

TREE = {
    "pkg/__init__.py": "from pkg.sub import *\n",
    "pkg/sub.py": "import installed, json, pkg\n__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
    "conftest.py": "",
    "importls.toml": "",
    "setup.py": "from setuptools import setup; setup()\n",
}

ARGUMENTS = {
    "check": [["--select", "ALL", "--exit-zero", "."]],
    "spec": [["pkg.sub", "installed.deep", "json.decoder", "mapped"]],
    "env": [[]],
    "explain": [["pkg/sub.py:1"], ["installed.deep"], ["unresolved-import"]],
}


FINDER = "__editable___mapped_finder"


@pytest.fixture
def trees(tmp_path):
    """A project, a venv and its base interpreter in which every module fails when it is executed."""
    venv = draw_interpreter(tmp_path / "python")
    packages = "python/venv/lib/python3.12/site-packages/"
    finder = "MAPPING = {'mapped': '/nowhere/mapped'}\ndef install(): raise SystemError\n"
    raising = {
        f"{packages}installed/deep.py": "",
        f"{packages}sitecustomize.py": "",
        f"{packages}{FINDER}.py": finder,
        f"{packages}x.pth": "import sitecustomize; raise SystemError\n",
        f"{packages}__editable__.mapped.pth": f"import {FINDER}; {FINDER}.install()\n",
        **{f"project/{path}": content for path, content in TREE.items()},
    }
    draw(tmp_path, raising)
    for file in tmp_path.rglob("*.py"):
        file.write_text(file.read_text("utf-8") + "\nraise SystemError('executed')\n", "utf-8")
    return tmp_path, venv


def watched(trees, action, *arguments):
    folder, _ = trees
    driver = folder.with_suffix(".driver.py")
    driver.write_text(DRIVER.format(trees=[str(folder)], action=action), "utf-8")
    return run(folder / "project", *arguments, program=(sys.executable, driver))


def test_every_command_has_arguments_here():
    assert set(ARGUMENTS) == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(ARGUMENTS))
def test_no_command_executes_anything_analysed(trees, command):
    for arguments in ARGUMENTS[command]:
        outcome = watched(trees, RUN, command, "--python", trees[1], "--pythonpath", "pkg", *arguments)
        assert outcome.status == 0, outcome.err


@pytest.mark.parametrize(
    "action",
    [
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "sys.path.insert(0, '.'); import pkg",
        "exec(compile('x = 1', TREES[0] + '/x.py', 'exec'))",
    ],
)
def test_the_watch_would_see_it(trees, action):
    assert watched(trees, action).status == 99
