import pytest

from tests.scenario import PROJECT, Scenario, snapshot_of


def edges_of(files, *, implied=True):
    """Every edge as `importer -> imported kind`, implied ones in brackets."""
    snapshot = snapshot_of(Scenario("", files).tree())
    edges = [edge for edges in snapshot.graph.edges.values() for edge in edges]
    return [
        f"{snapshot.by_name(edge.importer)} -> {snapshot.by_name(edge.imported)} {snapshot.kind(edge).value}"
        + (" (implied)" if edge.implied else "")
        for edge in edges
        if implied or not edge.implied
    ]


PACKAGE = {"a/__init__.py": "", "a/b.py": "", "a/c/__init__.py": "", "a/c/d.py": ""}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("import a", ["m -> a runtime"]),
        ("import a.b", ["m -> a runtime (implied)", "m -> a.b runtime"]),
        ("import a.c.d", ["m -> a runtime (implied)", "m -> a.c runtime (implied)", "m -> a.c.d runtime"]),
        ("from a import b", ["m -> a runtime (implied)", "m -> a.b runtime"]),
        ("from a.c import d", ["m -> a runtime (implied)", "m -> a.c runtime (implied)", "m -> a.c.d runtime"]),
        ("from a import *", ["m -> a runtime"]),
        ("import os, a.b as x", ["m -> a runtime (implied)", "m -> a.b runtime"]),
        ("def f():\n    import a", ["m -> a deferred"]),
        ("class C:\n    import a", ["m -> a runtime"]),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a", ["m -> a typing"]),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    pass\nelse:\n    import a", ["m -> a guarded"]),
        ("lazy import a", ["m -> a lazy"]),
        ("try:\n    import a\nexcept ImportError:\n    a = None", ["m -> a guarded"]),
        ("import sys\nif sys.platform == 'win32':\n    import a", []),
        ("import sys\nif sys.version_info < (3, 8):\n    import a", []),
        ("if __name__ == '__main__':\n    import a", ["m -> a deferred"]),
        ("import m", []),
    ],
)
def test_a_statement_runs(statement, expected):
    assert edges_of({**PACKAGE, "m.py": statement}) == expected


def test_a_name_that_the_package_binds_itself_is_not_its_submodule():
    files = {"a/__init__.py": "b = 1", "a/b.py": "", "m.py": "from a import b"}
    assert edges_of(files) == ["m -> a runtime"]


def test_a_name_that_the_package_imports_from_its_submodule_is_the_submodule():
    files = {"a/__init__.py": "from . import b", "a/b.py": "", "m.py": "from a import b"}
    assert edges_of(files) == ["a -> a.b runtime", "m -> a runtime (implied)", "m -> a.b runtime"]


def test_names_and_submodules_in_one_statement_run_both():
    files = {"a/__init__.py": "x = 1", "a/b.py": "", "m.py": "from a import b, x"}
    assert edges_of(files) == ["m -> a runtime", "m -> a.b runtime"]


def test_a_star_import_runs_the_submodules_that_dunder_all_lists():
    files = {"a/__init__.py": "__all__ = ['b', 'x']\nx = 1", "a/b.py": "", "a/c.py": "", "m.py": "from a import *"}
    assert edges_of(files) == ["m -> a runtime", "m -> a.b runtime"]


def test_the_package_around_a_module_is_no_import_of_it():
    files = {"a/__init__.py": "from .b import x", "a/b.py": "from . import c\nimport a.c\nx = 1", "a/c.py": ""}
    assert edges_of(files) == ["a -> a.b runtime", "a.b -> a.c runtime", "a.b -> a.c runtime"]


def test_a_name_of_the_package_around_a_module_is_an_import_of_it():
    files = {"a/__init__.py": "y = 1\nfrom .b import x", "a/b.py": "from . import y\nx = 1"}
    assert edges_of(files) == ["a -> a.b runtime", "a.b -> a runtime"]


def test_namespace_packages_run_nothing():
    files = {"n/a.py": "", "m.py": "import n.a"}
    assert edges_of(files) == ["m -> n.a runtime"]


def test_an_edge_tells_where_its_statement_stands():
    snapshot = snapshot_of(Scenario("", {**PACKAGE, "m.py": "import os\nimport os, a.b"}).tree())
    edge = snapshot.graph.first_edge(f"{PROJECT}/m.py", f"{PROJECT}/a/b.py", ["runtime"])

    assert (edge.statement.range.start.line, edge.statement.range.start.column) == (2, 12)
