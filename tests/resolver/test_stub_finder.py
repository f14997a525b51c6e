"""Where type checkers find a module (PEP 561), on drawn trees; the expected files are those that mypy and ty read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resolver import EntrySource, PathEntry
from resolver.editable.setuptools_finder import SetuptoolsFinder
from resolver.stub_finder import TypedModule, TypeSource, find_stub, find_types
from tests.resolver.trees import draw, linux


def environment(*entries: str, version=(3, 12)):
    """`/own` is the user's code, everything else is installed."""
    sources = {"/own": EntrySource.ROOT}
    path = tuple(PathEntry(entry, sources.get(entry, EntrySource.SITE)) for entry in entries or ("/own", "/s"))
    return replace(linux(version=version), sys_path=path)


def read(tree, name, *entries):
    """The file that is read for the types, or what stands for it."""
    found = find_types(environment(*entries), tree, name)
    if found is None:
        return None
    return found.origin or (found.source.value if found.source is TypeSource.TYPESHED else "namespace")


@pytest.mark.parametrize(
    ("drawing", "name", "expected"),
    [
        (["/s/m.py", "/s/m.pyi"], "m", "/s/m.pyi"),
        (["/s/m.py"], "m", "/s/m.py"),
        (["/s/m.pyi"], "m", "/s/m.pyi"),
        (["/s/m.cpython-312-x86_64-linux-gnu.so", "/s/m.pyi"], "m", "/s/m.pyi"),
        (["/s/m.cpython-312-x86_64-linux-gnu.so", "/s/m.py"], "m", "/s/m.py"),
        (["/s/m.cpython-312-x86_64-linux-gnu.so"], "m", "/s/m.cpython-312-x86_64-linux-gnu.so"),
        (["/s/p/__init__.py", "/s/p/__init__.pyi"], "p", "/s/p/__init__.pyi"),
        (["/s/p/__init__.py", "/s/p.pyi"], "p", "/s/p/__init__.py"),
        (["/s/p/__init__.pyi", "/s/p.py"], "p", "/s/p/__init__.pyi"),
        (["/s/p/__init__.pyi", "/s/p/m.pyi"], "p.m", "/s/p/m.pyi"),
        (["/s/p/__init__.py", "/s/p/m.pyi"], "p.m", "/s/p/m.pyi"),
        (["/s/p/m.pyi"], "p.m", "/s/p/m.pyi"),
        (["/s/p/data.txt"], "p", "namespace"),
        (["/s/m.py"], "m.sub", None),
        (["/s/m.pyi", "/s/m/sub.py"], "m.sub", None),
        (["/s/x.txt"], "x", None),
    ],
)
def test_a_stub_comes_before_the_module_it_lies_beside(drawing, name, expected):
    assert expected == read(draw(*drawing), name)


