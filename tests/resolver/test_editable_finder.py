"""Editable installs as their generated files describe them. `tests/differential` runs setuptools' own finder."""

from __future__ import annotations

import pytest

from resolver import Environment, Found, MetaPath, NotFound, Startup, environment_at
from resolver.editable import read_generated_module
from tests.resolver.trees import draw

LIBRARY = ("/py/bin/python3.12", "/py/lib/python3.12/os.py", "/py/lib/python3.12/lib-dynload/")
SITE = "/py/lib/python3.12/site-packages"


def search(*lines: str) -> tuple[Environment, MetaPath]:
    tree = draw(*LIBRARY, *lines)
    environment = environment_at(tree, "/py", Startup())
    assert isinstance(environment, Environment), environment
    return environment, MetaPath(environment, tree)


def test_mapped_modules_of_editables_are_found_and_real_ones_come_first():
    environment, meta_path = search(
        f"{SITE}/_editable_impl_demo.pth: import _editable_impl_demo",
        f"{SITE}/_editable_impl_demo.py: from editables.redirector import RedirectingFinder as F\\nF.install()\\n"
        "F.map_module('demo', '/src/demo/__init__.py')\\nF.map_module('single', '/src/single.py')\\n"
        "F.map_module('masked', '/src/masked.py')",
        f"{SITE}/editables/__init__.py",
        f"{SITE}/editables/redirector.py",
        f"{SITE}/masked.py",
        "/src/demo/__init__.py",
        "/src/demo/sub.py",
        "/src/single.py",
    )
    origins = [meta_path.find_spec(name).spec.origin for name in ("demo", "demo.sub", "single", "masked")]
    assert origins == ["/src/demo/__init__.py", "/src/demo/sub.py", "/src/single.py", f"{SITE}/masked.py"]
    assert [f"{SITE}/_editable_impl_demo.py"] == [finder.source for finder in environment.editable_finders]


def test_namespaces_of_setuptools_are_found_through_the_placeholder():
    environment, meta_path = search(
        f"{SITE}/__editable__.demo.pth: import __editable___demo_finder; __editable___demo_finder.install()",
        f"{SITE}/__editable___demo_finder.py: MAPPING: dict[str, str] = {{'ns.part': '/src/ns/part'}}\\n"
        "NAMESPACES: dict[str, list[str]] = {'ns': ['/src/ns']}\\n"
        "PATH_PLACEHOLDER = '__editable__.demo.finder' + '.__path_hook__'\\n# return [*paths, PATH_PLACEHOLDER]",
        "/src/ns/part/__init__.py",
    )
    placeholder = "__editable__.demo.finder.__path_hook__"
    assert environment.sys_path[-1].path == placeholder
    found = meta_path.find_spec("ns")
    assert isinstance(found, Found)
    assert ("/src/ns", placeholder) == found.spec.submodule_search_locations
    assert meta_path.find_spec("ns.part").spec.origin == "/src/ns/part/__init__.py"
    assert isinstance(meta_path.find_spec("ns.other"), NotFound)


def setuptools_finder(mapping: str) -> tuple[str, str]:
    """The two files of an editable install by setuptools."""
    source = f"MAPPING: dict[str, str] = {mapping}\\nNAMESPACES = {{}}\\nPATH_PLACEHOLDER = '__editable__.hook'"
    return (
        f"{SITE}/__editable__.demo.pth: import __editable___demo_finder; __editable___demo_finder.install()",
        f"{SITE}/__editable___demo_finder.py: {source}",
    )


def test_setuptools_tries_source_and_bytecode_before_extensions():
    # `_find_spec` of its template walks `all_suffixes()`, which are source, bytecode, extension: unlike a FileFinder.
    _, meta_path = search(
        *setuptools_finder("{'m': '/src/m', 'n': '/src/n'}"),
        "/src/m.py",
        "/src/m.so",
        "/src/n.pyc",
        "/src/n.so",
        "/src/n.cpython-312-x86_64-linux-gnu.so",
    )
    assert [meta_path.find_spec(name).spec.origin for name in "mn"] == ["/src/m.py", "/src/n.pyc"]


@pytest.mark.parametrize(
    ("mapping", "found"),
    [("{'a': '/one', 'a.b': '/two'}", [True, True, True]), ("{'a.b': '/two', 'a': '/one'}", [True, False, False])],
)
def test_before_setuptools_68_the_last_mapped_prefix_decides(mapping, found):
    pth, finder = setuptools_finder(mapping)
    finder += "\\n# fullname == pkg\\n# _find_spec(fullname, Path(pkg_path, *rest))"
    _, meta_path = search(pth, finder, "/one/__init__.py", "/two/__init__.py", "/two/c.py")
    assert found == [isinstance(meta_path.find_spec(name), Found) for name in ("a", "a.b", "a.b.c")]


def test_a_finder_that_is_installed_twice_is_asked_once():
    files = setuptools_finder("{'m': '/src/m'}")
    again = files[0].replace("__editable__.demo.pth", "__editable__.other.pth")
    environment, meta_path = search(*files, again)
    assert len(environment.editable_finders) == 1
    asked = [tried for tried in meta_path.find_spec("gone").attempts if tried.finder == "_EditableFinder"]
    assert len(asked) == 1


@pytest.mark.parametrize(
    "source", [b"", b"MAPPING = 1", b"MAPPING = {", b"x = MAPPING", b"MAPPING = {1: 2}\0", b"map_module"]
)
def test_what_is_no_generated_finder_is_none(source):
    assert read_generated_module(draw(), source, "/x.py") is None


def test_an_import_line_that_is_not_understood_is_named_among_the_problems():
    environment, _ = search(f"{SITE}/odd.pth: import os; os.system('x')", f"{SITE}/even.pth: import os; x = 1")
    assert environment.problems == (f"{SITE}/odd.pth: not followed: import os; os.system('x')",)


def test_distutils_of_setuptools_is_found_where_the_standard_library_has_none():
    _, meta_path = search(
        f"{SITE}/distutils-precedence.pth: import os; var = 'SETUPTOOLS_USE_DISTUTILS'; "
        "enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim();",
        f"{SITE}/_distutils_hack/__init__.py: class DistutilsMetaFinder:\\n    'origin=mod.__file__'",
        f"{SITE}/setuptools/__init__.py",
        f"{SITE}/setuptools/_distutils/__init__.py",
        f"{SITE}/setuptools/_distutils/core.py",
    )
    assert meta_path.find_spec("distutils.core").spec.origin == f"{SITE}/setuptools/_distutils/core.py"


@pytest.mark.parametrize(
    ("line", "loader", "uncertain"),
    [
        ("import _p_editable_loader", "install('p', {'p', 'q'}, '/build')", {"p", "q"}),
        ("import sys, types; sys.meta_path.append('zope')", "", {"zope"}),
        ("import sys; sys.path.insert(0, sys.argv[0])", "", {"p", "q", "zope"}),
        ("import sys; sys.path.insert(0, '/somewhere')", "", set()),
        ("import os; os.system('x')", "", set()),
    ],
)
def test_what_a_hook_may_provide_is_not_certainly_missing(line, loader, uncertain):
    _, meta_path = search(f"{SITE}/hook.pth: {line}", f"{SITE}/_p_editable_loader.py: {loader}")

    assert {name for name in ("p", "q", "zope") if not meta_path.find_spec(name).certain} == uncertain
