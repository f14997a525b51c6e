"""What each finder says of one name, on the disk and in memory. `tests/differential` compares them with CPython."""

from __future__ import annotations

import calendar
import importlib.util
import io
import os
import struct
import sys
import time
import zipfile

import pytest

from resolver import Attempt, Found, Loader, MetaPath, NotFound, Raises, environment_from_entries
from resolver.file_finder import BytecodeCache, FileFinder, FileLoaders, cache_from_source
from resolver.file_system.disk import Disk
from resolver.file_system.memory import MemoryFileSystem
from resolver.machinery import Suffixes
from resolver.stdlib import magic_number
from tests.resolver.trees import draw, find, linux, write

SUFFIXES = Suffixes((".cpython-312-x86_64-linux-gnu.so", ".abi3.so", ".so"))


@pytest.fixture(params=["disk", "memory"])
def finder(request, tmp_path):
    """Makes a finder for the folder `/e` of a drawn tree."""

    def make(*lines: str, ignore_case: bool = False) -> FileFinder:
        loaders = FileLoaders.of(SUFFIXES, BytecodeCache("cpython-312"), ignore_case=ignore_case)
        if request.param == "memory":
            return FileFinder(draw(*lines), "/e", loaders)
        write(tmp_path, *lines)
        return FileFinder(Disk(), f"{tmp_path}/e", loaders)

    return make


def file_of(spec) -> str | None:
    return None if spec is None else spec.origin.rpartition("/e/")[2]


def test_a_package_wins_over_modules_beside_it(finder):
    spec = finder("/e/m/__init__.py", "/e/m.py", "/e/m.so").find_spec("m")
    assert file_of(spec) == "m/__init__.py"
    assert spec.submodule_search_locations == (spec.origin.removesuffix("/__init__.py"),)


ORDER = ["m.cpython-312-x86_64-linux-gnu.so", "m.abi3.so", "m.so", "m.py", "m.pyc"]


@pytest.mark.parametrize("first", range(len(ORDER)))
def test_extensions_come_before_source_and_source_before_bytecode(finder, first):
    present = [f"/e/{name}" for name in reversed(ORDER[first:])]
    assert file_of(finder(*present).find_spec("m")) == ORDER[first]


def test_a_folder_without_init_is_a_portion_only_where_no_module_is_beside_it(finder):
    portion = finder("/e/n/x.py").find_spec("n")
    assert (portion.loader, portion.origin) == (None, None)
    assert portion.submodule_search_locations[0].endswith("/e/n")
    assert file_of(finder("/e/n/x.py", "/e/n.pyc").find_spec("n")) == "n.pyc"


def test_a_folder_named_like_a_file_is_no_file(finder):
    assert finder("/e/m.py/").find_spec("m") is None
    assert finder("/e/p/__init__.py/").find_spec("p").loader is None


def test_only_the_last_part_of_a_name_is_looked_up(finder):
    assert file_of(finder("/e/m.py").find_spec("any.thing.m")) == "m.py"


@pytest.mark.parametrize("name", ["", ".", "a/b", "x\0y", "\ud800", "..", "m.py"])
def test_odd_names_are_not_found_and_raise_nothing(finder, name):
    assert finder("/e/m.py", "/e/a/b.py").find_spec(name) is None


def test_files_of_another_abi_are_no_modules(finder):
    files = ("/e/m.cpython-311-x86_64-linux-gnu.so", "/e/m.pyd", "/e/m.pyi", "/e/m.so.1", "/e/libm.so", "/e/M.py")
    assert finder(*files).find_spec("m") is None


def test_case_is_ignored_only_where_pythoncaseok_applies(finder):
    assert finder("/e/Mod.PY", "/e/Other.py").find_spec("other") is None
    relaxed = finder("/e/Mod.py", "/e/Other.py", ignore_case=True)
    assert file_of(relaxed.find_spec("OTHER")) == "OTHER.py"
    package = finder("/e/Pkg/__init__.py", ignore_case=True).find_spec("pKG")
    assert file_of(package) == "pKG/__init__.py"


def test_cached_names_the_bytecode_of_the_target(finder):
    assert finder("/e/m.py").find_spec("m").cached.endswith("/e/__pycache__/m.cpython-312.pyc")
    bytecode = finder("/e/c.pyc").find_spec("c")
    assert bytecode.cached == bytecode.origin
    assert finder("/e/x.so").find_spec("x").cached is None


