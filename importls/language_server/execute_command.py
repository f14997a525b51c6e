"""`workspace/executeCommand`: what users do on purpose: begin anew, see the environment, see the graph of imports.

The last two take the URI of a document or a folder and are about its project; without one they are about all projects.
The graph takes `GraphOptions` besides.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from pygls.exceptions import JsonRpcInvalidParams

from importls.language_server import configuration
from importls.language_server.protocol import LATER

if TYPE_CHECKING:
    from importls.language_server.server import Server
    from importls.workspace.session import Session

RESTART = "importls.restart"
SHOW_ENVIRONMENT = "importls.showEnvironment"
SHOW_GRAPH = "importls.showGraph"

_PIECE = 20
"""Modules that are looked at before somebody else gets a turn."""
_RENDERERS = {"json": "document", "dot": "dot", "mermaid": "mermaid", "graphml": "graphml"}

_log = logging.getLogger(__name__)


def register(server: Server) -> None:
    """Offer the commands."""
    _register(server, RESTART, lambda *_: restart(server))
    _register(server, SHOW_ENVIRONMENT, lambda uri=None, *_: [show_environment(one) for one in _sessions(server, uri)])
    _register(server, SHOW_GRAPH, lambda uri=None, options=None, *_: _show_graphs(server, uri, options))


def _register(server: Server, command: str, work: Callable[..., Any]) -> None:
    def handle(*arguments: Any) -> Any:  # pygls evaluates these annotations
        return server.later(lambda: work(*arguments))

    setattr(handle, LATER, True)
    server.command(command)(handle)


def _sessions(server: Server, uri: object) -> tuple[Session, ...]:
    """The project that a URI belongs to, all of them where none is named."""
    path = server.path(uri) if isinstance(uri, str) else None
    session = None if path is None else server.projects.session_of(path)
    return server.projects.sessions if session is None else (session,)


def _show_graphs(server: Server, uri: object, options: object) -> list[dict[str, Any]]:
    try:
        read = msgspec.convert(options or {}, GraphOptions)
    except msgspec.ValidationError as error:
        raise JsonRpcInvalidParams(f"the options of the graph are mistaken: {error}") from None
    return [show_graph(server, session, read) for session in _sessions(server, uri)]


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


class GraphOptions(msgspec.Struct, frozen=True):
    """What is seen of a graph: all of it, or what is up to `depth` imports away from the modules that `focus` names."""

    format: Literal["json", "dot", "mermaid", "graphml"] = "json"
    focus: tuple[str, ...] = ()
    depth: int = 1


def show_graph(server: Server, session: Session, options: GraphOptions) -> dict[str, Any]:
    """What `importls graph` prints of the project, as `graph` where it is JSON, else as `text`."""
    from importls.graph_view import focused, graph_view, named  # noqa: PLC0415 # reason: as above
    from importls.report import shown_path  # noqa: PLC0415 # reason: as above

    folder, snapshot = session.question.path, session.snapshot()
    if snapshot is None:
        return {"folder": folder, "graph": None}
    for number, path in enumerate(snapshot.modules):
        if not number % _PIECE:  # What kinds imports are is told by reading files, while others have their turn.
            server.worker.breathe()
        for edge in snapshot.graph.edges[path]:
            snapshot.kind(edge)
    here = session.question.host.working_directory
    view = graph_view(snapshot, lambda path: shown_path(path, here), with_cycles=False)
    if options.focus:
        view = focused(view, (name for focus in options.focus for name in named(view, focus)), options.depth)
    renderer = importlib.import_module(f"importls.output.graph_{_RENDERERS[options.format]}")
    text: str = renderer.render(view)
    return {"folder": folder} | ({"graph": msgspec.json.decode(text)} if options.format == "json" else {"text": text})
