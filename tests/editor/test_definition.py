"""Where names in imports lead to."""

import pytest

from importls.editor.definition import definition, portions, type_definition
from importls.editor.subject import subject_at
from tests.editor.cursor import at_cursor, shown

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "a/__init__.py": "from .b import handed as given\nfrom .b import *\nimport json\nfrom a.b.c import K\n",
    "a/b/__init__.py": (
        "from typing import overload\ndef handed(): ...\ndef starred(): ...\nvalue: int = 1\n"
        "@overload\ndef twice(x: int): ...\ndef twice(x): ...\ntry:\n    from json import loads\nexcept ImportError:\n"
        "    loads = None\n"
    ),
    "a/b/c.py": "class K:\n    class K: ...\n",
    "a/text.py": "text = 1\n",
    "site-packages/lib/__init__.py": "import lib.inner\nfrom lib.inner import deep\n",
    "site-packages/lib/inner.py": "async def deep(): ...\n",
    "site-packages/ext.cpython-312-x86_64-linux-gnu.so": "",
    "site-packages/ext.pyi": "",
    "site-packages/lib-stubs/__init__.pyi": "",
    "site-packages/space/one.py": "",
    "space/two.py": "",
}


def lead(text, files=FILES, path="m.py"):
    """`file:line:column` of where the cursor leads, without a place for whole files; None where nowhere."""
    snapshot, module, place = at_cursor({**files, path: text})
    subject = subject_at(snapshot, module, place)
    found = None if subject is None else definition(snapshot, module, subject)
    return None if found is None else told(found)


def told(place):
    where = f":{place.range.start.line}:{place.range.start.column}" if place.range else ""
    return shown(place.path) + where


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("import ¦a.b.c\n", "a/__init__.py"),
        ("import a¦.b.c\n", "a/__init__.py"),
        ("import a.¦b.c as x\n", "a/b/__init__.py"),
        ("import a.b.c¦ as x\n", "a/b/c.py"),
        ("import os, a \\\n . b . ¦c\n", "a/b/c.py"),
        ("from a.¦b import (\n    handed,\n)\n", "a/b/__init__.py"),
        ("from a.b import c¦\n", "a/b/c.py"),
        ("import js¦on\n", "stdlib/json/__init__.py"),
        ("import lib.inn¦er\n", "site-packages/lib/inner.py"),
        ("import e¦xt\n", "site-packages/ext.pyi"),
        ("x = 1; im¦port a\n", None),
        ("import sys¦\n", None),
        ("a = ¦1\n", None),
    ],
)
def test_each_part_of_a_dotted_name_leads_to_its_own_file(text, target):
    assert lead(text) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("from ¦. import text\n", "a/__init__.py"),
        ("from .tex¦t import text\n", "a/text.py"),
        ("from .b.¦c import K\n", "a/b/c.py"),
        ("from . import b¦\n", "a/b/__init__.py"),
        ("from .. import ¦x\n", None),
    ],
)
def test_relative_names_lead_from_where_they_stand(text, target):
    assert lead(text, path="a/m.py") == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("from a import given¦\n", "a/b/__init__.py:2:5"),
        ("from a import (given, # x\n  starred¦)\n", "a/b/__init__.py:3:5"),
        ("from a import K¦ as other\n", "a/b/c.py:1:7"),
        ("from a import json¦\n", "stdlib/json/__init__.py"),
        ("from a.b import value¦\n", "a/b/__init__.py:4:1"),
        ("from a.b import twice¦\n", "a/b/__init__.py:7:5"),
        ("from a.b import loads¦\n", "stdlib/json/__init__.py:2:5"),
        ("from a.text import ¦text\n", "a/text.py:1:1"),
        ("from lib import deep¦\n", "site-packages/lib/inner.py:1:11"),
        ("from a import nothing¦\n", "a/__init__.py"),
    ],
)
def test_an_imported_name_leads_to_its_binding_through_whatever_hands_it_on(text, target):
    assert lead(text) == target


def test_modules_that_hand_a_name_on_in_a_circle_lead_somewhere():
    files = {"p.py": "from q import x\n", "q.py": "from p import x\n"}
    assert lead("from p import x¦\n", files) in ("p.py:1:15", "q.py:1:15")


def test_what_does_not_exist_leads_to_the_nearest_package_above():
    assert lead("import a.b.gone.mo¦re\n") == "a/b/__init__.py"
    assert lead("import gone.mo¦re\n") is None


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("import importlib\nimportlib.import_module('a.¦b.c')\n", "a/b/__init__.py"),
        ("__import__('a.b.¦c')\n", "a/b/c.py"),
        ("import_module('.¦text', __package__)\n", "a/text.py"),
        ("@mock.patch('a.b.c.¦K')\ndef f(): ...\n", "a/b/c.py:1:7"),
        ("patch('a.b.¦c.K.x')\n", "a/b/c.py"),
        ("patch('a.b.c.K.¦x')\n", None),
        ("import_module('no such.¦thing')\n", None),
        ("import_module('a\\x2e¦b')\n", None),
        ("print('a.¦b')\n", None),
    ],
)
def test_strings_that_name_modules_lead_there(text, target):
    assert lead(text, path="a/m.py") == target


def test_files_that_are_not_checked_lead_on():
    assert lead("from lib.inner import ¦deep\n", path="site-packages/lib/other.py") == "site-packages/lib/inner.py:1:11"


def test_types_are_in_the_stub():
    snapshot, module, place = at_cursor({**FILES, "m.py": "import ¦lib\n"})
    assert told(type_definition(snapshot, module, "lib")) == "site-packages/lib-stubs/__init__.pyi"
    assert told(type_definition(snapshot, module, "a.b")) == "a/b/__init__.py"
    assert portions(subject_at(snapshot, module, place)) == ()


def test_a_namespace_package_has_all_its_portions():
    snapshot, module, place = at_cursor({**FILES, "m.py": "import ¦space.one\n"})
    assert list(map(shown, portions(subject_at(snapshot, module, place)))) == ["space", "site-packages/space"]
