"""Namespace packages that a `-nspkg.pth` file enters into `sys.modules` when the interpreter starts.

setuptools wrote such files for packages with `namespace_packages`, until version 66 of itself by default.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

_PLACE = re.compile(
    r"""
    os\.path\.join\(
    (?: sys\._getframe\(1\)\.f_locals\['sitedir'\]
      | (?P<root> '[^']+' | "[^"]+") ) ,\s*                 # the project's folder: `setup.py develop`
    \*\( (?P<parts> ['"][\w'",\ ]+ ) \) \)
    """,
    re.VERBOSE,
)
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
    """The package that a line of an `-nspkg.pth` file declares, and the parts of its folder; None for other lines.

    The parts lead there from the folder of the file; the first may be an absolute path.
    """
    name, place = _NAME.search(line), _PLACE.search(line)
    if name is None or place is None:
        return None
    parts = re.findall(r"['\"](\w+)['\"]", place["parts"])
    if place["root"] is None:
        return name[1], tuple(parts)
    try:
        return name[1], (str(ast.literal_eval(place["root"])), *parts)
    except (SyntaxError, ValueError):
        return None


def checks_for_init(line: str) -> bool:
    """Whether the line is of the older kind: it does nothing for a folder with `__init__.py`, and makes no spec."""
    return "module_from_spec" not in line
