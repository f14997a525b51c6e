"""Which edit is offered for a cycle that fails, which is not, and what it says of itself."""

import pytest

from importls.cycle_cut import cheapest_cut
from importls.cycle_fixes import fixes_of
from importls.cycle_outcomes import Outcome, outcome_of
from importls.cycles import all_cycles
from importls.discovery import find_files
from importls.edits.text_edits import applied
from importls.import_graph import ImportKind
from importls.project import assemble_project
from importls.snapshot import build_snapshot
from resolver.environment.environment_at import environment_from_entries
from resolver.file_system.memory import MemoryFileSystem

RUNTIME = (ImportKind.RUNTIME,)


def snapshot_of(files, version=(3, 12)):
    tree = {f"/p/{path}": text for path, text in files.items()}
    file_system = MemoryFileSystem.from_tree({**tree, "/lib/typing.py": "TYPE_CHECKING = False\n"})
    environment = environment_from_entries(("/p", "/lib"), version, "linux")
    project = assemble_project(file_system, find_files(file_system, ("/p",)), checked=("/p",), search_path=("/p",))
    return build_snapshot(file_system, environment, project)


def offered(files, version=(3, 12)):
    """The title of each fix of the only cycle, and the files after it as far as they change."""
    snapshot = snapshot_of(files, version)
    (cycle,) = all_cycles(snapshot, "import-cycle")
    fixes = fixes_of(snapshot, cycle, outcome_of(snapshot, cycle))
    return [(fix.title, texts_after(snapshot, fix)) for fix in fixes]


def texts_after(snapshot, fix):
    return {
        path.removeprefix("/p/"): applied(snapshot.text(path), [edit for edit in fix.edits if edit.path == path])
        for path in {edit.path for edit in fix.edits}
    }


SMALLEST = {
    "annotations only": (
        {
            "a.py": "from b import B\n\nclass A:\n    def f(self, b: B): ...\n",
            "b.py": "from a import A\n\nclass B(A): ...\n",
        },
        "Move 'from b import B' under TYPE_CHECKING in 'a'",
    ),
    "a function": (
        {"a.py": "from b import b\n\ndef a(): return b\n", "b.py": "from a import a\nb = a\n"},
        "Move 'from b import b' into 'a' in 'a'",
    ),
    "a definition above": (
        {"a.py": "from b import b\nx = 1\ny = b\n", "b.py": "b = 2\nimport a\nassert a.x\n"},
        "Move 'from b import b' below 'x' in 'a'",
    ),
    "a re-export": (
        {
            "p/__init__.py": "from .a import A\nfrom .b import B\n",
            "p/a.py": "from p import B\nclass A(B): ...\n",
            "p/b.py": "class B: ...\n",
        },
        "Import B from 'p.b' in 'p.a'",
    ),
    "the module itself": (
        {
            "a.py": "f = lambda: value\nfrom b import value\n",
            "b.py": "import a\nvalue = a.f\n",
        },
        "Import the module instead of 'from b import value' in 'a'",
    ),
    "an order that works": (
        {
            "p/__init__.py": "",
            "p/a.py": "class A: ...\nfrom p.b import B\nclass C(B): ...\n",
            "p/b.py": "from p.a import A\nclass B(A): ...\n",
        },
        "Import 'p.a' first in 'p'",
    ),
}


@pytest.mark.parametrize("way", SMALLEST)
def test_the_smallest_edit_goes_by_way_of(way):
    files, expected = SMALLEST[way]
    title, _ = offered(files)[0]

    what, _, proof = title.partition(": ")
    assert what == expected
    assert proof.startswith("with it all ")
    assert proof.endswith(" modules import, whichever comes first")


@pytest.mark.parametrize("way", SMALLEST)
def test_nothing_fails_with_the_edits(way):
    files, _ = SMALLEST[way]
    for _, texts in offered(files):
        snapshot = snapshot_of({**files, **texts})
        assert [outcome_of(snapshot, cycle).failing for cycle in all_cycles(snapshot, "import-cycle")] in ([], [{}])


def test_where_the_target_knows_lazy_imports_that_is_one_word():
    files = {"a.py": "from b import b\nx = 1\ndef f(): return b\n", "b.py": "from a import x\nb = x\n"}
    titles = [title.partition(":")[0] for title, _ in offered(files, (3, 15))]

    assert titles[0] == "Make 'from b import b' lazy in 'a'"
    title, _ = offered(files, (3, 14))[0]
    assert title.startswith("Move 'from b import b' into 'f' in 'a'")


