"""Renders the page from the raw numbers; it measures nothing."""

from collections.abc import Sequence

from benchmarks.corpora import NAMES, SIZES
from benchmarks.markdown import table
from benchmarks.medians import megabytes, ratio, seconds, spread, times
from benchmarks.results import CorpusFacts, Results, Series
from benchmarks.servers_section import servers_section
from benchmarks.targets import START, middle_time, verdicts
from benchmarks.tools import TOOLS

HEAD = """\
# Benchmarks

<!-- Written by `python -m benchmarks`; the raw numbers are in the JSON file beside this one. -->

How long importls takes beside other tools that look at imports, measured by turns on one machine. One command,
`python -m benchmarks`, builds everything that is needed, measures it and writes this page.
"""

HOW = """\
## How it is measured

- Times are of whole processes, from start to end, interpreter start and output included. CPU time is that of the
  process and its children.
- One run of each tool is not timed. It fills the operating system's file cache, for everybody alike, and its memory is
  looked at every 20 ms: the peak of the proportional set size of all its processes together.
- Then round after round every tool runs once; every second round in the opposite order. Times are medians, with the
  least and the greatest. A ratio is that of the medians; the least and greatest are ratios within a round.
- A run of more than 30 s has at most 3 rounds, of more than 120 s one. A run that takes longer than the limit is
  stopped, and its row says so.
- **cold**: the tool has no cache and writes none. **filling**: its empty cache is written. **warm**: its cache is
  filled and nothing has changed. **edit**: its cache is filled, and one import line of one file in the middle of the
  tree has changed since, each time to something new. A tool without a cache of its own stands there with its cold time.
- Every tool is told to look at all files, those that it would leave out by default too, and has only its rules about
  imports switched on. No tool sees the user's configuration.
- Rows with different dates are from different runs.
"""

AGAIN = """\
## Run it again

```
python -m benchmarks                                     # everything; hours, most of them for the slow tools
python -m benchmarks --tool importls --tool ruff         # two tools; the rows of the others stay
python -m benchmarks --corpus packages --rounds 9        # one corpus
python -m benchmarks --render                            # this page again, from the JSON file
```
"""

TITLES = {
    "packages": "Installed packages",
    "generated-1000": "Generated, 1,000 files",
    "generated-10000": "Generated, 10,000 files",
    "generated-100000": "Generated, 100,000 files",
    "component-500": "Generated, one cycle of 500 modules",
}


def render(results: Results) -> str:
    """The whole page in Markdown."""
    parts = [HEAD, _promises(results)]
    parts += [_corpus(results, results.corpora[name]) for name in NAMES if name in results.corpora]
    parts += [
        _growth(results),
        _start(results),
        servers_section(results),
        HOW,
        _compared(),
        _commands(results),
        _machine(results),
        AGAIN,
    ]
    return "\n".join(part for part in parts if part)


def _promises(results: Results) -> str:
    answers = {True: "yes", False: "**no**", None: ""}
    rows = [[verdict.promise, verdict.measured, answers[verdict.kept]] for verdict in verdicts(results)]
    return "## What is promised\n\n" + table(["promise", "measured", "kept"], rows)


def _corpus(results: Results, corpus: CorpusFacts) -> str:
    stubs = f", and {corpus.stubs:,} stubs" if corpus.stubs else ""
    what = f"{corpus.files:,} files, {megabytes(corpus.size)}{stubs}; Python {corpus.python_version}; {corpus.about}."
    parts = [f"## {TITLES[corpus.name]}\n\n{what}\n"]
    parts += [_times(results, corpus.name, mode) for mode in ("cold", "filling", "warm", "edit")]
    parts.append(_found(results, corpus.name))
    return "\n".join(part for part in parts if part)


def _times(results: Results, corpus: str, mode: str) -> str:
    """The table of one mode, the fastest first; tools without a cache stand in it with their cold time."""
    if not any(one.mode == mode and one.corpus == corpus for one in results.series.values()):
        return ""
    shown = [one for tool in TOOLS if (one := results.of(corpus, tool, mode) or _without_cache(results, corpus, tool))]
    ruff = results.of(corpus, "ruff", "cold")
    rows = [_time_row(one, mode, ruff) for one in sorted(shown, key=_sort_key)]
    return f"### {mode.capitalize()}\n\n" + table(["tool", "wall", "min to max", "CPU", "x ruff", "rounds"], rows)


def _without_cache(results: Results, corpus: str, tool: str) -> Series | None:
    """The cold series of a tool that has no other mode."""
    return results.of(corpus, tool, "cold") if len(TOOLS[tool].modes) == 1 else None


