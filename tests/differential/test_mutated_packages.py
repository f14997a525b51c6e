"""Copies of popular packages with one import moved to where it runs at once, against a fresh interpreter an entry.

Of two packages a few mutations are tried in every run. So many of each package are with

    IMPORTLS_MUTATIONS=30 python -m pytest -s tests/differential/test_mutated_packages.py

which prints the score of each package and every entry about which importls was wrong. An entry counts that fails by the
mutation: without it, it imports or fails otherwise. It is found where importls tells an error at the line, be it
certain or, behind a call that was not followed to its end, possible. Only what it is certain of is a claim.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.differential.import_truth import Observed, observe
from tests.differential.mutations import Mutation, drawn, entries_around, made
from tests.differential.real_packages import PACKAGES, installed, modules_of
from tests.differential.scoring import Case, wrong
from tests.differential.simulated_in_process import Predictor, predictor

ASKED = os.environ.get("IMPORTLS_MUTATIONS")
MUTATIONS = int(ASKED or "3")
TRIED = list(PACKAGES) if ASKED else ["astroid", "celery"]
PROCESSES = 2


@dataclass(frozen=True)
class Tried:
    """One entry under one mutation; `failed_before` says that it raises the same without it."""

    package: str
    mutation: str
    case: Case
    failed_before: bool

    @property
    def is_crash(self) -> bool:
        return self.case.crashed and not self.failed_before

    @property
    def is_found(self) -> bool:
        return self.is_crash and self.case.predicted["result"] == "error" and self.case.right_line


def test_what_crashes_by_a_moved_import_is_foretold(tmp_path):
    environments = {package: installed(package) for package in TRIED}
    with ProcessPoolExecutor(PROCESSES) as pool:
        running = [pool.submit(tried_of, package, *environments[package], tmp_path) for package in TRIED]
        tried = [one for done in running for one in done.result()]

    claims = [one for one in tried if one.case.claimed]
    crashes = [one for one in tried if one.is_crash]
    print(report(tried))  # noqa: T201 # reason: the score is what a long run is for
    assert len(crashes) >= 2
    assert sum(one.case.crashed for one in claims) >= 0.99 * len(claims)
    assert sum(one.is_found for one in crashes) >= 0.95 * len(crashes)


def tried_of(package: str, environment: Path, folder: Path, scratch: Path) -> list[Tried]:
    """Every entry around every mutation of one package, in a copy of it."""
    gc.disable()  # The heap is full of syntax trees that stay; it is looked through once a mutation.
    root = scratch / f"copy of {package}"
    shutil.copytree(folder, root / package)
    modules = modules_of(root / package)
    python = str(environment / "bin" / "python")
    trial = Trial(package, python, root, scratch / "bytecode", predictor(python), {})
    return [
        one
        for mutation in drawn(modules, MUTATIONS, package)
        for one in trial.of(mutation, entries_around(mutation, modules))
    ]


@dataclass(frozen=True)
class Trial:
    """A copy of a package; `unchanged` remembers what its entries do without any mutation."""

    package: str
    python: str
    root: Path
    bytecode: Path
    predict: Predictor
    unchanged: dict[str, Observed]

    def of(self, mutation: Mutation, entries: Sequence[str]) -> list[Tried]:
        gc.collect()
        with made(mutation):
            observed = self._observe(entries)
            predicted = self.predict(str(self.root), entries)
        failing = [one.module for one in observed if one.result == "error" and one.module not in self.unchanged]
        self.unchanged.update((one.module, one) for one in self._observe(failing))
        return [
            Tried(self.package, str(mutation), Case(str(mutation), told, seen, frozenset({self.package})), fails)
            for told, seen in zip(predicted, observed, strict=True)
            for fails in [is_same_failure(seen, self.unchanged.get(seen.module))]
        ]

    def _observe(self, entries: Sequence[str]) -> list[Observed]:
        return observe(self.python, str(self.root), entries, seconds=60, bytecode=self.bytecode) if entries else []


def is_same_failure(seen: Observed, before: Observed | None) -> bool:
    """Lines may have moved."""
    return before is not None and (seen.exception, seen.message) == (before.exception, before.message)


def report(tried: Sequence[Tried]) -> str:
    lines = wrong(one.case for one in tried if one.is_crash != one.is_found or one.case.claimed > one.case.crashed)
    rows = [row(package, [one for one in tried if one.package == package]) for package in TRIED]
    return "\n".join([*lines, *rows, row("all", tried)])


def row(title: str, tried: Sequence[Tried]) -> str:
    crashes = [one for one in tried if one.is_crash]
    claims = [one for one in tried if one.case.claimed]
    return (
        f"{title:11} {len({one.mutation for one in tried}):4} mutations {len(tried):5} entries"
        f" {sum(one.case.crashed for one in claims):5} of {len(claims):5} claims true"
        f" {sum(one.is_found for one in crashes):5} of {len(crashes):5} crashes found"
    )