@pytest.mark.parametrize("path", ["/a/b.c.py", "/a/.py", "/a/noext", "b.py", "/b.py", "/a//b.py"])
@pytest.mark.parametrize(("prefix", "optimization"), [(None, 0), (None, 2), ("/cache", 0), ("/cache/", 1)])
def test_cached_is_what_cache_from_source_says(path, prefix, optimization, monkeypatch):
    monkeypatch.setattr(sys, "pycache_prefix", prefix)
    cache = BytecodeCache(str(sys.implementation.cache_tag), optimization, prefix, os.getcwd())
    expected = importlib.util.cache_from_source(path, optimization=optimization or "")
    assert cache_from_source(path, cache, "/") == expected


def test_portions_of_all_entries_add_up_and_a_later_module_wins():
    tree = draw("/a/n/x.py", "/b/n/y.py", "/c/n/__init__.py", "/d/")
    together = find(tree, "n", "/a", "/d", "/b", "/a")
    assert isinstance(together, Found)
    assert (
        together.spec.loader,
        together.spec.submodule_search_locations,
    ) == (None, ("/a/n", "/b/n", "/a/n"))
    shadowed = find(tree, "n", "/a", "/c", "/b")
    assert isinstance(shadowed, Found)
    assert shadowed.spec.origin == "/c/n/__init__.py"


def archive(members: dict[str, bytes], prefix: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    buffer.write(prefix)
    with zipfile.ZipFile(buffer, "a") as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6)), content)
    return buffer.getvalue()


def bytecode(*, source_size: int = 0, magic: bytes | None = None, later: int = 0) -> bytes:
    modified = calendar.timegm((2024, 1, 2, 3, 4, 6)) + later
    return (magic or magic_number((3, 12)) or b"") + struct.pack("<III", 0, modified, source_size) + b"code"


def zipped(name: str, members: dict[str, bytes], entry: str = "/z.any", version=(3, 12), prefix: bytes = b""):
    file_system = MemoryFileSystem.from_tree({"/z.any": archive(members, prefix)})
    return find(file_system, name, entry, version=version)


@pytest.mark.parametrize(
    ("pyc", "origin"),
    [
        (bytecode(), "/z.any/m.pyc"),
        (bytecode(later=1), "/z.any/m.pyc"),
        (bytecode(later=60), "/z.any/m.py"),
        (bytecode(later=-3600), "/z.any/m.pyc"),  # compiled one time zone to the east
        (bytecode(later=8 * 3600 - 1), "/z.any/m.pyc"),
        (bytecode(later=24 * 3600), "/z.any/m.py"),
        (bytecode(source_size=9), "/z.any/m.py"),
        (bytecode(magic=b"oops"), "/z.any/m.py"),
        (b"", "/z.any/m.py"),
    ],
)
def test_in_an_archive_bytecode_comes_first_unless_it_is_stale(pyc, origin):
    found = zipped("m", {"m.py": b"", "m.pyc": pyc})
    assert isinstance(found, Found)
    assert (Loader.ZIP, origin) == (found.spec.loader, found.spec.origin)


def test_bytecode_in_an_archive_does_not_depend_on_the_time_zone_of_the_host(monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of this process cannot be set")
    for zone in ("UTC", "Etc/GMT-13", "Etc/GMT+11", "Asia/Kathmandu"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert zipped("m", {"m.py": b"", "m.pyc": bytecode()}).spec.origin == "/z.any/m.pyc"
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("month", [0, 13, 15])
def test_a_month_that_no_calendar_has_raises_nothing(month):
    data = archive({"m.py": b"", "m.pyc": bytecode()}).replace(
        struct.pack("<H", 44 << 9 | 1 << 5 | 2), struct.pack("<H", 44 << 9 | month << 5 | 2)
    )
    found = find(MemoryFileSystem.from_tree({"/z.any": data}), "m", "/z.any")
    assert found.spec.origin == "/z.any/m.py"


def test_the_body_of_a_package_in_an_archive_is_read():
    quiet, loud = {"p/__init__.py": b""}, {"p/__init__.py": b"__path__ = unknown()"}
    assert [zipped("p.b", members).certain for members in (quiet, loud)] == [True, False]


def test_a_body_is_read_from_the_archive_that_the_module_is_in():
    tree = {"/a.zip": archive({"p/__init__.py": b""}), "/b.zip": archive({"p/__init__.py": b"__path__ = unknown()"})}
    found = find(MemoryFileSystem.from_tree(tree), "p.x", "/a.zip/below", "/b.zip")
    assert isinstance(found, NotFound)
    assert (found.parent.origin, found.certain) == ("/b.zip/p/__init__.py", False)


def test_an_archive_may_have_any_suffix_and_junk_in_front_and_be_entered():
    found = zipped("p.m", {"lib/p/__init__.py": b"", "lib/p/m.py": b""}, "/z.any/lib", prefix=b"#!/usr/bin/python\n")
    assert isinstance(found, Found)
    assert found.spec.origin == "/z.any/lib/p/m.py"
    assert found.spec.cached == "/z.any/lib/p/__pycache__/m.cpython-312.pyc"


def test_a_folder_in_an_archive_needs_a_record_of_its_own_before_3_14():
    assert isinstance(zipped("n", {"n/x.py": b""}), NotFound)
    assert isinstance(zipped("n", {"n/": b"", "n/x.py": b""}), Found)
    assert isinstance(zipped("n", {"n/x.py": b""}, version=(3, 14)), Found)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"not a zip", archive({"m.py": b""})[:-30]])
