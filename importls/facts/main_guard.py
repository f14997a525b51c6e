"""The blocks that run only when a file is run as a script: those of `if __name__ == "__main__":`."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GUARD = re.compile(
    rb"^if\b[ \t(]*"
    rb"(?:__name__[ \t]*==[ \t]*(['\"])__main__\1|(['\"])__main__\2[ \t]*==[ \t]*__name__)"
    rb"(?![^\n]*\bor\b)",
    re.MULTILINE,
)
_END_OF_BLOCK = re.compile(rb"^[^ \t\f#\n)]", re.MULTILINE)


def script_blocks(utf8: bytes, end: int) -> tuple[range, ...]:
    """The lines of each such block that begins before an offset, in source order.

    The line of the condition is included; its `else:` is none of them.

    Only guards at the start of a line are seen, and a string that reaches back to the margin ends the block early.
    """
    if utf8.find(b"__main__", 0, end) < 0:
        return ()
    return tuple(_blocks(utf8, end))


def _blocks(utf8: bytes, last: int) -> Iterator[range]:
    line, counted = 1, 0
    for guard in _GUARD.finditer(utf8, 0, last):
        start = guard.start()
        line += utf8.count(b"\n", counted, start)
        counted = start
        end = _END_OF_BLOCK.search(utf8, guard.end())
        lines = utf8.count(b"\n", start, end.start()) if end else utf8.count(b"\n", start) + 1
        yield range(line, line + lines)
