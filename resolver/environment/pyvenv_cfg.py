"""`pyvenv.cfg`, the file that makes a folder a virtual environment: what each of its readers makes of it.

Two programs read it, by different rules: getpath looks for `home`, `site` for the rest. Which of them looks where is
known to `layout`, not here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from resolver.file_system import FileSystem
from resolver.paths import join

_LINE_ENDS = re.compile("\r\n|\r|\n")
_STRICT_HOME = re.compile(r"[ \t\r]*home[ \t]+=[ \t]([^\r\n]+)\r*\n")


@dataclass(frozen=True, slots=True)
class PyvenvCfg:
    """What a `pyvenv.cfg` says. `folder` is the one that it lies in."""

    folder: str
    home: str | None
    """As getpath.py (3.11) reads it: the first `home`, in any case."""
    strict_home: str | None
    """As getpath.c read it: `home = …` in exactly this form, on a line that ends (`_Py_FindEnvConfigValue`)."""
    system_site_packages: bool
    version: tuple[int, int] | None
    is_text: bool
    """Whether it is UTF-8. Where it is not, the interpreter does not start."""


def read_pyvenv_cfg(file_system: FileSystem, folder: str) -> PyvenvCfg | None:
    """The file in this folder, None where there is none."""
    try:
        content = file_system.read_bytes(join(file_system.separator, folder, "pyvenv.cfg"))
    except OSError:
        return None
    text = content.decode("utf-8", "replace")
    return _parse(folder, text, is_text="\ufffd" not in text or _is_text(content))


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parse(folder: str, text: str, *, is_text: bool) -> PyvenvCfg:
    """Keys in any case; the first `home` counts and the last of every other key.

    A missing `include-system-site-packages` means true.
    """
    home: str | None = None
    values: dict[str, str] = {}
    for line in _LINE_ENDS.split(text):
        key, equals, value = line.partition("=")
        if not equals:
            continue
        name = key.strip().lower()
        values[name] = value.strip()
        if name == "home" and home is None:
            home = value.strip()
    strict = next((found for line in text.splitlines(keepends=True) if (found := _STRICT_HOME.match(line))), None)
    system_site = values.get("include-system-site-packages", "true").lower() == "true"
    version = _version(values.get("version_info") or values.get("version") or "")
    return PyvenvCfg(folder, home, strict and strict[1], system_site, version, is_text)


def _version(text: str) -> tuple[int, int] | None:
    found = re.match(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None
