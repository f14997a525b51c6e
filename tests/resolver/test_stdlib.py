"""The generated tables: up to date, loaded one by one, and in agreement with the interpreter that runs the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from resolver import stdlib

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = [(3, minor) for minor in range(8, 16)]


def test_the_tables_are_what_the_generator_writes():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "generate_stdlib_tables.py", "--check"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_names_of_this_interpreter_are_in_its_table():
    assert sys.stdlib_module_names == stdlib.stdlib_names(sys.version_info[:2])


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_has_the_modules_that_all_have(version):
    assert {"sys", "os", "json", "winreg", "fcntl"} <= stdlib.stdlib_names(version)
    assert {"sys", "builtins", "_imp", "time"} <= stdlib.builtin_names(version, "linux")
    assert {"sys", "winreg", "nt", "msvcrt"} <= stdlib.builtin_names(version, "win32")
    assert stdlib.frozen_modules(version)["zipimport"].origname == "zipimport"


def test_startup_modules_are_frozen_since_3_11():
    assert [v for v in VERSIONS if "os" in stdlib.frozen_modules(v)] == [(3, 11), (3, 12), (3, 13), (3, 14), (3, 15)]


def test_names_come_and_go_with_versions():
    names = ["tomllib", "annotationlib", "json", "distutils", "no_such_module"]
    assert [stdlib.added_in(name) for name in names] == [(3, 11), (3, 14), None, None, None]
    assert [stdlib.removed_in(name) for name in names] == [None, None, None, (3, 12), None]
    assert [stdlib.removed_in(name) for name in ("telnetlib", "parser")] == [(3, 13), (3, 10)]


def test_versions_outside_the_tables_are_answered_from_the_nearest():
    assert stdlib.stdlib_names((3, 7)) == stdlib.stdlib_names((3, 8))
    assert stdlib.stdlib_names((4, 0)) == stdlib.stdlib_names((3, 15))


def test_modules_of_one_platform_are_known():
    names = ["winreg", "ctypes.wintypes", "fcntl", "curses.ascii", "json", "_scproxy"]
    assert [stdlib.platform_only(name) for name in names] == ["win32", "win32", "unix", "unix", None, "darwin"]


def test_only_the_table_that_is_asked_for_is_loaded():
    program = (
        "import sys; from resolver import stdlib; stdlib.stdlib_names((3, 12));"
        "print([name for name in sys.modules if name.startswith('resolver.stdlib.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['resolver.stdlib.python3_12']"
