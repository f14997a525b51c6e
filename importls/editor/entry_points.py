"""Entry points in `pyproject.toml` and `setup.cfg`: where texts such as `package.module:object` stand.

The files are read line by line, as they are while somebody writes in them: nothing has to be valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.facts.file_facts import FileFacts
from importls.facts.imports import Position, Range
from importls.facts.lines import lines_of
from importls.module import Module
from importls.paths import base_name, is_below, parent
from importls.project import Root, SourceFile

if TYPE_CHECKING:
    from importls.snapshot import Snapshot

MANIFESTS = ("pyproject.toml", "setup.cfg")

_TABLES = (
    ("project", "scripts"),
    ("project", "gui-scripts"),
    ("project", "entry-points"),
    ("tool", "poetry", "scripts"),
    ("tool", "poetry", "plugins"),
)
_HEADER = re.compile(r"\s*\[+([^\[\]]+)\]+\s*(?:[#;].*)?$")
_KEY = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
_KEYS = re.compile(_KEY)
_ASSIGNED = re.compile(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")
_TOML_VALUE = re.compile(r"""=\s*(["'])([^"'\n]*)""")
_CFG_VALUE = re.compile(r"\s+[^=\s][^=]*=\s*()([^\s\[]*)")


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """The text of the value up to its extras, and where it stands; `module` and `object` are its two parts."""

    module: str
    object: str
    start: Position

    def module_range(self, end: int | None = None) -> Range:
        """The place of the module, or of its first `end` characters."""
        length = len(self.module) if end is None else end
        return Range(self.start, Position(self.start.line, self.start.column + length))

    @property
    def object_range(self) -> Range:
        """The place of the first name of the object."""
        start = self.start.column + len(self.module) + 1
        name = self.object.partition(".")[0]
        return Range(Position(self.start.line, start), Position(self.start.line, start + len(name)))


def is_manifest(path: str) -> bool:
    """Whether entry points may be in the file."""
    return base_name(path) in MANIFESTS


def manifest_module(snapshot: Snapshot, path: str) -> Module:
    """The file as something that names modules: it sees the first root of the project that lies beside or below it."""
    folder = parent(path)
    root = next((root for root in snapshot.project.roots if is_below(root.path, folder)), Root(folder, certain=False))
    return Module(SourceFile(path, base_name(path), False, root, folder), FileFacts(), ())


def entry_points(path: str, text: str) -> Iterator[EntryPoint]:
    """Those of the file with this text, also such as are only begun, in order."""
    is_toml = base_name(path) == MANIFESTS[0]
    for number, line in _lines_with_values(text, is_toml=is_toml):
        for match in (_TOML_VALUE if is_toml else _CFG_VALUE).finditer(line):
            module, _, rest = match[2].partition(":")
            written = module.rstrip()
            if re.fullmatch(r"[\w.]*", written):
                name = re.match(r"[\w.]*", rest)
                yield EntryPoint(written, name[0] if name else "", Position(number, match.start(2) + 1))


def _lines_with_values(text: str, *, is_toml: bool) -> Iterator[tuple[int, str]]:
    """The lines, from 1, in which values of entry points stand."""
    table: Sequence[str] = ()
    for number, line in enumerate(lines_of(text), 1):
        header = _HEADER.match(line)
        if header is not None:
            table = [key.strip("\"'") for key in _KEYS.findall(header[1])] if is_toml else [header[1].strip()]
        elif is_toml:
            assigned = _ASSIGNED.match(line)
            keys = () if assigned is None else (key.strip("\"'") for key in _KEYS.findall(assigned[1]))
            whole = (*table, *keys)
            if assigned is not None and any(whole[: len(known)] == known for known in _TABLES):
                yield number, line
        elif list(table) == ["options.entry_points"]:
            yield number, line
