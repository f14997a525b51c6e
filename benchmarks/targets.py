"""The promises about speed, and whether the numbers keep them."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.medians import megabytes, ratio, seconds, spread, times
from benchmarks.results import Results, Series

START = "start-up"
EMPTY_INTERPRETER = "python -c pass"
VERSION = "importls --version"
AHEAD_OF = ("ty", "pyrefly", "pyright", "grimp", "pylint", "pydeps")


@dataclass(frozen=True)
class Verdict:
    """A promise, what was measured, and whether it is kept; None where a number is missing."""

    promise: str
    measured: str
    kept: bool | None


def verdicts(results: Results) -> Iterator[Verdict]:
    """One for each promise, in the order in which they were made."""
    for mode, bound in (("cold", 0.7), ("warm", 0.1), ("edit", 0.12)):
        yield _against_ruff(results, mode, bound)
    yield _ahead_of_all(results)
    yield _memory(results, "packages", 400e6)
    yield _memory(results, "generated-100000", 1.5e9)
    yield _growth(results, 0.15)
    yield _above_start(results, "warm check of 1,000 files", results.of("generated-1000", "importls", "warm"), 0.15)
    yield _within(results, "cold check of 2,000 modules with a cycle of 500", "component-500", 2)
    yield _above_start(results, "`importls --version`", results.of(START, VERSION, "start"), 0.03)


def middle_time(series: Series | None) -> float | None:
    """The median of the wall times; None where none was measured."""
    middle = spread([run.wall for run in series.runs]) if series else None
    return middle.middle if middle else None


def _against_ruff(results: Results, mode: str, bound: float) -> Verdict:
    promise = f"{mode} check of the packages at most {bound:g} x `ruff analyze graph`"
    ours, ruff = results.of("packages", "importls", mode), results.of("packages", "ruff", "cold")
    found = ratio([run.wall for run in ours.runs], [run.wall for run in ruff.runs]) if ours and ruff else None
    if found is None:
        return Verdict(promise, "not measured", None)
    measured = f"{times(found.middle)} ({times(found.least)} to {times(found.greatest)})"
    return Verdict(promise, measured, found.middle <= bound)


def _ahead_of_all(results: Results) -> Verdict:
    """Each row of a tool is compared with ours in the same mode; a tool that was stopped took at least the limit."""
    promise = f"ahead of {', '.join(AHEAD_OF)} in every row"
    behind, rows = [], 0
    for series in results.series.values():
        ours = results.of(series.corpus, "importls", series.mode)
        if series.tool not in AHEAD_OF or ours is None or series.failure:
            continue
        mine = middle_time(ours)
        theirs = series.limit if series.stopped and not series.runs else middle_time(series)
        if mine is None or theirs is None:
            continue
        rows += 1
        if mine >= theirs:
            behind.append(f"{series.tool} {series.mode} on {series.corpus}")
    if not rows:
        return Verdict(promise, "not measured", None)
    return Verdict(promise, f"{rows - len(behind)} of {rows} rows" + _listed(behind), not behind)


def _within(results: Results, what: str, corpus: str, bound: float) -> Verdict:
    promise = f"{what} in at most {bound:g} s"
    ours = results.of(corpus, "importls", "cold")
    middle = middle_time(ours)
    if ours is None or middle is None:
        return Verdict(promise, "not measured", None)
    cpu = spread([run.cpu for run in ours.runs])
    return Verdict(promise, f"{seconds(middle)}, of which {seconds(cpu.middle) if cpu else ''} CPU", middle <= bound)


def _listed(names: list[str]) -> str:
    return f"; behind: {', '.join(names)}" if names else ""


def _memory(results: Results, corpus: str, bound: float) -> Verdict:
    promise = f"peak memory on {corpus} under {megabytes(bound)}"
    peaks = [one.memory for one in results.series.values() if (one.corpus, one.tool) == (corpus, "importls")]
    known = [peak for peak in peaks if peak]
    if not known:
        return Verdict(promise, "not measured", None)
    return Verdict(promise, f"{megabytes(max(known))}, the highest of all modes", max(known) < bound)


def _growth(results: Results, bound: float) -> Verdict:
    promise = f"time per file grows by at most {bound:.0%} from 10,000 to 100,000 files"
    small = middle_time(results.of("generated-10000", "importls", "cold"))
    large = middle_time(results.of("generated-100000", "importls", "cold"))
    if small is None or large is None:
        return Verdict(promise, "not measured", None)
    growth = large / 10 / small - 1
    return Verdict(promise, f"{growth:+.0%} (cold)", growth <= bound)


def _above_start(results: Results, what: str, series: Series | None, bound: float) -> Verdict:
    promise = f"{what} at most {bound * 1000:.0f} ms above an empty interpreter"
    whole, start = middle_time(series), middle_time(results.of(START, EMPTY_INTERPRETER, "start"))
    if whole is None or start is None:
        return Verdict(promise, "not measured", None)
    measured = f"{(whole - start) * 1000:.0f} ms ({seconds(whole)} with a start of {seconds(start)})"
    return Verdict(promise, measured, whole - start <= bound)
