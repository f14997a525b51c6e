"""What `from module import name` finds in a stub file."""

from __future__ import annotations

import pytest

from importls.stub_names import exported_names
from resolver.stub_finder import TypedModule, TypeSource
from tests.scenario import PROJECT, SITE_PACKAGES, Scenario, snapshot_of


def names(stub: str, **others: str):
    """The names that the stub of a package `m` exports, beside other installed files."""
    files = {"app.py": "", "site-packages/m-stubs/__init__.pyi": stub}
    files |= {f"site-packages/m-stubs/{name}.pyi": text for name, text in others.items()}
    snapshot = snapshot_of(Scenario("", files).tree())
    module = snapshot.search.find_types(snapshot.modules[f"{PROJECT}/app.py"].file, "m")
    assert module == TypedModule(
        "m", TypeSource.STUB_PACKAGE, f"{SITE_PACKAGES}/m-stubs/__init__.pyi", (f"{SITE_PACKAGES}/m-stubs",)
    )
    found = exported_names(snapshot, snapshot.modules[f"{PROJECT}/app.py"].file, module)
    return None if found is None else sorted(found)


@pytest.mark.parametrize(
    ("stub", "expected"),
    [
        ("x: int\ndef f(): ...\nclass C: ...\n_T = 1\n", ["C", "_T", "f", "x"]),
        ("import a\nimport a.b\nimport c as d\nfrom e import f\nfrom g import h as i\n", []),
        ("import a as a\nfrom b import c as c\n", ["a", "c"]),
        ("from a import b, c\n__all__ = ['b']\n", ["__all__", "b"]),
        ("import sys\nif sys.version_info >= (3, 9):\n    x: int\nelse:\n    y: int\n", ["x", "y"]),
        ("from a import b\nb = b\n", ["b"]),
    ],
)
def test_a_stub_exports_what_it_declares_and_what_it_imports_under_its_own_name(stub, expected):
    assert names(stub) == expected


def test_a_star_import_exports_what_the_other_stub_exports_without_an_underscore():
    assert names("from .a import *\n", a="from typing import Any\nx: Any\n_y: Any\nfrom .b import *\n", b="z: int") == [
        "x",
        "z",
    ]


def test_stubs_that_star_import_each_other_end():
    assert names("from .a import *\n", a="from . import *\nx: int\n") == ["x"]


@pytest.mark.parametrize("stub", ["def __getattr__(name: str): ...\n", "from gone import *\n", "def broken(\n"])
def test_names_that_cannot_be_known_are_not_guessed(stub):
    assert names(stub) is None


def test_a_stub_file_named_to_be_checked_is_read_by_type_checkers_only():
    files = {"app.pyi": "import _typeshed\nimport gone\nfrom os import Gone\n"}
    snapshot = snapshot_of(Scenario("", files).tree(), (f"{PROJECT}/app.pyi",))

    assert [item.statement.timing.runs for item in snapshot.modules[f"{PROJECT}/app.pyi"].imports] == [False] * 3
