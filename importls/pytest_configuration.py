"""The folders that pytest is configured to put on `sys.path`; nothing else of its configuration."""

from __future__ import annotations

import configparser
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.toml_document import toml_document
from resolver.paths import absolute, join

if TYPE_CHECKING:
    from resolver.file_system import FileSystem

_INI_SECTIONS = {"pytest.ini": "pytest", ".pytest.ini": "pytest", "tox.ini": "pytest", "setup.cfg": "tool:pytest"}


def pytest_folders(file_system: FileSystem, folder: str) -> Iterator[str]:
    """The absolute paths in the `pythonpath` setting of the configuration in the folder, as they are written."""
    names = file_system.list_directory(folder) or {}
    for name in ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"):
        if name in names:
            for path in _written(file_system, join(file_system.separator, folder, name), name):
                yield absolute(file_system.separator, folder, path)


def _written(file_system: FileSystem, path: str, name: str) -> list[str]:
    try:
        data = file_system.read_bytes(path)
    except OSError:
        return []
    if b"pythonpath" not in data:
        return []
    return _from_toml(data) if name.endswith(".toml") else _from_ini(data, _INI_SECTIONS[name])


def _from_toml(data: bytes) -> list[str]:
    value: object = toml_document(data)
    for key in ("tool", "pytest", "ini_options", "pythonpath"):
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, str):
        return value.split()
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _from_ini(data: bytes, section: str) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(data.decode("utf-8", "replace"))
        return shlex.split(parser.get(section, "pythonpath", fallback=""))
    except (configparser.Error, ValueError):
        return []
