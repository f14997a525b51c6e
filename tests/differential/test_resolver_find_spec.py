"""`MetaPath.find_spec` against `importlib.util.find_spec` of every interpreter on this machine, field by field."""

from __future__ import annotations

import os
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from resolver import EntrySource, Environment, Flags, MetaPath, PathEntry, Startup, environment_at
from resolver.file_system.disk import Disk
from resolver.file_system.memory import MemoryFileSystem
from tests.differential.interpreters import answer_of, ask_find_spec, disagreements, interpreters, job

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

TREES = 60
FOREIGN = ".cpython-27-x86_64-linux-gnu.so"


@pytest.fixture(params=interpreters(), scope="module")
def python(request):
    return request.param


def environment_of(python: str, startup: Startup) -> Environment:
    environment = environment_at(Disk(), python, startup)
    assert isinstance(environment, Environment), environment
    return environment


def test_every_module_of_the_standard_library_has_the_spec_that_importlib_gives_it(python):
    environment = environment_of(python, Startup(flags=Flags(isolated=True, no_site=True)))
    names = modules_below(entry_of(environment, EntrySource.STDLIB))
    names += modules_below(entry_of(environment, EntrySource.LIB_DYNLOAD))
    names += [*environment.stdlib_names, *environment.builtin_names, *environment.frozen_modules]
    # From 3.13 on collections enters this name into sys.modules, so the answer depends on what ran before.
    check_real(python, environment, sorted(set(names) - {"__main__", "collections.abc"}))


def test_names_that_do_not_exist_are_not_found_or_have_a_parent_that_fails(python):
    environment = environment_of(python, Startup(flags=Flags(isolated=True, no_site=True)))
    known = sorted(environment.stdlib_names - {"this", "antigravity", "idlelib"})
    chosen = random.Random(5).sample(known, 75)
    names = [f"{name}x" for name in chosen] + [f"no_{name}.{name}" for name in chosen]
    packages = ["json", "email", "xml.etree", "logging", "importlib", "collections", "unittest", "http", "urllib"]
    names += [f"{package}.{name}" for package in packages for name in ("nothing", "a.b", "", ".x", "a-b", "é", "a b")]
    names += ["json.decoder.x", "sys.x", "time.x.y", "os.path.x", "math.x", "a/b", "x\0y", "a..b", "json..x", "é"]
    check_real(python, environment, names)


def check_real(python: str, environment: Environment, names: list[str]) -> None:
    [expected] = ask_find_spec(python, [job(names, run_parents=True)], "-I", "-S")
    meta_path = MetaPath(environment, Disk())
    assert disagreements(expected, names, [meta_path.find_spec(name) for name in names]) == []


def test_random_trees_give_the_same_specs_on_disk_and_in_memory(python, tmp_path):
    environment = environment_of(python, Startup(flags=Flags(isolated=True, no_site=True)))
    generator = random.Random(2024)
    suffixes = [*environment.suffixes.extension, ".py", ".py", ".py", ".pyc", FOREIGN, ".pyi", ""]
    names = random_names(generator)
    jobs, wrong = [], []
    for number in range(TREES):
        root = tmp_path / str(number)
        tree, links = random_tree(generator, root, suffixes)
        entries = [str(root / entry) for entry in generator.sample(["e0", "e1", "e2", "e3.zip", "gone", "e3.zip/a"], 5)]
        jobs.append((job(names, entries), tree, links, entries))
    answers = ask_find_spec(python, [asked for asked, *_ in jobs], "-I", "-S")
    for (_, tree, links, entries), expected in zip(jobs, answers, strict=True):
        path = tuple(PathEntry(entry, EntrySource.SYS_PATH_OPTION) for entry in entries)
        here = replace(environment, sys_path=path)
        on_disk = [MetaPath(here, Disk()).find_spec(name) for name in names]
        memory = MetaPath(here, MemoryFileSystem.from_tree(tree, symlinks=links))
        in_memory = [memory.find_spec(name) for name in names]
        wrong += disagreements(expected, names, on_disk)
        assert [answer_of(r) for r in on_disk] == [answer_of(r) for r in in_memory]
    assert wrong == []


def modules_below(folder: str) -> list[str]:
    """Dotted names of everything below a folder that looks like a module or a package."""
    names = []
    for base, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in {"site-packages", "dist-packages", "__pycache__"}]
        package = os.path.relpath(base, folder).replace(os.sep, ".")
        prefix = "" if package == "." else package + "."
        names += [prefix + name for name in folders]
        names += [prefix + name.partition(".")[0] for name in files if name.endswith((".py", ".so"))]
    return [name for name in names if is_harmless(name)]


def is_harmless(name: str) -> bool:
    """Parents are really imported: some of the test suite's own end the interpreter or open windows."""
    return not name.startswith(("test.", "idlelib.", "lib2to3.tests.")) and "__main__" not in name


def entry_of(environment: Environment, source: EntrySource) -> str:
    return next(entry.path for entry in environment.sys_path if entry.source is source)


def random_names(generator: random.Random) -> list[str]:
    parts = ["a", "b", "c", "d", "é", "__init__"]
    dotted = {".".join(generator.choices(parts, k=generator.randint(1, 4))) for _ in range(90)}
    return sorted({*parts, *dotted})


def random_tree(generator: random.Random, root: Path, suffixes: list[str]):
    """Writes several entries to the disk and returns them as a drawing: files by path, links by path."""
    tree: dict[str, bytes] = {}
    links: dict[str, str] = {}
    for entry in ("e0", "e1", "e2"):
        (root / entry).mkdir(parents=True)
        tree[f"{root / entry}/"] = b""
        for _ in range(generator.randint(3, 14)):
            add_member(generator, root / entry, suffixes, tree, links)
    archive = root / "e3.zip"
    with zipfile.ZipFile(archive, "w") as members:
        for name in sorted({random_member(generator, [".py", ".py", ".pyc", "/"]) for _ in range(8)}):
            members.writestr(name, b"")
    tree[str(archive)] = archive.read_bytes()
    return tree, links


def add_member(generator: random.Random, entry: Path, suffixes: list[str], tree: dict, links: dict) -> None:
    path = entry / random_member(generator, [*suffixes, "/"])
    if any(parent.is_file() or parent.is_symlink() for parent in [path, *path.parents]) or path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = generator.random()
    if drawn < 0.1:
        target = generator.choice(["..", "gone", "b", "../e1/a", "../e0"])
        path.symlink_to(target)
        links[str(path)] = target
    elif drawn < 0.25:
        path.mkdir()
        tree[f"{path}/"] = b""
    else:
        path.write_bytes(b"")
        tree[str(path)] = b""


def random_member(generator: random.Random, suffixes: list[str]) -> str:
    folders = generator.choices(["a", "b", "c", "d"], k=generator.choice([0, 0, 1, 1, 2, 3]))
    name = generator.choice(["a", "b", "c", "é", "__init__", "__init__"])
    return "/".join([*folders, name + generator.choice(suffixes)])
