"""Has everything checked in other processes; its methods are called in the worker, and never wait.

Where no process can be had, or what there is to be done cannot be sent, the worker does it itself.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import msgspec

from importls.language_server.job_process import LENGTH
from importls.language_server.progress import FirstCheck
from importls.spread import unwatched
from importls.workspace.asked import AskedState
from importls.workspace.job import Done, Step, job_of

if TYPE_CHECKING:
    from importls.language_server.server import Server
    from importls.workspace.session import Session

_MAIN = "import sys; sys.path[:] = {path!r}; from importls.language_server.job_process import main; main()"
_MESSAGE: msgspec.msgpack.Decoder[Step | Done] = msgspec.msgpack.Decoder(Step | Done)

_FEWEST = 100
"""Files: fewer are checked here before another process would have begun."""
_MOST = max(1, (os.cpu_count() or 1) // 2)
"""Processes at work."""
_QUIET = 2.0
"""Seconds without an edit."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Running:
    """A process at work for a project, and who shows how far it is."""

    session: Session
    process: subprocess.Popen[bytes]
    progress: FirstCheck | None


class Background:
    """The processes at work, one for each project at most."""

    def __init__(self, server: Server) -> None:
        """Nothing is at work yet."""
        self._server = server
        self._running: dict[int, _Running] = {}
        self._waiting: dict[int, tuple[Session, int]] = {}
        """The projects with edits that are worked out later, with their generations."""
        self._refused: set[int] = set()
        """The projects that no other process can check."""

    def check(self, session: Session) -> bool:
        """Begin with what is left to do for a project; True where it is done already."""
        is_shown = not session.was_checked and self._server.client.progress
        progress = FirstCheck(self._server, session) if is_shown else None
        if session.size >= _FEWEST and id(session) not in self._refused:
            if session.is_checked or len(self._running) == _MOST:
                self._wait(session)
                return False
            if self._start(session, progress):
                return False
        try:
            return session.check(unwatched if progress is None else progress.watch, self._server.worker.breathe)
        finally:
            if progress is not None:
                progress.end()

    def _wait(self, session: Session) -> None:
        """Work out what an edit means for cycles when nothing was edited for a while; other findings do not wait."""
        session.begin_check()
        generation = session.generation
        waiting = self._waiting[id(session)] = (session, generation)

        def go_on() -> None:
            if self._waiting.get(id(session)) is not waiting:
                return
            del self._waiting[id(session)]
            session.is_checking = False
            if session.generation == generation and len(self._running) < _MOST:
                self._start(session, None)

        self._server.in_loop(self._server.loop.call_later, _QUIET, self._server.worker.put, go_on)

    def give_up_others(self, sessions: Collection[Session]) -> None:
        """End all work that is of no use, and that on projects that are none of these."""

        def is_useless(session: Session) -> bool:
            return session.is_superseded or all(session is not other for other in sessions)

        for session, _ in list(self._waiting.values()):
            if is_useless(session):
                del self._waiting[id(session)]
                session.is_checking = False
        for running in list(self._running.values()):
            if is_useless(running.session):
                self._forget(running)
                running.session.is_checking = False
                running.process.kill()

    def _forget(self, running: _Running) -> None:
        del self._running[id(running.session)]
        if running.progress is not None:
            running.progress.end()

    def _start(self, session: Session, progress: FirstCheck | None) -> bool:
        try:
            job = msgspec.msgpack.encode(job_of(session))
            process = _started()
        except (OSError, ValueError, TypeError) as error:  # A path may be no Unicode.
            _log.info("no other process can check %s: %s", session.question.path, error)
            self._refused.add(id(session))
            return False
        session.begin_check()
        running = self._running[id(session)] = _Running(session, process, progress)
        threading.Thread(target=self._converse, args=(running, job), name="job", daemon=True).start()
        return True

    def _converse(self, running: _Running, job: bytes) -> None:
        """Send the job and take what comes back, in a thread of its own."""
        done = None
        try:
            with running.process as process:
                if process.stdin is None or process.stdout is None:
                    return
                process.stdin.write(job)
                process.stdin.close()
                while (message := _read(process.stdout)) is not None:
                    if isinstance(message, Done):
                        done = message
                    elif running.progress is not None:
                        running.progress.show(message.phase, message.done, message.total)
        except (OSError, ValueError) as error:
            _log.info("what another process has found is lost: %s", error)
        finally:
            self._server.worker.put(lambda: self._end(running, done or Done(None, AskedState())))

    def _end(self, running: _Running, done: Done) -> None:
        session = running.session
        if self._running.get(id(session)) is not running:
            return
        self._forget(running)
        was_superseded = session.is_superseded
        if session.take(done.kept, done.asked):
            self._server.is_checked(session)
        elif not was_superseded:
            self._refused.add(id(session))


def _started() -> subprocess.Popen[bytes]:
    """A process that sees the same modules as this one, and executes nothing that lies in a project. Raises OSError."""
    if not sys.executable:
        raise OSError("it is not known what executes this")
    program = [sys.executable, "-I", "-S", "-c", _MAIN.format(path=sys.path)]
    return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 # reason: our own


def _read(stream: IO[bytes]) -> Step | Done | None:
    """The next message, None at the end. Raises msgspec.DecodeError."""
    header = stream.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(header)
    return _MESSAGE.decode(stream.read(length))
