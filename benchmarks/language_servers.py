"""Drives language servers as an editor does, one after the other in one run: how long each lets its user wait.

`python -m benchmarks.language_servers` installs every server in an environment of its own, opens two projects with
each, and writes what it has seen into the page and the JSON file of the other benchmarks.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from benchmarks import corpora, generated_tree, results
from benchmarks.__main__ import say, write_page
from benchmarks.environments import make_environment, make_tool, script
from benchmarks.generated_plan import plan_package
from benchmarks.lsp_client import CAPABILITIES, LspClient
from benchmarks.machine import describe_machine, version_of
from benchmarks.memory import processes_of
from benchmarks.places import REPOSITORY, Place, build_once, default_root
from benchmarks.results import Results, Waits, merged

DJANGO: Final = "django==5.2.8"
FILES: Final = 5_000
EDITS: Final = 50
LONGEST: Final = 60.0  # seconds for which a server is left alone, so that what it does in the background is done
CALM: Final = 0.05  # of a processor: who takes less does nothing in the background
IDLE: Final = 3.0  # seconds in which nobody asks for anything
SOON: Final = 5.0  # seconds within which a server that notices a change without being told has done so


@dataclass(frozen=True)
class Server:
    """A language server: its distribution, which command of it talks, and what it is told at the start.

    `says` is what it finds out about an import of a module that does not exist.
    """

    name: str
    command: tuple[str, ...]
    says: Literal["missing", "unused", "nothing"] = "missing"
    options: Mapping[str, object] = field(default_factory=dict)


SERVERS: Final = {
    server.name: server
    for server in (
        Server("importls", ("importls", "lsp")),
        Server("ruff", ("ruff", "server"), says="unused"),
        Server("ty", ("ty", "server")),
        Server("pyright", ("pyright-langserver", "--stdio")),
        Server("basedpyright", ("basedpyright-langserver", "--stdio")),
        Server("pyrefly", ("pyrefly", "lsp"), options={"pyrefly": {"displayTypeErrors": "force-on"}}),
        Server("zuban", ("zuban", "server")),
        Server("jedi-language-server", ("jedi-language-server",), says="nothing"),
        Server("python-lsp-server", ("pylsp",), says="nothing"),
    )
}


@dataclass(frozen=True)
class Project:
    """A folder that is opened, its environment, and a module in its middle that many import."""

    name: str
    folder: str
    python: str
    module: str


class Conversation:
    """What an editor and its user do, each step timed in milliseconds; one question is open at a time.

    Where a server can be asked for diagnostics it is asked after each edit, else they are waited for.
    """

    def __init__(self, client: LspClient, project: Project, patience: float) -> None:
        self.client = client
        self.project = project
        self.patience = patience
        self.uri = Path(project.folder, "zz_opened.py").as_uri()
        self.version = 1
        self.line = "import zz_opened_missing"
        self.offers: dict[str, Any] = {}

    def initialize(self, options: Mapping[str, object]) -> float:
        """From the start of the process."""
        folder = Path(self.project.folder).as_uri()
        params = {
            "processId": os.getpid(),
            "rootUri": folder,
            "capabilities": CAPABILITIES,
            "initializationOptions": options,
            "workspaceFolders": [{"uri": folder, "name": self.project.name}],
        }
        moment, result = self.client.request("initialize", params, self.patience)
        self.offers = result["capabilities"]
        self.client.notify("initialized", {})
        self.client.notify("workspace/didChangeConfiguration", {"settings": self.client.settings})
        return 1000 * (moment - self.client.started)

    def offers_to(self, method: str, provider: str) -> bool:
        """Whether the server has said so, at once or later."""
        return bool(self.offers.get(provider)) or method in self.client.registered

    def text(self, line: str) -> str:
        """The document with this line among its imports."""
        package, _, leaf = self.project.module.rpartition(".")
        return f"import os\nimport {self.project.module}\nfrom {package} import {leaf}\n{line}\nprint(os, {leaf})\n"

    def open(self) -> float:
        """Until an import is named that leads nowhere."""
        start = self.show()
        return self._until(start, lambda found: names("zz_opened_missing", found))

    def show(self) -> float:
        """Open the document; the moment."""
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": self.text(self.line)}
        start = time.perf_counter()
        self.client.notify("textDocument/didOpen", {"textDocument": item})
        return start

    def edit(self, name: str) -> float:
        """Until the import of this module is named by a diagnostic."""
        start = self.change(f"import {name}")
        return self._until(start, lambda found: names(name, found))

    def change(self, line: str) -> float:
        """Write another line there; the moment."""
        self.version += 1
        start = time.perf_counter()
        document = {"uri": self.uri, "version": self.version}
        sync = self.offers.get("textDocumentSync")
        kind = sync.get("change") if isinstance(sync, dict) else sync
        where = {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": len(self.line)}}
        self.line = line
        change = {"text": self.text(line)} if kind == 1 else {"range": where, "text": line}
        self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        return start

    def on_disk(self, path: str, *, exists: bool, tells: bool) -> float:
        """Create or delete a file; the moment."""
        if exists:
            Path(path).write_text("x = 1\n", encoding="utf-8")
        else:
            Path(path).unlink(missing_ok=True)
        start = time.perf_counter()
        if tells:
            event = {"uri": Path(path).as_uri(), "type": 1 if exists else 3}
            self.client.notify("workspace/didChangeWatchedFiles", {"changes": [event]})
        return start

    def wait_for(self, start: float, name: str, *, missing: bool) -> float:
        """Until the diagnostics say that a module is missing, or no longer say so."""
        return self._until(start, lambda found: is_missing(name, found) is missing)

    def leave_alone(self) -> float:
        """Until the server does nothing any more; the share of a processor that it takes even then."""
        deadline = time.perf_counter() + LONGEST
        while (share := self._share(1.0)) > CALM and time.perf_counter() < deadline:
            pass
        return share if share > CALM else self._share(IDLE)

    def _share(self, seconds: float) -> float:
        before = sum(map(_processor_time, processes_of(self.client.process.pid)))
        time.sleep(seconds)
        return max(sum(map(_processor_time, processes_of(self.client.process.pid))) - before, 0) / seconds

    def _until(self, start: float, is_right: Callable[[Sequence[Mapping[str, Any]]], bool]) -> float:
        deadline = start + self.patience
        while self.offers_to("textDocument/diagnostic", "diagnosticProvider"):
            params: dict[str, Any] = {"textDocument": {"uri": self.uri}}
            provider = self.offers.get("diagnosticProvider")
            if isinstance(provider, dict) and provider.get("identifier"):
                params["identifier"] = provider["identifier"]
            moment, report = self.client.request("textDocument/diagnostic", params, self.patience)
            if is_right((report or {}).get("items", ())):
                return 1000 * (moment - start)
            if moment > deadline:
                raise TimeoutError(f"not in {self.patience:g} s")
            time.sleep(0.005)

        def published() -> float | None:
            lists = self.client.published.get(self.uri, ())
            return next((m for m, params in lists if m >= start and is_right(params["diagnostics"])), None)

        return 1000 * (self.client.wait(published, self.patience) - start)

    def complete(self, line: str) -> float:
        """Completion at the end of a line that is written there."""
        self.change(line)
        return self.ask("textDocument/completion", 3, len(line), context={"triggerKind": 1})

    def ask(self, method: str, line: int, character: int, **more: object) -> float:
        """A request about a place."""
        position = {"textDocument": {"uri": self.uri}, "position": {"line": line, "character": character}}
        start = time.perf_counter()
        moment, _ = self.client.request(method, {**position, **more}, self.patience)
        return 1000 * (moment - start)


def names(name: str, diagnostics: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a diagnostic is about this module."""
    return any(name in item["message"] for item in diagnostics)


