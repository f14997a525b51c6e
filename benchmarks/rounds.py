"""Runs all tools on a corpus by turns, round after round, so that a busy moment of the machine hits all of them."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from benchmarks.corpora import Corpus, python_files
from benchmarks.edits import edited, file_in_the_middle
from benchmarks.measuring import Process, Run, run, run_watched
from benchmarks.places import REPOSITORY, Place
from benchmarks.results import Series
from benchmarks.tools import Case, Mode, Tool
from benchmarks.what_they_did import failure

SLOW: Final = {30.0: 3, 120.0: 1}  # a run of more than so many seconds has at most so many rounds
KEPT_FILE: Final = "edited-file"


@dataclass(frozen=True)
class Plan:
    """What is measured on one corpus: how often, and after how many seconds a run is stopped."""

    place: Place
    corpus: Corpus
    tools: Sequence[Tool]
    rounds: int
    limit: float
    say: Callable[[str], None]


def measure(plan: Plan) -> Iterator[dict[tuple[str, str, str], Series]]:
    """All series so far: after the runs that are not timed, and after every round."""
    warm_file_system(plan.corpus)
    middle = file_in_the_middle(list(python_files(plan.corpus.tree)))
    series = {}
    for tool in plan.tools:
        for mode in tool.modes:
            one = _first_run(plan, tool, mode, middle)
            series[one.key] = one
            if one.failure or one.stopped:
                break  # warm and edited runs need a cold one that succeeds
        yield series
    for number in range(plan.rounds):
        _round(plan, series, number, middle)
        yield series


def warm_file_system(corpus: Corpus) -> None:
    """Read every file once, so that none of the tools waits for the disk."""
    for path in python_files(corpus.tree, (".py", ".pyi")):
        with open(path, "rb") as stream:
            stream.read()


def rounds_for(series: Series, seconds: float, rounds: int) -> int:
    """How many rounds a tool takes part in whose first run took so long."""
    if series.failure or series.stopped:
        return 0
    return min([rounds, *(fewer for slow, fewer in SLOW.items() if seconds > slow)])


def _round(plan: Plan, series: dict[tuple[str, str, str], Series], number: int, middle: str) -> None:
    # Every second round runs backwards: nobody always follows the same neighbour.
    for tool in plan.tools[:: -1 if number % 2 else 1]:
        for mode in tool.modes:
            one = series.get((plan.corpus.name, tool.name, mode.value))
            if one is None or number >= rounds_for(one, one.runs[0].wall if one.runs else 0, plan.rounds):
                continue
            plan.say(f"{plan.corpus.name}: round {number + 1} of {plan.rounds}: {tool.name}, {mode.value}")
            result = _prepared_run(plan, tool, mode, middle, number + 1, watched=False)[0]
            if result.stopped:
                plan.say(f"{tool.name} was stopped after {plan.limit:g} s")
                series[one.key] = replace(one, stopped=True)
                continue
            series[one.key] = one.with_run(result)


def _first_run(plan: Plan, tool: Tool, mode: Mode, middle: str) -> Series:
    """The run that is not timed: it fills what the system caches and tells memory and what the tool did."""
    case = Case(plan.place, tool.name, plan.corpus)
    plan.say(f"{plan.corpus.name}: first run, not timed: {tool.name}, {mode.value}")
    if mode is tool.modes[0]:
        _write_settings(case, tool)
    result, memory = _prepared_run(plan, tool, mode, middle, 0, watched=True)
    output, errors = _text(case.own("output")), _text(case.own("errors"))
    did = tool.did(output, errors)
    series = Series(
        corpus=plan.corpus.name,
        tool=tool.name,
        mode=mode.value,
        command=anonymous(case, " ".join(tool.command(case, mode))),
        date=datetime.now(UTC).date().isoformat(),
        limit=plan.limit,
        memory=memory,
        files=did.files,
        found=did.found,
        stopped=result.stopped,
    )
    if result.stopped or did.files is not None:
        return series
    return replace(series, failure=anonymous(case, failure(result.status, errors)))


def _prepared_run(plan: Plan, tool: Tool, mode: Mode, middle: str, number: int, *, watched: bool) -> tuple[Run, int]:
    case = Case(plan.place, tool.name, plan.corpus)
    telling = tool.telling if watched else ()
    process = _process(case, tool, [*tool.command(case, mode), *telling])
    if mode is Mode.FILLING:
        shutil.rmtree(case.cache, ignore_errors=True)
    kept = os.path.join(plan.place.root, KEPT_FILE)
    with edited(middle, number, kept) if mode is Mode.EDIT else nullcontext():
        return run_watched(process, plan.limit) if watched else (run(process, plan.limit), 0)


def _process(case: Case, tool: Tool, command: list[str]) -> Process:
    return Process(command, case.corpus.tree, environment_for(case, tool), case.own("output"), case.own("errors"))


def environment_for(case: Case, tool: Tool) -> dict[str, str]:
    """What a tool sees of this process's environment: nothing that could configure it."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "TMPDIR", "LANG"}}
    return kept | {"HOME": case.place.home, "NO_COLOR": "1"} | dict(tool.variables)


def _write_settings(case: Case, tool: Tool) -> None:
    shutil.rmtree(case.work, ignore_errors=True)
    os.makedirs(case.work)
    os.makedirs(case.place.home, exist_ok=True)
    for name, content in tool.settings(case).items():
        with open(case.own(name), "w", encoding="utf-8") as stream:
            stream.write(content)


def anonymous(case: Case, text: str) -> str:
    """The text without the folders of this machine."""
    shown = {
        os.path.dirname(case.installed("")) + os.sep: "",
        case.work: "WORK",
        case.corpus.tree: "TREE",
        case.corpus.python: "VENV",
        case.place.root: "PLACE",
        REPOSITORY: "CHECKOUT",
        os.path.expanduser("~"): "HOME",
    }
    for path, name in shown.items():
        text = text.replace(path, name)
    return text


def _text(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()
