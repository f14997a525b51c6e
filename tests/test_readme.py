"""Every console block of the README runs as it stands."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
COMMANDS = re.findall(r"^\$ (.*)$", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
SET_UP = [command for command in COMMANDS if "venv" in command]


def test_the_other_commands_are_those_that_the_generator_runs():
    assert [command for command in COMMANDS if command not in SET_UP and not command.startswith("importls ")] == []
    assert len(SET_UP) == 2


@pytest.fixture
def clone(tmp_path):
    """The files that git would clone, as they are in the working tree."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / name, target)
    return tmp_path / "clone"


@pytest.mark.parametrize("command", SET_UP)
def test_it_sets_up_and_works_in_a_fresh_clone(clone, command):
    # The command that runs all tests would run this one: here it runs those of the graph.
    environment = {**os.environ, "PYTEST_ADDOPTS": "tests/graph"}
    environment = {name: value for name, value in environment.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}

    result = subprocess.run(["bash", "-c", command], cwd=clone, env=environment, capture_output=True, text=True)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert ("passed" in result.stdout) == ("pytest" in command)
