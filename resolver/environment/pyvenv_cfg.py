"""`pyvenv.cfg`, the file that makes a folder a virtual environment."""

from __future__ import annotations

import re
from dataclasses import dataclass

from resolver.file_system import FileSystem
from resolver.paths import join, parent_folder


@dataclass(frozen=True, slots=True)
class PyvenvCfg:
    """What a `pyvenv.cfg` says. `prefix` is the folder that becomes `sys.prefix`, `folder` the one it lies in."""

    prefix: str
    folder: str
    home: str | None
    system_site_packages: bool
    version: tuple[int, int] | None


def find_pyvenv_cfg(file_system: FileSystem, executable: str) -> PyvenvCfg | None:
    """`site.venv`: looked for beside the executable, then one folder above; `sys.prefix` is above in either case."""
    beside = parent_folder(file_system.separator, executable)
    above = parent_folder(file_system.separator, beside)
    for folder in (beside, above):
        try:
            content = file_system.read_bytes(join(file_system.separator, folder, "pyvenv.cfg"))
        except OSError:
            continue
        return _parse(content.decode("utf-8", "replace"), above, folder)
    return None


def _parse(text: str, prefix: str, folder: str) -> PyvenvCfg:
    """Keys in any case, the last of each wins; a missing `include-system-site-packages` means true."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals:
            values[key.strip().lower()] = value.strip()
    system_site = values.get("include-system-site-packages", "true").lower() == "true"
    version = _version(values.get("version_info") or values.get("version") or "")
    return PyvenvCfg(prefix, folder, values.get("home"), system_site, version)


def _version(text: str) -> tuple[int, int] | None:
    found = re.match(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None
