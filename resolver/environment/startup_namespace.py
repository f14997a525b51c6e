"""Namespace packages that a `-nspkg.pth` file enters into `sys.modules` when the interpreter starts.

setuptools wrote such files for packages with `namespace_packages`, until version 66 of itself by default.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARTS = re.compile(r"\['sitedir'\],\s*\*\((['\"][\w'\", ]+),?\)\)")
_NAME = re.compile(r"sys\.modules\.setdefault\('([\w.]+)'")


@dataclass(frozen=True, slots=True)
class StartupNamespace:
    """One module of `sys.modules`: its folders, in the order in which distributions declared them.

    `search_path` is where it was looked for when it was made (`sys.path`, or the `__path__` of its parent): a namespace
    package looks its portions up anew once that has changed. `has_spec` is False for the modules that setuptools made
    before version 31: they have no `__spec__`, and `find_spec` raises ValueError for them.
    """

    name: str
    folders: tuple[str, ...]
    search_path: tuple[str, ...]
    has_spec: bool


def declared_name(line: str) -> tuple[str, tuple[str, ...]] | None:
    """The package that a line of an `-nspkg.pth` file declares, and its folder's parts; None for other lines."""
    name, parts = _NAME.search(line), _PARTS.search(line)
    if name is None or parts is None or "f_locals" not in line:
        return None
    return name[1], tuple(re.findall(r"['\"](\w+)['\"]", parts[1]))


def checks_for_init(line: str) -> bool:
    """Whether the line is of the older kind: it does nothing for a folder with `__init__.py`, and makes no spec."""
    return "module_from_spec" not in line
