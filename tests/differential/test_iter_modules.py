"""`iter_modules` against `pkgutil.iter_modules`, and against `find_spec` over everything on disk."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from resolver import Environment, Flags, Found, Loader, MetaPath, Startup, environment_at, iter_modules
from resolver.file_system.disk import Disk
from resolver.module_listing import iter_modules_of
from tests.differential.interpreters import interpreters

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

ASK = """
import json, pkgutil, sys
packages = [None, *json.load(sys.stdin)]
path = {None: None, **{name: __import__(name, fromlist=["x"]).__path__ for name in packages[1:]}}
prefix = {name: "" if name is None else name + "." for name in packages}
found = [[m.name, m.ispkg] for name in packages for m in pkgutil.iter_modules(path[name], prefix[name])]
json.dump(found + [[name, False] for name in sys.builtin_module_names], sys.stdout)
"""
PACKAGES = ["json", "email", "xml", "xml.etree", "importlib", "concurrent.futures", "encodings", "unittest"]
NO_FILES = (None, Loader.FROZEN)
"""pkgutil sees neither namespace packages nor what is frozen; names in the second may be in files as well."""


@pytest.fixture(params=interpreters(), scope="module")
def environment(request):
    found = environment_at(Disk(), request.param, Startup(flags=Flags(isolated=True)))
    assert isinstance(found, Environment), found
    return request.param, found


def test_it_offers_what_pkgutil_offers_and_the_built_in_modules(environment):
    python, target = environment
    asked = subprocess.run([python, "-I", "-c", ASK], input=json.dumps(PACKAGES), capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
    theirs = {name: is_package for name, is_package in json.loads(asked.stdout) if is_offered(name)}
    ours = {info.name: info.spec for name in (None, *PACKAGES) for info in iter_modules(target, Disk(), name)}

    # setuptools' finder for distutils gives a spec that is no package.
    packages = {name: spec.is_package or spec.loader is Loader.DISTUTILS for name, spec in ours.items()}

    assert {name: packages[name] for name in theirs if name in packages} == theirs
    assert [name for name, spec in ours.items() if name not in theirs and spec.loader not in NO_FILES] == []


def test_every_module_on_disk_that_find_spec_finds_is_offered_where_it_belongs(environment):
    _, target = environment
    meta_path = MetaPath(target, Disk())
    for package in (None, *PACKAGES):
        prefix = "" if package is None else package + "."
        offered = {info.name for info in iter_modules_of(meta_path, package)}
        folders = [folder for folder in meta_path.search_path(package) if os.path.isdir(folder)]
        asked = {prefix + name.partition(".")[0] for folder in folders for name in os.listdir(folder)}
        found = {name for name in asked if is_offered(name) and isinstance(meta_path.find_spec(name), Found)}
        assert found - offered == set()
        assert all(isinstance(meta_path.find_spec(name), Found) for name in offered)


def is_offered(name: str) -> bool:
    tail = name.rpartition(".")[2]
    return tail.isidentifier() and tail not in {"__init__", "__pycache__"}
