"""Start-up code in drawn installations: 3.15, other platforms, and doubts. `tests/differential` runs the real thing."""

from __future__ import annotations

import pytest

from resolver import Environment, Found, MetaPath, NotFound, Startup, environment_at
from resolver.file_system.memory import MemoryFileSystem
from tests.resolver.trees import draw


def search(version: str, *lines: str, startup: Startup | None = None) -> tuple[Environment, MetaPath]:
    """An installation at `/py`; files whose path is relative lie in its site-packages."""
    library = f"/py/lib/python{version}"
    fixed = (f"/py/bin/python{version}", f"{library}/os.py", f"{library}/lib-dynload/", f"{library}/site-packages/")
    tree = draw(*fixed, *(line if line.startswith("/") else f"{library}/site-packages/{line}" for line in lines))
    environment = environment_at(tree, "/py", startup or Startup())
    assert isinstance(environment, Environment), environment
    return environment, MetaPath(environment, tree)


def added(environment: Environment) -> list[str]:
    """The entries behind those of the standard library, and site-packages without its folder."""
    return [entry.path.rpartition("/")[2] for entry in environment.sys_path[3:]]


def test_since_3_15_a_start_file_takes_the_place_of_the_import_lines_beside_it():
    lines = (
        "a.pth: import sys; sys.path.append('/import')\\n/path",
        "a.start: \ufeff# comment\\n\\nedits:go\\nno such module:x\\nedits:none",
        "b.pth: import sys; sys.path.append('/second')",
        "edits.py: import sys\\ndef go(): sys.path.append('/started')",
        *("/path/", "/import/", "/second/", "/started/"),
    )
    assert added(search("3.15", *lines)[0]) == ["site-packages", "path", "second", "started"]
    assert added(search("3.14", *lines)[0]) == ["site-packages", "import", "path", "second"]


def test_since_3_15_an_error_ends_only_its_own_line():
    lines = ("a.pth: import gone\\n/first\\nimport sys; sys.path.append('/second')", "/first/", "/second/")
    assert added(search("3.15", *lines)[0]) == ["site-packages", "first", "second"]
    assert added(search("3.14", *lines)[0]) == ["site-packages"]


def test_since_3_15_blanks_in_front_of_a_line_do_not_count():
    lines = ("a.pth:  \t /first \\n  # no\\n  import sys; sys.path.append('/second')", "/first/", "/second/")
    assert added(search("3.15", *lines)[0]) == ["site-packages", "first", "second"]


def test_entry_points_install_the_finders_of_editable_installs():
    redirect = (
        "_editable_skbc_p.py: class ScikitBuildRedirectingFinder: '_ScikitBuildLoaderWrapper'\\n"
        "def entrypoint():\\n    install({'p': '/src/p.py'}, {}, {}, [])\\n"
    )
    environment, meta_path = search(
        "3.15", redirect, "_editable_skbc_p.start: _editable_skbc_p:entrypoint", "/src/p.py"
    )

    assert [finder.in_front for finder in environment.editable_finders] == [True]
    assert meta_path.find_spec("p").spec.loader == "_ScikitBuildLoaderWrapper"


@pytest.mark.parametrize(
    "line",
    [
        "import sys; sys.path.append(sys.argv[0])",
        "import sys, random; random.random() and sys.path.append('/x')",
        "import sys\\nfor x in unknown(): sys.path.append(x)",
        "import sys\\nwhile x: sys.path.insert(0, '/x')",
        "import sys; sys.path = sorted(set(sys.path) - {'/x'})",
        "from sys import path as p; p += open('x')",
        "import site; site.addsitedir(input())",
        "import sys; del sys.path[int(sys.argv[1])]",
    ],
)
def test_edits_that_cannot_be_followed_leave_no_absence_certain(line):
    environment, meta_path = search("3.12", f"sitecustomize.py: {line}")

    assert not meta_path.find_spec("anything").certain
    assert [problem.rpartition(": ")[2] for problem in environment.problems] == ["import sitecustomize"]


