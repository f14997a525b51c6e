"""Every quirk of CPython's finders that is known, drawn on the disk and asked of every interpreter on this machine."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from resolver import Environment, Flags, MetaPath, Startup, environment_at, environment_from_entries
from resolver.file_system.disk import Disk
from tests.differential.drawing import FEELS_PERMISSIONS, Pencil, copy_to_memory
from tests.differential.interpreters import ask_find_spec, disagreements, interpreters, job
from tests.differential.quirks import Quirk, read_quirks

QUIRKS = read_quirks()
pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")


@pytest.fixture(params=interpreters(), scope="module")
def answered(request, tmp_path_factory):
    """The environment of an interpreter, and for each quirk its folder and what the interpreter says."""
    python = request.param
    startup = Startup(flags=Flags(isolated=True, no_site=True))
    environment = environment_at(Disk(), python, startup)
    assert isinstance(environment, Environment), environment
    above = tmp_path_factory.mktemp("quirks")
    pencil = Pencil(python, environment)
    jobs = []
    for number, quirk in enumerate(QUIRKS):
        folder = above / str(number) / "relative"
        folder.mkdir(parents=True)
        pencil.draw(folder, quirk)
        jobs.append(job([*quirk.names], entries_of(quirk, folder), folder=str(folder)))
    answers = ask_find_spec(python, jobs, "-I", "-S")
    folders = [str(asked["folder"]) for asked in jobs]
    return environment, dict(zip([quirk.sentence for quirk in QUIRKS], zip(folders, answers, strict=True), strict=True))


def entries_of(quirk: Quirk, folder: Path) -> list[str]:
    return [entry if quirk.relative else f"{folder}/{entry}" for entry in quirk.path]


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.sentence)
def test_a_quirk_is_the_same_in_the_resolver(quirk, answered):
    if quirk.not_root and not FEELS_PERMISSIONS:
        pytest.skip("root may read everything")
    environment, answers = answered
    if environment.version < quirk.since:
        pytest.skip("the process that answers has imported these modules")
    folder, expected = answers[quirk.sentence]
    startup = Startup(working_directory=folder)
    entries = environment_from_entries(
        tuple(entries_of(quirk, Path(folder))), environment.version, environment.platform, startup
    )
    here = replace(environment, sys_path=entries.sys_path, working_directory=folder)
    names = [*quirk.names]
    for file_system in [Disk()] if quirk.not_root else [Disk(), copy_to_memory(folder)]:
        meta_path = MetaPath(here, file_system)
        found = [meta_path.find_spec(name) for name in names]
        certain = [place for place, resolution in enumerate(found) if resolution.certain]
        picked = ([answers[place] for place in certain] for answers in (expected, names, found))
        assert disagreements(*picked) == []
        # Unknown are only what parents without source do, and syntax that is newer than this process.
        unknown = {name for name, resolution in zip(names, found, strict=True) if not resolution.certain}
        assert all("." in name for name in unknown) or environment.version > sys.version_info[:2]
