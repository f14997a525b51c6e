"""What the metadata of installed distributions says (`*.dist-info`); nothing here runs or imports them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from importls.distributions import canonical_name
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
            return canonical_name(name.removesuffix(".dist-info").rpartition("-")[0])
    return None


@dataclass(frozen=True, slots=True)
class EditableInstall:
    """A distribution that is imported from the project's own folder, `location`.

    `files` are those in site-packages by which imports find it: `.pth` files, finders, the `.egg-link` of
    `setup.py develop`. A finder that no distribution lists has neither `name` nor `location`.
    """

    name: str | None
    location: str | None
    files: tuple[str, ...]


def editable_installs(
    file_system: FileSystem, site_packages: Iterable[str], finders: Iterable[str]
) -> tuple[EditableInstall, ...]:
    """The editable installs of these folders (PEP 610), and the files of `finders` that belong to none of them."""
    found = [install for folder in site_packages for install in _editable_installs_in(file_system, folder)]
    listed = {file for install in found for file in install.files}
    orphans = [EditableInstall(None, None, (finder,)) for finder in finders if finder not in listed]
    return (*found, *orphans)


def _editable_installs_in(file_system: FileSystem, folder: str) -> Iterator[EditableInstall]:
    for name in sorted(file_system.list_directory(folder) or {}):
        path = join(file_system.separator, folder, name)
        if name.endswith(".egg-link"):
            lines = _text(file_system, path).splitlines()
            yield EditableInstall(name.removesuffix(".egg-link"), lines[0] if lines else None, (path,))
        elif name.endswith(".dist-info"):
            location = _editable_location(_text(file_system, join(file_system.separator, path, "direct_url.json")))
            if location is not None:
                record = _text(file_system, join(file_system.separator, path, "RECORD"))
                files = re.findall(r"^([^/\\,\n]+\.(?:pth|py|start)),", record, re.MULTILINE)
                paths = tuple(join(file_system.separator, folder, file) for file in sorted(files))
                yield EditableInstall(name.removesuffix(".dist-info").rpartition("-")[0], location, paths)


def _editable_location(direct_url: str) -> str | None:
    """The folder that `direct_url.json` names as an editable one (PEP 660); None where it does not."""
    try:
        document = json.loads(direct_url)
    except ValueError:
        return None
    match document:
        case {"url": str() as url, "dir_info": {"editable": True}}:
            path = unquote(urlsplit(url).path, errors="surrogateescape")
            return path[1:] if re.match("/[A-Za-z]:", path) else path
        case _:
            return None


def _text(file_system: FileSystem, path: str) -> str:
    """Empty for what cannot be read."""
    try:
        return file_system.read_bytes(path).decode("utf-8", "replace")
    except OSError:
        return ""


def _lists(file_system: FileSystem, record: str, relative: str) -> bool:
    lines = _text(file_system, record)
    return lines.startswith(f"{relative},") or f"\n{relative}," in lines
