"""Runs the real command in a real process, over trees that tests draw."""

import os
import pathlib
import subprocess
import sys
from dataclasses import dataclass

CHECKOUT = pathlib.Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


def environment(**variables):
    """The variables of this process without those that change what importls chooses."""
    inherited = {key: value for key, value in os.environ.items() if key not in _CHANGING}
    return {key: value for key, value in (inherited | variables).items() if value is not None}


_CHANGING = {"VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS"}


def run(folder, *arguments, stdin=None, program=(sys.executable, "-m", "importls"), **variables):
    """`importls ARGUMENTS` in the folder. A traceback of importls is never right."""
    done = subprocess.run(
        [*program, *map(str, arguments)],
        cwd=folder,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=environment(**variables),
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, done.stdout, done.stderr)


def draw(folder, tree):
    """Files by relative path; a path that ends in a slash is an empty folder."""
    for path, content in tree.items():
        file = folder / path
        if path.endswith("/"):
            file.mkdir(parents=True)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def draw_interpreter(folder, version="3.12"):
    """A prefix with a standard library of a few modules and a venv beside it, as files; nothing in it can run."""
    minor = version.partition(".")[2]
    draw(
        folder,
        {
            f"base/bin/python{version}": b"\x7fELF",
            "base/bin/python3": b"\x7fELF",
            **{f"base/lib/python{version}/{name}": "" for name in ("os.py", "site.py", "json/decoder.py", "random.py")},
            f"base/lib/python{version}/json/__init__.py": "def loads(): ...\n",
            f"base/lib/python{version}/lib-dynload/": "",
            "venv/pyvenv.cfg": f"home = {folder}/base/bin\nversion = {version}.1\nversion_info = 3.{minor}.1.final.0\n",
            "venv/bin/python": b"\x7fELF",
            f"venv/lib/python{version}/site-packages/installed/__init__.py": "",
        },
    )
    return folder / "venv"
