"""Words in comments, texts and computed names that may mean what moves: told, never rewritten."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importls.renaming.editing import Editing


def note_mentions(editing: Editing) -> None:
    """Every place with the dotted name of a module that moves that is not rewritten.

    Of modules at top level only what stands in quotes: their names are words of the language.
    """
    text = editing.text
    for match in _mention(editing.moves.apart).finditer(text):
        start, end = match.span()
        is_part = start and (text[start - 1].isalnum() or text[start - 1] in "._")
        if not is_part and not editing.is_replaced(start, end):
            editing.leave(start, f"`{match[0].strip(_QUOTES)}` is mentioned")


_QUOTES = "\"'"


@lru_cache(maxsize=2)
def _mention(names: frozenset[str]) -> re.Pattern[str]:
    """Begins with plain text where it can, which makes searching for it fast."""
    dotted = "|".join(re.escape(name) for name in sorted(names) if "." in name)
    single = "|".join(re.escape(name) for name in sorted(names) if "." not in name)
    patterns = [rf"(?:{dotted})(?!\w)"] if dotted else []
    patterns += [rf"[\"'](?:{single})(?=[.:]\w|[\"'])"] if single else []
    return re.compile("|".join(patterns) or r"(?!)")
