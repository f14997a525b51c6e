"""Whether a submodule is there after an import, by `submodule-not-imported` and by a fresh interpreter a file.

Every run tries a sample. More pairs of a submodule and of something that is imported beside it are tried with

    IMPORTLS_SUBMODULE_PAIRS=400 python -m pytest tests/differential/test_submodules_not_imported.py
"""

from __future__ import annotations

import os
import random
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from importls.discovery import find_files
from importls.project import assemble_project
from importls.snapshot import build_snapshot
from importls.unimported_submodules import unimported_submodules
from resolver.environment import Environment
from resolver.environment.environment_at import environment_at
from resolver.environment.startup import Flags, Startup
from resolver.file_system.cached import CachedListings
from resolver.file_system.disk import Disk
from tests.differential.import_truth import loaded_at_start, observe
from tests.differential.interpreters import interpreters
from tests.differential.popular_environments import environment_with


def words(text: str) -> list[str]:
    return text.split()


SUBMODULES = words("""
    collections.abc concurrent.futures ctypes.util curses.ascii dbm.dumb email.message email.mime email.mime.text
    email.utils encodings.idna html.entities html.parser http.client http.cookies http.server importlib.abc
    importlib.machinery importlib.metadata importlib.resources importlib.util json.decoder json.tool logging.config
    logging.handlers multiprocessing.pool multiprocessing.shared_memory os.path sqlite3.dbapi2 unittest.case
    unittest.mock urllib.error urllib.parse urllib.request wsgiref.simple_server xml.dom xml.dom.minidom xml.etree
    xml.etree.ElementTree xml.parsers.expat xml.sax xml.sax.saxutils xmlrpc.client asyncio.subprocess asyncio.events
    concurrent.futures.thread zoneinfo._common re._parser
""")
BESIDE = words("""
    abc argparse ast asyncio bdb calendar cgitb codecs configparser contextlib copy csv dataclasses datetime decimal
    difflib dis enum fileinput ftplib getpass gettext glob graphlib gzip hashlib heapq imaplib inspect ipaddress locale
    mailbox mimetypes nntplib numbers optparse pathlib pdb pickle pkgutil platform plistlib pprint profile pydoc queue
    random runpy sched secrets selectors shelve shutil smtplib socket socketserver ssl statistics subprocess tarfile
    telnetlib tempfile threading timeit tokenize traceback tracemalloc typing unittest uuid venv warnings weakref
    webbrowser zipapp zipfile zipimport
""")
INSTALLED = words("""
    celery django django.db.models matplotlib networkx pandas pydantic pylint requests scrapy sphinx.application
    sqlalchemy sqlalchemy.orm twisted.internet.reactor twisted.web.client
""")
PAIRS = int(os.environ.get("IMPORTLS_SUBMODULE_PAIRS", "25"))


def snapshot_at(prefix: str, folder: Path):
    """The files of the folder as a project for the interpreter of this environment."""
    disk = CachedListings(Disk())
    environment = environment_at(disk, prefix, Startup(flags=Flags(isolated=True)))
    assert isinstance(environment, Environment), environment
    path = (str(folder),)
    search_path = [entry.path for entry in environment.sys_path]
    project = assemble_project(disk, find_files(disk, path), checked=path, search_path=search_path)
    return build_snapshot(disk, environment, project)


def told(snapshot) -> dict[str, set[str]]:
    """The submodules that are said not to be there, by the name of the module."""
    return {
        module.name: {found.name for found in unimported_submodules(snapshot, module)}
        for module in snapshot.modules.values()
    }


def users(folder: Path, uses: list[tuple[tuple[str, ...], str]]) -> dict[str, str]:
    """Files that import something and the package of a submodule, and use the submodule; the latter by module."""
    names = {}
    for number, (beside, submodule) in enumerate(uses):
        package = submodule.rpartition(".")[0]
        lines = [f"import {name}" for name in (*beside, package)]
        (folder / f"user{number}.py").write_text("\n".join([*lines, f"def use():\n    return {submodule}\n"]))
        names[f"user{number}"] = submodule
    return names


@dataclass(frozen=True)
class Score:
    """Of files that use a submodule: where it is there though it is said not to be, and where it is not."""

    false: list[str]
    silent: list[str]
    missing: int


def score(python: str, root: Path, used: dict[str, str]) -> Score:
    found = told(snapshot_at(python, root))
    at_start = loaded_at_start(python)
    false, silent, missing = [], [], 0
    for observed in observe(python, str(root), list(used), seconds=60):
        name = used[observed.module]
        if observed.result != "ok":
            continue  # This version has no such module.
        is_there = name in at_start or name in observed.sys_modules
        is_told = name in found[observed.module]
        missing += not is_there
        if is_there and is_told:
            false.append(f"{observed.module}: {name}")
        if not is_there and not is_told:
            silent.append(name)
    return Score(false, silent, missing)


@pytest.mark.parametrize("python", interpreters())
def test_what_a_package_of_the_standard_library_binds_alone_is_known(python, tmp_path):
    found = score(python, tmp_path, users(tmp_path, [((), name) for name in SUBMODULES]))

    assert found.false == []
    assert found.missing > 20
    assert len(found.silent) / found.missing < 0.25, found.silent


@pytest.mark.parametrize("python", interpreters())
def test_what_other_modules_of_the_standard_library_bring_is_never_said_to_be_missing(python, tmp_path):
    drawn = random.Random(python).sample(list(product(product(BESIDE), SUBMODULES)), PAIRS)
    found = score(python, tmp_path, users(tmp_path, drawn))

    assert found.false == []
    assert len(found.silent) / found.missing < 0.5, found.silent


def test_what_installed_packages_bring_is_never_said_to_be_missing(tmp_path):
    python = environment_with("corpus.txt", sys.executable) / "bin" / "python"
    drawn = random.Random(1).sample(list(product(product(INSTALLED), SUBMODULES)), PAIRS)
    found = score(str(python), tmp_path, users(tmp_path, drawn))

    assert found.false == []
    assert found.missing > 0


@pytest.mark.parametrize("package", ["django", "docutils", "sqlalchemy", "twisted"])
def test_every_finding_in_a_popular_package_is_true(package):
    environment = environment_with("corpus.txt", sys.executable)
    python = str(environment / "bin" / "python")
    (folder,) = environment.glob(f"lib/python3*/site-packages/{package}")
    found = {name: missing for name, missing in told(snapshot_at(python, folder)).items() if missing}
    at_start = loaded_at_start(python)

    for observed in observe(python, str(environment), list(found), seconds=60):
        assert observed.result == "ok", observed
        assert found[observed.module].isdisjoint({*at_start, *observed.sys_modules})
