r"""Reads `quirks.txt`: the quirks of CPython's finders, each a small tree and the names to ask for.

A case begins with `==` and a sentence. Its lines draw things below a folder of its own: `e/m.py` an empty file,
`e/m.py: text` one with content, `e/n/` a folder, `e/l -> x` a symbolic link, `e/f|` a FIFO, `e/s=` a socket,
`chmod 311 e` a mode. `zip a.zip` is an archive, with its members indented below it, and how it is made of them behind
it: `compression`, bytes `before` the archive, a `comment`, how many bytes are `cut` from its end, a `patch` of bytes.

`path` gives the entries of `sys.path`, `e` where it is missing; `?` gives the names. `only` says `relative` (entries
stay as they are, with the case's folder as working directory), `not-root` (permissions matter, which root does not
feel) or `since=3.11` (before, answers depend on what the asking process has imported).

`$EXT` and `$SO` in names of files stand for the first and the last extension suffix of the interpreter, `$PYC…` as
content for bytecode (see `drawing`), `\n`, `\0`, `\xHH`, `\uHHHH` for a character or in content a byte, `{x*300}` for
repetition, `""` for an empty name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|[nrt0\\])")
_REPEATED = re.compile(r"\{(.+?)\*(\d+)\}")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "\\": "\\"}


@dataclass(frozen=True)
class Zip:
    """An archive: `members` as lines of a drawing, then how the file is made of them."""

    members: tuple[str, ...] = ()
    compression: int = 0
    before: bytes = b""
    comment: bytes = b""
    cut: int = 0
    patch: tuple[bytes, bytes] = (b"", b"")


@dataclass(frozen=True)
class Quirk:
    """One case; `tree` has lines of the drawing, still with their escapes."""

    sentence: str
    tree: tuple[str, ...]
    zips: dict[str, Zip] = field(default_factory=dict)
    path: tuple[str, ...] = ("e",)
    names: tuple[str, ...] = ()
    relative: bool = False
    not_root: bool = False
    since: tuple[int, int] = (3, 8)


def read_quirks() -> list[Quirk]:
    """All cases, in order."""
    text = Path(__file__).with_suffix(".txt").read_text("utf-8")
    return [_quirk(block) for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]]


def unescaped(text: str) -> str:
    """The text with its escapes and repetitions resolved; bytes become the characters of their numbers."""
    text = _REPEATED.sub(lambda found: found[1] * int(found[2]), text)
    return _ESCAPE.sub(lambda found: _CONTROL.get(found[1]) or chr(int(found[1][1:], 16)), text)


def unescaped_bytes(text: str) -> bytes:
    r"""The same in UTF-8, where `\xHH` is a byte."""
    pieces = re.split(r"(\\x[0-9a-f]{2})", text)
    return b"".join(
        bytes.fromhex(piece[2:]) if place % 2 else unescaped(piece).encode() for place, piece in enumerate(pieces)
    )


def _quirk(block: str) -> Quirk:
    sentence, *lines = block.rstrip("\n").split("\n")
    found: dict[str, list[str]] = {"path": [], "?": [], "only": []}
    tree: list[str] = []
    archives: dict[str, tuple[list[str], list[str]]] = {}
    for line in lines:
        word, _, rest = line.partition(" ")
        if word in found:
            found[word] = rest.split(" ") if rest else []
        elif word == "zip":
            name, *options = rest.split(" ")
            archives[name] = (options, [])
        elif line.startswith("  "):
            archives[next(reversed(archives))][1].append(line.strip())
        else:
            tree.append(line)
    options = dict(option.partition("=")[::2] for option in found["only"])
    since = options.get("since", "3.8").split(".")
    return Quirk(
        sentence,
        tuple(tree),
        {name: _zip(written, members) for name, (written, members) in archives.items()},
        path=tuple(map(_word, found["path"])) if any(line.startswith("path") for line in lines) else ("e",),
        names=tuple(map(_word, found["?"])),
        relative="relative" in options,
        not_root="not-root" in options,
        since=(int(since[0]), int(since[1])),
    )


def _word(written: str) -> str:
    return "" if written == '""' else unescaped(written)


def _zip(written: list[str], members: list[str]) -> Zip:
    options = dict(option.partition("=")[::2] for option in written)
    old, _, new = options.get("patch", "=>").partition("=>")
    return Zip(
        tuple(members),
        int(options.get("compression", 0)),
        unescaped_bytes(options.get("before", "")),
        unescaped_bytes(options.get("comment", "")),
        int(options.get("cut", 0)),
        (unescaped_bytes(old), unescaped_bytes(new)),
    )