@pytest.mark.parametrize(
    ("drawing", "name", "expected"),
    [
        (["/s/x-stubs/__init__.pyi", "/s/x/__init__.py"], "x", "/s/x-stubs/__init__.pyi"),
        (["/s/x-stubs/__init__.pyi"], "x", "/s/x-stubs/__init__.pyi"),
        (["/s/x-stubs/__init__.pyi", "/s/x.py"], "x", "/s/x-stubs/__init__.pyi"),
        (["/s/x-stubs/__init__.pyi", "/s/x-stubs/m.pyi"], "x.m", "/s/x-stubs/m.pyi"),
        (["/s/x-stubs/__init__.pyi", "/s/x-stubs/p/__init__.pyi"], "x.p", "/s/x-stubs/p/__init__.pyi"),
        # A complete stub package is all there is.
        (["/s/x-stubs/__init__.pyi", "/s/x/__init__.py", "/s/x/m.py"], "x.m", None),
        (["/s/x-stubs/__init__.pyi", "/s/x-stubs/py.typed", "/s/x/__init__.py", "/s/x/m.py"], "x.m", None),
        (["/s/x-stubs.pyi", "/s/x.py"], "x", "/s/x.py"),
    ],
)
def test_a_stub_package_stands_for_the_package(drawing, name, expected):
    assert expected == read(draw(*drawing), name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "/s/x-stubs/__init__.pyi"),
        ("x.m", "/s/x-stubs/m.pyi"),
        ("x.n", "/s/x/n.py"),
        ("x.p", "/s/x/p/__init__.py"),
        ("x.q", "/s/x-stubs/q/__init__.pyi"),
        ("x.q.inner", "/s/x/q/inner.py"),
        ("x.only", "/s/x-stubs/only.pyi"),
        ("x.gone", None),
    ],
)
def test_a_partial_stub_package_counts_as_copied_into_the_package(name, expected):
    tree = draw(
        *("/s/x-stubs/py.typed: partial\\n", "/s/x-stubs/__init__.pyi", "/s/x-stubs/m.pyi", "/s/x-stubs/only.pyi"),
        *("/s/x-stubs/p.pyi", "/s/x-stubs/q/__init__.pyi"),
        *("/s/x/__init__.py", "/s/x/m.py", "/s/x/n.py", "/s/x/p/__init__.py", "/s/x/q/__init__.py", "/s/x/q/inner.py"),
    )
    assert expected == read(tree, name)


def test_a_partial_stub_package_needs_no_init_and_no_package():
    assert (
        read(draw("/s/x-stubs/py.typed: partial", "/s/x-stubs/m.pyi", "/s/x/__init__.py"), "x.m") == "/s/x-stubs/m.pyi"
    )
    assert read(draw("/s/x-stubs/py.typed: partial", "/s/x-stubs/__init__.pyi"), "x") == "/s/x-stubs/__init__.pyi"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("google", "namespace"),
        ("google.cloud", "namespace"),
        ("google.cloud.ndb", "/s/google-stubs/cloud/ndb/__init__.pyi"),
        ("google.cloud.ndb.key", "/s/google-stubs/cloud/ndb/key.pyi"),
        ("google.cloud.ndb.untyped", None),
        ("google.cloud.storage", "/s/google/cloud/storage/__init__.py"),
        ("google.protobuf", "/t/google-stubs/protobuf/__init__.pyi"),
        ("google.protobuf.pyext", "/s/google/protobuf/pyext.py"),
        ("google.auth", "/s/google/auth.py"),
    ],
)
def test_a_stub_package_without_init_is_a_namespace_and_what_it_lacks_is_looked_for_further(name, expected):
    tree = draw(
        *("/s/google-stubs/cloud/ndb/__init__.pyi", "/s/google-stubs/cloud/ndb/key.pyi"),
        *("/t/google-stubs/protobuf/__init__.pyi", "/t/google-stubs/protobuf/py.typed: partial\\n"),
        *("/s/google/cloud/ndb/__init__.py", "/s/google/cloud/ndb/untyped.py", "/s/google/cloud/storage/__init__.py"),
        *("/s/google/protobuf/__init__.py", "/s/google/protobuf/pyext.py", "/s/google/auth.py"),
    )
    assert expected == read(tree, name, "/s", "/t")


def test_an_entry_that_can_be_no_path_has_no_stubs():
    assert read(draw("/s/m.pyi"), "m", "/x\0y", "/s") == "/s/m.pyi"


def test_stub_packages_come_before_packages_on_the_whole_search_path():
    tree = draw("/s/x/__init__.py", "/t/x-stubs/__init__.pyi")
    assert read(tree, "x", "/s", "/t") == "/t/x-stubs/__init__.pyi"


def test_the_users_code_comes_before_installed_stubs():
    tree = draw("/own/x.py", "/own/y.pyi", "/s/x-stubs/__init__.pyi", "/s/y-stubs/__init__.pyi")
    assert read(tree, "x") == "/own/x.py"
    assert read(tree, "y") == "/own/y.pyi"


