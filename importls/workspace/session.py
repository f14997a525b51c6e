"""One project that is edited: what is known of it, what has changed since, and the work that is left to do.

It lives in one thread. Questions are answered from a snapshot that is always that of the latest texts; findings follow
as fast as they can be worked out: after an edit those that it concerns, after anything else those of open files first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Severity
from importls.facts.imports import Position, Range
from importls.paths import ancestors, parent
from importls.spread import Watch
from importls.target import WrongTarget
from importls.workspace.analysis import (
    Analysis,
    Question,
    begin,
    complete,
    edited,
    glance,
    glance_with_fixes,
    looked_at,
    looked_at_again,
    outdated,
    takes_long,
    with_facts_of,
)
from importls.workspace.asked import Asked, AskedState
from importls.workspace.breathing import Breathing
from importls.workspace.importers import cycle_of, possible_importers, verdict_of
from importls.workspace.live_disk import LiveDisk
from resolver.file_system.overlay import Overlay

if TYPE_CHECKING:
    from importls.kept_project import KeptProject
    from importls.snapshot import Snapshot
    from resolver.environment import Environment
    from resolver.file_system import FileSystem, Stamp

_log = logging.getLogger(__name__)

CONFIGURATION = "invalid-configuration"
"""What stands in place of a rule's name in findings about files of configuration."""

Findings = Mapping[str, "tuple[Diagnostic, ...]"]
"""By path, of files that have any."""


class Superseded(Exception):  # noqa: N818 # reason: no error; a check is given up because its question is not asked now
    """What is being worked out is of no use any more."""


