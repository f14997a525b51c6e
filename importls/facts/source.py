"""The bytes of a file as text, the way CPython's tokenizer decodes them; knows nothing of Python's grammar.

Follows PEP 263 and `decode_str` in CPython's `Parser/tokenizer.c`: a byte order mark, an encoding cookie on one of the
first two lines, else UTF-8. `tokenize.detect_encoding` is the same algorithm in Python.
"""

from __future__ import annotations

import codecs
import re
from encodings.aliases import aliases
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK_OR_COMMENT = re.compile(rb"^[ \t\f]*(?:#.*)?\r?$")

# Codecs that ship with Python. Another one may have been registered by a package of the host and run any code
# (`future-fstrings` and its kin translate the source), so it is never looked up.
_KNOWN_CODECS = frozenset(aliases.values()) | frozenset(aliases) | {"utf_8", "utf_8_sig", "koi8_t", "koi8_u", "cp720"}
_KNOWN_PREFIXES = ("iso_8859_", "iso8859_", "cp", "mac_", "utf_")


class SyntaxProblem(msgspec.Struct, frozen=True, array_like=True):
    """Why CPython could not compile the file. Line and column count from 1, columns in Unicode code points."""

    line: int
    column: int
    message: str


class Source(msgspec.Struct, frozen=True):
    """A decoded file: `utf8` is its text in UTF-8, without byte order mark, with line feeds for all line ends.

    `error` says why CPython refuses to decode it; `utf8` is then the best that can be made of it.
    """

    utf8: bytes
    error: SyntaxProblem | None = None

    @property
    def text(self) -> str:
        """The file as a string of the same lines and columns."""
        return self.utf8.decode()


def decode(data: bytes) -> Source:
    """Decode the file as CPython would; never raises. Plain UTF-8 is handed on without a copy."""
    if data.isascii() and b"coding" not in data[:400] and b"\0" not in data and b"\r" not in data:
        return Source(data)
    if data.startswith(codecs.BOM_UTF8):
        return _decode_marked(data.removeprefix(codecs.BOM_UTF8))
    encoding = _cookie(data)
    if encoding == "utf-8":
        return _decode_utf8(data)
    return _decode_other(data, encoding)


def encode(text: str) -> bytes:
    """The bytes of a file with this text, in the encoding that it declares: `decode` makes the same text of them.

    What the encoding does not have becomes a question mark, so that lines and columns stay.
    """
    data = text.encode(errors="replace")
    encoding = "utf-8" if b"coding" not in data[:400] else _cookie(data)
    codec = None if encoding == "utf-8" else _text_codec(encoding)
    try:
        return data if codec is None else codec.encode(text, "replace")[0]
    except UnicodeError:
        return data


def recoded(data: bytes, change: Callable[[str], str | None]) -> bytes | None:
    """The bytes of a file after a change of its text, which has the line ends of the file and no byte order mark.

    None where `change` gives None, and where the encoding that the file declares lacks the new text or would write the
    old one in other bytes.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    codec = _text_codec("utf-8" if mark else _cookie(data))
    if codec is None:
        return None
    try:
        before = codec.decode(data[len(mark) :])[0]
        after = change(before) if mark + codec.encode(before)[0] == data else None
        return None if after is None else mark + codec.encode(after)[0]
    except UnicodeError:
        return None


def _decode_marked(data: bytes) -> Source:
    encoding = _cookie(data)
    source = _decode_utf8(data)
    if encoding == "utf-8":
        return source
    return Source(source.utf8, SyntaxProblem(1, 1, f"encoding problem: {encoding} with BOM"))


def _decode_utf8(data: bytes) -> Source:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        message = f"(unicode error) 'utf-8' codec can't decode byte {data[error.start]:#x}: {error.reason}"
        problem = SyntaxProblem(*_place(data, error.start), message)
        return Source(_normalise(data.decode(errors="replace").encode()).utf8, problem)
    return _normalise(data)


def _decode_other(data: bytes, encoding: str) -> Source:
    codec = _text_codec(encoding)
    if codec is None:
        return _unreadable(data, f"unknown encoding: {encoding}")
    try:
        text, _ = codec.decode(data)
    except UnicodeError as error:
        return _unreadable(data, str(error))
    return _normalise(text.encode(errors="replace"))


def _unreadable(data: bytes, message: str) -> Source:
    # CPython gives no line (0) for these; the cookie that is to blame stands on the first or second one.
    line = 1 if _COOKIE.match(data) else 2
    best_effort = _normalise(data.decode(errors="replace").encode())
    return Source(best_effort.utf8, SyntaxProblem(line, 1, message))


def _normalise(data: bytes) -> Source:
    """Make line ends line feeds (the tokenizer's universal newlines) and NUL a space; lines and columns stay."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    null = data.find(b"\0")
    if null < 0:
        return Source(data)
    problem = SyntaxProblem(*_place(data, null), "source code cannot contain null bytes")
    return Source(data.replace(b"\0", b" "), problem)


def _cookie(data: bytes) -> str:
    """Return what a PEP 263 comment on the first two lines names, normalised as `get_normal_name` does."""
    for line in re.split(rb"\r\n|\r|\n", data[:1000], maxsplit=2)[:2]:
        if match := _COOKIE.match(line):
            return _normal_name(match[1].decode(errors="replace"))
        if not _BLANK_OR_COMMENT.match(line):
            break
    return "utf-8"


def _normal_name(written: str) -> str:
    name = written[:12].lower().replace("_", "-")
    if name == "utf-8" or name.startswith("utf-8-"):
        return "utf-8"
    for latin in ("latin-1", "iso-8859-1", "iso-latin-1"):
        if name == latin or name.startswith(latin + "-"):
            return "iso-8859-1"
    return written


def _text_codec(encoding: str) -> codecs.CodecInfo | None:
    name = encoding.lower().replace("-", "_")
    if name not in _KNOWN_CODECS and not name.startswith(_KNOWN_PREFIXES):
        return None
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return codec if codec._is_text_encoding else None  # noqa: SLF001 - there is no public way to ask this


def _place(data: bytes, offset: int) -> tuple[int, int]:
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start_of_line = before.rfind(b"\n") + 1
    return before.count(b"\n") + 1, len(before[start_of_line:].decode(errors="replace")) + 1
