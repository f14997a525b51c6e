"""`.pth` and `.start` files of one site directory, read as each version's `site` reads them. Nothing is executed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from resolver.file_system import FileSystem
from resolver.paths import join


@dataclass(frozen=True, slots=True)
class PthRules:
    """What differs between versions, patch releases and platforms.

    `skips_hidden` says whether a name that begins with a dot is skipped (gh-113659). `locale_encoding` is what files
    are read with before 3.13, and those that are no UTF-8 from then on.
    """

    version: tuple[int, int]
    skips_hidden: bool
    locale_encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class PthFile:
    """The lines of one file that are no comments and not empty; None where it cannot be decoded."""

    path: str
    lines: tuple[str, ...] | None


def read_pth_files(file_system: FileSystem, folder: str, rules: PthRules) -> list[PthFile]:
    """Every `.pth` file that `site` can open in a site directory, in the order in which it does."""
    return _read_files(file_system, folder, ".pth", rules)


def read_start_files(file_system: FileSystem, folder: str, rules: PthRules) -> list[PthFile]:
    """Every `.start` file in a site directory (PEP 829): each line is an entry point, `package.module:callable`."""
    return _read_files(file_system, folder, ".start", rules)


def is_import_line(line: str) -> bool:
    """Whether `site` executes a line instead of taking it for a path."""
    return line.startswith(("import ", "import\t"))


def _read_files(file_system: FileSystem, folder: str, suffix: str, rules: PthRules) -> list[PthFile]:
    names = sorted(name for name in file_system.list_directory(folder) or {} if name.endswith(suffix))
    files: list[PthFile] = []
    for name in names:
        if rules.skips_hidden and name.startswith("."):
            continue
        path = join(file_system.separator, folder, name)
        try:
            content = file_system.read_bytes(path)
        except OSError:
            continue
        lines = _split(content, rules, suffix)
        files.append(PthFile(path, None if lines is None else tuple(_kept(lines, rules.version))))
    return files


def _kept(lines: list[str], version: tuple[int, int]) -> list[str]:
    """Without comments and empty lines. Only since 3.15 blanks in front of a line do not belong to it."""
    if version >= (3, 15):
        lines = [line.strip() for line in lines]
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _split(content: bytes, rules: PthRules, suffix: str) -> list[str] | None:
    """Before 3.13 text mode: a byte order mark is part of the first line, and only real line ends end a line."""
    if rules.version < (3, 13):
        text = _decoded(content, rules.locale_encoding)
        return None if text is None else re.split(r"\r\n|\r|\n", text)
    text = _decoded(content, "utf-8-sig")
    if text is None and suffix == ".pth":
        text = _decoded(content, rules.locale_encoding)
    return None if text is None else text.splitlines()


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