def test_a_broken_archive_is_no_path_entry(content):
    found = find(MemoryFileSystem.from_tree({"/z.zip": content}), "m", "/z.zip")
    assert isinstance(found, NotFound)
    assert found.attempts[-1].outcome == "no such folder or archive"


def test_what_a_finder_of_the_target_raises_is_an_answer():
    tree = MemoryFileSystem.from_tree({"/z.zip": archive({"p/__init__.py": b"x = (", "m.py": b"  x"}), "/e/n.py": b""})
    found = {name: find(tree, name, "/e", "/z.zip", version=(3, 9)) for name in ("p", "p.x", "m", "n")}
    errors = {name: found[name].error for name in ("p", "p.x", "m")}
    assert errors == {"p": "SyntaxError", "p.x": "SyntaxError", "m": "IndentationError"}
    assert all(found[name].certain for name in found)
    assert found["m"].attempts[-1] == Attempt("zipimporter", "m", "/z.zip", "raises IndentationError")
    assert isinstance(found["n"], Found)


def test_syntax_that_only_a_newer_version_may_know_is_no_certain_error():
    later = (sys.version_info[0], sys.version_info[1] + 1)
    found = zipped("m", {"m.py": b"some new syntax"}, version=later)
    assert (type(found), found.error, found.certain) == (Raises, "SyntaxError", False)


def test_parentheses_behind_with_are_no_certain_error_for_3_8_which_knows_some_of_them():
    found = zipped("m", {"m.py": b"with (a):\n    pass\n"}, version=(3, 8))
    assert (type(found), found.error, found.certain) == (Raises, "SyntaxError", False)


@pytest.mark.parametrize(
    ("version", "error"), [((3, 8), "ValueError"), ((3, 9), "ImportError"), ((3, 13), "ImportError")]
)
def test_a_relative_name_without_a_package_raises_what_the_version_raises(version, error):
    assert find(draw("/e/x.py"), ".x", "/e", version=version) == Raises(".x", error, ())


def test_built_in_and_frozen_modules_cannot_be_shadowed():
    tree = draw("/e/time.py", "/e/abc.py", "/e/json.py")
    origins = [find(tree, name, "/e").spec.origin for name in ("time", "abc", "json")]
    assert origins == ["built-in", "frozen", "/e/json.py"]
    assert find(tree, "abc", "/e", version=(3, 10)).spec.origin == "/e/abc.py"


def test_relative_entries_start_from_the_working_directory_as_file_finder_reads_them():
    assert [entry.path for entry in linux("", ".", "./lib", "x", version=(3, 9)).sys_path] == [
        "/",
        "/.",
        "/./lib",
        "/x",
    ]
    assert [entry.path for entry in linux(".", "./lib", "/a/../b").sys_path] == ["/", "/lib", "/a/../b"]


def test_windows_trees_can_be_searched_anywhere():
    tree = MemoryFileSystem.from_tree({"C:\\e\\p\\__init__.pyw": b"", "C:\\e\\x.pyd": b""}, separator="\\")
    meta_path = MetaPath(environment_from_entries(("C:\\e",), (3, 12), "win32"), tree)
    assert meta_path.find_spec("p").spec.origin == "C:\\e\\p\\__init__.pyw"
    assert meta_path.find_spec("x").spec.loader is Loader.EXTENSION_FILE
    assert meta_path.find_spec("winreg").spec.origin == "built-in"


def test_on_windows_suffixes_match_in_any_case():
    tree = MemoryFileSystem.from_tree(
        {"C:\\e\\m.PY": b"", "C:\\e\\M2.Py": b"", "C:\\e\\p\\__INIT__.Py": b""}, separator="\\"
    )
    meta_path = MetaPath(environment_from_entries(("C:\\e",), (3, 12), "win32"), tree)
    origins = {
        name: getattr(getattr(meta_path.find_spec(name), "spec", None), "origin", None) for name in ("m", "m2", "p")
    }
    assert origins == {"m": "C:\\e\\m.py", "m2": None, "p": "C:\\e\\p\\__init__.py"}
