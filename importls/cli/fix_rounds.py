"""Makes the fixes of findings, round after round, on a disk that is only imagined, until there is nothing left to fix.

A fix is made whole or not at all. After each round everything is checked again: what would bring a new error is taken
back, so that the result resolves.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importls import baseline
from importls.cli import fresh_check
from importls.cli.failure import Failure
from importls.diagnostic import Severity
from importls.edits.file_edits import edited
from importls.fixes import fixes_at_once
from resolver.file_system.disk import Disk
from resolver.file_system.overlay import Overlay

if TYPE_CHECKING:
    from importls.baseline import Entry
    from importls.cli.check import CheckCommand
    from importls.cli.phases import Phases
    from importls.diagnostic import Diagnostic, Edit, Fix

_MOST_ROUNDS = 20
"""Fixes that make room for others end sooner; the bound is for those that undo each other."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The fixes that are made, the contents of files before and after, and the fixes that would bring new errors."""

    made: tuple[Fix, ...]
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    refused: tuple[Fix, ...]


def fixed(command: CheckCommand, phases: Phases, *, unsafe: bool) -> Fixed:
    """What becomes of the files when the fixes of all findings that are told are made. Raises Failure."""
    quiet = command.quiet()
    outcome = command.find(phases)
    if outcome.problems:
        raise Failure(outcome.problems[0], "no file was changed", further=outcome.problems[1:])
    told = command.told_of(outcome, phases)
    untold = Counter(map(baseline.key_of, outcome.diagnostics)) - Counter(map(baseline.key_of, told.diagnostics))
    left = [baseline.Entry(*key, "", number) for key, number in untold.items()]
    work = _Work(quiet, phases, left, frozenset(outcome.checked), dict(command.options.buffers), unsafe=unsafe)
    current = outcome.diagnostics
    for _ in range(_MOST_ROUNDS):
        after = work.next_round(current)
        if after is None:
            break
        current = after
    before = {path: work.original(path) for path in work.contents if work.contents[path] != work.original(path)}
    return Fixed(tuple(work.made), before, {path: work.contents[path] for path in before}, tuple(work.refused))


@dataclass(slots=True)
class _Work:
    """The state between rounds.

    `contents` are those of files that differ from the disk, `names` the paths that stand for files, by real path.
    """

    command: CheckCommand
    phases: Phases
    left: Sequence[Entry]
    checked: frozenset[str]
    contents: dict[str, bytes]
    unsafe: bool
    made: list[Fix] = field(default_factory=list)
    refused: list[Fix] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def next_round(self, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...] | None:
        """Make what can be made at once, or else one fix after the other; the findings then, None for no fix."""
        told = baseline.compare(self.left, findings).new
        fixes = fixes_at_once(told, self.is_wanted)
        if len(fixes) > 1:
            after = self.attempt(fixes, findings)
            if after is not None:
                return after
        for fix in fixes:
            after = self.attempt((fix,), findings)
            if after is not None:
                return after
            self.refused.append(fix)
        return None

    def is_wanted(self, fix: Fix) -> bool:
        return (
            (fix.safe or self.unsafe)
            and fix not in self.refused
            and fix not in self.made
            and self.checked.issuperset(edit.path for edit in fix.edits)
        )

    def attempt(self, fixes: Sequence[Fix], findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...] | None:
        """Make these fixes; None, with everything as it was, where they cannot be made or bring new errors."""
        contents = self.with_edits(dict.fromkeys(edit for fix in fixes for edit in fix.edits))
        if contents is None:
            return None
        outcome = fresh_check.outcome_on(self.command, self.phases, Overlay(Disk(), contents))
        if _errors(outcome.diagnostics) - _errors(findings):
            return None
        self.contents = contents
        self.made += fixes
        return outcome.diagnostics

    def with_edits(self, edits: Iterable[Edit]) -> dict[str, bytes] | None:
        by_path: dict[str, list[Edit]] = {}
        for edit in edits:
            # A file may be checked under several names, and has the same fixes under each.
            path = self.names.setdefault(os.path.realpath(edit.path), edit.path)
            by_path.setdefault(path, []).append(edit)
        contents = dict(self.contents)
        for path, of_file in by_path.items():
            content = edited(contents[path] if path in contents else self.original(path), of_file)
            if content is None:
                return None
            contents[path] = content
        return contents

    def original(self, path: str) -> bytes:
        """What the file has, empty where it cannot be read."""
        buffers = self.command.options.buffers
        try:
            return buffers[path] if path in buffers else Disk().read_bytes(path)
        except OSError:
            return b""


def _errors(findings: Iterable[Diagnostic]) -> Counter[baseline.Key]:
    return Counter(baseline.key_of(finding) for finding in findings if finding.severity is Severity.ERROR)
