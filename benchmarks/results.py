"""The raw numbers, as they lie in the JSON file beside the page, and how newer ones replace older ones."""

import json
import os
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from benchmarks.measuring import Run

SCHEMA: Final = 1


@dataclass(frozen=True)
class Series:
    """All runs of one tool on one corpus in one mode.

    `date` is ISO 8601, `memory` in bytes, `limit` in seconds. `files` is None when the tool did not say how many it
    looked at. `failure` says why there are no runs; `stopped` that the limit was the reason.
    """

    corpus: str
    tool: str
    mode: str
    command: str
    date: str
    limit: float
    runs: tuple[Run, ...] = ()
    memory: int | None = None
    files: int | None = None
    found: str = ""
    failure: str = ""
    stopped: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What a newer series replaces."""
        return self.corpus, self.tool, self.mode

    def with_run(self, run: Run) -> "Series":
        """The series with one more run."""
        return replace(self, runs=(*self.runs, run))


@dataclass(frozen=True)
class CorpusFacts:
    """What the page says about a corpus; `size` in bytes."""

    name: str
    files: int
    stubs: int
    size: int
    python_version: str
    about: str


@dataclass(frozen=True)
class Waits:
    """What a user of a language server waited for in one project: milliseconds by step, in the order of the waits.

    `load` is that of the machine before, `memory` of all processes at the end in bytes (RSS), `idle` the share of a
    processor that is busy while nobody asks for anything. `failure` names the steps that took too long.
    """

    project: str
    server: str
    date: str
    load: float
    waits: dict[str, tuple[float, ...]] = field(default_factory=dict)
    memory: int = 0
    idle: float = 0.0
    failure: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What newer ones replace."""
        return self.project, self.server


@dataclass(frozen=True)
class Results:
    """Everything the page is made from; nothing in it names this machine's folders."""

    machine: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    corpora: dict[str, CorpusFacts] = field(default_factory=dict)
    series: dict[tuple[str, str, str], Series] = field(default_factory=dict)
    servers: dict[tuple[str, str], Waits] = field(default_factory=dict)

    def of(self, corpus: str, tool: str, mode: str) -> Series | None:
        """One series, if it was measured."""
        return self.series.get((corpus, tool, mode))


def merged(old: Results, new: Results) -> Results:
    """Both, and where both have the same series, the newer."""
    return Results(
        old.machine | new.machine,
        old.versions | new.versions,
        old.corpora | new.corpora,
        old.series | new.series,
        old.servers | new.servers,
    )


def write(path: str, results: Results) -> None:
    """Write the file as a whole or not at all.

    Raises:
        OSError: the folder cannot be written.

    """
    document = {
        "schema": SCHEMA,
        "machine": results.machine,
        "versions": results.versions,
        "corpora": [asdict(corpus) for corpus in results.corpora.values()],
        "series": [asdict(series) for series in results.series.values()],
        "servers": [asdict(waits) for waits in results.servers.values()],
    }
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as stream:
        json.dump(document, stream, indent=1)
        stream.write("\n")
    os.replace(path + ".new", path)


def read(path: str) -> Results:
    """What an earlier run has written; nothing where there was none.

    Raises:
        ValueError: the file is none of ours.

    """
    if not os.path.exists(path):
        return Results()
    with open(path, encoding="utf-8") as stream:
        document = json.load(stream)
    if document.get("schema") != SCHEMA:
        raise ValueError(f"{path} has another schema than {SCHEMA}")
    corpora = [CorpusFacts(**corpus) for corpus in document["corpora"]]
    series = [Series(**one | {"runs": tuple(Run(**run) for run in one["runs"])}) for one in document["series"]]
    return Results(
        document["machine"],
        document["versions"],
        {corpus.name: corpus for corpus in corpora},
        {one.key: one for one in series},
        {one.key: one for one in map(_waits, document.get("servers", ()))},
    )


def _waits(written: dict[str, Any]) -> Waits:
    return Waits(**written | {"waits": {step: tuple(times) for step, times in written["waits"].items()}})
