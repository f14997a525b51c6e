"""Fixes and cuts of cycles that fail, made in a copy: every module is imported in a fresh interpreter before and after.

What is tried are the random packages and the realistic projects; `-s` prints how many cycles that fail have a fix. More
are tried with `IMPORTLS_GENERATED_PACKAGES=500` and `IMPORTLS_REALISTIC_ON_ALL=1`.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from importls.cycle_cut import cheapest_cut
from importls.cycle_fixes import fixes_of
from importls.cycle_outcomes import outcome_of
from importls.cycles import LAYERS, all_cycles, kinds_of
from importls.discovery import find_files
from importls.edits.text_edits import applied
from importls.project import assemble_project
from importls.snapshot import build_snapshot
from resolver.environment import Environment
from resolver.environment.environment_at import environment_at
from resolver.environment.startup import Flags, Startup
from resolver.file_system.cached import CachedListings
from resolver.file_system.disk import Disk
from tests.differential.generated_packages import generate, modules_of
from tests.differential.import_truth import observe, version_of
from tests.differential.interpreters import interpreters
from tests.differential.scoring import kind_of
from tests.differential.test_realistic_imports import ON_ALL, PROJECTS
from tests.end_to_end.command import draw

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

PACKAGES = int(os.environ.get("IMPORTLS_GENERATED_PACKAGES", "40"))
FIRST = int(os.environ.get("IMPORTLS_GENERATED_FROM", "0"))

_BY_CYCLES = {"partial_import", "partial_attr"}


@dataclass(frozen=True, slots=True)
class Tried:
    """One fix, and what is wrong after it: imports that fail because of a cycle still, or that fail anew."""

    origin: str
    title: str
    wrong: tuple[str, ...]


def test_every_fix_of_a_realistic_project_removes_the_failure_and_nothing_fails_anew(tmp_path):
    found = interpreters()
    tried, cycles = [], Counter()
    for number, (project, files) in enumerate(PROJECTS.items()):
        for at, python in enumerate(found if ON_ALL else [random.Random(number).choice(found)]):
            tried += fixes_tried(project, files, python, tmp_path / f"{number}-{at}", cycles)

    told = told_of(tried, cycles)
    assert [one for one in tried if one.wrong] == [], told
    # What is left are modules whose values need each other.
    assert cycles["with a fix"] / cycles["failing"] >= 0.7, told


def test_every_fix_of_a_random_package_removes_the_failure_and_nothing_fails_anew(tmp_path):
    found = interpreters()
    tried, cycles = [], Counter()
    for seed in range(FIRST, FIRST + PACKAGES):
        python = found[seed % len(found)]
        tried += fixes_tried(f"seed {seed}", generate(seed, version_of(python)), python, tmp_path / str(seed), cycles)

    told = told_of(tried, cycles)
    assert [one for one in tried if one.wrong] == [], told
    assert cycles["with a fix"] > 0, told


def told_of(tried: list[Tried], cycles: Counter[str]) -> str:
    told = "\n".join(
        [
            f"{cycles['failing']} cycles fail, {cycles['with a fix']} have a fix, {len(tried)} fixes were tried",
            *(f"{one.origin}: {one.title}\n    {'; '.join(one.wrong)}" for one in tried if one.wrong),
        ]
    )
    print(f"\n{told}")  # noqa: T201 # reason: the numbers are what a long run is for
    return told


def fixes_tried(origin: str, files: dict[str, str], python: str, root: Path, cycles: Counter[str]) -> list[Tried]:
    """Every fix of every cycle that fails, each in a copy of its own."""
    draw(root / "before", files)
    snapshot = snapshot_of(str(root / "before"), python)
    names = modules_of(files)
    before = None
    tried = []
    for rule in LAYERS:
        for cycle in all_cycles(snapshot, rule):
            outcome = outcome_of(snapshot, cycle)
            if not outcome.failing:
                continue
            before = before or observe(python, str(root / "before"), names)
            cut = cheapest_cut(snapshot, cycle, kinds_of(rule), outcome).fix
            fixes = {fix.title: fix for fix in (*fixes_of(snapshot, cycle, outcome), cut) if fix is not None}
            cycles["failing"] += 1
            cycles["with a fix"] += bool(fixes)
            members = frozenset(map(snapshot.by_name, cycle.modules))
            for title, fix in fixes.items():
                copy = root / f"after {len(tried)}"
                draw(copy, {**files, **texts_after(snapshot, fix, root / "before")})
                wrong = [*wrong_in(before, observe(python, str(copy), names), members, title)]
                if fix == cut and rule == "import-cycle":
                    wrong += still_going_round(snapshot_of(str(copy), python), members)
                tried.append(Tried(origin, title, tuple(wrong)))
    return tried


def texts_after(snapshot, fix, root):
    return {
        str(Path(path).relative_to(root)): applied(snapshot.text(path), [one for one in fix.edits if one.path == path])
        for path in {edit.path for edit in fix.edits}
    }


def wrong_in(before, after, members, title):
    """Imports that fail anew, and modules of the cycle that fail though all of them are said to import."""
    for was, seen in zip(before, after, strict=True):
        by_this_cycle = kind_of(seen) in _BY_CYCLES and any(f"'{name}'" in (seen.message or "") for name in members)
        said_to_import = seen.module in members and (by_this_cycle or "modules import" in title)
        if seen.result != "ok" and (was.result == "ok" or said_to_import):
            yield f"{seen.module}: {seen.exception}: {seen.message} at {seen.raised_at}"


def still_going_round(snapshot, members):
    for cycle in all_cycles(snapshot, "import-cycle"):
        if not members.isdisjoint(map(snapshot.by_name, cycle.modules)):
            yield f"goes round: {[snapshot.by_name(path) for path in cycle.modules]}"


def snapshot_of(root: str, python: str):
    file_system = CachedListings(Disk())
    environment = environment_at(file_system, python, Startup(flags=Flags(isolated=True)))
    assert isinstance(environment, Environment), environment
    found = find_files(file_system, (root,))
    search_path = [entry.path for entry in environment.sys_path]
    project = assemble_project(
        file_system, found, checked=(root,), search_path=search_path, mapped=environment.mapped_modules
    )
    return build_snapshot(file_system, environment, project)
