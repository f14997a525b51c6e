"""The page and its verdicts on made-up numbers."""

import pytest

from benchmarks.markdown import table
from benchmarks.measuring import Run
from benchmarks.page import render
from benchmarks.results import CorpusFacts, Results, Series
from benchmarks.targets import EMPTY_INTERPRETER, START, VERSION, verdicts

PACKAGES = CorpusFacts("packages", 14_000, 500, 220_000_000, "3.13.0", "some packages")


def series(corpus, tool, mode, *walls, memory=100_000_000, **others):
    runs = tuple(Run(wall, wall * 1.5, 0, stopped=False) for wall in walls)
    return Series(corpus, tool, mode, f"{tool} .", "2026-01-01", 600, runs, memory, 14_000, "much", **others)


def results(*all_series, corpora=(PACKAGES,)):
    return Results({}, {}, {corpus.name: corpus for corpus in corpora}, {one.key: one for one in all_series})


def answers(shown):
    return {verdict.promise: (verdict.measured, verdict.kept) for verdict in verdicts(shown)}


def answer_about(words, *all_series):
    return next(answer for promise, answer in answers(results(*all_series)).items() if words in promise)


def test_every_promise_is_there_before_anything_was_measured():
    assert [verdict.kept for verdict in verdicts(Results())] == [None] * 10


@pytest.mark.parametrize(("wall", "kept"), [(1.39, True), (1.41, False)])
def test_cold_is_held_against_ruff(wall, kept):
    ours, ruff = series("packages", "importls", "cold", wall), series("packages", "ruff", "cold", 2.0)
    assert answer_about("cold check", ours, ruff)[1] is kept


def test_warm_is_held_against_the_only_runs_that_ruff_has():
    ours, ruff = series("packages", "importls", "warm", 0.19), series("packages", "ruff", "cold", 2.0)
    assert answer_about("warm check of the packages", ours, ruff) == ("0.095 x (0.095 x to 0.095 x)", True)


def test_whoever_is_faster_is_named():
    ours, ty = series("packages", "importls", "cold", 2.0), series("packages", "ty", "cold", 1.0)
    assert answer_about("ahead of", ours, ty) == ("0 of 1 rows; behind: ty cold on packages", False)


def test_a_stopped_tool_took_at_least_the_limit():
    ours, pylint = series("packages", "importls", "cold", 2.0), series("packages", "pylint", "cold", stopped=True)
    assert answer_about("ahead of", ours, pylint)[1] is True


def test_the_highest_memory_of_all_modes_counts():
    cold = series("packages", "importls", "cold", 1.0, memory=300_000_000)
    filling = series("packages", "importls", "filling", 1.0, memory=420_000_000)
    assert answer_about("memory on packages", cold, filling) == ("420 MB, the highest of all modes", False)


@pytest.mark.parametrize(("large", "kept"), [(11.4, True), (11.6, False)])
def test_growth_is_that_of_the_time_per_file(large, kept):
    small = series("generated-10000", "importls", "cold", 1.0)
    assert answer_about("grows", small, series("generated-100000", "importls", "cold", large))[1] is kept


def test_start_up_is_what_comes_on_top_of_an_empty_interpreter():
    start = series(START, EMPTY_INTERPRETER, "start", 0.01)
    assert answer_about("`importls --version`", start, series(START, VERSION, "start", 0.03))[1] is True
    assert answer_about("warm check of 1,000", start, series("generated-1000", "importls", "warm", 0.17))[1] is False


def test_the_fastest_stands_first_and_ratios_have_a_spread():
    page = render(
        results(series("packages", "ruff", "cold", 2.0, 4.0), series("packages", "importls", "cold", 1.0, 3.0))
    )
    cold = page.partition("### Cold")[2].partition("###")[0]
    rows = [line for line in cold.splitlines() if " s |" in line]

    assert rows[0] == "| importls | 2.00 s | 1.00 s to 3.00 s | 3.00 s | 0.67 x (0.50 x to 0.75 x) | 2 |"
    assert rows[1].startswith("| ruff | 3.00 s |")


def test_a_tool_without_a_cache_stands_in_the_warm_table_with_its_cold_time():
    page = render(results(series("packages", "ruff", "cold", 2.0), series("packages", "importls", "warm", 0.1)))
    assert "| ruff (no cache) | 2.00 s |" in page.partition("### Warm")[2]


def test_stopped_and_failed_tools_say_so():
    stopped = series("packages", "pylint", "cold", stopped=True)
    failed = series("packages", "deptry", "cold", failure="status 1: ValueError")
    page = render(results(stopped, failed))

    assert "| pylint | > 600 s, stopped |" in page
    assert "| deptry | failed: status 1: ValueError |" in page


def test_growth_is_shown_for_each_file():
    corpora = [CorpusFacts(f"generated-{files}", files, 0, files * 4_000, "3.11", "") for files in (10_000, 100_000)]
    shown = [series("generated-10000", "ruff", "cold", 1.0), series("generated-100000", "ruff", "cold", 11.0)]
    growth = render(results(*shown, corpora=corpora)).partition("## Growth")[2]

    assert "| ruff, cold | 100 µs, 10.0 kB | 110 µs, 1.0 kB | 1.1 x |" in growth


def test_a_bar_in_a_cell_does_not_end_it():
    assert table(["a"], [["x|y"]]) == "| a |\n| --- |\n| x\\|y |\n"
