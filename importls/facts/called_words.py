"""Which names a module's text calls while it is imported; by words alone.

Nothing is parsed, and nobody knows which object a name stands for: too many rather than too few, but for callbacks.
"""

from __future__ import annotations

import re

_BLOCK = re.compile(r"^\S[^\n]*(?:\n(?:[ \t\f][^\n]*)?)*", re.MULTILINE)
"""A line that is not indented, and those below it that are."""
_DEF = re.compile(r"[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*")
_CLASS = re.compile(r"[ \t]*class[ \t]+(\w+)([^\n]*)")
_CALLED = re.compile(r"([^\W\d]\w*)\(")
_WORD = re.compile(r"[^\W\d]\w*")
_INDENT = re.compile(r"\n([ \t]+)(?=[^\s#])")


def called_words(text: str) -> frozenset[str]:
    """What code outside of functions calls, decorates with, or takes as base class. Linear in the text."""
    return frozenset[str]().union(*(_words_of(match[0]) for match in _BLOCK.finditer(text)))


def _words_of(part: str) -> set[str]:
    if part.lstrip().startswith("@"):
        return set(_WORD.findall(part))
    if defined := _DEF.match(part):
        return set(_CALLED.findall(part[defined.end() :].partition(":\n")[0].partition("(")[2]))
    if cls := _CLASS.match(part):
        indent = _INDENT.search(part)
        inner = [] if indent is None else re.split(rf"\n(?={indent[1]}\S)", part)[1:]
        return set(_WORD.findall(cls[2])).union(*map(_words_of, inner))
    return set(_CALLED.findall(part))


def functions_around(text: str, line: int) -> tuple[str, ...]:
    """The names of the functions and classes around a line, counted from 1, by indentation; the outermost last."""
    lines = text.split("\n")
    here = lines[line - 1]
    indent = _depth(here)
    names = [_named(here)]
    for above in reversed(lines[: line - 1]):
        if _depth(above) < indent and above.strip() and not above.lstrip().startswith(("#", ")")):
            indent = _depth(above)
            names.append(_named(above))
        if not indent:
            break
    return tuple(filter(None, names))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _named(line: str) -> str:
    match = _DEF.match(line) or _CLASS.match(line)
    return match[1] if match else ""
