"""Tools run by turns in the state of the caches that the mode says; scripts stand for the tools."""

import json
import sys

import pytest

from benchmarks import __main__ as command
from benchmarks.corpora import Corpus
from benchmarks.generated_tree import write_tree
from benchmarks.places import Place, build_once
from benchmarks.results import Results, read
from benchmarks.rounds import Plan, measure
from benchmarks.tools import CACHED, Mode, Tool
from benchmarks.what_they_did import Did

# Notes whether a cache was there, how many files have been edited, and leaves a cache when it has one.
SCRIPT = """
import json, os, sys
log, cache, tree = sys.argv[1:]
edits = sum("# edit" in open(os.path.join(folder, name)).read() for folder, _, names in os.walk(tree) for name in names)
with open(log, "a") as stream:
    stream.write(json.dumps([os.path.basename(cache), os.path.exists(cache), edits]) + "\\n")
if cache:
    os.makedirs(cache, exist_ok=True)
print(json.dumps({"files": 1}))
"""


def fake_tool(name, log, modes=(Mode.COLD,), script=SCRIPT):
    def arguments(case, mode):
        return [sys.executable, "-c", script, str(log), "" if mode is Mode.COLD else case.cache, case.corpus.tree]

    return Tool(name, (), "", arguments, lambda output, _: Did(1 if '"files"' in output else None, ""), modes=modes)


@pytest.fixture
def plan(tmp_path):
    tree = tmp_path / "tree"
    write_tree(str(tree), 10)
    corpus = Corpus("generated-1000", str(tree), str(tmp_path), "3.11.0", 10, 0, 1, "")

    def made(*tools, rounds=1, limit=60):
        return Plan(Place(str(tmp_path / "place")), corpus, tools, rounds, limit, lambda _: None)

    return made


def test_each_mode_finds_the_cache_and_the_tree_as_it_says(plan, tmp_path):
    log = tmp_path / "log"
    *_, series = measure(plan(fake_tool("a", log, CACHED)))

    once = [["", False, 0], ["cache", False, 0], ["cache", True, 0], ["cache", True, 1]]
    assert [json.loads(line) for line in log.read_text().splitlines()] == once * 2
    assert [len(one.runs) for one in series.values()] == [1, 1, 1, 1]


def test_every_second_round_runs_backwards(plan, tmp_path):
    said = []
    tools = [fake_tool(name, tmp_path / "log") for name in "ab"]
    told = plan(*tools, rounds=2)
    list(measure(Plan(told.place, told.corpus, tools, 2, 60, said.append)))

    assert [line.split(": ")[-1] for line in said if "of 2" in line] == ["a, cold", "b, cold", "b, cold", "a, cold"]


def test_a_tool_that_does_not_say_what_it_did_has_failed(plan, tmp_path):
    failing = fake_tool("a", tmp_path / "log", CACHED, script="import sys; sys.exit('no such option')")
    *_, series = measure(plan(failing))

    assert [(one.failure, one.runs) for one in series.values()] == [("status 1: no such option", ())]


def test_a_tool_that_takes_too_long_is_stopped_and_not_asked_again(plan, tmp_path):
    slow = fake_tool("a", tmp_path / "log", script="import time; time.sleep(60)")
    *_, series = measure(plan(slow, limit=0.3))

    assert [(one.stopped, one.failure, one.runs) for one in series.values()] == [(True, "", ())]


def test_what_is_kept_is_in_the_file_and_runs_are_not_lost_to_a_series_without_any(plan, tmp_path):
    page, numbers = str(tmp_path / "page.md"), str(tmp_path / "page.json")
    first, *_, last = (dict(series) for series in measure(plan(fake_tool("importls", tmp_path / "log"))))
    kept = command.keep(Results(), last, page, numbers)

    assert command.keep(kept, first, page, numbers).series == last
    assert read(numbers).series == last


def test_what_is_complete_is_not_built_again(tmp_path):
    built = []
    folder = str(tmp_path / "folder")
    for recipe in ({"files": 1}, {"files": 1}, {"files": 2}):
        build_once(folder, recipe, built.append, lambda _: None)

    assert len(built) == 2


def test_what_was_interrupted_is_built_again_from_the_start(tmp_path):
    folder = tmp_path / "folder"

    def interrupted(_):
        (folder / "half").write_text("")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_once(str(folder), {"files": 1}, interrupted, lambda _: None)
    build_once(str(folder), {"files": 1}, lambda _: None, lambda _: None)

    assert not (folder / "half").exists()


def test_a_place_within_a_project_is_refused(tmp_path, capsys):
    (tmp_path / "pyproject.toml").write_text("")
    arguments = ["--place", str(tmp_path / "place"), "--output", str(tmp_path / "page.md"), "--build-only"]

    assert command.main(arguments) == 2
    assert "choose another --place" in capsys.readouterr().err
