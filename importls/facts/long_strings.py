"""Where the strings in three quotes stand in a text; knows nothing of the code around them."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"#[^\n]*|(?P<long>\"{3}|'{3})|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|(?P<open>[\"'])", re.DOTALL
)


@lru_cache(maxsize=2)
def long_strings(text: str) -> tuple[tuple[int, int], ...] | None:
    """From where to where the strings in three quotes go; None where that is not plain.

    Only the lines on which one begins are looked at closely: what comes before on them are comments and other strings.
    """
    found: list[tuple[int, int]] = []
    nearest = {'"""': 0, "'''": 0}
    at = 0
    while True:
        for quotes, place in nearest.items():
            if place < at or not at:
                nearest[quotes] = text.find(quotes, at) % (len(text) + 1)
        first = min(nearest.values())
        if first == len(text):
            return tuple(found)
        line = max(text.rfind("\n", at, first) + 1, at)
        start = _opening(text, line)
        end = -1 if start is None else _closing(text, start)
        if start is None or end < 0 or (line > at and text.startswith("\\", line - 2)):
            return None
        if start == len(text):
            return tuple(found)
        found.append((start, end))
        at = end


def _opening(text: str, at: int) -> int | None:
    """The next string in three quotes from a place in code on, the end where none is; None behind a broken string."""
    for token in _TOKEN.finditer(text, at):
        if token.lastgroup is not None:
            return token.start() if token.lastgroup == "long" else None
    return len(text)


def _closing(text: str, start: int) -> int:
    """The end of the string in three quotes that begins there, -1 without one."""
    quotes = text[start : start + 3]
    at = text.find(quotes, start + 3)
    while at >= 0 and _is_escaped(text, at):
        at = text.find(quotes, at + 1)
    return at + 3 if at >= 0 else -1


def _is_escaped(text: str, at: int) -> bool:
    start = at
    while text[start - 1] == "\\":
        start -= 1
    return (at - start) % 2 == 1
