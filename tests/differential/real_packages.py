"""Real packages on which the simulator is tried: where they are installed, and which modules they have."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.differential.popular_environments import environment_with

_INSTALLED_BY = {
    "corpus.txt": "django sqlalchemy sympy networkx celery scrapy ansible sphinx pylint astroid pydantic twisted "
    "matplotlib pandas",
    "pure_python.txt": "mypy rich textual",
}
PACKAGES = {package: requirements for requirements, names in _INSTALLED_BY.items() for package in names.split()}
"""The name of a package, to the requirements file that installs it."""


def installed(package: str) -> tuple[Path, Path]:
    """The virtual environment of a package, and its folder there. Skips the test where it cannot be installed."""
    environment = environment_with(PACKAGES[package], sys.executable)
    (folder,) = environment.glob(f"lib/python3*/site-packages/{package}")
    return environment, folder


def modules_of(package: Path) -> dict[str, Path]:
    """The modules of a package by name, sorted; none of its tests, and none that runs as a program."""
    files = [path for path in package.rglob("*.py") if _is_importable(path, package)]
    return dict(sorted((_name_of(path.relative_to(package.parent)), path) for path in files))


def _is_importable(path: Path, package: Path) -> bool:
    parts = path.relative_to(package).with_suffix("").parts
    is_plain = all(part.isidentifier() and part not in {"test", "tests", "testing", "__main__"} for part in parts)
    return is_plain and all((folder / "__init__.py").exists() for folder in _folders(path, package))


def _folders(path: Path, package: Path) -> Iterator[Path]:
    """The folders from that of the file up to that of the package."""
    for folder in path.parents:
        yield folder
        if folder == package:
            return


def _name_of(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
