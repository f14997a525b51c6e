"""What a project says it depends on, in `pyproject.toml` and in requirements files; nothing about what is installed."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from importls.paths import ancestors

if TYPE_CHECKING:
    from resolver.file_system import FileSystem


@dataclass(frozen=True, slots=True)
class Declared:
    """A requirement as written, and the absolute path of the file that it is written in."""

    requirement: str
    path: str


def declared_in(file_system: FileSystem, path: str, distributions: Collection[str]) -> Declared | None:
    """The declaration of one of the distributions in the project around the folder `path`, if there is one."""
    wanted: set[str] = {canonicalize_name(name) for name in distributions}
    for folder in (path, *ancestors(path)):
        names = file_system.list_directory(folder) or {}
        files = sorted(name for name in names if name.startswith("requirements") and name.endswith(".txt"))
        if "pyproject.toml" not in names and not files:
            continue
        for name in ("pyproject.toml", *files):
            declared = _declared_in_file(file_system, f"{folder}{file_system.separator}{name}", wanted)
            if declared is not None:
                return declared
        return None
    return None


def project_name(file_system: FileSystem, path: str) -> str | None:
    """The canonical name of the project that the file lies in, from the nearest `pyproject.toml`."""
    for folder in ancestors(path):
        if "pyproject.toml" in (file_system.list_directory(folder) or {}):
            name = _table(_document(file_system, f"{folder}{file_system.separator}pyproject.toml").get("project")).get(
                "name"
            )
            return canonicalize_name(name) if isinstance(name, str) else None
    return None


def _declared_in_file(file_system: FileSystem, path: str, wanted: set[str]) -> Declared | None:
    lines = (
        _from_pyproject(_document(file_system, path))
        if path.endswith(".toml")
        else _text(file_system, path).splitlines()
    )
    for line in lines:
        requirement = _parse(line)
        if requirement is not None and canonicalize_name(requirement.name) in wanted:
            return Declared(str(requirement), path)
    return None


def _text(file_system: FileSystem, path: str) -> str:
    try:
        return file_system.read_bytes(path).decode("utf-8", "replace")
    except OSError:
        return ""


def _document(file_system: FileSystem, path: str) -> dict[str, Any]:
    """The TOML file; empty where it cannot be read or parsed, which is reported elsewhere."""
    try:
        return tomllib.loads(_text(file_system, path))
    except tomllib.TOMLDecodeError:
        return {}


def _parse(line: str) -> Requirement | None:
    try:
        return Requirement(line.partition(" #")[0].strip())
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
