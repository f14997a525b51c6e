"""Who imports a module, what it imports, and which modules there are."""

from importls.editor.hierarchy import imported_by, importers_of
from importls.editor.links import links
from importls.editor.references import references
from importls.editor.symbols import modules_named
from tests.editor.cursor import at_cursor, real, shown

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "a/__init__.py": "¦",
    "a/b.py": "from . import c\nfrom .c import x\n",
    "a/c.py": "import json\n",
    "main.py": "import a.c as d, a.b\nfrom a import (b,\n  c)\nimport_module('a.c')\n",
    "other/a/__init__.py": "",
    "other/m.py": "import a\n",
}


def test_every_place_that_names_a_module_is_a_reference():
    snapshot, *_ = at_cursor(FILES)

    def found(name, path):
        places = references(snapshot, name, real(path), snapshot.modules)
        return [(shown(at.path), at.range.start.line, at.range.start.column) for at in places]

    assert found("a.c", "a/c.py") == [("a/b.py", 1, 15), ("a/b.py", 2, 7), ("main.py", 1, 10), ("main.py", 3, 3)]
    assert found("a", "a/__init__.py") == [
        ("a/b.py", 1, 6),
        ("a/b.py", 2, 6),
        ("main.py", 1, 8),
        ("main.py", 1, 18),
        ("main.py", 2, 6),
        ("other/m.py", 1, 8),
    ]


def test_modules_of_the_same_name_are_told_apart_by_their_files():
    files = {**FILES, "other/pyproject.toml": "[project]\nname = 'y'\n"}
    snapshot, *_ = at_cursor(files)
    places = references(snapshot, "a", real("other/a/__init__.py"), snapshot.modules)
    assert [shown(at.path) for at in places] == ["other/m.py"]


def test_the_hierarchy_has_one_item_a_module():
    snapshot, *_ = at_cursor(FILES)

    def told(neighbours):
        return [(item.name, shown(item.path), len(item.ranges)) for item in neighbours]

    assert told(importers_of(snapshot, real("a/c.py"), snapshot.modules)) == [
        ("a.b", "a/b.py", 2),
        ("main", "main.py", 2),
    ]
    assert told(imported_by(snapshot, real("main.py"))) == [
        ("a.c", "a/c.py", 2),
        ("a.b", "a/b.py", 2),
        ("a", "a/__init__.py", 1),
    ]


def test_every_module_that_a_file_names_is_a_link():
    snapshot, *_ = at_cursor(FILES)
    found = [
        (link.name, shown(link.path), link.range.start) for link in links(snapshot, snapshot.modules[real("main.py")])
    ]
    assert [(name, path, start.line) for name, path, start in found] == [
        ("a.c", "a/c.py", 1),
        ("a.b", "a/b.py", 1),
        ("a", "a/__init__.py", 2),
        ("a.b", "a/b.py", 2),
        ("a.c", "a/c.py", 3),
        ("a.c", "a/c.py", 4),
    ]


def test_modules_are_found_by_letters_of_their_names():
    snapshot, *_ = at_cursor(FILES)
    assert [file.name for file in modules_named(snapshot, "c")] == ["a.c"]
    assert [file.name for file in modules_named(snapshot, "AB")] == ["a.b"]
    assert modules_named(snapshot, "")[0].name == "a"
    assert modules_named(snapshot, "xyz") == []