def test_the_cut_is_offered_too_where_it_is_another_edit():
    files = {
        "a.py": "import b\n\nclass A: ...\n",
        "b.py": "from a import A\n\nclass B(A): ...\n",
    }
    (smallest, _), (cut, texts) = offered(files)

    assert smallest.startswith("Move 'import b' below 'A' in 'a'")
    assert cut.startswith("Remove 'import b', which nothing uses, in 'a'")
    assert texts == {"a.py": "class A: ...\n"}


def test_a_cycle_that_does_not_fail_has_no_fix():
    assert offered({"a.py": "import b\n", "b.py": "import a\n"}) == []


def test_values_that_need_each_other_have_no_fix():
    assert offered({"a.py": "from b import y\nx = [y]\n", "b.py": "from a import x\ny = [x]\n"}) == []


TAKERS = {
    "by a from import": "from a import b\n",
    "as an attribute": "import a\ndef g(): return a.b\n",
    "of a module by another name": "import a as other\ndef g(): return other.b\n",
    "in a string": "mock.patch('a.b')\n",
    "by setattr": "import a\nmonkeypatch.setattr(a, 'b', 1)\n",
    "by a star import": "from a import *\n",
}


@pytest.mark.parametrize("way", TAKERS)
def test_a_name_that_others_take_stays_in_the_module(way):
    files = {"a.py": "from b import b\n\ndef a(): return b\n", "b.py": "from a import a\nb = a\n", "c.py": TAKERS[way]}

    assert all("into" not in title and "instead of" not in title for title, _ in offered(files))
    assert any("into 'a'" in title for title, _ in offered({**files, "c.py": ""}))


def test_what_the_module_that_is_asked_rebinds_is_asked_for_at_once():
    files = {"a.py": "from b import b\n\ndef a(): return b\n", "b.py": "from a import a\nb = a\nb = None\n"}

    assert all("into" not in title for title, _ in offered(files))


def test_what_imports_a_cycle_from_outside_must_still_import():
    """Of two imports either could go, but `c` counts on one of them."""
    files = {
        "p/__init__.py": "",
        "p/a.py": "import p.b\nx = 1\n",
        "p/b.py": "from p.a import x\ny = x\n",
        "c.py": "import p.a\nz = p.b.y\n",
    }

    assert [title.partition(":")[0] for title, _ in offered(files)] == ["Move 'import p.b' below 'x' in 'p.a'"]


def test_modules_that_fail_for_another_reason_are_not_said_to_import():
    files = {"a.py": "from b import b\n\ndef a(): return b\n", "b.py": "from a import a\nb = a\nimport gone\n"}
    (title, _), *_ = offered(files)

    assert title == (
        "Move 'from b import b' into 'a' in 'a': "
        "with it none of the 2 modules fails because of the cycle, whichever comes first"
    )


def test_harmless_cycles_are_cut_where_it_costs_least_and_nothing_is_tried():
    snapshot = snapshot_of({"a.py": "import b\nx = b\n", "b.py": "import a\ndef f(): return a\n"})
    (cycle,) = all_cycles(snapshot, "import-cycle")
    cut = cheapest_cut(snapshot, cycle, RUNTIME, outcome_of(snapshot, cycle))

    assert [(edge.importer, edge.imported) for edge in cut.edges] == [("/p/b.py", "/p/a.py")]
    assert cut.fix is None


def test_a_cut_of_imports_that_are_called_at_once_is_replaced_by_another():
    """`a` may wait for `b`, but its function runs while the modules are imported; `b` may wait for `a`."""
    files = {
        "a.py": "from b import b\n\ndef a(): return b\n\nx = 1\ny = a()\n",
        "b.py": "from a import x\n\ndef b(): return x\n\ndef c(): return x\n",
    }
    snapshot = snapshot_of(files)
    (cycle,) = all_cycles(snapshot, "import-cycle")
    cut = cheapest_cut(snapshot, cycle, RUNTIME, outcome_of(snapshot, cycle))

    assert cut.fix is not None
    assert cut.fix.title.startswith("Move 'from a import x' into 'b' and 'c' in 'b'")


def test_an_outcome_that_is_not_complete_has_no_fix():
    snapshot = snapshot_of(SMALLEST["a function"][0])
    (cycle,) = all_cycles(snapshot, "import-cycle")
    outcome = outcome_of(snapshot, cycle)

    assert fixes_of(snapshot, cycle, Outcome(outcome.failing, (), ("a",))) == ()
