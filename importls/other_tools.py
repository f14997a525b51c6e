"""What a project has told other tools about its imports (import-linter, tach, deptry), in words of importls.

It reads their configuration files, and knows neither rules nor how a configuration of importls is written.
"""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from importls.toml_document import TomlProblem, toml_document
from resolver.paths import join

if TYPE_CHECKING:
    from resolver.file_system import FileSystem


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that another tool was told: a value of a setting of importls, and where it comes from.

    `setting` is None for what importls has no setting for; `value` says then what that is.
    """

    setting: str | None
    value: str
    source: str


def told_to_others(file_system: FileSystem, folder: str) -> tuple[Told, ...]:
    """Everything that can be taken over from the configuration files in the folder, in their order."""
    names = file_system.list_directory(folder) or {}
    documents = {
        name: _toml(file_system, join(file_system.separator, folder, name))
        for name in ("pyproject.toml", "tach.toml")
        if name in names
    }
    tools = _table(documents.get("pyproject.toml", {}), "tool")
    found = [*_import_linter_toml(_table(tools, "importlinter"))]
    for name in ("setup.cfg", ".importlinter"):
        if name in names:
            found += _import_linter_ini(_bytes(file_system, join(file_system.separator, folder, name)), name)
    found += _tach(documents.get("tach.toml", {}))
    found += _deptry(_table(tools, "deptry"))
    return tuple(dict.fromkeys(found))


def _import_linter_toml(table: dict[str, Any]) -> Iterator[Told]:
    contracts = table.get("contracts", [])
    for contract in contracts if isinstance(contracts, list) else []:
        if isinstance(contract, dict):
            yield from _contract(contract, "pyproject.toml")


def _import_linter_ini(data: bytes, source: str) -> Iterator[Told]:
    """Sections `importlinter:contract:…`; values over several lines are lists."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(data.decode("utf-8", "replace"))
    except configparser.Error:
        return
    for section in parser.sections():
        if section.startswith("importlinter:contract:"):
            yield from _contract({key: _listed(value) for key, value in parser[section].items()}, source)


def _listed(value: str) -> str | list[str]:
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    return lines if "\n" in value else value


def _contract(contract: dict[str, Any], source: str) -> Iterator[Told]:
    """The imports that a contract overlooks; the contract itself stays with import-linter."""
    name, kind = contract.get("name", "?"), contract.get("type", "?")
    for ignored in _strings(contract.get("ignore_imports")):
        importer, arrow, imported = (part.strip() for part in ignored.partition("->"))
        if arrow and importer and imported:
            yield Told("ignore-imports", f"{importer} -> {imported}", f"import-linter's contract '{name}' in {source}")
    yield Told(None, f"the contract '{name}' ({kind})", f"import-linter in {source}")


def _tach(table: dict[str, Any]) -> Iterator[Told]:
    source = "tach.toml"
    for root in _strings(table.get("source_roots")):
        if root not in (".", ""):
            yield Told("roots", root, source)
    for glob in _strings(table.get("exclude")):
        yield Told("exclude", glob, source)
    if table.get("forbid_circular_dependencies") is True:
        yield Told("error", "import-cycle", f"forbid_circular_dependencies in {source}")
    for what in ("modules", "interfaces", "layers"):
        if table.get(what):
            yield Told(None, f"what it says about {what}", f"tach in {source}")


def _deptry(table: dict[str, Any]) -> Iterator[Told]:
    """Modules that may be missing (DEP001). Its patterns of files are regular expressions, unlike those of importls."""
    for module in _strings(_table(table, "per_rule_ignores").get("DEP001")):
        for imported in (module, f"{module}.**"):
            yield Told("ignore-imports", f"** -> {imported}", "deptry's per_rule_ignores in pyproject.toml")
    for key in ("exclude", "extend_exclude"):
        if table.get(key):
            yield Told(None, f"{key}, regular expressions of files", "deptry in pyproject.toml")


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _toml(file_system: FileSystem, path: str) -> dict[str, Any]:
    document = toml_document(_bytes(file_system, path))
    return {} if isinstance(document, TomlProblem) else document


def _bytes(file_system: FileSystem, path: str) -> bytes:
    try:
        return file_system.read_bytes(path)
    except OSError:
        return b""
