"""What the metadata of installed distributions says (`*.dist-info`); nothing here runs or imports them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from importls.paths import relative_parts
from resolver.paths import join

if TYPE_CHECKING:
    from resolver.file_system import FileSystem


def distribution_that_owns(file_system: FileSystem, site_packages: str, path: str) -> str | None:
    """The canonical name of the distribution whose RECORD lists the file; None where none does."""
    relative = "/".join(relative_parts(path, site_packages))
    for name in sorted(file_system.list_directory(site_packages) or {}):
        if not name.endswith(".dist-info"):
            continue
        record = join(file_system.separator, join(file_system.separator, site_packages, name), "RECORD")
        if _lists(file_system, record, relative):
            return canonicalize_name(name.removesuffix(".dist-info").rpartition("-")[0])
    return None


def _lists(file_system: FileSystem, record: str, relative: str) -> bool:
    try:
        lines = file_system.read_bytes(record).decode("utf-8", "replace")
    except OSError:
        return False
    return lines.startswith(f"{relative},") or f"\n{relative}," in lines
