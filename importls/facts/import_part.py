"""Where the part of a file ends that can hold import statements; knows nothing of what they import."""

from __future__ import annotations

import re

# What may follow a line feed where the statement before it is over: no blank, bracket, comment or keyword that goes on.
_NEXT_STATEMENT = re.compile(rb"\n(?!(?:else|elif|except|finally|case)\b)[A-Za-z_@]")
_WORD = re.compile(rb"[\w\x80-\xff]")
_MOST_LOOKED_AT = 200


def end_of_imports(utf8: bytes) -> int:
    """An offset behind the last import statement, at the start of a line, or the length of the file.

    No import statement begins behind it. It may still lie in a string or in brackets, if the parser refuses what is
    before it: whoever parses only that must parse the whole then. A file that the parser accepts up to there is the
    same up to there for whoever parses all of it, because its statements are complete and the next one starts anew.
    """
    last = _last_keyword(utf8)
    if last < 0:
        return 0
    following = _NEXT_STATEMENT.search(utf8, last)
    if following is None:
        return len(utf8)
    end = following.start() + 1
    return len(utf8) if utf8.endswith(b"\\\n", 0, end) else end


def _last_keyword(utf8: bytes) -> int:
    """Where the last word `import` starts that may be a keyword; -1 where there is none."""
    at = utf8.rfind(b"import")
    for _ in range(_MOST_LOOKED_AT):
        if at < 0 or _may_be_keyword(utf8, at):
            return at
        at = utf8.rfind(b"import", 0, at)
    return at


def _may_be_keyword(utf8: bytes, at: int) -> bool:
    """Whether the word stands alone, and behind nothing on its line but what can be before it in a statement."""
    if _WORD.match(utf8, at + len(b"import")) or (at and _WORD.match(utf8, at - 1)):
        return False
    start = utf8.rfind(b"\n", 0, at) + 1
    before = utf8[start:at].strip(b" \t\f")
    if not before or before == b"lazy" or before.startswith((b"from", b"lazy")):
        return True
    return b";" in before or b":" in before or b"\\" in before or utf8.endswith(b"\\\n", 0, start)
