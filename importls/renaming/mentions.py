"""Words in comments, texts and computed names that may mean what moves: told, never rewritten."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importls.renaming.editing import Editing


def note_mentions(editing: Editing) -> None:
    """Every place with the dotted name of a module that moves that is not rewritten.

    Of modules at top level only what stands in quotes: their names are words of the language.
    """
    for start, name in mentions(editing.text, editing.moves.apart):
        if not editing.is_replaced(start, start + len(name)):
            editing.leave(start, f"`{name}` is mentioned")


def mentions(text: str, names: frozenset[str]) -> Iterator[tuple[int, str]]:
    """The places in a text that look like one of the names, with what stands there."""
    for match in _mention(names).finditer(text):
        start = match.start()
        if match[0][0] in "\"'":
            yield start + 1, match[0][1:]
        elif not start or not (text[start - 1].isalnum() or text[start - 1] in "._"):
            yield start, match[0]


@lru_cache(maxsize=2)
def _mention(names: frozenset[str]) -> re.Pattern[str]:
    """What looks like one of the names. Begins with plain text where it can, which makes searching for it fast."""
    dotted = "|".join(re.escape(name) for name in sorted(names) if "." in name)
    single = "|".join(re.escape(name) for name in sorted(names) if "." not in name)
    patterns = [rf"(?:{dotted})(?!\w)"] if dotted else []
    patterns += [rf"[\"'](?:{single})(?=[.:]\w|[\"'])"] if single else []
    return re.compile("|".join(patterns) or r"(?!)")
