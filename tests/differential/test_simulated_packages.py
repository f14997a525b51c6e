"""Modules of popular packages: what `importls trace` says of them against a fresh interpreter a module.

A few modules of a few packages are tried in every run. As many as one likes of all of them are with

    IMPORTLS_SIMULATED_MODULES=200 python -m pytest -s tests/differential/test_simulated_packages.py

which prints how well the bodies that are executed agree, standard library included. What may run and may not is counted
out. What the code of extension modules imports (that of NumPy or pandas imports much) is in no file that could be read:
the bar is for the rest.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from importls.simulation.of_environment import universe_of
from importls.simulation.trace import Simulation, Trace
from resolver.environment import Environment
from resolver.environment.environment_at import environment_at
from resolver.environment.startup import Flags, Startup
from resolver.file_system.cached import CachedListings
from resolver.file_system.disk import Disk
from tests.differential.import_truth import Observed, loaded_at_start, observe
from tests.differential.real_packages import PACKAGES, installed, modules_of

ASKED = os.environ.get("IMPORTLS_SIMULATED_MODULES")
MODULES = int(ASKED or "5")
TRIED = list(PACKAGES) if ASKED else ["django", "sqlalchemy", "networkx", "celery"]


@dataclass(frozen=True)
class Agreement:
    """Of one module: what it raised and what was said, and the names of the bodies that were executed."""

    observed: Observed
    trace: Trace
    executed: frozenset[str]
    told: frozenset[str]


Names = Callable[[Agreement], frozenset[str]]


@pytest.mark.parametrize("package", TRIED)
def test_nothing_is_said_to_fail_that_imports_and_what_is_executed_is_foretold(package, tmp_path):
    agreements = agreements_on(package, tmp_path)
    imported = [one for one in agreements if one.observed.result == "ok"]

    assert [(one.observed.module, one.trace.failure) for one in imported if one.trace.failure is not None] == []
    precision = share(imported, lambda one: one.told, lambda one: one.executed)
    recall = share(imported, lambda one: one.executed, lambda one: one.told)
    recall_of_python = share(imported, lambda one: one.executed - one.observed.by_extensions, lambda one: one.told)
    failing = [one for one in agreements if one.observed.result != "ok"]
    found = sum(one.trace.failure is not None for one in failing)
    print(  # noqa: T201 # reason: the score is what a long run is for
        f"{package}: {len(agreements)} modules, precision {precision:.2%}, recall {recall:.2%}"
        f" ({recall_of_python:.2%} without what extension modules import), {found} of {len(failing)} failures found"
    )
    assert precision >= 0.99
    assert recall_of_python >= 0.97


def share(agreements: Sequence[Agreement], of: Names, there: Names) -> float:
    """How many of these names are in those, over all modules."""
    wanted = sum(len(of(one)) for one in agreements)
    return sum(len(of(one) & there(one)) for one in agreements) / max(1, wanted)


def agreements_on(package: str, empty: Path) -> list[Agreement]:
    environment, folder = installed(package)
    python, names = str(environment / "bin" / "python"), sample(folder)
    universe = universe_at(environment, folder)
    simulation, loaded = Simulation(universe), loaded_at_start(python)
    seen = observe(python, str(empty), names, seconds=60, bytecode=empty / "bytecode")
    return [agreement(one, simulation.trace(one.module), loaded) for one in seen]


def agreement(observed: Observed, trace: Trace, loaded: frozenset[str]) -> Agreement:
    told = frozenset(started.name for started in trace.executed) - loaded
    return Agreement(observed, trace, frozenset(observed.executed), told)


def universe_at(environment: Path, package: Path):
    """The environment, with the package in the place of what somebody works on."""
    disk = CachedListings(Disk())
    target = environment_at(disk, str(environment), Startup(flags=Flags(isolated=True)))
    assert isinstance(target, Environment), target
    universe = universe_of(target, disk)
    universe.is_external = partial(is_outside, f"{package}{os.sep}")
    return universe


def is_outside(folder: str, path: str) -> bool:
    return not path.startswith(folder)


def sample(package: Path) -> list[str]:
    """Some modules of the package, the same in every run."""
    names = list(modules_of(package))
    return sorted(random.Random(package.name).sample(names, min(MODULES, len(names))))
