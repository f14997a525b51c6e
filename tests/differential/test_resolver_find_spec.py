"""`MetaPath.find_spec` against `importlib.util.find_spec` of every interpreter on this machine, field by field."""

from __future__ import annotations

import os
import random

import pytest

from resolver import EntrySource, Environment, Flags, MetaPath, Startup, environment_at
from resolver.file_system.disk import Disk
from tests.differential.interpreters import ask_find_spec, disagreements, interpreters, job

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")


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
