"""Modules of random trees are renamed and moved, and mean the same to a real interpreter as before.

Every module is imported, and has the values that it had. More trees are tried with `IMPORTLS_RENAMED_TREES=2000`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from importls.discovery import find_files
from importls.project import assemble_project
from importls.renaming.rename import rename
from importls.renaming.verification import new_contents, what_is_lost
from importls.snapshot import build_snapshot
from resolver.environment.environment_at import environment_at
from resolver.environment.startup import Flags, Startup
from resolver.file_system.cached import CachedListings
from resolver.file_system.disk import Disk
from tests.differential.interpreters import interpreters
from tests.differential.renamed_trees import draw_tree
from tests.end_to_end.command import draw

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

TREES = int(os.environ.get("IMPORTLS_RENAMED_TREES", "40"))
FIRST = int(os.environ.get("IMPORTLS_RENAMED_FROM", "0"))

OBSERVE = r"""
import importlib, json, sys
def value(name, item):
    if name.startswith("taken_") and callable(item):
        return item()
    return item
def seen(name):
    try:
        module = importlib.import_module(name)
        kept = {key: item for key, item in vars(module).items() if key.startswith(("VALUE_", "taken_"))}
        return {key: value(key, item) for key, item in sorted(kept.items())}
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)
print(json.dumps([seen(name) for name in json.loads(sys.argv[1])]))
"""


def observed(python, folder, names):
    done = subprocess.run(
        [python, "-B", "-S", "-c", OBSERVE, json.dumps(names)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def snapshot_of(folder: Path, python):
    disk = CachedListings(Disk())
    environment = environment_at(disk, str(python), Startup(working_directory=str(folder), flags=Flags()))
    search_path = [entry.path for entry in environment.sys_path]
    found = find_files(disk, [str(folder)])
    roots = [str(folder)]
    project = assemble_project(disk, found, checked=roots, search_path=search_path, configured_roots=roots)
    return build_snapshot(disk, environment, project)


def moved(folder: Path, python, moves):
    """Rename in a folder; the new names of modules by the old ones, and the names of variables that stay."""
    snapshot = snapshot_of(folder, python)
    renaming = rename(snapshot, {str(folder / old): str(folder / new) for old, new in moves.items()})
    contents = new_contents(snapshot, renaming.edits)
    assert list(what_is_lost(snapshot, renaming, contents)) == []
    for path, data in contents.items():
        Path(path).write_bytes(data)
    for old, new in sorted(renaming.paths.items(), key=lambda pair: -len(pair[0])):
        Path(new).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(old, new)
    return renaming.names


def test_every_module_of_a_random_tree_has_the_same_values_after_its_modules_moved(tmp_path):
    wrong, compared = [], 0
    for seed in range(FIRST, FIRST + TREES):
        found = interpreters()
        python, tree = found[seed % len(found)], draw_tree(seed)
        folder = draw(
            tmp_path / str(seed), {"tree/": "", **{f"tree/{path}": text for path, text in tree.files.items()}}
        )
        before = observed(python, folder / "tree", list(tree.modules))
        if not tree.moves or any(isinstance(one, str) for one in before):
            continue
        names = moved(folder / "tree", python, tree.moves)
        after = observed(python, folder / "tree", [names.get(name, name) for name in tree.modules])
        compared += 1
        if before != after:
            wrong.append(
                (
                    seed,
                    tree.moves,
                    [pair for pair in zip(tree.modules, before, after, strict=True) if pair[1] != pair[2]],
                )
            )
    assert wrong == []
    assert compared > TREES / 3