@dataclass(slots=True)
class Session:
    """The project of a question. `disk` is what is saved, `buffers` what is not, by path.

    `findings` are the latest, `wrong` says why there can be none. `generation` grows with every change that may matter.
    """

    question: Question
    disk: FileSystem
    buffers: Mapping[str, bytes] = field(default_factory=dict)
    findings: Findings = field(default_factory=dict)
    wrong: WrongTarget | None = None
    generation: int = 0
    is_checking: bool = False
    """Also where another process does it."""
    _analysis: Analysis | None = None
    _asked: Asked = field(default_factory=Asked)
    _live: LiveDisk = field(init=False)
    """What the snapshot asks: it has the latest texts."""
    _is_stale: bool = True
    _is_checked: bool = False
    _foundation: int = 0
    """Grows when something changes that may concern everything."""
    _checked_foundation: int = 0
    """What it was when a check began."""
    _taken_over: int = 0
    """How many snapshots have taken over what the first one has found out."""
    _unseen: bool = False
    """Whether the snapshot does not have the latest texts."""
    _unjudged: set[str] = field(default_factory=set)
    """Checked files that are not as they were when the findings were worked out."""
    _since: set[str] = field(default_factory=set)
    """Those that have changed since a running check began."""
    _meanwhile: set[str] = field(default_factory=set)
    """Files that may be others than those that a check elsewhere has read."""

    @property
    def is_checked(self) -> bool:
        """Whether `judge` is enough for the findings of a check."""
        return self._is_checked and not self._is_stale

    @property
    def was_checked(self) -> bool:
        """Whether there was a check ever, of which something is known."""
        return self._analysis is not None and self._analysis.kept is not None

    @property
    def kept(self) -> KeptProject | None:
        """What the last check has kept."""
        return None if self._analysis is None else self._analysis.kept

    @property
    def unjudged(self) -> frozenset[str]:
        """Checked files that are not as they were when the findings were worked out."""
        return frozenset(self._unjudged)

    def asked(self) -> AskedState:
        """What was asked of the disk."""
        return self._asked.state

    @property
    def has_work(self) -> bool:
        """Whether findings may be others than those that are known."""
        return not self.is_checked or bool(self._unjudged)

    @property
    def size(self) -> int:
        """How many files there are to check."""
        return 0 if self._analysis is None or self.wrong is not None else len(self._analysis.project.files)

    @property
    def environment(self) -> Environment | None:
        """The interpreter, as far as it was looked for already."""
        return None if self._analysis is None else self._analysis.target.environment

    def search_path(self) -> set[str]:
        """The folders in which absolute imports are looked for."""
        entries = () if self._analysis is None else self._analysis.target.environment.sys_path
        roots = () if self._analysis is None else self._analysis.project.roots
        return {*(entry.path for entry in entries), *(root.path for root in roots)}

    def ask(self, question: Question) -> None:
        """Work on another question from now on."""
        if question != self.question:
            self.question = question
            self.disturb()

    def disturb(self) -> None:
        """Something is different that may matter to everything."""
        self._is_stale = True
        self._foundation += 1
        self.generation += 1

    def change_buffers(self, buffers: Mapping[str, bytes]) -> None:
        """What the editor holds now."""
        before, self.buffers = self.buffers, buffers
        for path in {*before, *buffers}:
            if before.get(path) == buffers.get(path):
                continue
            if (path in before) != (path in buffers) and self.disk.kind(path) is None:
                self._notice_listing(path)
            else:
                self.notice(path)

    def _notice_listing(self, path: str) -> None:
        """A file that only the editor has comes or goes."""
        if path in self._asked.paths or parent(path) in self._asked.paths:
            self.disturb()

    def notice(self, path: str) -> None:
        """The content of a file is another one."""
        if self.is_checking:
            self._meanwhile.add(path)
        if self._analysis is None or self._is_stale:
            return
        if path not in self._analysis.snapshot.modules:
            if path in self._asked.sources or path in self._asked.bodies:
                self.disturb()
            return
        self._asked.sources.pop(path, None)
        if path in self._asked.bodies:
            self._asked.bodies[path] = self._overlay().stamp(path)
        for waiting in (self._unjudged, self._since):
            waiting.add(path)
        self._unseen = True
        self.generation += 1

    def look(self, changed: Collection[str], touched: Collection[str]) -> None:
        """Compare with the disk, which answers differently of the `changed` paths; `touched` files may be new."""
        if self._analysis is None or any(map(self._answers_differently, changed)):
            self.disturb()
            return
        if self.is_checking:
            self._meanwhile.update(touched)
        for answers in (self._asked.bodies, self._asked.sources):
            for path in [path for path, before in answers.items() if self._is_new(path, before, touched)]:
                self.notice(path)

    def _answers_differently(self, path: str) -> bool:
        """Whether the new answer of the disk is another one to what was asked."""
        if path not in self._asked.paths:
            return False
        before = self._asked.names.get(path)
        if before is None or before.asked is None:
            return True
        now = self.disk.list_directory(path) or {}
        return any(dict.get(before, name) != now.get(name) for name in before.asked)

    def cares(self, path: str) -> bool:
        """Whether a change at this path may matter, as far as its name tells."""
        return self._asked.cares(path)

    def _is_new(self, path: str, before: Stamp | None, touched: Collection[str]) -> bool:
        if path in self.buffers:
            return False
        return path in touched or (before is not None and self.disk.stamp(path) != before)

    def folders(self) -> set[str]:
        """The folders in which a change would matter."""
        asked = self._asked
        return {*asked.paths, *map(parent, (*asked.paths, *asked.bodies, self.question.path))}

    def analysis(self) -> Analysis | None:
        """What is known at this moment, with a snapshot of the latest texts; None where there is nothing to work on.

        Its findings may be those of before.
        """
        if self._is_stale:
            self._begin()
        elif self._unseen and self._analysis is not None:
            self._live.base = self._overlay()
            self._taken_over = (self._taken_over + 1) % _MOST_TAKEN_OVER
            look = looked_at_again if self._taken_over else looked_at
            self._analysis = look(self._analysis, self._live, self._unjudged)
            self._unseen = False
        return self._analysis

    def importers(self, name: str, origin: str | None) -> Collection[str]:
        """The checked files that may name a module."""
        analysis = self.analysis()
        return () if analysis is None else possible_importers(analysis, self._unjudged, name, origin)

    def cycle(self, path: str, rule: str = "import-cycle") -> tuple[str, ...]:
        """The names of the modules that a checked file goes round with, as the last check has found them."""
        analysis = self.analysis()
        return () if analysis is None else cycle_of(analysis, path, rule)

    def verdict(self, path: str) -> str | None:
        """The rule that reports the cycle in which a checked file lies, as the last check has found it."""
        analysis = self.analysis()
        return None if analysis is None else verdict_of(analysis, path)

    def snapshot(self) -> Snapshot | None:
        """That of the analysis."""
        analysis = self.analysis()
        return None if analysis is None else analysis.snapshot

    def _overlay(self) -> Overlay:
        return Overlay(self.disk, self.buffers)

    def _begin(self) -> None:
        """Find out anew what there is to check; where that fails, without configuration, so that questions work."""
        self._live = LiveDisk(self._overlay())
        earlier, self._analysis, self._asked, self.wrong = self._analysis, None, self._nothing_asked(), None
        self._is_stale = self._is_checked = self._unseen = False
        disk = self._live
        begun = self._begun(self.question, disk) or self._begun(self._without_configuration(), disk)
        if begun is None:
            return
        if earlier is not None:
            self._unjudged |= outdated(earlier, disk)
            begun = with_facts_of(earlier, begun, disk, self._unjudged)
        self._analysis = begun

    def _nothing_asked(self) -> Asked:
        return Asked(frozenset(ancestors(self.question.path)))

    def _begun(self, question: Question, disk: FileSystem) -> Analysis | None:
        try:
            return begin(question, disk, self._asked, _log.info)
        except WrongTarget as wrong:
            self.wrong = self.wrong or wrong
            return None

    def _without_configuration(self) -> Question:
        return replace(self.question, target=replace(self.question.target, config=None, isolated=True))

    def judge(self) -> bool:
        """Work out what edits mean for the findings; whether that was possible at once: else `check` does it."""
        analysis = self.analysis()
        if not self.is_checked:
            return False
        if self._unjudged and analysis is not None:
            if takes_long(analysis, self._unjudged):
                return False
            after = edited(analysis, self.unjudged)
            self._is_checked = after is not None
            if after is None:
                return False
            self._analysis, self.findings = after, after.findings()
            self._unjudged.clear()
        return True

    def glance(self, paths: Collection[str]) -> None:
        """Findings of a few files, before everything is checked."""
        analysis = self.analysis()
        if analysis is None or self.wrong is not None:
            return
        found = glance(analysis, paths, self._unjudged)
        rest = {path: items for path, items in self.findings.items() if path not in found}
        self.findings = {**rest, **{path: items for path, items in found.items() if items}}

    def findings_of(self, path: str) -> tuple[Diagnostic, ...]:
        """The findings of one file, with fixes that fit the latest texts; `findings` stay what they are."""
        analysis = self.analysis()
        if analysis is None or self.wrong is not None:
            return ()
        if not self.has_work:
            return self.findings.get(path, ())
        is_quick = self.is_checked and not takes_long(analysis, self._unjudged)
        after = edited(analysis, self.unjudged) if is_quick else None
        return glance_with_fixes(analysis, path, self._unjudged) if after is None else after.findings().get(path, ())

    def check(self, watch: Watch, breathe: Callable[[], None]) -> bool:
        """Work out all findings; whether it was finished: `breathe`, which is called often, may make that useless."""
        analysis = self.analysis()
        if analysis is None or self.wrong is not None:
            self.findings, self._is_checked = _mistakes(self.wrong), True
            self._unjudged.clear()
            return True
        self.begin_check()

        def breathe_here() -> None:
            breathe()
            if self.is_superseded:
                raise Superseded

        try:
            manner = Breathing(watch, breathe_here)
            done = edited(analysis, self.unjudged, breathe_here) if self.is_checked and self._unjudged else None
            done = done or complete(analysis, self._overlay(), self.unjudged, manner)
        except Superseded:
            return False
        finally:
            self.is_checking = False
        self._finish(done)
        return True

    def begin_check(self) -> None:
        """From now on it is noted what changes while all findings are worked out, here or elsewhere."""
        self._checked_foundation = self._foundation
        self._since.clear()
        self._meanwhile.clear()
        self.is_checking = True

    @property
    def is_superseded(self) -> bool:
        """Whether what is being worked out is of no use any more."""
        return self._foundation != self._checked_foundation

    def know(self, kept: KeptProject | None, asked: AskedState, unjudged: Collection[str], *, is_checked: bool) -> None:
        """What an earlier session has found out; where it `is_checked`, nothing but contents has changed since."""
        analysis = self.analysis()
        if analysis is None or kept is None:
            return
        self._asked.add(asked, unjudged, self.disk)
        self._analysis = looked_at(replace(analysis, kept=kept), self._live, unjudged)
        self._unjudged, self._is_checked = set(unjudged), is_checked and kept.files == analysis.project.files

    def take(self, kept: KeptProject | None, asked: AskedState) -> bool:
        """End a check with what was found elsewhere, None for nothing; False where it does not fit what is here."""
        self.is_checking = False
        analysis = self.analysis()
        if self.is_superseded or kept is None or analysis is None or kept.files != analysis.project.files:
            return False
        self._asked.add(asked, self._since, self.disk)
        self._finish(replace(analysis, kept=kept))
        for path in self._meanwhile:
            self.notice(path)  # Whether it matters is known now that it is known what was read.
        return True

    def _finish(self, done: Analysis) -> None:
        self._live = LiveDisk(self._overlay())
        self._analysis, self._is_checked = looked_at(done, self._live, self._since), True
        self.findings = done.findings()
        self._unjudged, self._unseen = set(self._since), bool(self._since)


def _mistakes(wrong: WrongTarget | None) -> Findings:
    """What is wrong with files of configuration, as findings in them."""
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for mistake in () if wrong is None else wrong.mistakes:
        line = Range(Position(mistake.line, 1), Position(mistake.line + 1, 1))
        item = Diagnostic(CONFIGURATION, Severity.ERROR, mistake.message, mistake.file, "", line, mistake.hint)
        found[mistake.file] = (*found.get(mistake.file, ()), item)
    return found


_MOST_TAKEN_OVER = 500
"""Snapshots: names that were written once and are gone are forgotten then."""
