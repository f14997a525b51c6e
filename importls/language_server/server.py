"""The server: open documents, settings and folders on one side, the worker with its projects on the other.

The thread of the messages owns `documents`, `settings` and `client`; the worker owns `projects` and `board`. They talk
through tasks for the worker (`later`, `soon`) and calls for the loop (`in_loop`).
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from importls import __version__
from importls.facts.source import encode
from importls.language_server import notebook_document
from importls.language_server.board import Board
from importls.language_server.client import Client
from importls.language_server.context import Context
from importls.language_server.document import Cell, Document
from importls.language_server.protocol import Protocol, fail, succeed
from importls.language_server.settings import Settings
from importls.language_server.uris import path_of
from importls.language_server.watching import Watching
from importls.language_server.worker import Worker
from importls.language_server.workspace_diagnostic import answer_held

if TYPE_CHECKING:
    from pygls.workspace import Workspace as PyglsWorkspace

    from importls.diagnostic import Diagnostic
    from importls.host import Host
    from importls.language_server.background import Background
    from importls.language_server.notebook import Notebook
    from importls.target_options import TargetOptions
    from importls.workspace.analysis import Question
    from importls.workspace.session import Session
    from importls.workspace.workspace import Workspace
    from resolver.file_system.disk import Disk

_OBJECTS = 10_000
"""That are made between two looks for garbage: with fewer, those are a part of each answer."""

_log = logging.getLogger(__name__)


class Server(LanguageServer):
    """One client's server."""

    protocol: Protocol

    def __init__(self, host: Host, options: TargetOptions, loop: asyncio.AbstractEventLoop) -> None:
        """`options` are those of the command line, for every folder. Nothing is looked at yet."""
        super().__init__(
            "importls",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            notebook_document_sync=notebook_document.OPTIONS,
            protocol_cls=Protocol,
            converter_factory=default_converter,
        )
        self.host = host
        self.options = options
        self.loop = loop
        self.ended: asyncio.Future[int] = loop.create_future()
        self.client = Client()
        self.folders: tuple[str, ...] = ()
        self.documents: dict[str, Document] = {}
        self.notebooks: dict[str, tuple[Notebook, Document | None]] = {}
        """The open notebooks with the modules that they are, by URI."""
        self.settings: dict[str, Settings] = {}
        self.initial_settings = self.default_settings = Settings()
        self.board = Board()
        self.seen: Mapping[str, Document] = {}
        """The open documents as the worker knows them, by path."""
        self._watched: list[tuple[str, int]] = []
        """The generations of the projects when it was last asked what is to be watched."""
        self._told_wrong: dict[str, tuple[str, ...]] = {}
        self.told: Callable[[Session | None], None] = _untold
        self.worker = Worker(self._work)
        self._running: set[asyncio.Task[None]] = set()
        self._waiting: list[Callable[[], None]] | None = []
        """What is to be done when the folders and their settings are known; None from then on."""
        self.watching = Watching(lambda paths: self.soon(lambda: self.projects.look(paths)))

    # The thread of the messages.

    def end(self, status: int) -> None:
        """End the process soon; only the first call counts."""
        if not self.ended.done():
            self.ended.set_result(status)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Log it: pygls would show every mistake of a client or of the server to the user."""
        _log.error("%s: %s", getattr(source, "__name__", source), error)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that waits for the client."""
        task = self.loop.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def register_capability(self, registration: types.Registration) -> None:
        """Ask the client to tell of something; one that refuses is not asked again."""
        try:
            await self.client_register_capability_async(types.RegistrationParams([registration]))
        except JsonRpcException as error:
            _log.info("the client does not register %s: %s", registration.method, error)

    @property
    def workspace_of_pygls(self) -> PyglsWorkspace:
        """What pygls knows of the client's folders and positions."""
        return self.protocol.workspace

    def path(self, uri: str) -> str | None:
        """The path of a URI, None for what is no file."""
        return path_of(uri, windows=self.host.platform == "win32")

    def open_document(self, item: types.TextDocumentItem) -> None:
        """A document was opened."""
        self._put(Document(item.uri, self.path(item.uri), item.version, item.text))

    def change_document(
        self,
        identifier: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> None:
        """An open document was edited."""
        document = self.documents.get(identifier.uri)
        if document is None:
            _log.warning("a document was changed that is not open: %s", identifier.uri)
            return
        self._put(document.changed(self.client.encoding, identifier.version, changes))

    def close_document(self, uri: str) -> None:
        """A document was closed."""
        if self.documents.pop(uri, None) is not None:
            self._tell_documents()

    def put_notebook(self, notebook: Notebook) -> None:
        """A notebook was opened or edited."""
        self.notebooks[notebook.uri] = notebook, notebook.module()
        self._tell_documents()

    def close_notebook(self, uri: str) -> None:
        """A notebook was closed."""
        if self.notebooks.pop(uri, None) is not None:
            self._tell_documents()

    def _put(self, document: Document) -> None:
        self.documents[document.uri] = document
        self._tell_documents()

    def _tell_documents(self) -> None:
        modules = [module for _, module in self.notebooks.values() if module is not None]
        opened = (*self.documents.values(), *modules)
        documents = {document.path: document for document in opened if document.path is not None}
        self.soon(lambda: self._see(documents))

    @property
    def is_configured(self) -> bool:
        """Whether it is known what to work on."""
        return self._waiting is None

    def configure(self, folders: Sequence[str], settings: Mapping[str, Settings]) -> None:
        """Work on these folders with these settings."""
        self.settings = dict(settings)
        self.worker.put(
            lambda: self.projects.open_folders({folder: self._question(folder, folder) for folder in folders})
        )
        self.worker.put(self._tell_again)
        waiting, self._waiting = self._waiting, None
        for task in waiting or ():
            self.worker.put(task)

    def _question(self, path: str, folder: str) -> Question:
        from importls.language_server.questions import question  # noqa: PLC0415 # reason: as for `projects`

        settings = self.settings.get(folder, self.default_settings)
        return question(settings, self.options, self.host, path, folder)

    def _question_alone(self, path: str) -> Question:
        return self._question(path, self.host.working_directory)

    # Between the threads.

    def later(self, work: Callable[[], Any]) -> asyncio.Future[Any]:
        """The result of `work()`, which the worker does in its turn, unless the future is cancelled before."""
        future: asyncio.Future[Any] = self.loop.create_future()

        def task() -> None:
            if future.cancelled():
                return
            try:
                result = work()
            except JsonRpcException as error:
                self.in_loop(fail, future, error)
            except Exception as error:  # noqa: BLE001 # reason: it is logged, and whoever waits is told
                _log.exception("a request was not answered")
                self.in_loop(fail, future, error)
            else:
                self.in_loop(succeed, future, result)

        self.soon(task)
        return future

    def soon(self, work: Callable[[], None]) -> None:
        """Have the worker do something in its turn, once it is known what there is to work on."""
        if self._waiting is None:
            self.worker.put(work)
        else:
            self._waiting.append(work)

    def in_loop(self, call: Callable[..., object], *arguments: object) -> None:
        """Call something in the thread of the messages."""
        self.loop.call_soon_threadsafe(call, *arguments)

    # The worker.

    @cached_property
    def projects(self) -> Workspace:
        """The projects; all that is needed to work on them is loaded when they are first asked for."""
        from importls.workspace.workspace import Workspace  # noqa: PLC0415 # reason: the first answer does not wait

        return Workspace(self._disk(), self._question_alone)

    def _disk(self) -> Disk:
        from resolver.file_system.disk import Disk  # noqa: PLC0415 # reason: as above

        return Disk()

    def begin_anew(self) -> None:
        """Forget what was looked at; what was asked and what is open stays, and the findings until there are others."""
        before = self.projects
        self.projects = type(before)(self._disk(), self._question_alone)
        self.projects.change_buffers({path: encode(document.text) for path, document in self.seen.items()})
        self.projects.open_folders(before.questions)
        known = {session.question.path: session.findings for session in before.sessions}
        for session in self.projects.sessions:
            session.findings = known.get(session.question.path, {})
        self._watched = []

    def prepare(self) -> None:
        """Load what the work needs, while the client has not asked for any."""
        self._question_alone(self.host.working_directory)
        _log.info("ready for %d projects", len(self.projects.sessions))
        gc.freeze()  # What was loaded stays: whoever looks for garbage need not look there.
        gc.set_threshold(_OBJECTS, 20, 20)

    def _see(self, documents: Mapping[str, Document]) -> None:
        """Work with these documents; where everything is being checked, what is to be said of them does not wait."""
        before, self.seen = self.seen, documents
        self.look_around([path for path, document in documents.items() if before.get(path) is not document])
        self.projects.change_buffers({path: encode(document.text) for path, document in documents.items()})
        if self.board.forget_given(documents.keys()):
            answer_held(self)
        for path, document in documents.items():
            if before.get(path) is not document:
                session = self.projects.session_of(path)
                if session is not None and session.is_checking:
                    session.glance([path])
                    self.told(session)

    def look_around(self, paths: Iterable[str]) -> None:
        """A user works on these files: what has changed on the disk is noticed at once, or at all where no watch is."""
        for path in paths:
            if self.watching.is_active:
                self.projects.look_around(path)
            else:
                self.projects.look()

    def place(self, uri: str) -> tuple[str | None, Cell | None]:
        """The path of a document; that of a cell is the path of the module which its notebook is."""
        for path, document in self.seen.items():
            for cell in document.cells:
                if cell.uri == uri:
                    return path, cell
        return self.path(uri), None

    def context(self, path: str) -> Context | None:
        """What a request about the file sees; None where nothing is known of any project."""
        session = self.projects.session_of(path)
        return None if session is None else self.context_of(session)

    def context_of(self, session: Session) -> Context | None:
        """What a request about the project sees."""
        snapshot = session.snapshot()
        return None if snapshot is None else Context(session, snapshot, self.client, self.seen, self.worker.put)

    def findings(self) -> dict[str, tuple[Diagnostic, ...]]:
        """All findings that are to be told, by path."""
        found: dict[str, tuple[Diagnostic, ...]] = {}
        for session in self.projects.sessions:
            mode = self.settings.get(session.question.path, self.default_settings).diagnostic_mode
            if mode == "off":
                continue
            items = self.projects.findings(session).items()
            found.update((path, told) for path, told in items if mode == "workspace" or path in self.seen)
        return found

    def tell_what_is_wrong(self, session: Session) -> None:
        """Once for each project, why there is nothing to check."""
        wrong = session.wrong
        if wrong is None or self._told_wrong.get(session.question.path) == wrong.messages:
            return
        self._told_wrong[session.question.path] = wrong.messages
        if not wrong.mistakes:  # Those of a file of configuration stand in that file.
            text = "; ".join(filter(None, (*wrong.messages, wrong.hint)))
            self.in_loop(self.window_show_message, types.ShowMessageParams(types.MessageType.Warning, text))

    def _tell_again(self) -> None:
        """Folders may have been closed, and of which files findings are told may have been set anew."""
        self.told(None)

    @cached_property
    def background(self) -> Background:
        """The processes that check everything."""
        from importls.language_server.background import Background  # noqa: PLC0415 # reason: as above

        return Background(self)

    def _work(self) -> None:
        self.background.give_up_others(self.projects.sessions)
        self.projects.work(self._tell_and_watch, self.background.check)
        state = [(session.question.path, session.generation) for session in self.projects.sessions]
        if state != self._watched:  # Most of what happens in a folder for temporary files concerns nobody.
            self._watched = state
            self.watching.watch(self.projects.folders())

    def is_checked(self, session: Session) -> None:
        """Everything in a project was checked, by another process; which folders matter may be known only now."""
        self._watched = []
        if not session.has_work:
            self.told(session)

    def _tell_and_watch(self, session: Session) -> None:
        """Watch before everything is checked: what changes meanwhile matters too."""
        if not session.is_checked:
            self.watching.watch(self.projects.folders())
        self.told(session)


def _untold(session: Session | None) -> None:
    """Nobody wants to know."""
