"""Entry points and settings of importls in TOML that name modules which move; nothing else there is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from importls.edits.text_edits import Replacement, edits_of, in_order
from importls.facts.imports import Position
from importls.paths import ancestors, is_below, relative_parts
from importls.renaming.editing import Left
from importls.renaming.mentions import mentions
from importls.toml_document import toml_document
from importls.toml_lines import line_of_key
from resolver.file_system import Kind
from resolver.paths import absolute, join

if TYPE_CHECKING:
    from importls.diagnostic import Edit
    from importls.renaming.moves import Moves
    from resolver.file_system import Contents

_ENTRY_POINTS = (
    ("project", "scripts"),
    ("project", "gui-scripts"),
    ("project", "entry-points", "*"),
    ("tool", "poetry", "scripts"),
    ("tool", "poetry", "plugins", "*"),
)
_FILES = ("pyproject.toml", "importls.toml")
_MENTIONING = ("setup.cfg", "tox.ini", "pytest.ini")
"""Files that tools read, each in its own way."""
_OBJECT = re.compile(r"\s*([\w.]+)")

Keys = tuple[str, ...]


def rewrite_project_files(moves: Moves) -> Iterator[Edit | Left]:
    """The edits of every such file beside a root of the project or in a folder above it that is part of the project."""
    disk = moves.snapshot.file_system
    for folder in _folders(moves):
        names = disk.list_directory(folder) or {}
        for name in _FILES:
            if names.get(name) is Kind.FILE:
                yield from _rewrite(moves, folder, join(disk.separator, folder, name))
        for name in _MENTIONING:
            path = join(disk.separator, folder, name)
            if names.get(name) is Kind.FILE and (data := _read(disk, path)) is not None:
                yield from _mentions(moves, path, _text(data), ())


def _folders(moves: Moves) -> dict[str, None]:
    """The roots, and for a `src` folder the one around it."""
    folders: dict[str, None] = {}
    for root in moves.snapshot.project.roots:
        folders[root.path] = None
        above = next(ancestors(root.path), root.path)
        names = moves.snapshot.file_system.list_directory(above) or {}
        if any(name in names for name in _FILES):
            folders[above] = None
    return folders


def _rewrite(moves: Moves, folder: str, path: str) -> Iterator[Edit | Left]:
    data = _read(moves.snapshot.file_system, path)
    document = None if data is None else toml_document(data)
    if data is None or not isinstance(document, dict):
        return
    text = _text(data)
    replacements: list[Replacement] = []
    changed = (*_entry_points(moves, document), *_settings(moves, folder, path, document))
    for keys, old, new in changed:
        place = _place(text, keys, old)
        if place is None:
            line = line_of_key(text, keys)
            yield Left(path, Position(line, 1), f"`{old}` would have to be `{new}`")
        else:
            replacements.append(Replacement(place, place + len(old), new))
    yield from edits_of(path, text, in_order(replacements) or ())
    yield from _mentions(moves, path, text, replacements)


def _read(disk: Contents, path: str) -> bytes | None:
    try:
        return disk.read_bytes(path)
    except OSError:
        return None


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _mentions(moves: Moves, path: str, text: str, replacements: Sequence[Replacement]) -> Iterator[Left]:
    """The dotted names of modules that move in what is not rewritten."""
    for start, name in mentions(text, moves.apart):
        if not any(one.start < start + len(name) and start < one.end for one in replacements):
            line_start = text.rfind("\n", 0, start) + 1
            place = Position(text.count("\n", 0, start) + 1, start - line_start + 1)
            yield Left(path, place, f"`{name}` is mentioned")


def _entry_points(moves: Moves, document: dict[str, Any]) -> Iterator[tuple[Keys, str, str]]:
    """The keys of each entry point that names what moves, its value, and the new one."""
    for pattern in _ENTRY_POINTS:
        for keys, value in _values(document, pattern):
            match = _OBJECT.match(value)
            new = None if match is None else _new_name(moves, match[1])
            if match is not None and new is not None:
                yield keys, value, value[: match.start(1)] + new + value[match.end(1) :]


def _values(document: object, pattern: Keys, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Every text below a table that the pattern leads to."""
    for key, value in document.items() if isinstance(document, dict) else ():
        if pattern and pattern[0] in ("*", key):
            yield from _values(value, pattern[1:], (*keys, key))
        elif not pattern and isinstance(value, str):
            yield (*keys, key), value


def _new_name(moves: Moves, name: str) -> str | None:
    """The name with the longest module at its start under its new name; None where nothing changes."""
    for prefix in (name, *_prefixes(name)):
        if prefix in moves.names:
            return moves.names[prefix] + name[len(prefix) :]
    return None


def _prefixes(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _settings(moves: Moves, folder: str, path: str, document: dict[str, Any]) -> Iterator[tuple[Keys, str, str]]:
    """What `[tool.importls]` says of paths and modules that move."""
    keys: Keys = () if path.endswith("importls.toml") else ("tool", "importls")
    table: Any = document
    for key in keys:
        table = table.get(key, {}) if isinstance(table, dict) else {}
    if not isinstance(table, dict):
        return
    for name in ("roots", "exclude"):
        values = table.get(name)
        for value in values if isinstance(values, list) else ():
            if isinstance(value, str) and (new := _new_path(moves, folder, value)) is not None:
                yield (*keys, name), value, new
    ignores = table.get("per-file-ignores")
    for value in ignores if isinstance(ignores, dict) else ():
        if (new := _new_path(moves, folder, value)) is not None:
            yield (*keys, "per-file-ignores", value), value, new
    yield from _ignored_imports(moves, (*keys, "ignore-imports"), table.get("ignore-imports"))


def _ignored_imports(moves: Moves, keys: Keys, values: object) -> Iterator[tuple[Keys, str, str]]:
    """Pairs such as `a.b -> c.d`, as texts or in tables."""
    for value in values if isinstance(values, list) else ():
        texts = value.values() if isinstance(value, dict) else (value,)
        for text in texts:
            if isinstance(text, str) and "->" in text:
                new = re.sub(r"[\w.]+", lambda match: _new_name(moves, match[0]) or match[0], text)
                if new != text:
                    yield keys, text, new


def _new_path(moves: Moves, folder: str, value: str) -> str | None:
    """A path of the settings after the moves; the part before a pattern counts."""
    fixed = re.split(r"[*?\[]", value, maxsplit=1)[0]
    fixed = fixed if fixed == value else fixed.rpartition("/")[0]
    if not fixed.strip("/"):
        return None
    separator = moves.snapshot.file_system.separator
    new = moves.disk.moved(absolute(separator, folder, fixed.strip("/")))
    if new == absolute(separator, folder, fixed.strip("/")) or not is_below(new, folder):
        return None
    start = value.index(fixed.strip("/"))
    return value[:start] + "/".join(relative_parts(new, folder)) + value[start + len(fixed.strip("/")) :]


def _place(text: str, keys: Keys, value: str) -> int | None:
    """Where a text stands between quotes, from the line of its key on; None where it is not seen."""
    line = line_of_key(text, keys)
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1])
    places = [place for quote in "\"'" if (place := text.find(f"{quote}{value}{quote}", start)) >= 0]
    return min(places, default=-1) + 1 or None
