"""What a project says about itself in `pyproject.toml` and requirements files; nothing about what is installed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from importls.distributions import canonical_name
from importls.paths import ancestors
from importls.toml_document import toml_document
from resolver.paths import join

if TYPE_CHECKING:
    from packaging.requirements import Requirement

    from resolver.file_system import FileSystem, Listing


@dataclass(frozen=True, slots=True)
class Declared:
    """A requirement as written, and the absolute path of the file that it is written in."""

    requirement: str
    path: str


@dataclass(frozen=True, slots=True)
class Declarations:
    """The canonical name of a project, None where it gives none, and its requirements by canonical name."""

    project: str | None
    requirements: Mapping[str, Declared]

    def of(self, distributions: Iterable[str]) -> Declared | None:
        """The declaration of one of the distributions, if there is one."""
        names = (canonical_name(name) for name in distributions)
        return next((self.requirements[name] for name in names if name in self.requirements), None)


_DECLARING = (
    *("pyproject.toml", "setup.cfg", "setup.py"),
    *("requirements.txt", "requirements-dev.txt", "requirements-test.txt", "requirements_dev.txt"),
)


def declarations_around(file_system: FileSystem, folder: str) -> Declarations:
    """What is declared in the nearest folder, from this one upwards, that declares anything.

    Folders above are asked for a few names only: they may be anybody's.
    """
    for place in (folder, *ancestors(folder)):
        listing = file_system.list_directory(place) or {}
        if any(name in listing for name in _DECLARING):
            return _read(file_system, place, _requirements_files(listing))
        if place == folder and (files := _requirements_files(listing)):
            return _read(file_system, place, files)
    return Declarations(None, {})


def _requirements_files(listing: Listing) -> list[str]:
    return [name for name in sorted(listing) if name.startswith("requirements") and name.endswith(".txt")]


def _read(file_system: FileSystem, folder: str, requirements_files: Iterable[str]) -> Declarations:
    pyproject = join(file_system.separator, folder, "pyproject.toml")
    document = toml_document(_bytes(file_system, pyproject))
    document = document if isinstance(document, dict) else {}
    written = [(line, pyproject) for line in _from_pyproject(document)]
    for name in requirements_files:
        path = join(file_system.separator, folder, name)
        text = _bytes(file_system, path).decode("utf-8", "replace").replace("\\\n", " ")
        written += [(line.partition(" #")[0].partition(" --")[0], path) for line in text.splitlines()]
    found: dict[str, Declared] = {}
    for line, path in written:
        requirement = _parse(line)
        if requirement is not None:
            found.setdefault(canonical_name(requirement.name), Declared(str(requirement), path))
    project = _table(document.get("project")).get("name") or _name_in_setup_files(file_system, folder)
    return Declarations(canonical_name(project) if isinstance(project, str) else None, found)


_NAME_IN_SETUP = re.compile(rb"""^\s*name\s*=\s*['"]?([\w.-]+)""", re.MULTILINE)


def _name_in_setup_files(file_system: FileSystem, folder: str) -> str | None:
    """The name in `setup.cfg` or `setup.py`, where it is written plainly."""
    for name in ("setup.cfg", "setup.py"):
        found = _NAME_IN_SETUP.search(_bytes(file_system, join(file_system.separator, folder, name)))
        if found is not None:
            return found[1].decode()
    return None


def _bytes(file_system: FileSystem, path: str) -> bytes:
    try:
        return file_system.read_bytes(path)
    except OSError:
        return b""


def _parse(line: str) -> Requirement | None:
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415 # reason: it is slow to load

    try:
        return Requirement(line.strip())
    except InvalidRequirement:
        return None


def _from_pyproject(document: dict[str, Any]) -> Iterator[str]:
    """Every requirement string of the `[project]` table, its extras, and the dependency groups (PEP 735)."""
    project = _table(document.get("project"))
    groups = (
        project.get("dependencies"),
        *_table(project.get("optional-dependencies")).values(),
        *_table(document.get("dependency-groups")).values(),
    )
    for group in groups:
        yield from (item for item in group if isinstance(item, str)) if isinstance(group, list) else ()


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