@pytest.mark.parametrize(
    "line",
    [
        "import warnings; warnings.filterwarnings('ignore')",
        "import sys; sys.setrecursionlimit(5000); sys.dont_write_bytecode = True",
        "import os; os.environ.setdefault('X', '1'); os.environ['Y'] = '2'",
        "import sys; print(sys.path, file=sys.stderr)",
        "import logging; logging.getLogger('x').setLevel(logging.INFO)",
    ],
)
def test_code_that_leaves_the_import_system_alone_leaves_no_doubt(line):
    environment, meta_path = search("3.12", f"sitecustomize.py: {line}")

    assert environment.problems == ()
    assert meta_path.find_spec("anything").certain


def test_a_finder_that_cannot_be_read_leaves_its_names_in_doubt():
    loader = (
        "_p_editable_loader.py: import sys\\nclass MesonpyMetaFinder: pass\\n"
        "def install(*a): sys.meta_path.insert(0, a)\\n"
        "install('p', {'p', 'q'}, '/no/such/build', ['ninja'], False)"
    )
    _, meta_path = search("3.12", "p-editable.pth: import _p_editable_loader", loader)

    assert [meta_path.find_spec(name).certain for name in ("p", "q", "other")] == [False, False, True]


def test_editables_need_their_library():
    files = ("_editable_impl_p.pth: import _editable_impl_p\\n/path", "/path/", "/src/p.py")
    module = "_editable_impl_p.py: from editables.redirector import RedirectingFinder as F\\nF.install()\\n"
    module += "F.map_module('p', '/src/p.py')"
    without, _ = search("3.12", *files, module)
    environment, meta_path = search("3.12", *files, module, "editables/__init__.py", "editables/redirector.py")

    assert (added(without), without.editable_finders) == (["site-packages"], ())
    assert added(environment) == ["site-packages", "path"]
    assert isinstance(meta_path.find_spec("p"), Found)


def test_distributions_that_map_the_same_name_through_editables_leave_it_to_the_last():
    redirect = (
        "from editables.redirector import RedirectingFinder as F\\nF.install()\\nF.map_module('p', '/{0}/p.py')\\n"
    )
    redirect += "F.map_module('{0}', '/{0}/{0}.py')"
    files = [
        line
        for name in ("one", "two")
        for line in (f"{name}.pth: import _{name}", f"_{name}.py: {redirect.format(name)}", f"/{name}/p.py")
    ]
    environment, meta_path = search(
        "3.12", *files, "/one/one.py", "/two/two.py", "editables/__init__.py", "editables/redirector.py"
    )

    assert [meta_path.find_spec(name).spec.origin for name in ("p", "one", "two")] == [
        "/two/p.py",
        "/one/one.py",
        "/two/two.py",
    ]
    assert environment.mapped_modules == {"p": "/two/p.py", "one": "/one/one.py", "two": "/two/two.py"}


UNKNOWN_EDITS = {
    "import sys; sys.path.insert(0, sys.argv[0])": set(),
    "import sys; sys.path[:0] = sys.argv": set(),
    "import sys, os; os.urandom(1) and sys.path.insert(0, '/late')": set(),
    "import sys; sys.path = sorted(set(sys.path))": set(),
    "import sys; sys.path.append(sys.argv[0])": {"colorsys", "here"},
    "import sys; sys.path += sys.argv": {"colorsys", "here"},
    "import site; site.addsitedir(input())": {"colorsys", "here"},
    "import sys; sys.path.insert(0, '/known')": {"colorsys", "here", "late", "gone"},
}


