"""What `MetaPath` adds to the finders: parents, memory, attempts, and what a parent's body changes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver import (
    EntrySource,
    Found,
    MetaPath,
    NotFound,
    ParentNotAPackage,
    PathEntry,
    Resolution,
    environment_from_entries,
    find_spec,
)
from resolver.file_system.disk import Disk
from resolver.file_system.memory import MemoryFileSystem
from tests.resolver.trees import draw, find, linux


def test_a_missing_parent_is_named_and_so_is_the_package_it_was_looked_up_in():
    result = find(draw("/e/a/__init__.py"), "a.b.c.d", "/e")
    assert isinstance(result, NotFound)
    assert (result.name, result.missing, result.parent.name if result.parent else None) == ("a.b.c.d", "a.b", "a")


def test_nothing_is_below_a_module_that_is_no_package():
    result = find(draw("/e/a.py"), "a.b.c", "/e")
    assert isinstance(result, ParentNotAPackage)
    assert (result.name, result.parent.name, result.certain) == ("a.b.c", "a", True)


def test_attempts_tell_who_was_asked_in_order_for_every_part_of_the_name():
    result = find(draw("/e/a/__init__.py", "/f/x.py"), "a.b", "/gone", "/f", "/e")
    lines = [f"{tried.finder} {tried.name} {tried.entry or '-'}: {tried.outcome}" for tried in result.attempts]
    assert lines == [
        "BuiltinImporter a -: not a built-in module",
        "FrozenImporter a -: not a frozen module",
        "PathFinder a /gone: no such folder or archive",
        "FileFinder a /f: no such module",
        "FileFinder a /e: found",
        "BuiltinImporter a.b -: not a built-in module",
        "FrozenImporter a.b -: not a frozen module",
        "FileFinder a.b /e/a: no such module",
    ]


def test_answers_are_remembered_and_equal_those_of_a_fresh_search():
    tree = draw("/e/a/__init__.py", "/e/a/b.py", "/e/n/x.py")
    meta_path = MetaPath(linux("/e"), tree)
    for name in ("a.b", "a", "a.c", "n.x", "n", "a.b.c", "zz"):
        assert meta_path.find_spec(name) is meta_path.find_spec(name)
        assert meta_path.find_spec(name) == find_spec(linux("/e"), tree, name)


def test_os_path_is_the_path_module_of_the_platform_under_its_own_name():
    result = find(draw("/e/x.py"), "os.path", "/e")
    assert isinstance(result, Found)
    assert result.spec.name == "posixpath"


@given(st.text(alphabet=".a\0/\\é\ud800 _\n", max_size=20))
def test_no_name_raises(name):
    tree = draw("/e/a/__init__.py: import sys; sys.modules", "/e/.py", "/e/a/.py")
    result = find(tree, name, "/e")
    assert isinstance(result, Resolution)
    assert isinstance(list(result.attempts), list)


def test_a_name_of_ten_thousand_parts_is_answered():
    assert isinstance(find(draw("/e/a/__init__.py"), ".".join(["a"] * 10_000), "/e"), NotFound)


def test_the_disk_is_asked_once_for_each_folder(tmp_path):
    class Counting(Disk):
        asked: list[str] = []  # noqa: RUF012 - the count of this one test

        def list_directory(self, path):
            self.asked.append(path)
            return super().list_directory(path)

        def kind(self, path):
            self.asked.append(path)
            return super().kind(path)

    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "__init__.py").touch()
    meta_path = MetaPath(linux(str(tmp_path)), Counting())
    for number in range(50):
        meta_path.find_spec(f"a.m{number}")
        meta_path.find_spec(f"m{number}")
    assert sorted(Counting.asked) == sorted([str(tmp_path), str(tmp_path), f"{tmp_path}/a"])


EXTENDS = [
    "__path__ = __import__('pkgutil').extend_path(__path__, __name__)",
    "from pkgutil import extend_path\\n__path__ = extend_path(__path__, __name__)",
    "from pkgutil import extend_path as more\\n__path__ = more(__path__, __name__)",
    "import pkgutil\\ntry:\\n    __path__ = pkgutil.extend_path(__path__, __name__)\\nexcept Exception: pass",
]


@pytest.mark.parametrize("body", EXTENDS)
def test_extend_path_adds_the_folders_of_all_entries(body):
    tree = draw(f"/e/p/__init__.py: {body}", "/f/p/__init__.py", "/f/p/far.py", "/g/p/farther.py")
    origins = {name: find(tree, f"p.{name}", "/e", "/f", "/g") for name in ("far", "farther", "gone")}
    assert origins["far"].spec.origin == "/f/p/far.py"
    assert origins["farther"].spec.origin == "/g/p/farther.py"
    assert isinstance(origins["gone"], NotFound)
    assert origins["gone"].certain


def test_extend_path_in_a_sub_package_follows_the_extended_parent():
    body = EXTENDS[0]
    tree = draw(
        f"/e/p/__init__.py: {body}", f"/e/p/q/__init__.py: {body}", "/f/p/__init__.py", "/f/p/q/far.py", "/x/q/far.py"
    )
    assert find(tree, "p.q.far", "/e", "/f", "/x").spec.origin == "/f/p/q/far.py"


def test_extend_path_reads_pkg_files():
    tree = draw(f"/e/p/__init__.py: {EXTENDS[0]}", "/f/p.pkg: # comment\\n/elsewhere\\n", "/elsewhere/m.py")
    assert find(tree, "p.m", "/e", "/f").spec.origin == "/elsewhere/m.py"


NAMESPACE = "__import__('pkg_resources').declare_namespace(__name__)"


def test_declare_namespace_needs_an_installed_pkg_resources_and_an_init_in_each_folder():
    tree = draw(
        f"/e/p/__init__.py: {NAMESPACE}", "/f/p/__init__.py", "/f/p/far.py", "/g/p/bare.py", "/h/pkg_resources.py"
    )
    assert find(tree, "p.far", "/e", "/f", "/h").spec.origin == "/f/p/far.py"
    assert isinstance(find(tree, "p.bare", "/e", "/g", "/h"), NotFound)
    assert isinstance(find(tree, "p.far", "/e", "/f"), NotFound)


def test_a_folder_of_data_gives_way_to_a_package_on_the_extended_path():
    tree = draw(f"/e/p/__init__.py: {EXTENDS[0]}", "/e/p/q/data.txt", "/f/p/__init__.py", "/f/p/q/__init__.py")
    assert find(tree, "p.q", "/e", "/f").spec.origin == "/f/p/q/__init__.py"


ORDINARY = [
    "",
    "import sys",
    '"""This edits sys.modules and __path__."""',
    "import sys\\nx = sys.modules[__name__]\\ny = 'a' in sys.modules\\nz = sys.modules.get('a')",
    "import pkgutil\\nnames = list(pkgutil.iter_modules(globals().get('__path__', [])))",
    "import sys\\ndef never_called():\\n    sys.modules['a.b'] = sys\\n    __path__.clear()",
]
ENTERS_MODULES = [
    "import sys\\nsys.modules[__name__ + '.b'] = object()",
    "import sys as _sys\\n_sys.modules.setdefault('a.b', 1)",
    "from sys import modules\\nmodules['a.b'] = 1",
    "import sys\\nclass Enter:\\n    def __init__(self):\\n        sys.modules['a.b'] = self\\nEnter()",
    "import apipkg\\napipkg.initpkg(__name__, {'b': {'c': 'd:e'}})",
]
HOOKS = [
    "import sys\\nsys.meta_path.append(object())",
    "import builtins\\nbuiltins.__import__ = print",
]
UNREADABLE = "this is no Python but says sys.modules"


@pytest.mark.parametrize("body", ORDINARY)
@pytest.mark.parametrize("file", ["/e/a/__init__.py", "/e/a.py"])
def test_an_ordinary_body_leaves_no_doubt(file, body):
    tree = draw(f"{file}: {body}")
    meta_path = MetaPath(linux("/e"), tree)
    assert (meta_path.find_spec("a.b").certain, meta_path.find_import("a.b").certain) == (True, True)


@pytest.mark.parametrize("body", ENTERS_MODULES)
@pytest.mark.parametrize("file", ["/e/a/__init__.py", "/e/a.py"])
def test_what_a_body_enters_into_sys_modules_is_there_for_imports_but_not_for_find_spec(file, body):
    meta_path = MetaPath(linux("/e"), draw(f"{file}: {body}", "/e/apipkg.py"))
    assert not isinstance(meta_path.find_spec("a.b"), Found)
    assert (meta_path.find_spec("a.b").certain, meta_path.find_import("a.b").certain) == (True, False)
    assert not meta_path.find_spec("a.b.c").certain


@pytest.mark.parametrize("body", [*HOOKS, UNREADABLE])
def test_a_body_with_hooks_makes_the_absence_of_submodules_uncertain(body):
    assert not find(draw(f"/e/a/__init__.py: {body}"), "a.b", "/e").certain


def test_an_import_finds_the_module_that_a_parent_has_entered_under_another_name():
    tree = draw("/e/a.py: import sys, b\\nsys.modules['a.b'] = b", "/e/b/__init__.py", "/e/b/c.py")
    meta_path = MetaPath(linux("/e"), tree)
    assert meta_path.find_import("a.b").spec.origin == "/e/b/__init__.py"
    assert isinstance(meta_path.find_spec("a.b"), ParentNotAPackage)
    assert (meta_path.find_spec("a.b.c").spec.name, meta_path.find_spec("a.b.c").spec.origin) == ("a.b.c", "/e/b/c.py")


def test_modules_that_enter_each_other_are_no_endless_story():
    tree = draw(
        "/e/a.py: import sys, b\\nsys.modules['a.x'] = b.x", "/e/b.py: import sys, a\\nsys.modules['b.x'] = a.x"
    )
    for name in ("a.x", "a.x.y", "b.x.y"):
        assert not MetaPath(linux("/e"), tree).find_import(name).certain


def test_the_source_that_a_compiler_leaves_beside_an_extension_tells_what_the_package_does():
    tree = draw("/e/a/__init__.so", "/e/a/__init__.py", "/e/b/__init__.so", "/e/b/__init__.py: __path__.append('/e/a')")
    assert find(tree, "a.gone", "/e").certain
    assert find(tree, "b.__init__", "/e").certain
    assert not find(draw("/e/a/__init__.so"), "a.gone", "/e").certain


def test_uncertainty_reaches_everything_below():
    tree = draw("/e/six.py: import sys\\nsys.meta_path.append(1)", "/e/h/__init__.py: import sys\\nsys.meta_path.pop()")
    assert not find(tree, "six.moves.urllib.parse", "/e").certain
    nested = draw("/e/h/__init__.py: import sys\\nsys.meta_path.append(1)", "/e/h/i/__init__.py")
    assert not find(nested, "h.i.j", "/e").certain


def test_the_body_of_an_extension_cannot_be_read_but_the_standard_library_s_are_known():
    tree = draw("/e/native.so", "/e/_json.so", "/e/pyexpat.so")
    certain = {name: find(tree, name, "/e").certain for name in ("native.x", "_json.x", "pyexpat.errors", "time.x")}
    assert certain == {"native.x": True, "_json.x": True, "pyexpat.errors": True, "time.x": True}
    meta_path = MetaPath(linux("/e"), tree)
    imported = {name: meta_path.find_import(name).certain for name in certain}
    assert imported == {"native.x": False, "_json.x": True, "pyexpat.errors": False, "time.x": True}


class Reading(MemoryFileSystem):
    """A tree that notes which files are read and which folders are listed."""

    asked: list[str]

    def read_bytes(self, path, at_most=None):
        self.asked.append(path)
        return super().read_bytes(path, at_most)

    def list_directory(self, path):
        self.asked.append(path)
        return super().list_directory(path)


def zip_of(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "")
    return buffer.getvalue()


def noting(tree):
    file_system = Reading.from_tree(tree)
    file_system.asked = []
    return file_system


def test_the_extended_path_of_a_package_is_worked_out_once():
    body = EXTENDS[0].encode()
    tree = noting({"/e/p/__init__.py": body, "/f/p.pkg": b"/g", "/g/far.py": b""})
    meta_path = MetaPath(linux("/e", "/f"), tree)
    for number in range(20):
        assert isinstance(meta_path.find_spec(f"p.m{number}"), NotFound)
    assert meta_path.find_spec("p.far").spec.origin == "/g/far.py"
    assert [path for path in tree.asked if path.endswith(".pkg")] == ["/f/p.pkg"]


NAMES = ("p", "p.a", "p.far", "p.gone", "n", "n.x", "n.y", "top", "top.x", "gone", "os.path", "time", "gone.too")


def test_attempts_end_with_the_entries_of_an_extended_path():
    tree = draw(f"/e/p/__init__.py: {EXTENDS[0]}", "/f/p/far.py")
    attempts = find(tree, "p.far", "/e", "/f").attempts
    assert [(tried.entry, tried.outcome) for tried in attempts if tried.name == "p.far" and tried.entry] == [
        ("/e/p", "no such module"),
        ("/f/p", "found"),
    ]
    assert (len(attempts), attempts[-1].outcome, attempts[:0]) == (len(list(attempts)), "found", ())


def test_attempts_are_made_when_they_are_read_and_need_no_deeper_stack_for_longer_names():
    name = ".".join(["a"] * 3_000)
    found = find(MemoryFileSystem.from_tree({"/e" + "/a" * 3_000 + "/m.py": b""}), name, "/e")
    assert isinstance(found, Found)
    assert sum(tried.outcome == "namespace portion" for tried in found.attempts) == 3_000


def test_meta_paths_that_share_answer_as_those_that_do_not():
    lines = (f"/e/p/__init__.py: {EXTENDS[0]}", "/e/p/a.py", "/f/p/__init__.py", "/f/p/far.py", "/f/top.py")
    tree = draw(*lines, "/e/n/x.py", "/f/n/y.py", "/g/top/x.py", "/g/top/__init__.py")
    first = MetaPath(linux("/e", "/f", "/g"), tree)
    for name in NAMES:
        first.find_spec(name)
    for entries in (("/f", "/e", "/g"), ("/g",), ("/e",), ("/g", "/new", "/f")):
        shared = MetaPath.sharing(first, linux(*entries))
        alone = MetaPath(linux(*entries), tree)
        assert [shared.find_spec(name) for name in NAMES] == [alone.find_spec(name) for name in NAMES]


def test_what_one_meta_path_has_read_is_not_read_again_by_one_that_shares_with_it():
    tree = noting({"/e/a.py": b"", "/f/p/__init__.py": b"import sys; sys.meta_path.clear()", "/z.zip": zip_of("q.py")})
    first = MetaPath(linux("/e", "/f", "/z.zip"), tree)
    names = ("p.x", "q", "gone")
    for name in names:
        first.find_spec(name)
    before = list(tree.asked)
    shared = MetaPath.sharing(first, linux("/z.zip", "/f", "/e"))
    assert [shared.find_spec(name).certain for name in names] == [False, True, True]
    assert tree.asked == before


def test_finders_are_not_shared_where_another_version_or_platform_finds_other_files():
    tree = draw("/e/m.pyd", "/e/n.so")
    first = MetaPath(linux("/e"), tree)
    assert isinstance(first.find_spec("m"), NotFound)
    windows = MetaPath.sharing(first, environment_from_entries(("/e",), (3, 12), "win32"))
    assert windows.find_spec("m").spec.origin == "/e/m.pyd"
    assert isinstance(windows.find_spec("n"), NotFound)


@pytest.mark.parametrize("roots", [("/f",), ("/e/../f",), ("/f/",), ("/f", "/f/.", "/f")])
def test_a_root_that_is_on_the_path_already_moves_to_the_front(roots):
    environment = linux("/e", "/f", "/g", "/f").with_roots(roots)
    assert [entry.path for entry in environment.sys_path] == [roots[0], "/e", "/g"]
    tree = draw("/e/m.py", "/f/m.py")
    assert MetaPath(environment, tree).find_spec("m").spec.origin.startswith(roots[0])


def test_roots_keep_their_order_and_what_is_known_of_their_entries():
    path = (
        PathEntry("/py/lib", EntrySource.STDLIB),
        PathEntry("/site", EntrySource.SITE),
        PathEntry("/src", EntrySource.PTH, "/site/x.pth"),
    )
    environment = replace(linux(), sys_path=path).with_roots(("/new", "/src", "/py/lib"))
    assert environment.sys_path == (PathEntry("/new", EntrySource.ROOT), path[2], path[0], path[1])


def test_roots_on_windows_are_compared_without_regard_to_case():
    environment = environment_from_entries(("C:\\A", "C:\\b"), (3, 12), "win32").with_roots(("c:/B",))
    assert [entry.path for entry in environment.sys_path] == ["c:/B", "C:\\A"]
    assert [entry.path for entry in linux("/A").with_roots(("/a",)).sys_path] == ["/a", "/A"]
