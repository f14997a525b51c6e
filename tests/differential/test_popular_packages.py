"""Every module on disk of popular packages, and names that do not exist, against each interpreter's find_spec."""

from __future__ import annotations

import random
import shutil
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from resolver import EntrySource, Environment, Flags, MetaPath, Startup
from resolver.file_system.disk import Disk
from tests.differential.deliberate_differences import DIFFERENCES
from tests.differential.fresh_oracle import FreshAnswer, ask_fresh
from tests.differential.interpreters import answer_of, interpreters
from tests.differential.popular_environments import environment_with
from tests.differential.test_resolver_find_spec import environment_of, modules_below

MISSING = 500
IN_THE_VENV = ["zope/interface", "google/protobuf", "jaraco/text", "yaml", "urllib3", "requests"]
OF_THE_USER = ["zope/event", "google/api", "google/rpc", "jaraco/functools", "attr", "attrs", "urllib3"]


@pytest.mark.parametrize("python", interpreters())
def test_every_module_and_500_missing_names_have_the_answer_of_a_fresh_interpreter(python, tmp_path):
    folder = environment_with("popular.txt", python)
    environment = environment_of(str(folder), Startup(flags=Flags(isolated=True)))
    present = modules_of(environment, EntrySource.VENV)
    names = sorted(present | missing_names(present, environment.stdlib_names))

    theirs = ask_fresh(folder / "bin" / "python", names, "-I", folder=tmp_path)

    compare(environment, theirs)
    assert len(theirs) > len(present) + MISSING


@pytest.mark.parametrize("python", interpreters())
def test_packages_divided_between_a_venv_the_user_and_the_installation_are_found_alike(python, tmp_path):
    popular = environment_of(str(environment_with("popular.txt", python)), Startup())
    installed = Path(next(entry.path for entry in popular.sys_path if entry.source is EntrySource.VENV))
    subprocess.run([python, "-m", "venv", "--without-pip", "--system-site-packages", tmp_path / "venv"], check=True)
    variables = {"PYTHONUSERBASE": str(tmp_path / "user"), "HOME": str(tmp_path)}
    startup = Startup(variables=variables, home=str(tmp_path), working_directory=str(tmp_path))
    own = tmp_path / "venv" / installed.relative_to(installed.parents[2])
    of_user = tmp_path / "user" / installed.relative_to(installed.parents[2])
    for folder, parts in ((own, IN_THE_VENV), (of_user, OF_THE_USER)):
        for part in parts:
            shutil.copytree(installed / part, folder / part)
    environment = environment_of(str(tmp_path / "venv"), startup)
    names = modules_of(environment, EntrySource.VENV, EntrySource.USER_SITE)
    names |= {name for name in modules_of(environment, EntrySource.SITE) if "." not in name}

    theirs = ask_fresh(tmp_path / "venv" / "bin" / "python", sorted(names), folder=tmp_path, variables=variables)

    compare(environment, theirs)
    found_in = {place for place in (own, of_user) for told in theirs.values() if str(place) in str(told.answer)}
    assert found_in == {own, of_user}


def modules_of(environment: Environment, *sources: EntrySource) -> set[str]:
    entries = [entry.path for entry in environment.sys_path if entry.source in sources]
    return {name for entry in entries for name in modules_below(entry)}


def compare(environment: Environment, theirs: dict[str, FreshAnswer]) -> None:
    """Names below a package that cannot be imported have no answer, and few may be uncertain."""
    meta_path = MetaPath(environment, Disk())
    ours = {name: meta_path.find_spec(name) for name, told in theirs.items() if told.failure is None}
    uncertain = {name for name, resolution in ours.items() if not resolution.certain}
    wrong = {name for name, resolution in ours.items() if answer_of(resolution) != theirs[name].answer}
    unexpected = sorted(name for name in wrong - uncertain if not is_deliberate(name))
    assert [f"{name}: CPython {theirs[name].answer}, resolver {answer_of(ours[name])}" for name in unexpected] == []
    assert len(uncertain) < len(ours) / 100
    assert len(ours) > len(theirs) * 0.8


def missing_names(present: set[str], stdlib: frozenset[str]) -> set[str]:
    """Misspelt modules, names below packages, and names below modules that are no packages."""
    generator = random.Random(3)
    packages = sorted({name.rpartition(".")[0] for name in present if "." in name})
    modules = sorted(present - set(packages))
    candidates = [
        *(name + "x" for name in generator.sample([*modules, *stdlib], MISSING // 2)),
        *(package + ".no_such" for package in generator.sample(packages, MISSING // 3)),
        *(module + ".no_such" for module in generator.sample(modules, MISSING // 6)),
        *(f"no_such_{number}" for number in range(MISSING)),
    ]
    return set([name for name in candidates if name not in present][:MISSING])


def is_deliberate(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in DIFFERENCES)
