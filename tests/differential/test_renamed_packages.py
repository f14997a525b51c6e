"""Modules that much depends on are renamed and moved in copies of real packages.

Every file compiles, the imports are those of before under the new names, and what could be imported still can.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from importls.discovery import find_files
from importls.facts.newer_syntax import parse
from importls.project import assemble_project
from importls.renaming.rename import rename
from importls.renaming.verification import new_contents, what_is_lost
from importls.snapshot import build_snapshot
from resolver.environment.environment_at import environment_at
from resolver.environment.startup import Startup
from resolver.file_system.cached import CachedListings
from resolver.file_system.disk import Disk
from tests.differential.real_packages import installed

SAMPLED = 40
RENAMINGS = {
    "a package": ("django", {"django/db/models": "django/db/models2"}),
    "a module, into another package": ("django", {"django/utils/functional.py": "django/core/functional.py"}),
    "a package with everything in it": ("sqlalchemy", {"sqlalchemy/util": "sqlalchemy/helpers"}),
    "two at once": ("celery", {"celery/utils": "celery/helpers", "celery/app/base.py": "celery/app/base/__init__.py"}),
}

OBSERVE = r"""
import importlib, json, sys, types
def seen(name):
    try:
        module = importlib.import_module(name)
    except BaseException as error:
        return type(error).__name__
    return sorted(key for key, item in vars(module).items() if not issubclass(type(item), types.ModuleType))
print(json.dumps([seen(name) for name in json.loads(sys.argv[1])]))
"""


def observed(environment, folder, names):
    """The exception of each import, or the names that the module has; of those that are no modules."""
    done = subprocess.run(
        [environment / "bin/python", "-B", "-W", "ignore", "-c", OBSERVE, json.dumps(names)],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(done.stdout.splitlines()[-1])


def snapshot_of(folder, environment):
    disk = CachedListings(Disk())
    target = environment_at(disk, str(environment), Startup(working_directory=str(folder)))
    search_path = [entry.path for entry in target.sys_path]
    found, roots = find_files(disk, [str(folder)]), [str(folder)]
    project = assemble_project(disk, found, checked=roots, search_path=search_path, configured_roots=roots)
    return build_snapshot(disk, target, project)


def imports_of(snapshot, names):
    """Who imports what and when, under the new names; of `from package import module` only the module."""
    found = set()
    for module in snapshot.modules.values():
        for imported in module.imports:
            targets = {name for _, name in imported.targets()}
            if imported.submodules:
                targets = {submodule.spec.name for submodule in imported.submodules.values()}
            for target in targets:
                found.add((names.get(module.name, module.name), names.get(target, target), imported.statement.timing))
    return found


def copied(package, folder):
    """A copy without compiled modules: what they import cannot be rewritten, and each has its source beside it."""
    ignored = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
    shutil.copytree(package, folder / package.name, ignore=ignored)


@pytest.mark.parametrize("renaming", RENAMINGS)
def test_a_real_package_works_as_before_when_its_modules_have_moved(tmp_path, renaming):
    package, moves = RENAMINGS[renaming]
    environment, source = installed(package)
    for copy in ("before", "after"):
        copied(source, tmp_path / copy)
    folder = tmp_path / "after"
    snapshot = snapshot_of(folder, environment)
    found = rename(snapshot, {str(folder / old): str(folder / new) for old, new in moves.items()})
    contents = new_contents(snapshot, found.edits)
    assert list(what_is_lost(snapshot, found, contents)) == []
    for path, data in contents.items():
        Path(path).write_bytes(data)
    for old, new in found.paths.items():
        Path(new).parent.mkdir(exist_ok=True)
        shutil.move(old, new)

    assert [path for path, data in contents.items() if parse(data.decode()) is None] == []
    later = snapshot_of(folder, environment)
    assert imports_of(later, {}) == imports_of(snapshot, found.names)

    modules = sorted(module.name for module in snapshot.modules.values() if "__main__" not in module.name)
    sampled = random.Random(package).sample(modules, min(SAMPLED, len(modules)))
    before = observed(environment, tmp_path / "before", sampled)
    after = observed(environment, folder, [found.names.get(name, name) for name in sampled])
    assert [pair for pair in zip(sampled, before, after, strict=True) if pair[1] != pair[2]] == []
    assert sum(isinstance(one, list) for one in before) > len(sampled) / 4
