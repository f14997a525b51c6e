"""Random trees in several path entries: the resolver on the disk and in memory, and every real interpreter."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolver import Environment, Flags, MetaPath, Startup, environment_at, environment_from_entries
from resolver.file_system.disk import Disk
from tests.differential.drawing import Pencil, copy_to_memory
from tests.differential.interpreters import Oracle, answer_of, disagreements, interpreters, job
from tests.differential.quirks import Quirk, Zip

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

PARTS = ["a", "b", "é", "__init__"]
NAMES = [".".join(parts) for length in (1, 2, 3) for parts in product(PARTS, repeat=length) if parts[0] != "__init__"]
NAMES += ["", "a.", "a..b", "b.a.b.a", "A", "a.B", "x-y", "a.x-y", "time", "zlib.a"]
ENTRIES = [
    "e",
    "f",
    "g",
    "z.zip",
    "z.zip/a",
    "z.zip/a/b",
    "y.egg",
    "e/a",
    "gone",
    "e/../f",
    "e/",
    "./e",
    ".",
    "",
    "l.zip",
]
SUFFIXES = ["$EXT", "$SO", ".abi3.so", ".py", ".py", ".pyc", ".cpython-27-x86_64-linux-gnu.so", ".pyi", ".PY", ""]

folders = st.lists(st.sampled_from(["a", "b", "é"]), max_size=3)
stems = st.sampled_from([*PARTS, "__init__", "x-y", "A", "", "time"])
files = st.tuples(folders, stems, st.sampled_from(SUFFIXES)).map(lambda p: "/".join([*p[0], p[1] + p[2]]))
places = folders.filter(bool).map("/".join)
links = st.tuples(st.one_of(files, places), st.sampled_from(["..", "gone", "b", "../f/a", "../e", "a.py", "../z.zip"]))
drawn = st.one_of(
    files,
    files,
    places.map("{}/".format),
    files.map("{}|".format),
    links.map(" -> ".join),
)
contents = st.sampled_from([".py: x = (", ".pyc: $PYC", ".pyc: $PYC_OLD", "/__init__.py: x = 1"])
members = st.one_of(
    st.tuples(folders, stems, st.sampled_from([".py", ".pyc", "/"])).map(lambda p: "/".join([*p[0], p[1] + p[2]])),
    st.tuples(places, contents).map("".join),
)
archives = st.builds(
    Zip,
    st.lists(members, max_size=8, unique_by=lambda line: line.partition(":")[0]).map(tuple),
    compression=st.sampled_from([0, 0, 8]),
    before=st.sampled_from([b"", b"", b"#!/bin/sh\n"]),
    cut=st.sampled_from([0, 0, 0, 7]),
)
# Whether a damaged code object can be unmarshalled is not told without doing it.
without_bytecode = archives.filter(lambda archive: not any(member.endswith("$PYC") for member in archive.members))
trees = st.lists(st.tuples(st.sampled_from("eeffg"), drawn).map("/".join), max_size=30)
paths = st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=5)


@pytest.fixture(params=interpreters(), scope="module")
def target(request):
    """An interpreter that answers, and its environment."""
    environment = environment_at(Disk(), request.param, Startup(flags=Flags(isolated=True, no_site=True)))
    assert isinstance(environment, Environment), environment
    oracle = Oracle(request.param, "-I", "-S")
    yield oracle, environment, Pencil(request.param, environment)
    oracle.close()


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(trees, paths, archives, archives)
def test_a_random_tree_gives_the_same_specs_in_the_interpreter_on_the_disk_and_in_memory(
    target, tmp_path_factory, tree, path, zipped, egg
):
    oracle, environment, pencil = target
    folder = tmp_path_factory.mktemp("tree")
    pencil.draw(folder, Quirk("", (*drawable(tree), "l.zip -> z.zip"), {"z.zip": zipped, "y.egg": egg}))
    expected = oracle.ask(job(NAMES, path, folder=str(folder)))
    here = environment_of(environment, path, str(folder))
    on_disk, in_memory = (
        [meta_path.find_spec(name) for name in NAMES]
        for meta_path in (MetaPath(here, Disk()), MetaPath(here, copy_to_memory(str(folder))))
    )
    shutil.rmtree(folder)
    assert disagreements(expected, NAMES, on_disk) == []
    assert [*map(answer_of, on_disk)] == [*map(answer_of, in_memory)]


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(without_bytecode, st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_archive_is_read_or_refused_as_zipimport_does(target, tmp_path_factory, zipped, damages):
    oracle, environment, pencil = target
    folder = tmp_path_factory.mktemp("damaged")
    pencil.draw(folder, Quirk("", (), {"z.zip": zipped}))
    data = bytearray((folder / "z.zip").read_bytes())
    for place, byte in damages:
        # Counted from the end, where the directory is.
        data[-place % len(data)] = byte
    (folder / "z.zip").write_bytes(data)
    expected = oracle.ask(job(NAMES, ["z.zip", "z.zip/a"], folder=str(folder)))
    meta_path = MetaPath(environment_of(environment, ["z.zip", "z.zip/a"], str(folder)), Disk())
    found = [meta_path.find_spec(name) for name in NAMES]
    shutil.rmtree(folder)
    certain = [place for place, resolution in enumerate(found) if resolution.certain]
    assert disagreements(*([answers[place] for place in certain] for answers in (expected, NAMES, found))) == []


def environment_of(environment: Environment, path: list[str], folder: str) -> Environment:
    startup = Startup(working_directory=folder)
    entries = environment_from_entries(tuple(path), environment.version, environment.platform, startup)
    return replace(environment, sys_path=entries.sys_path, working_directory=folder)


def drawable(lines: list[str]) -> tuple[str, ...]:
    """The lines that can be drawn one after the other: nothing twice, and nothing below what is no folder."""
    taken: dict[str, bool] = {"e": True, "f": True, "g": True}
    kept = ["e/", "f/", "g/"]
    for line in lines:
        place = line.partition(" -> ")[0].rstrip("/|")
        parts = place.split("/")
        above = ["/".join(parts[:end]) for end in range(1, len(parts))]
        if place in taken or not parts[-1] or any(not taken.get(folder, True) for folder in above):
            continue
        taken.update(dict.fromkeys(above, True))
        taken[place] = line.endswith("/")
        kept.append(line)
    return tuple(kept)
