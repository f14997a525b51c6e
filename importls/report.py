"""One finished check as the value that every output renders; it knows no format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from importls.paths import is_below, parent, relative_parts

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic, Severity, Silenced
    from resolver.environment import Environment


class Summary(msgspec.Struct, frozen=True, array_like=True):
    """The numbers of one check; `seconds` is wall-clock time.

    `files` were looked at; `modules` are their names, each counted once: two scripts may be called the same.
    """

    files: int
    modules: int
    imports: int
    errors: int
    warnings: int
    infos: int
    suppressed: int
    seconds: float


class ReportedEntry(msgspec.Struct, frozen=True, array_like=True):
    """One entry of the search path, and in words where it comes from."""

    path: str
    source: str


class ReportedEnvironment(msgspec.Struct, frozen=True, array_like=True):
    """What is told of the target."""

    prefix: str | None
    version: tuple[int, int]
    platform: str
    sys_path: tuple[ReportedEntry, ...]

    @classmethod
    def of(cls, environment: Environment) -> ReportedEnvironment:
        """What is told of this environment."""
        entries = tuple(ReportedEntry(entry.path, entry.source.value) for entry in environment.sys_path)
        return cls(environment.prefix, environment.version, environment.platform, entries)


class Report(msgspec.Struct, frozen=True):
    """Everything that an output may show.

    `roots` and the paths of `diagnostics` are absolute, `source` gives the text of a file, empty where it cannot be
    read. `seen_from` is the folder from which paths are shown. `silenced` is for formats that tell silenced findings.
    """

    environment: ReportedEnvironment
    roots: tuple[str, ...]
    summary: Summary
    diagnostics: tuple[Diagnostic, ...]
    seen_from: str
    source: Callable[[str], str]
    silenced: tuple[Silenced, ...] = ()

    def shown(self, path: str) -> str:
        """The path as users see it: relative with forward slashes below `seen_from`, else absolute."""
        return shown_path(path, self.seen_from)

    def prose(self, text: str) -> str:
        """A message or help for people: absolute paths in it that lie below `seen_from` are made relative to it."""
        return relative_prose(text, self.seen_from)


def shown_path(path: str, seen_from: str) -> str:
    """The path relative to the folder with forward slashes where it lies below, absolute otherwise."""
    if not is_below(path, seen_from):
        return path
    return "/".join(relative_parts(path, seen_from)) or "."


def relative_prose(text: str, seen_from: str) -> str:
    """The text with absolute paths that lie below the folder made relative to it."""
    if parent(seen_from) == seen_from:
        return text  # Everything lies below the top of the file system; a lone slash is not worth taking away.
    return re.sub(rf"(?<![\w./\\~-]){re.escape(seen_from)}[/\\](?=[^\s/\\])", "", text)


def count_severities(diagnostics: Iterable[Diagnostic]) -> Counter[Severity]:
    """How many findings there are of each severity."""
    return Counter(diagnostic.severity for diagnostic in diagnostics)


def rule_url(rule: str) -> str:
    """The address of a rule's documentation."""
    return f"https://importls.readthedocs.io/rules/{rule}"
