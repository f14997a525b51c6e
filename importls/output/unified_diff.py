"""Changed files as a unified diff, which `git apply` and `patch -p1` take."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from importls.facts.source import decode


def unified_diff(old_name: str, new_name: str, before: bytes, after: bytes) -> Iterator[str]:
    """The lines of the diff of one file under the names that it is shown by; line ends as they are in the file."""
    old, new = (_lines(content) for content in (before, after))
    for line in difflib.unified_diff(old, new, f"a/{old_name}", f"b/{new_name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(content: bytes) -> list[str]:
    """The lines as `diff` has them: only line feeds end one. What is no UTF-8 is shown as the text that it is."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = decode(content).text
    first = [f"{line}\n" for line in text.split("\n")]
    first[-1] = first[-1].removesuffix("\n")
    return first if first[-1] else first[:-1]
