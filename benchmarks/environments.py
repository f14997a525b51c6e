"""Makes virtual environments and installs into them with pip; it does not know what for."""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence

from benchmarks.places import REPOSITORY, Place, build_once

SCRIPTS = os.path.basename(sysconfig.get_path("scripts"))


def script(environment: str, name: str) -> str:
    """The path of a command that is installed in the environment."""
    return os.path.join(environment, SCRIPTS, name)


def make_environment(folder: str, python: str, requirements: Sequence[str]) -> None:
    """A virtual environment with these installed; without pip when there are none.

    Raises:
        subprocess.CalledProcessError: pip or venv failed; what they said stands on standard error.

    """
    bare = [] if requirements else ["--without-pip"]
    subprocess.run([python, "-m", "venv", *bare, folder], check=True, stdout=sys.stderr)
    if requirements:
        pip = [script(folder, "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, *requirements], check=True, stdout=sys.stderr)


def make_tool(place: Place, name: str, requirements: Sequence[str], say: Callable[[str], None]) -> None:
    """Install a tool in an environment of its own; importls itself again whenever its sources have changed."""
    recipe: dict[str, object] = {"requirements": list(requirements), "python": sys.version}
    if name == "importls":
        recipe["sources"] = source_digest()
        requirements = [REPOSITORY]
    if name == "pyright" and shutil.which("node") is None:
        requirements = ["pyright[nodejs]"]
    build_once(place.peer(name), recipe, lambda folder: make_environment(folder, sys.executable, requirements), say)


def python_version(python: str) -> str:
    """`3.13.0` of an interpreter.

    Raises:
        OSError, subprocess.CalledProcessError: it does not start.

    """
    asked = "import platform; print(platform.python_version())"
    return subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.strip()


def source_digest() -> str:
    """What the sources of importls in this checkout hash to."""
    digest = hashlib.sha256()
    for path in _sources():
        with open(path, "rb") as stream:
            digest.update(path.encode() + b"\0" + stream.read() + b"\0")
    return digest.hexdigest()


def _sources() -> Iterator[str]:
    yield os.path.join(REPOSITORY, "pyproject.toml")
    for package in ("importls", "resolver"):
        for folder, folders, files in os.walk(os.path.join(REPOSITORY, package)):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            yield from (os.path.join(folder, name) for name in sorted(files))
