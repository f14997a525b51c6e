"""Traces of small projects in memory: what is certain, what is only possible, and that every simulation ends."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.simulation.bounds import MOST_STEPS
from importls.simulation.failure import ErrorKind
from importls.simulation.of_environment import universe_of
from importls.simulation.trace import Simulation, trace_all
from resolver.environment.environment_at import environment_from_entries
from resolver.file_system.memory import MemoryFileSystem


def simulation_of(files, version=(3, 13)):
    file_system = MemoryFileSystem.from_tree({f"/p/{name}": text for name, text in files.items()})
    return Simulation(universe_of(environment_from_entries(("/p",), version, "linux"), file_system))


def trace(files, name, version=(3, 13)):
    return simulation_of(files, version).trace(name)


def executed(files, name, version=(3, 13)):
    return [started.name for started in trace(files, name, version).executed]


CYCLE = {"a.py": "import b\nx = 1\n", "b.py": "from a import x\n"}


def test_a_failure_has_its_place_its_name_and_the_imports_before_it():
    failure = trace(CYCLE, "a").failure

    assert (failure.kind, failure.name, failure.source) == (ErrorKind.PARTIAL_IMPORT, "x", "a")
    assert (failure.path, failure.line) == ("/p/b.py", 1)
    assert [(link.path, link.line, link.module) for link in failure.chain] == [("/p/a.py", 1, "b")]


def test_every_trace_starts_from_a_fresh_interpreter():
    simulation = simulation_of(CYCLE)
    first = [simulation.trace(name) for name in ("a", "b", "a")]

    assert first[0] == first[2]
    assert [one.failure is None for one in first] == [False, True, False]


def test_the_order_of_the_questions_changes_no_answer():
    files = {
        "p/__init__.py": "import p.a\n",
        "p/a.py": "import p.b.c\nfrom p import d\n",
        "p/b/__init__.py": "from p.a import d\n",
        "p/b/c.py": "",
        "p/d.py": "import q\n",
        "q.py": "import p.b\n",
    }
    names = ("p", "p.a", "p.b", "p.b.c", "p.d", "q")
    alone = {name: trace(files, name) for name in names}

    for order in itertools.permutations(names):
        simulation = simulation_of(files)
        assert {name: simulation.trace(name) for name in order} == alone


@pytest.mark.parametrize(
    "guard",
    [
        "import os\nif os.environ.get('X'):\n    from a import x\n",
        "def f(*args):\n    from a import x\nfor _ in unknown():\n    f()\n",
        "try:\n    from a import x\nexcept unknown_error:\n    pass\n",
        "with unknown():\n    from a import x\n",
        "unknown() and __import__('a').x\n",
        "[__import__('a').x for _ in unknown()]\n",
    ],
)
def test_what_may_not_run_is_no_certain_failure(guard):
    files = {
        "a.py": "import b\nx = 1\n",
        "b.py": f"import sys\nunknown = unknown_error = sys.unknown\n{guard}",
    }
    result = trace(files, "a")

    assert result.failure is None
    assert [failure.name for failure in result.possible] == ["x"]


def test_both_ways_of_a_branch_are_joined():
    files = {
        "a.py": "import os\nif os.environ.get('X'):\n  import b\n  y = 1\nelse:\n  import b\n  z = 1\ny\nz\nb.x\nw\n",
        "b.py": "x = 1\n",
    }
    result = trace(files, "a")

    assert [started.name for started in result.executed] == ["a", "os", "b"]
    assert (result.failure.kind, result.failure.name) == (ErrorKind.NAME_ERROR, "w")


def test_what_is_imported_in_doubt_is_not_counted_as_executed():
    files = {"a.py": "import os\nif os.environ.get('X'):\n    import b\n", "b.py": ""}

    assert executed(files, "a") == ["a", "os"]


def test_a_lazy_import_runs_at_the_first_touch():
    files = {"a.py": "lazy import b\nlazy from c import x\nimport d\nb\n", "b.py": "", "c.py": "x = 1\n", "d.py": ""}

    assert executed(files, "a", (3, 15)) == ["a", "d", "b"]


def test_lazy_imports_of_modules_in_one_package_do_not_hide_each_other():
    files = {
        "a.py": "lazy import p.b\nlazy import p.c\np.b.x\n",
        "p/__init__.py": "",
        "p/b.py": "x = 1\n",
        "p/c.py": "",
    }

    assert trace(files, "a", (3, 15)).failure is None


def test_a_trace_tells_which_lazy_imports_were_needed_and_for_what():
    body = "lazy import b\nlazy import c\nlazy from d import x as y\nif y: b\nimport e\n"
    files = {"a.py": body, "b.py": "", "c.py": "", "d.py": "import os\nx = os.environ\n", "e.py": "from a import c\n"}
    touched = trace(files, "a", (3, 15)).touched

    assert [(touch.lazy.name, touch.path, touch.line) for touch in touched] == [
        ("d", "/p/a.py", 4),
        ("b", "/p/a.py", 4),
        ("c", "/p/e.py", 1),
    ]
    assert [touch.is_certain for touch in touched] == [True, False, True]


@pytest.mark.parametrize(
    ("version", "fails"),
    [((3, 13), True), ((3, 14), False)],
)
def test_annotations_are_evaluated_by_the_version(version, fails):
    files = {
        "__future__.py": "annotations = 1\n",
        "a.py": "def f(x: missing): ...\n",
        "b.py": "from __future__ import annotations\nx: missing\n",
    }

    assert (trace(files, "a", version).failure is not None) == fails
    assert trace(files, "b", version).failure is None


ENDLESS = {
    "a loop without end": "while True:\n    pass\n",
    "a function that calls itself": "def f(n):\n    return f(n + 1) + f(n)\nf(0)\n",
    "a getattr that asks itself": "class C:\n    def __getattr__(self, name):\n        return self.a + self.b\nC().x\n",
    "branches of branches": "import os\n"
    + "".join(
        f"{'    ' * depth}if os.environ.get('{depth}'):\n{'    ' * (depth + 1)}x{depth} = 1\n" for depth in range(40)
    ),
    "many branches": "import os\n" + "if os.environ.get('X'):\n    x = 1\nelse:\n    x = 2\n" * 500,
    "loops in loops": "for a in range(900):\n    for b in range(900):\n        for c in range(900):\n            a\n",
    "a generator without end": "def g():\n    while True:\n        yield 1\nlist(g())\n",
    "a text that doubles": "x = 'x'\nfor _ in range(100):\n    x = x + x\n",
}


@pytest.mark.parametrize("source", ENDLESS.values(), ids=ENDLESS.keys())
def test_every_simulation_ends_within_the_bound(source):
    simulation = simulation_of({"a.py": source})
    simulation.trace("a")

    assert simulation.work <= MOST_STEPS + 1


def test_doubts_inside_of_doubts_do_not_multiply():
    files = {
        f"m{number}.py": f"import os\nif os.environ.get('X'):\n    import m{number + 1}\nimport m{number + 1}\n"
        for number in range(60)
    }
    simulation = simulation_of({**files, "m60.py": ""})

    assert [started.name for started in simulation.trace("m0").executed][-1] == "m60"
    assert simulation.work < 60 * 60 * 10


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    if not x:\n        return 0\n    return f(x[1:]) + f(x[2:])\nf(unknown)\n",
        "for number in range(1000):\n    if unknown:\n        break\n",
    ],
)
def test_what_does_not_know_when_to_stop_is_left_soon(source):
    simulation = simulation_of({"a.py": f"import sys\nunknown = sys.unknown\n{source}"})

    assert simulation.trace("a").is_complete
    assert simulation.work < 500


def test_a_chain_of_imports_deeper_than_the_interpreter_takes_is_left():
    files = {f"m{number}.py": f"import m{number + 1}\n" for number in range(3000)}

    assert trace({**files, "m3000.py": ""}, "m0").failure is None


WORDS = st.sampled_from(
    (
        *(
            "import a",
            "import a.b as c",
            "from a import *",
            "from . import x",
            "from a import x as y",
            "x",
            "x.y",
            "x()",
        ),
        *("class C(x): pass", "def f(x=y, *z, **w): return x", "for x in y: break", "while x: continue", "del x"),
        *(
            "try:\n  x\nexcept y as z:\n  raise\nelse:\n  pass\nfinally:\n  f()",
            "with x as y: z",
            "raise x",
            "assert x, y",
        ),
        *("x = [y for y in z if y]", "x: y = 1", "x += y", "global x", "lambda: x", "x = {**y, 'z': 1}", "f(*x, **y)"),
        *(
            "match x:\n  case [y, *z]: pass\n  case {'a': 1}: pass\n  case _: x()",
            "async def f(): await x",
            "f'{x!r:{y}}'",
        ),
        *("import sys\nsys.modules['a'] = x\nsys.path.insert(0, 'z')", "__all__ = ['x']\n__all__ += y", "x[y:z] = 1"),
        *("__import__('a', fromlist=['b'])", "getattr(x, 'y', 1)", "type('T', (x,), {})()", "int('x')", "super().x"),
        *("class M(type):\n  def __new__(*a, **k): return type.__new__(*a, **k)\nclass N(metaclass=M): x = y",),
    )
)


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_no_program_breaks_the_simulation(first, second):
    files = {"a/__init__.py": "\n".join(first), "a/b.py": "\n".join(second), "a/x.py": "from a import y\n"}
    universe = universe_of(
        environment_from_entries(("/p",), (3, 12), "linux"),
        MemoryFileSystem.from_tree({f"/p/{name}": text for name, text in files.items()}),
    )

    assert [one.module for one in trace_all(universe, ("a", "a.b", "a.x"))] == ["a", "a.b", "a.x"]


def test_what_is_kept_loaded_is_there_for_every_trace_and_can_be_tried_with_other_texts():
    file_system = MemoryFileSystem.from_tree(
        {"/p/a.py": "import c\nimport b\n", "/p/b.py": "import d\n", "/p/c.py": "x = 1\n", "/p/d.py": "import b\n"}
    )
    universe = universe_of(environment_from_entries(("/p",), (3, 13), "linux"), file_system)
    simulation = Simulation(universe)
    simulation.trace("a")

    assert simulation.keep_loaded(["c", "d"], apart_from=["b"]) == {"/p/c.py"}
    assert [one.name for one in simulation.trace("a").executed] == ["a", "b", "d"]

    simulation.use(universe.with_texts({"/p/b.py": "from c import y\n"}))
    failure = simulation.trace("a").failure
    assert failure is not None
    assert (failure.path, failure.name) == ("/p/b.py", "y")

    simulation.use(universe)
    assert simulation.trace("a").failure is None


@pytest.mark.parametrize(("version", "fails"), [((3, 14), True), ((3, 15), False)])
def test_a_list_of_lazy_modules_means_nothing_to_older_versions(version, fails):
    files = {"a.py": "__lazy_modules__ = ['b']\nimport b\n", "b.py": "import missing\n"}

    assert (trace(files, "a", version).failure is not None) is fails
