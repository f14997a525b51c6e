"""All projects of an editor: which project a file belongs to, and what is left to do; it lives in one thread.

Every folder that is open is a project of its own, with its own environment and configuration. A file outside of them
that nobody's interpreter brings along is checked by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from importls.paths import ancestors, is_below, parent
from importls.workspace.kept_listings import KeptListings
from importls.workspace.session import Session

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic
    from importls.workspace.analysis import Question
    from resolver.file_system import FileSystem


class Workspace:
    """The projects by path: folders, and files that are alone."""

    def __init__(self, disk: FileSystem, alone: Callable[[str], Question]) -> None:
        """Without projects. `alone` gives the question about a file outside of all folders."""
        self._disk = KeptListings(disk)
        self._alone = alone
        self._buffers: dict[str, bytes] = {}
        self._folders: dict[str, Session] = {}
        self._files: dict[str, Session] = {}

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All projects."""
        return (*self._folders.values(), *self._files.values())

    @property
    def questions(self) -> dict[str, Question]:
        """What is asked of each folder."""
        return {folder: session.question for folder, session in self._folders.items()}

    def open_folders(self, questions: Mapping[str, Question]) -> None:
        """Work on these folders and no others."""
        self._folders = {
            folder: self._folders.get(folder) or Session(question, self._disk, self._buffers)
            for folder, question in questions.items()
        }
        for folder, question in questions.items():
            self._folders[folder].ask(question)
        self._sort_files()
        for path, session in self._files.items():
            session.ask(self._alone(path))

    def change_buffers(self, buffers: Mapping[str, bytes]) -> None:
        """What the editor holds now."""
        self._buffers = dict(buffers)
        self._sort_files()
        for session in self.sessions:
            session.change_buffers(self._buffers)

    def _sort_files(self) -> None:
        """A project of its own for every open file that belongs to no other."""
        alone = [path for path in self._buffers if path.endswith((".py", ".pyi")) and self._folder_of(path) is None]
        self._files = {
            path: self._files.get(path) or Session(self._alone(path), self._disk, self._buffers) for path in alone
        }

    def look(self, touched: Collection[str] = ()) -> None:
        """Compare everything with the disk; `touched` are files that may have been written."""
        if touched and not any(session.cares(path) for session in self.sessions for path in touched):
            return
        changed = self._disk.refresh()
        for session in self.sessions:
            session.look(changed, touched)

    def look_around(self, path: str) -> None:
        """Compare everything with the disk where a module has come or gone beside a file, or on a search path."""
        session = self.session_of(path)
        if session is not None and self._disk.is_outdated({parent(path), *session.search_path()}):
            self.look()

    def session_of(self, path: str) -> Session | None:
        """The project that the file belongs to, else one whose interpreter finds it, else any."""
        return self._folder_of(path) or self._files.get(path) or next(iter(self.sessions), None)

    def _folder_of(self, path: str) -> Session | None:
        """The innermost folder above, else one that has the file on its search path."""
        for folder in (path, *ancestors(path)):
            if folder in self._folders:
                return self._folders[folder]
        return next((session for session in self._folders.values() if _brings_along(session, path)), None)

    def findings(self, session: Session) -> dict[str, tuple[Diagnostic, ...]]:
        """What a project says of the files that belong to it and to no other."""
        return {path: found for path, found in session.findings.items() if self.session_of(path) is session}

    def is_checked(self, path: str) -> bool:
        """Whether findings about the file are to be told: it is one of those that its project checks."""
        session = self.session_of(path)
        snapshot = None if session is None else session.snapshot()
        return snapshot is not None and path in snapshot.modules

    def folders(self) -> set[str]:
        """The folders in which a change would matter."""
        return {folder for session in self.sessions for folder in session.folders()}

    def work(
        self,
        told: Callable[[Session], None],
        check: Callable[[Session], bool],
    ) -> None:
        """Do everything that is left to do; `told` is called whenever findings of a project may be new.

        `check` does what takes long, or begins with it; whether it is done.
        """
        for session in self._waiting():
            if session.judge():
                told(session)
                continue
            session.glance([path for path in self._buffers if self.session_of(path) is session])
            told(session)
            if check(session) and not session.has_work:  # What was edited meanwhile is judged first.
                told(session)

    def _waiting(self) -> Iterator[Session]:
        """Projects with work to do that nobody does, until there are none; closed ones are forgotten."""
        while session := next((one for one in self.sessions if one.has_work and not one.is_checking), None):
            yield session


def _brings_along(session: Session, path: str) -> bool:
    """Whether the file lies in a folder of the interpreter's search path."""
    environment = session.environment
    return environment is not None and any(is_below(path, entry.path) for entry in environment.sys_path)
