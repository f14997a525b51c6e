"""`iter_modules` on drawn trees: what is offered below a package is what `find_spec` finds there."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace

import pytest

from resolver import Found, Loader, MetaPath, iter_modules
from resolver.editable.setuptools_finder import SetuptoolsFinder
from resolver.file_system.memory import MemoryFileSystem
from tests.resolver.trees import draw, linux

TAG = "cpython-312-x86_64-linux-gnu"


def names(file_system, *entries, package=None):
    """What the entries offer; built-in and frozen modules, which are always there, left out."""
    found = iter_modules(linux(*entries), file_system, package)
    return [info.name for info in found if info.spec.loader not in (Loader.BUILTIN, Loader.FROZEN)]


def archive(*members: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as written:
        for member in members:
            written.writestr(member, "")
    return data.getvalue()


def test_each_entry_in_order_and_each_name_once():
    tree = draw("/a/z.py", "/a/same.py", "/b/same/__init__.py", "/b/b.py")
    assert names(tree, "/a", "/b") == ["same", "z", "b"]


def test_the_spec_is_that_of_the_first_winner():
    tree = draw("/a/m.py", f"/a/m.{TAG}.so", "/b/m/__init__.py", "/a/n/", "/b/n.pyc")
    specs = {info.name: info.spec for info in iter_modules(linux("/a", "/b"), tree)}

    assert specs["m"].origin == f"/a/m.{TAG}.so"
    assert specs["n"].loader is Loader.SOURCELESS_FILE


def test_extensions_count_with_the_suffixes_of_the_target_only():
    tree = draw(f"/a/own.{TAG}.so", "/a/stable.abi3.so", "/a/plain.so", "/a/other.cpython-38-x86_64-linux-gnu.so")
    assert names(tree, "/a") == ["own", "plain", "stable"]


def test_folders_without_init_are_namespace_packages_whatever_they_hold():
    tree = draw("/a/data/table.csv", "/b/data/m.py", "/a/empty/")
    specs = [info.spec for info in iter_modules(linux("/a", "/b"), tree) if info.spec.is_namespace]

    assert [(spec.name, spec.submodule_search_locations) for spec in specs] == [
        ("data", ("/a/data", "/b/data")),
        ("empty", ("/a/empty",)),
    ]


@pytest.mark.parametrize(
    "file", ["a-b.py", "1st.py", ".py", "a b.py", "a.b.py", "d-i/x.py", "x.pyi", "x.txt", "libx.so.1"]
)
def test_what_no_import_statement_can_name_is_left_out(file):
    assert names(draw(f"/e/{file}", "/e/plain.py"), "/e") == ["plain"]


def test_a_package_offers_its_main_module_but_not_its_init_nor_its_cache():
    tree = draw("/e/p/__init__.py", "/e/p/__main__.py", "/e/p/m.py", "/e/p/__pycache__/m.cpython-312.pyc")
    assert names(tree, "/e", package="p") == ["p.__main__", "p.m"]


def test_a_package_offers_what_extend_path_adds():
    line = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)"
    tree = draw(f"/a/p/__init__.py: {line}", "/a/p/m.py", f"/b/p/__init__.py: {line}", "/b/p/n.py")
    assert names(tree, "/a", "/b", package="p") == ["p.m", "p.n"]


def test_zip_archives_offer_their_members_from_a_sub_path_as_well():
    tree = MemoryFileSystem.from_tree({"/e.zip": archive("m.py", "p/__init__.py", "p/n.py", "d/", "d/x.py", "t.txt")})
    assert names(tree, "/e.zip") == ["d", "m", "p"]
    assert names(tree, "/e.zip/d") == ["x"]
    assert names(tree, "/e.zip", package="p") == ["p.n"]


def test_editable_installs_offer_what_they_map():
    tree = draw("/src/p/__init__.py", "/src/p/m.py", "/src/single.py")
    finder = SetuptoolsFinder("/f.py", {"p": "/src/p", "single": "/src/single"})
    environment = replace(linux("/e"), editable_finders=(finder,))

    offered = [info for info in iter_modules(environment, tree) if info.spec.has_location]
    assert [info.name for info in offered] == ["p", "single"]
    assert [info.name for info in iter_modules(environment, tree, "p")] == ["p.m"]


def test_a_package_offers_what_the_finder_that_it_appends_knows():
    six = (
        "class MovedModule: ...\\nclass _SixMetaPathImporter:\\n def find_spec(self): ...\\n"
        "class _MovedItems:\\n __path__ = []\\n_moved = [MovedModule('queue', 'Queue', 'm')]\\n"
        "__path__ = []\\nmoves = _MovedItems()\\n_importer._add_module(moves, 'moves')"
    )
    tree = draw(f"/e/six.py: {six}", "/e/m.py")
    assert names(tree, "/e", package="six") == ["six.moves"]
    assert names(tree, "/e", package="six.moves") == ["six.moves.queue"]


def test_what_is_not_found_or_no_package_offers_nothing_but_its_aliases():
    tree = draw("/e/m.py")
    assert names(tree, "/e", package="m") == []
    assert names(tree, "/e", package="gone") == []
    assert names(tree, "/e", package="m.x.y") == []
    assert [(i.name, i.spec.name) for i in iter_modules(linux("/e"), tree, "os")] == [("os.path", "posixpath")]


def test_an_entry_that_can_be_no_path_offers_nothing():
    assert names(draw("/a/m.py"), "/a", "/x\0y") == ["m"]


def test_built_in_and_frozen_modules_come_first():
    found = [info.name for info in iter_modules(linux("/e"), draw("/e/a.py", "/e/sys.py"))]
    assert found.count("sys") == 1
    assert found[-1] == "a"


class Counting(MemoryFileSystem):
    """Remembers what it was asked."""

    asked: list[str]

    def list_directory(self, path):
        self.asked.append(path)
        return super().list_directory(path)

    def read_bytes(self, path, at_most=None):
        self.asked.append(path)
        return super().read_bytes(path, at_most)


def test_each_folder_is_listed_once_and_no_file_is_read():
    tree = Counting.from_tree({"/a/p/__init__.py": "", "/a/d/x.py": "", "/b/p/m.py": "", "/b/m.py": ""})
    tree.asked = []

    assert names(tree, "/a", "/b") == ["d", "p", "m"]
    assert sorted(tree.asked) == sorted(set(tree.asked))
    assert {"/a/p/__init__.py", "/b/m.py"}.isdisjoint(tree.asked)


def test_folders_are_listed_as_the_iteration_comes_to_them():
    tree = Counting.from_tree({"/a/m.py": "", "/b/n.py": ""})
    tree.asked = []

    next(info for info in iter_modules(linux("/a", "/b"), tree) if info.name == "m")
    assert "/b" not in tree.asked


@pytest.mark.parametrize("seed", range(40))
def test_in_random_trees_it_offers_exactly_what_find_spec_finds(seed):
    generator = random.Random(seed)
    tree = {f"/{entry}/": "" for entry in "ab"}
    stems = ["m", "n", "p", "é", "a-b", "class"]
    suffixes = [".py", ".pyc", ".pyi", ".so", f".{TAG}.so", "/__init__.py", "/__init__.so", "/sub.py", "/sub/x.py", "/"]
    for _ in range(generator.randint(1, 14)):
        tree[f"/{generator.choice('ab')}/{generator.choice(stems)}{generator.choice(suffixes)}"] = ""
    files = {
        path for path in tree if not any(other.startswith(path.rstrip("/") + "/") for other in tree if other != path)
    }
    file_system = MemoryFileSystem.from_tree(
        {path: "" for path in files if path.rstrip("/") + "/" not in files or path.endswith("/")}
    )
    meta_path = MetaPath(linux("/a", "/b"), file_system)

    for package in (None, "m", "n", "p", "é", "class"):
        prefix = "" if package is None else package + "."
        asked = [prefix + name for name in (*stems, "sub", "x") if name.isidentifier()]
        expected = {name for name in asked if isinstance(meta_path.find_spec(name), Found)}
        assert set(names(file_system, "/a", "/b", package=package)) == expected
