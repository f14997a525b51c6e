"""Why the target's compiler refuses a file, as far as that is certain; knows nothing of what its code does.

Lines are the host's, and so are messages: other versions word some of them otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from importls.facts import syntax_tree
from importls.facts.grammar import line_of_newer_syntax
from importls.facts.import_records import TooDeep, most_links, parse_records
from importls.facts.older_syntax import in_older_syntax
from importls.facts.tokens import Unreadable

if TYPE_CHECKING:
    import ast

    from importls.facts.source import Source

_NULL = "source code string cannot contain null bytes"
_UTF_8 = "(unicode error) 'utf-8'"
_OTHER_CODECS = " codec can't decode byte "
_MARK = "encoding problem: "

_LATER_ALLOWED = ("asynchronous comprehension outside", "no binding for nonlocal '_")
"""What a newer compiler may take: the last is of names that are mangled, until 3.12."""

_MOST_LINKS = 10_000
"""The host recurses for each link of a chain, and has less stack than the limit that the simulation sets."""


class Refusal(NamedTuple):
    """The exception, its message, its line, None where it has none, and whether it is certain to be raised."""

    exception: str
    message: str
    line: int | None
    is_certain: bool = True

    def text(self, path: str) -> str:
        """`str(exception)` (`SyntaxError_str` in CPython's `Objects/exceptions.c`)."""
        name = path.replace("\\", "/").rpartition("/")[2]
        return self.message if self.line is None else f"{self.message} ({name}, line {self.line})"


def undecodable(data: bytes, source: Source, version: tuple[int, int]) -> Refusal | None:
    """Why the bytes of a file, of which `source` was made, are refused before they are parsed; None where they are not.

    It is not certain of a codec that importls does not know, which somebody may have registered.
    """
    if source.error is None:
        return None
    if b"\0" in data:
        # `compile` has raised SyntaxError since 3.11.4.
        return Refusal("SyntaxError" if version >= (3, 11) else "ValueError", _NULL, None)
    message = source.error.message
    if message.startswith(_UTF_8):
        error = syntax_tree.compile_error(data)
        # Bytes in comments are not decoded; what is newer than the host hides whether it is a comment.
        is_certain = error is not None and (version <= syntax_tree.HOST_GRAMMAR or error.msg.startswith(_UTF_8))
        return Refusal("SyntaxError", message, 0, is_certain=False) if error is None else _of_host(error, is_certain)
    return Refusal("SyntaxError", message, 0, message.startswith(_MARK) or _OTHER_CODECS in message)


def uncompilable(text: str, tree: ast.Module | None, version: tuple[int, int], platform: str) -> Refusal | None:
    """Why a decoded file with this tree, None for no tree, is refused; None where it is not, as far as can be told.

    Takes a third of the time of parsing.
    """
    if tree is None:
        return _unparsable(text, version, platform)
    can_compile = most_links(text.encode()) <= _MOST_LINKS
    line = line_of_newer_syntax(tree, text, version)
    if line is not None:
        error = syntax_tree.compile_error(text) if can_compile and version <= syntax_tree.HOST_GRAMMAR else None
        return Refusal("SyntaxError", "invalid syntax", line) if error is None else _of_host(error)
    # A tree of newer syntax than the host's is not quite what the file says.
    error = syntax_tree.compile_error(tree) if can_compile and "features" not in vars(tree) else None
    if error is None or (version > syntax_tree.HOST_GRAMMAR and error.msg.startswith(_LATER_ALLOWED)):
        return None
    return _of_host(error)


def _unparsable(text: str, version: tuple[int, int], platform: str) -> Refusal:
    """Why a file without a tree is refused: certain where a parser of the target's grammar says so."""
    if most_links(text.encode()) > _MOST_LINKS:
        return _TOO_DEEP
    if version <= syntax_tree.HOST_GRAMMAR:
        # From version to version the grammar has only grown since 3.8.
        error = syntax_tree.compile_error(text)
        return _TOO_DEEP if error is None else _of_host(error)
    try:
        _, problems = parse_records(text.encode(), version=version, platform=platform, is_stub=False)
    except TooDeep:
        return _TOO_DEEP
    error = syntax_tree.compile_error(_in_older_syntax(text))
    if error is not None:
        return _of_host(error, is_certain=bool(problems))
    return Refusal("SyntaxError", problems[0].message, problems[0].line) if problems else _TOO_DEEP


_TOO_DEEP = Refusal("SyntaxError", "too many nested parentheses", None, is_certain=False)


def _in_older_syntax(text: str) -> str:
    """The text without what is only newer than the host, if its tokens can be read."""
    try:
        return in_older_syntax(text.encode()).text.decode()
    except Unreadable:
        return text


def _of_host(error: SyntaxError, is_certain: bool = True) -> Refusal:
    return Refusal(type(error).__name__, error.msg, error.lineno, is_certain)
