"""The code cells of a notebook as the source of one module, line by line; it knows no protocol and no file format.

What IPython understands and Python does not (`%magic`, `!command`, `name?`) becomes a statement that does nothing, with
as many lines as before: every other line stays what it is, so that its columns count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LINE_END = re.compile(r"\r\n|\r|\n")
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_BODY_IS_PYTHON = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "debug"})
_MAGIC = re.compile(r"[ \t]*(?:[%!,;/]|\?{1,2}[ \t]*[\w%])|[ \t]*%{0,2}[\w.*\[\]\"']+\?{1,2}[ \t]*$")
_ASSIGNED = re.compile(r"((?:[ \t]*[\w., \t]+=)+)[ \t]*[%!]")
_CHANGES_WHAT_IS_FOUND = re.compile(
    r"[ \t]*[%!]+[ \t]*(?:cd|pushd|popd|run)\b"
    r"|.*\b(?:pip3?|conda|mamba|micromamba|uv|poetry|pdm)\b.*\b(?:install|add|sync)\b"
)
_UNKNOWN_PATH = "import sys; sys.path.append(get_ipython())"
"""What has been installed, or where the notebook has gone, only running it would tell."""
_TOKEN = re.compile(r"""'{3}|"{3}|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\#.*|[()\[\]{}]""")
_OPENING, _CLOSING = "([{", ")]}"


def lines_of_cell(text: str) -> list[str]:
    """The lines of a cell as editors count them: one more than there are line ends."""
    return _LINE_END.split(text)


def source_of_cells(cells: Sequence[str]) -> str:
    """The source of the module that the cells are, in order; each has as many lines in it as it has by itself."""
    return "\n".join(line for cell in cells for line in _plain(lines_of_cell(cell)))


def _plain(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a cell as Python."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    magic = _CELL_MAGIC.match(lines[first])
    if magic is None:
        yield from _without_magics(lines)
    elif magic[1] in _BODY_IS_PYTHON:
        yield from [""] * (first + 1)
        yield from _without_magics(lines[first + 1 :])
    else:
        yield from [""] * len(lines)


def _without_magics(lines: Sequence[str]) -> Iterator[str]:
    scan, is_continued_magic = _Scan(), False
    for line in lines:
        if is_continued_magic:
            is_continued_magic = line.endswith("\\")
            yield ""
            continue
        plain = _instead_of(line) if scan.is_at_start else None
        if plain is None:
            scan.pass_over(line)
            yield line
        else:
            is_continued_magic = line.endswith("\\")
            yield plain


def _instead_of(line: str) -> str | None:
    """The statement in place of a line that only IPython understands; None for one of Python."""
    if _MAGIC.match(line):
        indent = line[: len(line) - len(line.lstrip())]
        return indent + (_UNKNOWN_PATH if _CHANGES_WHAT_IS_FOUND.match(line) else "pass")
    assigned = _ASSIGNED.match(line)
    return None if assigned is None else f"{assigned[1]} None"


class _Scan:
    """Where a line ends inside of something: brackets, a string of several lines, or behind a backslash."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._is_continued = False

    @property
    def is_at_start(self) -> bool:
        """Whether a statement begins with the next line."""
        return not (self._depth or self._quote or self._is_continued)

    def pass_over(self, line: str) -> None:
        at = 0
        while at < len(line):
            if self._quote:
                at = self._end_of_string(line, at)
                continue
            match = _TOKEN.search(line, at)
            if match is None:
                break
            at = match.end()
            self._note(match[0])
        self._is_continued = line.endswith("\\") and not self._quote

    def _end_of_string(self, line: str, at: int) -> int:
        end = line.find(self._quote, at)
        while end > 0 and line[end - 1] == "\\":
            end = line.find(self._quote, end + 1)
        if end < 0:
            return len(line)
        end += len(self._quote)
        self._quote = ""
        return end

    def _note(self, token: str) -> None:
        if token in ("'''", '"""'):
            self._quote = token
        elif token in _OPENING:
            self._depth += 1
        elif token in _CLOSING:
            self._depth = max(self._depth - 1, 0)
