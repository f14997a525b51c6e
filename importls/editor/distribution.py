"""Which installed distribution a file belongs to, told by the metadata beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from importls.distributions import distribution_of
from importls.paths import is_below, relative_parts
from resolver.paths import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importls.snapshot import Snapshot

_METADATA = re.compile(r"(.+?)-(\d[^-]*)\.dist-info")


def distribution_at(snapshot: Snapshot, path: str) -> tuple[str, str] | None:
    """Name and version of the distribution whose RECORD lists the file (absolute path); None where none does.

    Those whose name is that of the top-level module are asked first: mostly one file is read.
    """
    return snapshot.once(("distribution", path), lambda: _distribution_at(snapshot, path))


def _distribution_at(snapshot: Snapshot, path: str) -> tuple[str, str] | None:
    folders = [entry.path for entry in snapshot.environment.sys_path if is_below(path, entry.path)]
    folder = max(folders, key=len, default=None)
    if folder is None or path == folder:
        return None
    parts = relative_parts(path, folder)
    for name, version, record in sorted(
        _distributions(snapshot, folder), key=lambda item: not _fits(item[0], parts[0])
    ):
        if _lists(snapshot, record, "/".join(parts)):
            return name, version
    return None


def _distributions(snapshot: Snapshot, folder: str) -> Iterator[tuple[str, str, str]]:
    for name in snapshot.file_system.list_directory(folder) or {}:
        match = _METADATA.fullmatch(name)
        if match:
            separator = snapshot.file_system.separator
            yield match[1], match[2], join(separator, join(separator, folder, name), "RECORD")


def _fits(distribution: str, top: str) -> bool:
    module = top.partition(".")[0]
    plain = distribution.lower().replace("-", "_").replace(".", "_")
    return plain in (module.lower(), distribution_of(module).lower().replace("-", "_").replace(".", "_"))


def _lists(snapshot: Snapshot, record: str, relative: str) -> bool:
    try:
        data = snapshot.file_system.read_bytes(record)
    except OSError:
        return False
    wanted = relative.encode("utf-8", "surrogateescape")
    return data.startswith(wanted + b",") or b"\n" + wanted + b"," in data or b'"' + wanted + b'"' in data
