"""Runs an editor without a screen over a small project, and gives what its user has seen, step by step."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from tests.end_to_end.command import draw, draw_interpreter, environment

HERE = pathlib.Path(__file__).parent
FILES = {
    "pyproject.toml": "[tool.importls]\npython = '../venv'\n",
    "main.py": "import helpre\nfrom package.part import thing\n",
    "helper.py": "",
    "package/__init__.py": "",
    "package/part.py": "# 𝄞\n\nthing = 1\n",
}


def steps(folder, editor, *arguments):
    """What was seen, by the name of the step. Where there is no such editor the test is skipped, on CI it fails."""
    if shutil.which(editor) is None:
        assert os.environ.get("CI") != "true", f"{editor} is not installed"
        pytest.skip(f"{editor} is not installed")
    draw_interpreter(folder)
    project = draw(folder / "project", FILES)
    seen = folder / "seen"
    more = {"HOME": folder, "XDG_STATE_HOME": folder, "SEEN": seen, "PYTHON": sys.executable}
    done = subprocess.run(
        [editor, *arguments],
        cwd=project,
        env=environment(**{name: str(value) for name, value in more.items()}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=600,
    )
    assert seen.exists(), done
    said = [json.loads(line) for line in seen.read_text().splitlines()]
    return {item["step"]: item["seen"] for item in said}