@pytest.mark.parametrize("line", UNKNOWN_EDITS)
def test_what_is_found_behind_an_entry_that_cannot_be_told_is_not_certain(line):
    library = "/py/lib/python3.12/colorsys.py"
    files = (f"a.pth: {line}", "b.pth: /late", "here.py", "/late/late.py", "/known/", library)
    environment, meta_path = search("3.12", *files)
    names = ("colorsys", "here", "late", "gone", "sys", "os", "abc")

    assert {name for name in names if meta_path.find_spec(name).certain} == UNKNOWN_EDITS[line] | {"sys", "os", "abc"}
    assert [name for name in names if isinstance(meta_path.find_spec(name), NotFound)] == ["gone"]
    script = MetaPath(environment.with_script_directory("/late"), meta_path._file_system)
    assert script.find_spec("late").certain


def test_a_finder_behind_an_entry_that_cannot_be_told_is_not_certain_either():
    redirect = (
        "_e.py: from editables.redirector import RedirectingFinder as F\\nF.install()\\nF.map_module('p', '/src/p.py')"
    )
    files = ("editables/__init__.py", "editables/redirector.py", redirect, "a.pth: import _e", "/src/p.py")

    assert search("3.12", *files)[1].find_spec("p").certain
    assert not search("3.12", *files, "b.pth: import sys; sys.path.append(input())")[1].find_spec("p").certain


def test_functions_of_start_up_code_are_followed_with_their_arguments():
    edits = (
        "edits.py: import os, sys\\nroot = None\\ndef set_root(path='/known'):\\n    global root\\n    root = path\\n"
        "def add(*, name, front=False):\\n    path = os.path.join(root, name)\\n    if not os.path.isdir(path):\\n"
        "        return False\\n    sys.path.insert(0, path) if front else sys.path.append(path)\\n    return True\\n"
    )
    lines = "use.py: import edits\\nedits.set_root()\\n"
    lines += "for n in ('no', 'a', 'b'):\\n    if edits.add(name=n):\\n        break"
    environment, _ = search("3.12", edits, lines, "sitecustomize.py: import use", "/known/a/", "/known/b/")

    assert added(environment) == ["site-packages", "a"]
    assert environment.problems == ()


def test_setuptools_replaces_distutils_unless_a_variable_says_no():
    files = (
        (
            "distutils-precedence.pth: import os; var = 'SETUPTOOLS_USE_DISTUTILS'; "
            "enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim();"
        ),
        "_distutils_hack/__init__.py: class DistutilsMetaFinder: 'origin=mod.__file__'",
        "setuptools/__init__.py",
        "setuptools/_distutils/__init__.py",
    )
    _, meta_path = search("3.12", *files)
    _, without = search("3.12", *files, startup=Startup(variables={"SETUPTOOLS_USE_DISTUTILS": "stdlib"}))

    assert meta_path.find_spec("distutils").spec.loader == "DistutilsLoader"
    assert isinstance(without.find_spec("distutils"), NotFound)


def test_on_windows_files_are_read_in_its_code_page_until_3_12():
    tree = {
        "C:\\py\\python.exe": b"",
        "C:\\py\\python312.dll": b"",
        "C:\\py\\Lib\\os.py": b"",
        "C:\\py\\Lib\\site-packages\\a.pth": "Zürich\nimport sys; sys.path.append('C:\\\\x')".encode("cp1252"),
        "C:\\py\\Lib\\site-packages\\Zürich\\m.py": b"",
    }
    environment = environment_at(MemoryFileSystem.from_tree(tree, separator="\\"), "C:\\py", Startup())

    assert isinstance(environment, Environment), environment
    assert [entry.path for entry in environment.sys_path][-2:] == ["C:\\py\\Lib\\site-packages\\Zürich", "C:\\x"]


@pytest.mark.parametrize(
    "line",
    ["import x; " + "-" * 20_000 + "1", "import x; a" + ".b" * 20_000, "import x; " + "+1" * 50_000, "import x; (("],
)
@pytest.mark.parametrize("version", ["3.12", "3.15"])
def test_a_line_that_no_parser_takes_harms_nobody(version, line):
    _, meta_path = search(version, f"a.pth: {line}", "a.start: m:" + line, "m.py")
    assert isinstance(meta_path.find_spec("m"), Found)
