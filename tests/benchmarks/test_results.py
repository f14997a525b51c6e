"""Raw numbers survive the file, and newer ones replace older ones series by series."""

import pytest

from benchmarks.measuring import Run
from benchmarks.results import CorpusFacts, Results, Series, merged, read, write

ONE = Series(
    "packages", "ruff", "cold", "ruff .", "2026-01-01", 600, (Run(1.0, 2.0, 0, stopped=False),), 5, 3, "3 edges"
)
OTHER = Series("packages", "ty", "cold", "ty .", "2026-01-01", 600, failure="status 2")
NEWER = Series("packages", "ruff", "cold", "ruff .", "2026-02-02", 600, (Run(3.0, 4.0, 0, stopped=False),))


def results(*series):
    corpus = CorpusFacts("packages", 3, 1, 300, "3.13.0", "some")
    return Results({"memory": "1 GiB"}, {"ruff": "1"}, {"packages": corpus}, {one.key: one for one in series})


def test_what_was_written_is_read_back(tmp_path):
    path = str(tmp_path / "folder" / "numbers.json")
    write(path, results(ONE, OTHER))
    assert read(path) == results(ONE, OTHER)


def test_where_nothing_was_measured_there_is_nothing(tmp_path):
    assert read(str(tmp_path / "numbers.json")) == Results()


@pytest.mark.parametrize("content", ['{"schema": 99}', "{", "{}"])
def test_a_file_of_others_is_refused(tmp_path, content):
    (tmp_path / "numbers.json").write_text(content)
    with pytest.raises(ValueError, match=r"schema|Expecting"):
        read(str(tmp_path / "numbers.json"))


def test_a_newer_series_replaces_the_older_and_leaves_the_others():
    assert list(merged(results(ONE, OTHER), results(NEWER)).series.values()) == [NEWER, OTHER]


def test_versions_of_tools_that_were_not_run_again_stay():
    assert merged(Results(versions={"ruff": "1", "ty": "1"}), Results(versions={"ty": "2"})).versions == {
        "ruff": "1",
        "ty": "2",
    }
