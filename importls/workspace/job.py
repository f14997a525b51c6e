"""A check as a value that can be sent to another process, and what was found there; it knows no process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from importls.kept_project import KeptProject
from importls.spread import Watch
from importls.workspace.analysis import Question
from importls.workspace.asked import AskedState
from importls.workspace.kept_listings import KeptListings
from importls.workspace.session import Session
from resolver.file_system import FileSystem


class Job(msgspec.Struct, frozen=True, array_like=True):
    """What is to be checked, with unsaved `buffers` by path; and of an earlier check what it has `kept` and `asked`.

    `unjudged` are the files whose content may have changed since then; `is_edit` says that nothing else has.
    """

    question: Question
    buffers: Mapping[str, bytes]
    kept: KeptProject | None
    asked: AskedState
    unjudged: frozenset[str]
    is_edit: bool


class Step(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """How far the check is."""

    phase: str
    done: int
    total: int


class Done(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """What a check keeps, and what it has asked the disk; None where there was nothing to check."""

    kept: KeptProject | None
    asked: AskedState


def job_of(session: Session) -> Job:
    """What the session is to find out next."""
    return Job(session.question, session.buffers, session.kept, session.asked(), session.unjudged, session.is_checked)


def do(job: Job, disk: FileSystem, watch: Watch, breathe: Callable[[], None]) -> Done:
    """The same as the session that the job is of would do."""
    session = Session(job.question, KeptListings(disk), job.buffers)
    session.know(job.kept, job.asked, job.unjudged, is_checked=job.is_edit)
    session.check(watch, breathe)
    return Done(session.kept, session.asked())
