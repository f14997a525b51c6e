"""The nearest known word to one that a user wrote."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def closest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known word that is most like this one; None where none has the likeness `cutoff` (0 to 1).

    Among equally near words the first in the alphabet is taken.
    """
    # Slips seldom hit the first letter, and pairs of very different lengths cannot reach the cutoff.
    first = word[:1].lower()
    known = sorted(
        other
        for other in known
        if first in other[:2].lower() and 2 * min(len(word), len(other)) >= cutoff * (len(word) + len(other))
    )
    swapped = next((other for other in known if _is_transposed(word, other)), None)
    if swapped is not None:
        return swapped
    matches = difflib.get_close_matches(word.lower(), known, n=1, cutoff=cutoff)
    return matches[0] if matches else None


def _is_transposed(word: str, other: str) -> bool:
    """Whether two neighbouring letters changed places, the slip that likeness by common letters underrates."""
    if len(word) != len(other):
        return False
    differing = [index for index in range(len(word)) if word[index] != other[index]]
    if len(differing) != 2 or differing[1] != differing[0] + 1:
        return False
    first, second = differing
    return word[first] == other[second] and word[second] == other[first]


def hint(word: str, known: Iterable[str]) -> str | None:
    """A sentence that offers the nearest known word."""
    near = closest(word, known)
    return None if near is None else f"did you mean `{near}`?"
