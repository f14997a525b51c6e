"""The lines of a text, for callers that ask about one place of the same text after another; knows nothing of Python."""

from __future__ import annotations

from functools import lru_cache

# Questions come file by file, so that a few texts are enough. Strings remember their hash and are compared by identity
# first: asking again costs nothing, however long the text is.
_TEXTS_KEPT = 4


@lru_cache(maxsize=_TEXTS_KEPT)
def lines_of(text: str) -> tuple[str, ...]:
    """Split at line feeds, which is what `decode` makes of all line ends. Takes no time for a text asked for lately."""
    return tuple(text.split("\n"))
