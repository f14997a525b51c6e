"""`.pth` files of one site directory, read as each version's `site.addpackage` reads them. Nothing is executed.

Of the `import` lines only those are followed that install a known kind of editable finder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from resolver.editable_finder import EditableFinder, EditableStyle, read_editable_finder
from resolver.file_system import FileSystem
from resolver.paths import join

_IMPORT_LINE = re.compile(r"import[ \t]+([\w.]+)")


_DISTUTILS_HOOK = "_distutils_hack"


@dataclass(frozen=True, slots=True)
class PthRules:
    """What differs between versions and patch releases of `site.py`."""

    version: tuple[int, int]
    skips_hidden: bool
    """Whether a name that begins with a dot is skipped (gh-113659)."""


@dataclass(frozen=True, slots=True)
class PthLine:
    """A line that matters: a path as written, or the finder that an import line installs."""

    file: str
    path: str | None = None
    finder: EditableFinder | None = None
    ignored: str | None = None
    """An import line that is not understood, and so has no effect here."""
    source: str = ""
    """The source of the module beside the `.pth` file that an ignored line imports, where there is one."""


def read_pth_files(file_system: FileSystem, folder: str, rules: PthRules) -> list[PthLine]:
    """The lines of every `.pth` file in a site directory, in the order in which `site` processes them."""
    names = sorted(name for name in file_system.list_directory(folder) or {} if name.endswith(".pth"))
    lines: list[PthLine] = []
    for name in names:
        if not (rules.skips_hidden and name.startswith(".")):
            lines.extend(_read(file_system, folder, name, rules))
    if rules.version >= (3, 15):
        # PEP 829: import lines run after the paths of all files.
        lines.sort(key=lambda line: line.path is None)
    return lines


def is_distutils_hook(finder: EditableFinder) -> bool:
    """Whether the finder is setuptools' hook for `distutils`, which comes from no editable install."""
    return f"{_DISTUTILS_HOOK}/" in finder.source.replace("\\", "/")


def _read(file_system: FileSystem, folder: str, name: str, rules: PthRules) -> list[PthLine]:
    file = join(file_system.separator, folder, name)
    try:
        content = file_system.read_bytes(file)
    except OSError:
        return []
    lines: list[PthLine] = []
    for line in _split(content, rules.version):
        if rules.version >= (3, 15):
            line = line.strip()  # noqa: PLW2901 - the stripped line is the line from here on
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith(("import ", "import\t")):
            lines.append(_import_line(file_system, folder, file, line))
            continue
        lines.append(PthLine(file, path=line.rstrip()))
    return lines


def _split(content: bytes, version: tuple[int, int]) -> list[str]:
    """Before 3.13 text mode: no byte order mark is stripped, and only real line ends end a line."""
    if version >= (3, 13):
        return content.decode("utf-8-sig", "surrogateescape").splitlines()
    return re.split(r"\r\n|\r|\n", content.decode("utf-8", "surrogateescape"))


def _import_line(file_system: FileSystem, folder: str, file: str, line: str) -> PthLine:
    if _DISTUTILS_HOOK in line:
        return PthLine(file, finder=_distutils_finder(file_system, folder))
    found = _IMPORT_LINE.match(line)
    source = join(file_system.separator, folder, found[1] + ".py") if found is not None else ""
    content = _content(file_system, source)
    finder = read_editable_finder(content, source)
    if finder is not None:
        return PthLine(file, finder=finder)
    return PthLine(file, ignored=line.strip(), source=content.decode("utf-8", "replace"))


def _content(file_system: FileSystem, path: str) -> bytes:
    try:
        return file_system.read_bytes(path) if path else b""
    except OSError:
        return b""


def _distutils_finder(file_system: FileSystem, folder: str) -> EditableFinder:
    """What `distutils-precedence.pth` of setuptools amounts to since 3.12, where no other `distutils` is left."""
    package = join(file_system.separator, join(file_system.separator, folder, "setuptools"), "_distutils")
    source = join(file_system.separator, join(file_system.separator, folder, _DISTUTILS_HOOK), "__init__.py")
    return EditableFinder(EditableStyle.SETUPTOOLS, source, {"distutils": package})
