"""Modules of published packages that fail when they are imported first, and those around them that do not.

A few of each are tried in every run; all modules of mypy and of `django.db` with

    IMPORTLS_KNOWN_FAILURES=all python -m pytest tests/differential/test_known_failures.py
"""

from __future__ import annotations

import os
import random
import sys

import pytest

from importls.simulation.trace import Simulation
from tests.differential.import_truth import Observed, observe
from tests.differential.popular_environments import environment_with
from tests.differential.real_packages import modules_of
from tests.differential.test_simulated_packages import universe_at

ALL = "IMPORTLS_KNOWN_FAILURES" in os.environ
REQUIREMENTS = "pure_python.txt"
FAILING = {
    "django.db": (
        "django.db.backends.base.operations",
        "django.db.backends.mysql.operations",
        "django.db.backends.oracle.operations",
        "django.db.backends.postgresql.operations",
        "django.db.backends.sqlite3.features",
        "django.db.backends.sqlite3.operations",
    ),
    "mypy": (
        "mypy.argmap",
        "mypy.expandtype",
        "mypy.maptype",
        "mypy.plugins.common",
        "mypy.plugins.dataclasses",
        "mypy.report",
        "mypy.semanal_typeddict",
        "mypy.server.astdiff",
        "mypy.stats",
        "mypy.suggestions",
        "mypy.type_visitor",
        "mypy.typevartuples",
    ),
}
"""A package, to its modules whose import fails by a circle in a fresh interpreter: Django 5.2, mypy 2.4."""


@pytest.mark.parametrize("package", FAILING)
def test_a_circle_that_fails_is_found_from_the_modules_from_which_it_fails_and_from_no_other(package, tmp_path):
    environment = environment_with(REQUIREMENTS, sys.executable)
    (folder,) = environment.glob(f"lib/python3*/site-packages/{package.partition('.')[0]}")
    names = tried([name for name in modules_of(folder) if f"{name}.".startswith(f"{package}.")], FAILING[package])
    seen = observe(str(environment / "bin" / "python"), str(tmp_path), names, bytecode=tmp_path / "bytecode")
    simulation = Simulation(universe_at(environment, folder))
    told = {name: ending_told(simulation, name) for name in names}

    circular = {one.module for one in seen if "circular import" in (one.message or "")}
    assert circular == set(FAILING[package]) & set(names)
    assert told == {one.module: ending_of(one) for one in seen}


def tried(modules: list[str], failing: tuple[str, ...]) -> list[str]:
    draw = random.Random(len(modules))
    others = [name for name in modules if name not in failing]
    return modules if ALL else [*draw.sample(failing, 3), *draw.sample(others, 3)]


def ending_of(observed: Observed) -> tuple[str | None, str | None]:
    """The exception and where it is raised."""
    return observed.exception, observed.raised_at


def ending_told(simulation: Simulation, name: str) -> tuple[str | None, str | None]:
    failure = simulation.trace(name).failure
    return (None, None) if failure is None else (failure.exception, f"{failure.path}:{failure.line}")