def _sort_key(series: Series) -> float:
    middle = middle_time(series)
    return middle if middle is not None else float("inf")


def _time_row(series: Series, mode: str, ruff: Series | None) -> list[str]:
    name = series.tool if series.mode == mode else f"{series.tool} (no cache)"
    walls = [run.wall for run in series.runs]
    wall, cpu = spread(walls), spread([run.cpu for run in series.runs])
    if wall is None or cpu is None:
        return [name, _why_no_time(series), "", "", "", "0"]
    against = ratio(walls, [run.wall for run in ruff.runs]) if ruff else None
    shown = f"{times(against.middle)} ({times(against.least)} to {times(against.greatest)})" if against else ""
    span = f"{seconds(wall.least)} to {seconds(wall.greatest)}"
    stopped = f", then > {series.limit:g} s" if series.stopped else ""
    return [name, seconds(wall.middle) + stopped, span, seconds(cpu.middle), shown, str(len(walls))]


def _why_no_time(series: Series) -> str:
    if series.stopped:
        return f"> {series.limit:g} s, stopped"
    return f"failed: {series.failure}" if series.failure else "not measured"


def _found(results: Results, corpus: str) -> str:
    """Memory and what each tool looked at and found, from the run that is not timed."""
    series = [one for one in results.series.values() if one.corpus == corpus]
    order = list(TOOLS)
    rows = [
        [
            f"{one.tool}, {one.mode}",
            megabytes(one.memory) if one.memory else "",
            f"{one.files:,}" if one.files is not None else "",
            one.found or _why_no_time(one),
            one.date,
        ]
        for one in sorted(series, key=lambda one: order.index(one.tool))
    ]
    return "### Memory, and what was found\n\n" + table(["run", "peak memory", "files", "found", "date"], rows)


def _growth(results: Results) -> str:
    """Time and memory per file at each size; the last column compares the two large trees."""
    sizes = [name for name in SIZES if name in results.corpora]
    head = ["tool", *(f"{results.corpora[name].files:,} files" for name in sizes), "100,000 : 10,000"]
    rows = [
        row
        for tool, description in TOOLS.items()
        for mode in description.modes
        if (row := _growth_row(results, tool, mode.value, sizes))
    ]
    if not rows:
        return ""
    what = "Wall time and peak memory for each file. A figure that stays the same down the sizes is linear growth.\n"
    return f"## Growth with size\n\n{what}\n" + table(head, rows)


def _growth_row(results: Results, tool: str, mode: str, sizes: Sequence[str]) -> list[str]:
    all_series = [results.of(size, tool, mode) for size in sizes]
    if not any(one and one.runs for one in all_series):
        return []
    cells = [_per_file(one, results.corpora[size].files) for one, size in zip(all_series, sizes, strict=True)]
    small, large = (middle_time(results.of(size, tool, mode)) for size in ("generated-10000", "generated-100000"))
    return [f"{tool}, {mode}", *cells, times(large / 10 / small) if small and large else ""]


def _per_file(series: Series | None, files: int) -> str:
    if series is None:
        return ""
    middle = middle_time(series)
    if middle is None:
        return _why_no_time(series)
    memory = f", {series.memory / files / 1e3:.1f} kB" if series.memory else ""
    return f"{middle / files * 1e6:,.0f} µs{memory}"


def _start(results: Results) -> str:
    series = [one for one in results.series.values() if one.corpus == START]
    rows = []
    for one in series:
        wall = spread([run.wall for run in one.runs])
        if wall:
            span = f"{seconds(wall.least)} to {seconds(wall.greatest)}"
            rows.append([f"`{one.tool}`", seconds(wall.middle), span, str(len(one.runs))])
    return "## Start-up\n\n" + table(["command", "wall", "min to max", "rounds"], rows) if rows else ""


def _compared() -> str:
    rows = [[tool.name, tool.kind] for tool in TOOLS.values()]
    intro = "None of the others does the same work. What each does for its time:\n"
    return f"## What is compared with what\n\n{intro}\n" + table(["tool", "what it does here"], rows)


def _commands(results: Results) -> str:
    """One command for each tool and mode; the folder that it runs in is the tree."""
    shown = {(one.tool, one.mode): one.command for one in results.series.values() if one.corpus != START}
    lines = "".join(f"{tool}, {mode}:  {command}\n" for (tool, mode), command in sorted(shown.items()))
    return f"## Commands\n\nEach runs in the folder TREE.\n\n```\n{lines}```\n" if lines else ""


def _machine(results: Results) -> str:
    rows = [[name, value] for name, value in (results.machine | results.versions).items()]
    return "## Machine and versions\n\n" + table(["what", "which"], rows) if rows else ""
