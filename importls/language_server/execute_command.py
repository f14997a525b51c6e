"""`workspace/executeCommand`: what users do on purpose: begin anew, see environment, graph, cycles, chains.

`showEnvironment`, `showGraph` and `cycles` take the URI of a document or a folder and are about its project; without
one they are about all projects. `showGraph` takes `GraphOptions` besides, `explain` the URI of a document and a line,
`why` the names of two modules. Lines count from 1 and paths are absolute: clients do not know the working directory of
the server.
"""

from __future__ import annotations

import importlib
import inspect
import logging
from collections.abc import Callable
from dataclasses import replace
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
CYCLES = "importls.cycles"
EXPLAIN = "importls.explain"
WHY = "importls.why"

_RENDERERS = {"json": "document", "dot": "dot", "mermaid": "mermaid", "graphml": "graphml", "html": "html"}

_log = logging.getLogger(__name__)


def register(server: Server) -> None:
    """Offer the commands."""
    _register(server, RESTART, lambda: restart(server))
    _register(server, SHOW_ENVIRONMENT, lambda uri=None: [show_environment(one) for one in _sessions(server, uri)])
    _register(server, SHOW_GRAPH, lambda uri=None, options=None: _show_graphs(server, uri, options))
    _register(server, CYCLES, lambda uri=None: [cycles(one) for one in _sessions(server, uri)])
    _register(server, EXPLAIN, lambda uri, line: _explain(server, uri, line))
    _register(server, WHY, lambda importer, imported: _why(server, str(importer), str(imported)))


def _register(server: Server, command: str, work: Callable[..., Any]) -> None:
    shape = inspect.signature(work)

    def handle(*arguments: Any) -> Any:  # pygls evaluates these annotations
        try:
            shape.bind(*arguments)
        except TypeError as error:
            raise JsonRpcInvalidParams(f"{command}: {error}") from None
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


def _explain(server: Server, uri: object, line: object) -> str | None:
    path = server.path(uri) if isinstance(uri, str) else None
    session = None if path is None else server.projects.session_of(path)
    return None if path is None or session is None or not isinstance(line, int) else explain(session, path, line)


def _why(server: Server, importer: str, imported: str) -> list[dict[str, Any]] | None:
    """The answer of the first project that has the importer."""
    answers = (why(session, importer, imported) for session in server.projects.sessions)
    return next((answer for answer in answers if answer is not None), None)


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

    format: Literal["json", "dot", "mermaid", "graphml", "html"] = "json"
    focus: tuple[str, ...] = ()
    depth: int = 1


def show_graph(server: Server, session: Session, options: GraphOptions) -> dict[str, Any]:
    """What `importls graph` prints of the project, as `graph` where it is JSON, else as `text`."""
    from importls.graph_view import focused, graph_view, named  # noqa: PLC0415 # reason: as above

    folder, snapshot = session.question.path, session.snapshot()
    if snapshot is None:
        return {"folder": folder, "graph": None}
    view = graph_view(snapshot, str, with_cycles=options.format != "json", breathe=server.worker.breathe)
    if options.focus:
        view = focused(view, (name for focus in options.focus for name in named(view, focus)), options.depth)
    renderer = importlib.import_module(f"importls.output.graph_{_RENDERERS[options.format]}")
    text: str = renderer.render(view)
    return {"folder": folder} | ({"graph": msgspec.json.decode(text)} if options.format == "json" else {"text": text})


def cycles(session: Session) -> dict[str, Any]:
    """What `importls cycles --format json` prints, with absolute paths."""
    from importls.cycle_report import cycle_reports, cycles_document  # noqa: PLC0415 # reason: as above

    folder, snapshot = session.question.path, session.snapshot()
    if snapshot is None:
        return {"folder": folder, "cycles": []}
    alone = replace(snapshot, derived={}, tables={})
    document = cycles_document(alone, cycle_reports(alone), str)
    return {"folder": folder, "cycles": msgspec.to_builtins(document.cycles)}


def explain(session: Session, path: str, line: int) -> str | None:
    """What `importls explain FILE:LINE` says of the imports of a line, None where there is none."""
    from importls.explanation import import_explanation, imports_on  # noqa: PLC0415 # reason: as above

    snapshot = session.snapshot()
    module = None if snapshot is None else snapshot.modules.get(path)
    if snapshot is None or module is None:
        return None
    imports = imports_on(module, line)
    return "\n".join(text for item in imports for text in import_explanation(snapshot, module, item)) or None


def why(session: Session, importer: str, imported: str) -> list[dict[str, Any]] | None:
    """The `chain` of `importls why --format json` with absolute paths, None where the first is not in the project."""
    from importls.import_chain import import_chain  # noqa: PLC0415 # reason: as above
    from importls.shown_chain import chain_steps  # noqa: PLC0415 # reason: as above

    snapshot = session.snapshot()
    files = {} if snapshot is None else {module.name: path for path, module in snapshot.modules.items()}
    if snapshot is None or importer not in files:
        return None
    chain = import_chain(snapshot, files[importer], files.get(imported, imported))
    return [] if chain is None else msgspec.to_builtins(list(chain_steps(snapshot, chain, str)))