def is_missing(name: str, diagnostics: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a diagnostic says that this module is missing: others may say that it is not used."""
    said = [item["message"] for item in diagnostics if name in item["message"]]
    return any(not any(word in message for word in ("unused", "accessed")) for message in said)


Steps = Iterator[tuple[str, Callable[[], Sequence[float]]]]
"""What is done, by name, and how long each time took; a step that takes too long is given up, the others are not."""


def steps(talk: Conversation, server: Server) -> Steps:
    """All steps in order."""
    module, last = talk.project.module, len(f"import {talk.project.module}") - 1
    yield "initialize", lambda: [talk.initialize(server.options)]
    time.sleep(0 if talk.offers.get("diagnosticProvider") else 0.5)  # Some offer to be asked only later.
    yield "open", lambda: [talk.open()] if server.says != "nothing" else [talk.show()][:0]
    talk.leave_alone()
    if server.says != "nothing":
        yield "edit", lambda: [talk.edit(f"zz_{n}_missing") for n in range(EDITS)]
    if talk.offers_to("textDocument/definition", "definitionProvider"):
        yield "definition", lambda: [talk.ask("textDocument/definition", 1, last) for _ in range(EDITS)]
    if talk.offers_to("textDocument/completion", "completionProvider"):
        yield "completion", lambda: [talk.complete(f"from {module.rpartition('.')[0]} import ") for _ in range(EDITS)]
    if server.says == "missing":
        yield from stale(talk)
    if talk.offers_to("textDocument/references", "referencesProvider"):
        context = {"includeDeclaration": True}
        yield "references", lambda: [talk.ask("textDocument/references", 1, last, context=context) for _ in range(3)]


def stale(talk: Conversation) -> Steps:
    """A module is created and deleted, with an event and without one."""
    path = os.path.join(talk.project.folder, "zz_made.py")

    def on_disk(*, exists: bool) -> list[float]:
        start = talk.on_disk(path, exists=exists, tells=True)
        return [talk.wait_for(start, "zz_made", missing=not exists)]

    def untold() -> list[float]:
        talk.on_disk(path, exists=True, tells=False)
        return [talk.wait_for(talk.change("import zz_made as made"), "zz_made", missing=False)]

    try:
        talk.edit("zz_made")
        yield "created", lambda: on_disk(exists=True)
        yield "deleted", lambda: on_disk(exists=False)
        talk.patience = min(talk.patience, SOON)
        yield "untold", untold
    except TimeoutError:
        return
    finally:
        talk.on_disk(path, exists=False, tells=True)


def measure(place: Place, server: Server, project: Project, patience: float) -> Waits:
    """One conversation with a fresh server; what took too long is left out."""
    waits: dict[str, tuple[float, ...]] = {}
    late: list[str] = []
    os.makedirs(place.home, exist_ok=True)
    found = Waits(project.name, server.name, str(datetime.now(tz=UTC).date()), round(os.getloadavg()[0], 1))
    command = [script(place.peer(server.name), server.command[0]), *server.command[1:]]
    inherited = {"PATH": os.environ["PATH"], "HOME": place.home, "VIRTUAL_ENV": project.python, "LANG": "C.UTF-8"}
    python = script(project.python, "python")
    client = LspClient(command, project.folder, inherited, {"python": {"pythonPath": python}})
    talk = Conversation(client, project, patience)
    try:
        for step, take in steps(talk, server):
            try:
                waits[step] = tuple(round(one, 2) for one in take())
            except TimeoutError:
                late.append(step)
            talk.patience = patience
        idle = talk.leave_alone()
        memory = sum(map(_resident, processes_of(client.process.pid)))
    finally:
        client.kill()
    return replace(found, waits=waits, memory=memory, idle=round(idle, 3), failure=", ".join(late))


def _resident(process: int) -> int:
    """Bytes."""
    try:
        with open(f"/proc/{process}/status", encoding="utf-8") as stream:
            return next((int(line.split()[1]) * 1024 for line in stream if line.startswith("VmRSS:")), 0)
    except OSError:
        return 0


def _processor_time(process: int) -> float:
    """Seconds."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as stream:
            fields = stream.read().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def projects(place: Place) -> tuple[Project, ...]:
    """The two folders, made if they are not there yet."""
    python, django = place.corpus("empty-environment"), place.corpus("django")
    recipe: dict[str, object] = {"python": sys.version}
    build_once(python, recipe, lambda target: make_environment(target, sys.executable, ()), say)
    build_once(django, {"django": DJANGO}, lambda target: _install(DJANGO, target), say)
    many = place.corpus(f"generated-{FILES}")
    build_once(
        many, {"files": FILES}, lambda target: generated_tree.write_tree(os.path.join(target, "tree"), FILES), say
    )
    middle = plan_package(0).modules[90].dotted
    found = (
        Project("django", os.path.join(django, "tree"), python, "django.db.models"),
        Project(f"generated-{FILES}", os.path.join(many, "tree"), python, middle),
    )
    for project in found:
        count = sum(1 for _ in corpora.python_files(project.folder))
        say(f"{project.name}: {count} files")
    return found


def _install(requirement: str, target: str) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
    subprocess.run([*pip, "--target", os.path.join(target, "tree"), requirement], check=True, stdout=sys.stderr)


def installed(place: Place, names: Sequence[str]) -> dict[str, str]:
    """The versions of those that can be installed; the others are named."""
    found = {}
    for name in names:
        try:
            make_tool(place, name, (name,), say)
            found[name] = version_of(place, name)
        except (OSError, subprocess.CalledProcessError) as error:
            say(f"{name} is left out, it cannot be installed: {error}")
    return found


def main(arguments: Sequence[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.language_servers", description=__doc__)
    parser.add_argument(
        "--server", action="append", choices=SERVERS, metavar="NAME", help=f"only: {', '.join(SERVERS)}"
    )
    parser.add_argument("--project", action="append", metavar="NAME", help=f"only: django, generated-{FILES}")
    parser.add_argument("--patience", type=float, default=60, metavar="SECONDS", help="for one answer (default: 60)")
    page = os.path.join(REPOSITORY, "docs", "benchmarks.md")
    parser.add_argument("--output", default=page, metavar="FILE", help="the page (default: docs/benchmarks.md)")
    parser.add_argument("--place", default=default_root(), metavar="DIR", help="what is built lies here")
    options = parser.parse_args(arguments)
    place, numbers = Place(os.path.abspath(options.place)), os.path.splitext(options.output)[0] + ".json"
    versions = installed(place, options.server or list(SERVERS))
    now = merged(results.read(numbers), Results(describe_machine(), versions))
    for project in projects(place):
        if options.project and project.name not in options.project:
            continue
        for name in versions:
            say(f"{name} in {project.name}")
            found = measure(place, SERVERS[name], project, options.patience)
            now = merged(now, Results(servers={found.key: found}))
            results.write(numbers, now)
            write_page(options.output, now)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
