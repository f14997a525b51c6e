"""Where a key or a value stands in the text of a TOML document; `tomllib` parses it but keeps no positions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importls.toml_document import TomlProblem, toml_document

_HEADER = re.compile(r"\s*\[")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*[=.]""")


def line_of_key(text: str, keys: Sequence[str]) -> int:
    """The line, from 1, of the key that the path of keys leads to, or of the nearest table around it.

    Best effort: keys of inline tables and dotted keys are found by the line on which their outermost key stands.
    """
    best_line, best_depth = 1, 0
    header: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if _HEADER.match(line):
            header = _header_path(line) or header
            depth = len(header) if tuple(keys[: len(header)]) == header else 0
        elif (match := _KEY.match(line)) and tuple(keys[: len(header)]) == header and len(keys) > len(header):
            key = next(group for group in match.groups() if group is not None)
            depth = len(header) + 1 if keys[len(header)] == key else 0
        else:
            continue
        if depth > best_depth:
            best_line, best_depth = number, depth
    return best_line


def line_of_string(text: str, keys: Sequence[str], value: str) -> int:
    """The line of a string inside the value that the keys lead to; the line of the key where it is not seen."""
    start = line_of_key(text, keys)
    for number, line in enumerate(text.split("\n")[start - 1 :], start):
        if f'"{value}"' in line or f"'{value}'" in line:
            return number
    return start


def _header_path(line: str) -> tuple[str, ...] | None:
    """The keys of a `[table.header]`; None for a line that only begins like one, as in an array."""
    node: object = toml_document(line.encode())
    if isinstance(node, TomlProblem):
        return None
    path: list[str] = []
    while node:
        if isinstance(node, list):
            node = node[0]
        elif isinstance(node, dict):
            key, node = next(iter(node.items()))
            path.append(key)
    return tuple(path)
