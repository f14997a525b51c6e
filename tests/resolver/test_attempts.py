"""Which finders an answer says were asked, in CPython's order: `sys.modules`, then those of `sys.meta_path`."""

from __future__ import annotations

from resolver import Environment, Found, MetaPath, Startup, environment_at
from tests.resolver.trees import draw, find, linux

SITE = "/py/lib/python3.12/site-packages"
ASKED_FIRST = ["BuiltinImporter: not a built-in module", "FrozenImporter: not a frozen module"]


def asked(result, name):
    """What was asked for one name, without the folders of the standard library."""
    attempts = (tried for tried in result.attempts if tried.name == name and "/py/lib" not in (tried.entry or ""))
    return [f"{tried.finder}: {tried.outcome}" for tried in attempts]


def test_what_is_in_sys_modules_at_the_start_is_asked_of_nobody():
    found = find(draw("/e/x.py"), "os.path", "/e")
    assert [(tried.name, tried.finder, tried.outcome) for tried in found.attempts] == [
        ("os.path", "sys.modules", "found: it is posixpath")
    ]
    below = find(draw("/e/os.py"), "os.path.x", "/e")
    assert asked(below, "os") == [ASKED_FIRST[0], "FrozenImporter: found"]
    assert asked(below, "os.path") == ["sys.modules: found: it is posixpath"]
    assert asked(below, "os.path.x") == []


def test_what_a_parent_enters_into_sys_modules_is_found_there_by_imports_and_for_what_is_below():
    tree = draw(
        "/e/real/__init__.py", "/e/real/part.py", "/e/outer.py: import sys, real\\nsys.modules['outer.inner'] = real"
    )
    entered = ["sys.modules: found: the import of outer enters it"]
    below = find(tree, "outer.inner.part", "/e")
    assert isinstance(below, Found)
    assert asked(below, "outer.inner") == entered
    assert asked(below, "outer.inner.part") == [*ASKED_FIRST, "FileFinder: found"]

    meta_path = MetaPath(linux("/e"), tree)
    assert asked(meta_path.find_spec("outer.inner"), "outer.inner") == []
    imported = meta_path.find_import("outer.inner")
    assert isinstance(imported, Found)
    assert (asked(imported, "outer")[-1], asked(imported, "outer.inner")) == ("FileFinder: found", entered)


def test_finders_that_a_parent_has_appended_are_asked_last():
    six = (
        "class _SixMetaPathImporter:\\n def find_spec(self): ...\\n"
        "class _MovedItems:\\n __path__ = []\\n_importer = _SixMetaPathImporter()\\n"
        "_importer._add_module(_MovedItems(), 'moves')\\nsys.meta_path.append(_importer)"
    )
    tree = draw(f"/e/six.py: import sys\\n{six}")
    assert asked(find(tree, "six.moves", "/e"), "six.moves") == [*ASKED_FIRST, "_SixMetaPathImporter: found"]
    lost = asked(find(tree, "six.moves.gone", "/e"), "six.moves.gone")
    assert lost == [*ASKED_FIRST, "_SixMetaPathImporter: not known to it"]


def test_finders_of_editable_installs_go_by_the_names_of_their_classes():
    setuptools = "__editable___demo_finder"
    tree = draw(
        "/py/bin/python3.12",
        "/py/lib/python3.12/os.py",
        "/py/lib/python3.12/lib-dynload/",
        f"{SITE}/a.pth: import {setuptools}; {setuptools}.install()",
        f"{SITE}/{setuptools}.py: MAPPING = {{'mapped': '/src/mapped'}}\\nNAMESPACES = {{'ns': ['/src/ns']}}\\n"
        "PATH_PLACEHOLDER = '__editable__.hook'",
        f"{SITE}/b.pth: import _editable_skbc_demo",
        f"{SITE}/_editable_skbc_demo.py: class ScikitBuildRedirectingFinder: ...\\n"
        "install({'front': '/src/f.py'}, {})",
        "/src/mapped.py",
        "/src/f.py",
        "/src/ns/x.py",
    )
    environment = environment_at(tree, "/py", Startup())
    assert isinstance(environment, Environment), environment
    meta_path = MetaPath(environment, tree)
    found = {name: [tried.finder for tried in meta_path.find_spec(name).attempts] for name in ("front", "mapped", "ns")}
    assert found["front"] == ["ScikitBuildRedirectingFinder"]
    assert found["ns"][0] == found["mapped"][0] == "ScikitBuildRedirectingFinder"
    assert (found["ns"][-1], found["mapped"][-1]) == ("_EditableNamespaceFinder", "_EditableFinder")
