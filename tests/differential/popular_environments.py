"""Real environments with popular packages, made once for each interpreter and kept in the user's cache folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "importls-tests"


def environment_with(requirements: str, python: str) -> Path:
    """A virtual environment of this interpreter with a requirements file of this folder installed.

    Packages that cannot be installed (a machine without a network) skip the test; in CI they fail it.
    """
    text = (HERE / requirements).read_text()
    key = hashlib.sha256(f"{python} {text}".encode()).hexdigest()[:12]
    folder = CACHE / f"{Path(requirements).stem}-{key}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _install(HERE / requirements, python, folder)
            (folder / "complete").touch()
    return folder


def _install(requirements: Path, python: str, folder: Path) -> None:
    """With the pip of this interpreter, which starts faster; with the target's own where that one is too old for it."""
    arguments = ["install", "--quiet", "--no-compile", "--only-binary", ":all:", "--requirement", str(requirements)]
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True, capture_output=True)
    done = _run(sys.executable, "-m", "pip", "--python", folder / "bin" / "python", *arguments)
    if done.returncode != 0:
        _run(folder / "bin" / "python", "-m", "ensurepip", "--default-pip")
        done = _run(folder / "bin" / "python", "-m", "pip", *arguments)
    if done.returncode != 0 and "CI" not in os.environ:
        pytest.skip(f"the packages of {requirements.name} cannot be installed: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)
