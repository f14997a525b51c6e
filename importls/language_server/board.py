"""What clients were told of findings, and who waits to be told more; it lives in the worker.

A client that pulls asks for each document, and for all; the latter question is held until there is something new.
Others are sent every list that has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic

Findings = Mapping[str, "tuple[Diagnostic, ...]"]

Reply = Callable[[types.WorkspaceDiagnosticReport], None]
"""Answers a question; does nothing where the client has taken it back."""


@dataclass(slots=True)
class Entry:
    """The findings of one file, and a name for them that is never used for others."""

    findings: tuple[Diagnostic, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """A question about the whole workspace: what the client has of each URI by name, and where the answer goes."""

    has: Mapping[str, str]
    reply: Reply
    is_given_up: Callable[[], bool]


@dataclass(slots=True)
class Board:
    """The latest findings by path; `held` are the questions that wait.

    `versions` are those of open documents for which findings were published, `given` the name and version with which a
    client that pulls has got those of a document. `cells` are those of each notebook of which something was published,
    with the version of the notebook.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    given: dict[str, tuple[str, int]] = field(default_factory=dict)
    cells: dict[str, dict[str, int]] = field(default_factory=dict)
    _names: int = 0

    def put(self, findings: Findings) -> frozenset[str]:
        """These are all findings now; the paths that have others than before."""
        changed = {path for path in {*self.entries, *findings} if self.findings(path) != findings.get(path, ())}
        for path in changed:
            self._names += 1
            self.entries[path] = Entry(findings.get(path, ()), str(self._names))
        return frozenset(changed)

    def forget_given(self, open_paths: Collection[str]) -> bool:
        """Documents that were closed have their findings under other names; whether there were any.

        While one is open, clients pass over what they are told of it with all others, and keep what they had.
        """
        closed = self.given.keys() - open_paths
        for path in closed:
            del self.given[path]
            if path in self.entries:
                self._names += 1
                self.entries[path].name = str(self._names)
        return bool(closed)

    def name(self, path: str) -> str:
        """The name of the findings of a file."""
        entry = self.entries.get(path)
        return "0" if entry is None else entry.name

    def findings(self, path: str) -> tuple[Diagnostic, ...]:
        """Those of a file."""
        entry = self.entries.get(path)
        return () if entry is None else entry.findings
