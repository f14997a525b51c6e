"""A finding, as every output and the language server see it."""

from __future__ import annotations

import re
from enum import IntEnum, StrEnum

import msgspec

from importls.facts.imports import Position, Range


class Severity(IntEnum):
    """How bad a finding is; greater is worse."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name that users read and write: `info`, `warning` or `error`."""
        return self.name.lower()


SEVERITIES = {severity.word: severity for severity in Severity}
"""Each severity by its word."""

START_OF_FILE = Range(Position(1, 1), Position(1, 1))
"""Where a finding about a file as a whole stands."""


class Related(msgspec.Struct, frozen=True):
    """Another place that explains a finding: a step of a chain, the file that wins.

    `range` is None where the file as a whole is meant, which may be no text. In a step of a chain of imports `importer`
    and `imported` are the names of the two modules.
    """

    path: str
    range: Range | None
    message: str
    importer: str | None = None
    imported: str | None = None


class Edit(msgspec.Struct, frozen=True):
    """Replace the text in `range` of the file `path` (absolute) by `text`."""

    path: str
    range: Range
    text: str


class Fix(msgspec.Struct, frozen=True):
    """Edits that together remove a finding; `safe` where they cannot change what working code does."""

    title: str
    safe: bool
    edits: tuple[Edit, ...]


class Diagnostic(msgspec.Struct, frozen=True):
    """One finding at one place.

    `path` is absolute, `module` the dotted name of the file it stands in. `target` is what the finding is about, mostly
    the imported module. `cause` classifies an unresolved import. `statement` is the whole import statement, where the
    finding is about a part of it.
    """

    rule: str
    severity: Severity
    message: str
    path: str
    module: str
    range: Range
    help: str | None = None
    target: str | None = None
    cause: str | None = None
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    statement: Range | None = None

    @property
    def subject(self) -> str:
        """What the finding is about: the target, else the message without its numbers, which may be those of lines."""
        return re.sub(r"\d+", "#", self.message) if self.target is None else self.target

    @property
    def fingerprint(self) -> str:
        """Identifies the finding across edits: rule, importing module and target, never the line."""
        import hashlib  # noqa: PLC0415 # reason: only some formats tell it, and it is slow to load

        identity = f"{self.rule}\0{self.module}\0{self.subject}"
        return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Silencer(StrEnum):
    """Who silenced a finding."""

    COMMENT = "comment"
    """A suppression beside the code."""
    BASELINE = "baseline"
    """The list of findings that are known."""


class Silenced(msgspec.Struct, frozen=True):
    """A finding that is not to be told, by whom, and the reason that was given."""

    diagnostic: Diagnostic
    by: Silencer
    reason: str | None = None
