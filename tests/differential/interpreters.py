"""The real interpreters of this machine, and questions to them: the oracle of the differential tests."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
from pathlib import Path

from resolver import Found, NotFound, ParentNotAPackage, Raises, Resolution

DESCRIBE = r"""
def describe(spec):
    if spec is None:
        return None
    loader = spec.loader
    kind = None if loader is None else loader.__name__ if isinstance(loader, type) else type(loader).__name__
    locations = spec.submodule_search_locations
    if kind == "_NamespaceLoader":  # Its name before 3.11.
        kind = "NamespaceLoader"
    return [spec.name, kind, spec.origin, None if locations is None else list(locations), spec.cached,
            bool(spec.has_location), spec.parent]
"""

# Reads a job a line from standard input: each replaces sys.path and asks for names. With `run_parents` false a parent
# is entered into sys.modules as an empty module, so that only the finders are compared.
_ORACLE = (
    DESCRIBE
    + r"""
import importlib.util, json, os, sys, types, warnings, zipimport
warnings.simplefilter("ignore")
START = dict(sys.modules)
answer_stream, sys.stdout = sys.stdout, sys.stderr

def enter_parents(name):
    parent = name.rpartition(".")[0]
    if parent and parent not in sys.modules:
        enter_parents(parent)
        spec = importlib.util.find_spec(parent)
        if spec is not None:
            module = types.ModuleType(parent)
            module.__spec__ = spec
            if spec.submodule_search_locations is not None:
                module.__path__ = spec.submodule_search_locations
            sys.modules[parent] = module

def ask(name, run_parents):
    try:
        if not run_parents:
            enter_parents(name)
        return describe(importlib.util.find_spec(name))
    except Exception as error:
        return type(error).__name__
    finally:
        if not run_parents:
            for entered in set(sys.modules) - set(START):
                del sys.modules[entered]

for line in sys.stdin:
    job = json.loads(line)
    if job["folder"] is not None:
        os.chdir(job["folder"])
    if job["path"] is not None:
        sys.path[:] = job["path"]
        sys.path_importer_cache.clear()
        zipimport._zip_directory_cache.clear()
    print(json.dumps([ask(name, job["run_parents"]) for name in job["names"]]), file=answer_stream, flush=True)
"""
)


class Oracle:
    """One real interpreter that answers a job as long as somebody asks."""

    def __init__(self, python: str, *flags: str) -> None:
        self._process = subprocess.Popen(
            [python, *flags, "-c", _ORACLE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, asked: dict[str, object]) -> list[object]:
        """For each name of the job: the fields of the spec, None, or the name of an exception."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@functools.cache
def interpreters() -> tuple[str, ...]:
    """CPython 3.8 and later of pyenv, uv and PATH, one a version."""
    home = Path.home()
    candidates = [
        *sorted(home.glob(".pyenv/versions/3.*/bin/python")),
        *sorted(home.glob(".local/share/uv/python/cpython-3.*/bin/python3")),
        *filter(None, (shutil.which(f"python3.{minor}") for minor in range(8, 16))),
    ]
    found: dict[tuple[str, str], str] = {}
    for candidate in [*map(str, candidates), *(p for p in ["/usr/bin/python3"] if Path(p).exists())]:
        version = _version(candidate)
        if version is not None:
            found.setdefault((version, str(Path(candidate).parent)), candidate)
    return tuple(found.values())


def ask_find_spec(python: str, jobs: list[dict[str, object]], *flags: str) -> list[list[object]]:
    """For each job and each of its names: the fields of the spec, None, or the name of an exception."""
    lines = "".join(json.dumps(asked) + "\n" for asked in jobs)
    done = subprocess.run([python, *flags, "-c", _ORACLE], input=lines, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def job(
    names: list[str], path: list[str] | None = None, *, folder: str | None = None, run_parents: bool = False
) -> dict[str, object]:
    """`folder` becomes the working directory."""
    return {"path": path, "names": names, "folder": folder, "run_parents": run_parents}


def answer_of(resolution: Resolution) -> object:
    """A resolution in the oracle's words."""
    match resolution:
        case Found(spec):
            locations = None if spec.submodule_search_locations is None else list(spec.submodule_search_locations)
            return [
                spec.name,
                spec.loader,
                spec.origin,
                locations,
                spec.cached,
                spec.has_location,
                spec.parent,
            ]
        case NotFound(name, missing) if name == missing:
            return None
        case NotFound() | ParentNotAPackage():
            return "ModuleNotFoundError"
        case Raises(error=error):
            return error


def disagreements(expected: list[object], names: list[str], resolutions: list[Resolution]) -> list[str]:
    """One line for each name that is answered differently."""
    return [
        f"{name!r}: CPython {theirs!r}, resolver {ours!r}"
        for name, theirs, resolution in zip(names, expected, resolutions, strict=True)
        if theirs != (ours := answer_of(resolution))
    ]


def _version(python: str) -> str | None:
    question = "import sys; print(*sys.version_info[:2], sys.implementation.name, sys.executable)"
    try:
        done = subprocess.run([python, "-ISc", question], capture_output=True, text=True, timeout=30, env=_clean())
    except OSError:
        return None
    major, minor, name, executable = done.stdout.split(maxsplit=3) or ("0", "0", "", "")
    # A shim starts another executable than itself.
    is_itself = Path(executable.strip()).parent == Path(python).parent
    return f"{major}.{minor}" if (int(major), int(minor)) >= (3, 8) and name == "cpython" and is_itself else None


def _clean() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
