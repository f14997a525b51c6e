"""Measures what a process costs that does nothing: an empty interpreter, and importls telling its version."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks.environments import script
from benchmarks.measuring import Process, run, run_watched
from benchmarks.places import Place
from benchmarks.results import Series
from benchmarks.targets import EMPTY_INTERPRETER, START, VERSION

ROUNDS_AT_LEAST = 20  # these runs take milliseconds, and their noise is as large as what is measured


def measure(place: Place, rounds: int, limit: float, say: Callable[[str], None]) -> dict[tuple[str, str, str], Series]:
    """Both by turns, with the same interpreter: the one in importls's environment."""
    folder = place.work(START, "importls")
    os.makedirs(folder, exist_ok=True)
    environment = place.peer("importls")
    commands = {
        EMPTY_INTERPRETER: [script(environment, "python"), "-c", "pass"],
        VERSION: [script(environment, "importls"), "--version"],
    }
    processes = {name: _process(folder, command) for name, command in commands.items()}
    say("start-up")
    date = datetime.now(UTC).date().isoformat()
    series = {}
    for name, process in processes.items():
        memory = run_watched(process, limit)[1]
        series[name] = Series(START, name, "start", name, date, limit, memory=memory)
    for _ in range(max(rounds, ROUNDS_AT_LEAST)):
        for name, process in processes.items():
            series[name] = series[name].with_run(run(process, limit))
    return {one.key: one for one in series.values()}


def _process(folder: str, command: list[str]) -> Process:
    variables = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "LANG"}}
    return Process(command, folder, variables, os.path.join(folder, "output"), os.path.join(folder, "errors"))
