"""Names that the indented parts of a module's own code bind, read line by line; `reading` knows them all, slowly."""

from __future__ import annotations

import re

_OPENS_BLOCK = re.compile(r"(?:if|elif|else|try|except|finally|with|for|while|match|async)\b")
_BINDING = re.compile(
    r"([ \t]*)(?:(?P<body>(?:async[ \t]+)?def|class)[ \t]+(\w+)"
    r"|(?P<targets>[\w \t,()]+?)[ \t]*(?::[^=\n]*)?=(?!=)(?P<chain>(?:[ \t]*\w+[ \t]*=(?!=))*))"
)
_NAME = re.compile(r"[^\W\d]\w*")


def block_names(text: str) -> frozenset[str]:
    """Names that the conditions, loops, `try` and `with` of a module bind, and all targets of its assignments.

    What stands in functions and classes is theirs, and only definitions and assignments are seen.
    Lines of strings and calls may look like code and add a name too many.
    """
    names: set[str] = set()
    hidden_below: int | None = None
    in_block = False
    for line in text.split("\n"):
        first = line[:1]
        if first not in " \t":
            in_block = _OPENS_BLOCK.match(line) is not None
            hidden_below = None
        elif not in_block:
            continue
        indent = len(line) - len(line.lstrip())
        if hidden_below is not None and (indent > hidden_below or indent == len(line)):
            continue
        hidden_below = None
        found = _BINDING.match(line)
        if found is None:
            continue
        if found["body"]:
            names.add(found[3])
            hidden_below = indent
        else:
            names.update(_NAME.findall(found["targets"]), _NAME.findall(found["chain"]))
    return frozenset(names)
