"""A fresh virtual environment of a real interpreter, and what that interpreter makes of it."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest


def make_venv(python: str, folder: Path, *options: str) -> Path:
    """A venv without pip; skips the test where the interpreter cannot make one."""
    command = [python, "-m", "venv", "--without-pip", *options, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"{python} cannot make a venv: {done.stdout}{done.stderr}")
    return folder


def site_packages(venv: Path) -> Path:
    """The folder that its packages are installed in."""
    return next(venv.glob("lib/python3.*/site-packages"))


def sys_path_of(venv: Path, *flags: str, variables: dict[str, str] | None = None) -> list[str]:
    """`sys.path` of its interpreter, started with no other variables."""
    command = [venv / "bin" / "python", *flags, "-c", "import sys; print(ascii(sys.path))"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=variables or {}, cwd=venv)
    return ast.literal_eval(done.stdout.splitlines()[-1])
