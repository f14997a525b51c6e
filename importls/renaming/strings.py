"""Strings that name modules which move: arguments of `import_module`, `mock.patch` and their like, and full names.

A text that is nothing but the full name of a module, or of something in it, is taken to mean that: tables of lazy
imports and settings are full of them. What names a logger is not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from importls.editor.import_style import counted_from
from importls.editor.module_strings import CALLS, module_strings

if TYPE_CHECKING:
    from importls.editor.module_strings import ModuleString
    from importls.renaming.editing import Editing


def rewrite_strings(editing: Editing) -> None:
    """Rewrite those of the file; only where a call has a literal that may name something is the file parsed."""
    moves = editing.moves
    if _call(moves.apart).search(editing.text) or (editing.is_moved and _RELATIVE.search(editing.text)):
        for string in module_strings(moves.snapshot, editing.module):
            _rewrite(editing, string)
    _rewrite_full_names(editing)


_CALL = rf"(?:{'|'.join(sorted(CALLS))})\s*\(\s*[rRuU]?[\"']"
_RELATIVE = re.compile(rf"{_CALL}\.")


@lru_cache(maxsize=2)
def _call(names: frozenset[str]) -> re.Pattern[str]:
    """A call with a quoted name that begins with that of one of the modules, or with dots."""
    absolute = "|".join(map(re.escape, sorted(names)))
    return re.compile(rf"{_CALL}(?:(?:{absolute})\b|\.)")


def _rewrite_full_names(editing: Editing) -> None:
    text = editing.text
    if not any(name in text for name in editing.moves.apart):
        return
    for match in _full_name(editing.moves.apart).finditer(text):
        start, end = match.span(2)
        is_bare = not start or not (text[start - 2].isalnum() or text[start - 2] in "_\"'")
        if not is_bare or editing.is_replaced(start, end) or _LOGGER.search(text, max(0, start - 40), start - 1):
            continue
        found = editing.moved_prefix(re.split("[.:]", match[2]))
        if found is not None and found[0] > 1:  # `user.name` is no module, though there may be one called `user`.
            count, new = found
            length = re.match(r"\w+" + r"[.:]\w+" * (count - 1), match[2]).end()  # type: ignore[union-attr] # reason: so many there are
            editing.guess(start, start + length, new)


_LOGGER = re.compile(r"[lL]ogger\(\s*\Z")


@lru_cache(maxsize=2)
def _full_name(names: frozenset[str]) -> re.Pattern[str]:
    """A text that begins with one of the names, has two parts at least, and perhaps a colon before the last ones."""
    words = "|".join(re.escape(name) if "." in name else rf"{re.escape(name)}(?=\.)" for name in sorted(names))
    return re.compile(rf"""(["'])((?:{words})(?:\.\w+)*(?::\w+(?:\.\w+)*)?)\1(?!["'])""" if words else r"(?!)")


def _rewrite(editing: Editing, string: ModuleString) -> None:
    found = editing.moved_prefix(string.name.split("."))
    level = len(string.written) - len(string.written.lstrip("."))
    if level:
        _rewrite_relative(editing, string, found)
    elif found is not None:
        count, new = found
        rest = string.name.split(".")[count:]
        start, end = editing.span(string.range)
        editing.replace(start, end, ".".join((new, *rest)))


def _rewrite_relative(editing: Editing, string: ModuleString, found: tuple[int, str] | None) -> None:
    """One that counts from a package which the call may name otherwise, so that only the usual way is taken."""
    count, new = found or (0, "")
    name = ".".join(filter(None, (new, *string.name.split(".")[count:])))
    relative = counted_from(editing.after.package, name)
    start, end = editing.span(string.range)
    if relative == string.written:
        return
    here = _COUNTS_FROM_PACKAGE if editing.file.is_package else _COUNTS_FROM_HERE
    if relative is None or not here.match(editing.text, end + 1):
        editing.leave(string.range.start, f"the string {string.written!r} may name what moves")
    else:
        editing.replace(start, end, relative)


_COUNTS_FROM_HERE = re.compile(r"\s*,\s*(?:package\s*=\s*)?__package__\s*,?\s*\)")
_COUNTS_FROM_PACKAGE = re.compile(r"\s*,\s*(?:package\s*=\s*)?__(?:package|name)__\s*,?\s*\)")
