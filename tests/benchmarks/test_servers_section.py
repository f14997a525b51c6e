"""The part of the page about language servers, on made-up numbers."""

from benchmarks.language_servers import is_missing, names
from benchmarks.page import render
from benchmarks.results import Results, Waits, read, write

FAST = Waits("django", "fast", "2026-01-01", 0.5, {"open": (12.0,), "edit": (1.0, 2.0, 3.0)}, 50_000_000, 0.0)
SLOW = Waits("django", "slow", "2026-01-01", 0.5, {"open": (2000.0,)}, 500_000_000, 0.25, "edit, untold")


def results(*all_waits):
    return Results(servers={one.key: one for one in all_waits})


def test_each_server_has_a_row_with_median_and_percentile():
    page = render(results(FAST, SLOW))
    assert "| fast | - | 12 | 2.0 / 3.8 | - |" in page
    assert "| slow | - | 2,000 | - |" in page
    assert "slow: no answer in time for edit, untold." in page


def test_a_page_without_servers_says_nothing_of_them():
    assert "Language servers" not in render(Results())


def test_what_servers_took_is_read_back(tmp_path):
    path = str(tmp_path / "numbers.json")
    write(path, results(FAST, SLOW))
    assert read(path).servers == results(FAST, SLOW).servers


def test_a_module_that_is_not_used_is_not_missing():
    unused, missing = {"message": "`zz` imported but unused"}, {"message": "Cannot resolve import `zz`"}
    assert names("zz", [unused])
    assert not is_missing("zz", [unused])
    assert is_missing("zz", [unused, missing])
