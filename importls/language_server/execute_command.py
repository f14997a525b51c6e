"""`workspace/executeCommand`: what users do on purpose: begin anew, see the environment, see the graph of imports.

The last two take the URI of a document or a folder and are about its project; without one they are about all projects.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from importls.language_server import configuration
from importls.language_server.protocol import LATER

if TYPE_CHECKING:
    from importls.language_server.server import Server
    from importls.workspace.session import Session

RESTART = "importls.restart"
SHOW_ENVIRONMENT = "importls.showEnvironment"
SHOW_GRAPH = "importls.showGraph"

_log = logging.getLogger(__name__)


def register(server: Server) -> None:
    """Offer the commands."""
    _register(server, RESTART, lambda _: restart(server))
    _register(server, SHOW_ENVIRONMENT, lambda uri: [show_environment(one) for one in _sessions(server, uri)])
    _register(server, SHOW_GRAPH, lambda uri: [show_graph(server, one) for one in _sessions(server, uri)])


def _register(server: Server, command: str, work: Callable[[object], Any]) -> None:
    def handle(*arguments: Any) -> Any:  # pygls evaluates these annotations
        return server.later(lambda: work(arguments[0] if arguments else None))

    setattr(handle, LATER, True)
    server.command(command)(handle)


def _sessions(server: Server, uri: object) -> tuple[Session, ...]:
    """The project that a URI belongs to, all of them where none is named."""
    path = server.path(uri) if isinstance(uri, str) else None
    session = None if path is None else server.projects.session_of(path)
    return server.projects.sessions if session is None else (session,)


def restart(server: Server) -> None:
    """Forget all that is known of the disk, ask for settings once more, and look at everything again."""
    _log.info("everything is looked at again")
    server.begin_anew()
    server.in_loop(lambda: server.run(configuration.configure(server)))


def show_environment(session: Session) -> dict[str, Any]:
    """What `importls env` prints, as `text` and as document; `error` where there is nothing to work with."""
    from importls.shown_environment import environment_document, environment_lines  # noqa: PLC0415 # reason: rarely used

    folder, analysis = session.question.path, session.analysis()
    wrong = None if session.wrong is None else "; ".join(filter(None, (*session.wrong.messages, session.wrong.hint)))
    if analysis is None:
        return {"folder": folder, "error": wrong}
    roots = [root.path for root in analysis.project.roots]
    document = environment_document(analysis.target, roots, session.question.host.working_directory)
    text = "\n".join(environment_lines(document))
    _log.info("%s", text)
    return {"folder": folder, "text": text, "environment": msgspec.to_builtins(document), "error": wrong}


def show_graph(server: Server, session: Session) -> dict[str, Any]:
    """The graph of the project as `modules` and `imports`."""
    from importls.editor.graph import graph_document  # noqa: PLC0415 # reason: as above

    folder, snapshot = session.question.path, session.snapshot()
    if snapshot is None:
        return {"folder": folder, "graph": None}
    seen_from = session.question.host.working_directory
    return {"folder": folder, "graph": graph_document(snapshot, seen_from, server.worker.breathe)}