def test_a_folder_of_the_project_that_is_no_package_hides_nothing():
    tree = draw("/own/x/data.csv", "/s/x-stubs/__init__.pyi", "/own/y/data.csv", "/s/y.py")
    assert read(tree, "x") == "/s/x-stubs/__init__.pyi"
    assert read(tree, "y") == "/s/y.py"


def test_stubs_that_the_user_writes_describe_what_is_installed():
    tree = draw("/own/x-stubs/__init__.pyi", "/own/x-stubs/py.typed: partial", "/s/x/__init__.py", "/s/x/m.py")
    assert read(tree, "x") == "/own/x-stubs/__init__.pyi"
    assert read(tree, "x.m") == "/s/x/m.py"


@pytest.mark.parametrize(
    "name",
    ["json", "json.decoder", "sys", "winreg", "os", "os.path", "_typeshed", "_typeshed.wsgi", "typing_extensions"],
)
def test_the_standard_library_is_typesheds(name):
    tree = draw("/s/json/__init__.py", "/s/json/decoder.py", "/s/typing_extensions.py", "/s/json-stubs/__init__.pyi")
    assert read(tree, name) == "typeshed"


def test_what_the_standard_library_no_longer_has_is_installed_like_anything_else():
    tree = draw("/s/distutils-stubs/__init__.pyi")
    assert find_types(environment(version=(3, 11)), tree, "distutils").source is TypeSource.TYPESHED
    assert find_types(environment(version=(3, 12)), tree, "distutils").source is TypeSource.STUB_PACKAGE


def test_the_users_code_may_shadow_the_standard_library():
    assert read(draw("/own/json.py"), "json") == "/own/json.py"


@pytest.mark.parametrize(
    ("drawing", "name", "expected"),
    [
        (["/s/p/__init__.py"], "p", TypeSource.UNTYPED),
        (["/s/p/__init__.py", "/s/p/py.typed"], "p", TypeSource.INLINE),
        (["/s/p/__init__.py", "/s/p/py.typed", "/s/p/q/m.py"], "p.q.m", TypeSource.INLINE),
        (["/s/ns/p/__init__.py", "/s/ns/p/py.typed"], "ns.p", TypeSource.INLINE),
        (["/s/m.py"], "m", TypeSource.UNTYPED),
        (["/own/m.py"], "m", TypeSource.INLINE),
        (["/own/ns/m.py"], "ns.m", TypeSource.INLINE),
    ],
)
def test_py_typed_marks_a_package_and_what_is_below_it(drawing, name, expected):
    assert find_types(environment(), draw(*drawing), name).source is expected


def test_only_what_the_interpreter_does_not_run_is_a_stub():
    tree = draw("/s/m.py", "/s/n.pyi")
    assert find_stub(environment(), tree, "m") is None
    assert find_stub(environment(), tree, "n") == TypedModule("n", TypeSource.STUB_FILE, "/s/n.pyi")
    assert find_stub(environment(), tree, "gone") is None


def test_stubs_of_editable_installs_lie_beside_what_is_mapped():
    tree = draw("/src/p/__init__.py", "/src/p/__init__.pyi", "/src/p/m.pyi", "/src/single.py", "/src/single.pyi")
    finder = SetuptoolsFinder("/f.py", {"p": "/src/p", "single": "/src/single"})
    mapped = replace(environment("/s"), editable_finders=(finder,))

    origins = [find_types(mapped, tree, name).origin for name in ("p", "p.m", "single")]
    assert origins == ["/src/p/__init__.pyi", "/src/p/m.pyi", "/src/single.pyi"]


def test_a_package_in_several_folders_is_searched_in_all_of_them():
    line = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)"
    tree = draw(f"/s/p/__init__.py: {line}", f"/t/p/__init__.py: {line}", "/t/p/m.pyi", "/s/ns/a.pyi", "/t/ns/b.pyi")
    assert read(tree, "p.m", "/s", "/t") == "/t/p/m.pyi"
    assert read(tree, "ns.b", "/s", "/t") == "/t/ns/b.pyi"
