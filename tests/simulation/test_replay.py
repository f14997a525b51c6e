"""Outcomes of many entry points: the same as when each is simulated for itself, and without doing so."""

from itertools import combinations

import pytest

from importls.simulation.of_environment import universe_of
from importls.simulation.replay import Replay
from importls.simulation.trace import Simulation
from resolver.environment.environment_at import environment_from_entries
from resolver.file_system.memory import MemoryFileSystem
from tests.differential.generated_packages import generate, modules_of

VERSION = (3, 13)


def universe(files):
    file_system = MemoryFileSystem.from_tree({f"/p/{name}": text for name, text in files.items()})
    return universe_of(environment_from_entries(("/p",), VERSION, "linux"), file_system)


def told(outcome):
    """What the user is told: how it fails, and what is swallowed because a module is not finished."""
    failures = () if outcome.failure is None else (outcome.failure,)
    swallowed = {} if failures else {one for one in outcome.swallowed if one.kind.startswith("partial")}
    return place_of(failures), place_of(swallowed)


def place_of(failures):
    return {(one.kind, one.message, one.path, one.line) for one in failures}


def replayed(files, names):
    replay = Replay(universe(files))
    replay.prepare(names, 1_000_000)
    return {name: told(replay.ending(name)) for name in names}


def simulated(files, names):
    simulation = Simulation(universe(files))
    return {name: told(simulation.trace(name)) for name in names}


@pytest.mark.parametrize("seed", range(40))
def test_every_entry_point_of_a_generated_package_ends_as_if_it_were_simulated_for_itself(seed):
    files = generate(seed, VERSION)
    names = modules_of(files)

    assert replayed(files, names) == simulated(files, names)


SMALL = {
    "the name is bound before or after": {
        "a.py": "import b\nx = 1\n",
        "b.py": "import c\n",
        "c.py": "from a import x\n",
    },
    "a handler takes a way of its own": {
        "a.py": "try:\n    from b import y\nexcept ImportError:\n    y = None\nx = 1\n",
        "b.py": "from a import x, y\ny.z\n",
    },
    "a submodule is an attribute only when it is complete": {
        "p/__init__.py": "",
        "p/a.py": "import p.b\np.b.x\n",
        "p/b.py": "import p.a\np.a\nx = 1\n",
    },
    "what the package binds hides its submodule": {
        "p/__init__.py": "from p.a import a\n",
        "p/a.py": "import p.b\ndef a(): pass\n",
        "p/b.py": "from p import a\na.nothing\n",
    },
    "a function reads the variables of its module": {
        "a.py": "def f(): return late\nimport b\nlate = 1\n",
        "b.py": "from a import f\nf()\n",
    },
    "a module is replaced in sys.modules": {
        "a.py": "import sys, b\nclass C: x = 1\nsys.modules[__name__] = C\n",
        "b.py": "import a\nfrom a import x\n",
    },
    "a module that has failed is tried again": {
        "a.py": "try:\n    import b\nexcept ImportError:\n    pass\nx = 1\nimport b\n",
        "b.py": "from a import x\n",
    },
    "the name is bound before the others run": {
        "a.py": "x = 1\nimport b\ny = 1\n",
        "b.py": "from c import z\nfrom a import x\n",
        "c.py": "z = 1\nimport a\nimport b\na.x\n",
    },
    "the name is bound before the others run, and once more behind": {
        "a.py": "x = 1\nimport b\nx = None\n",
        "b.py": "import a\nif a.x is None:\n    a.y\nelse:\n    from c import z\n",
        "c.py": "import a, b\nz = 1\n",
    },
    "a submodule is taken while it is half done": {
        "p/__init__.py": "",
        "p/a.py": "from p import b\nfrom p import c\n",
        "p/b.py": "from p import a\nfrom p import c\n",
        "p/c.py": "from p import a\nfrom . import b\nx = 1\n",
    },
    "a submodule is asked for by its name while it is half done": {
        "p/__init__.py": "",
        "p/a.py": "from p import b\nx = 1\n",
        "p/b.py": "import p.a\np.a\n",
    },
    "a submodule comes to have the place of a name": {
        "p/__init__.py": "from p import c\na = 1\nfrom p import b\n",
        "p/a.py": "import p.c\n",
        "p/b.py": "import p.a\n",
        "p/c.py": "import p\nfrom p import a\na.bit_length\n",
    },
    "another module binds the name": {
        "a.py": "import b, c\n",
        "b.py": "import a\na.x = 1\n",
        "c.py": "from a import x\n",
    },
    "it is asked whether a module is loaded": {
        "a.py": "import sys\nif 'b' not in sys.modules:\n    import c\nimport b\n",
        "b.py": "import a\nx = 1\n",
        "c.py": "from a import x\n",
    },
}


@pytest.mark.parametrize("files", SMALL.values(), ids=SMALL)
def test_what_an_entry_point_meets_differently_is_not_taken_for_the_same(files):
    names = modules_of(files)

    assert replayed(files, names) == simulated(files, names)


def test_modules_that_all_import_each_other_are_simulated_once_and_not_once_for_each():
    names = [f"m{number}" for number in range(40)]
    others = {name: [other for pair in combinations(names, 2) if name in pair for other in pair] for name in names}
    files = {f"{name}.py": "".join(f"import {other}\n" for other in sorted(set(others[name]))) for name in names}
    alone = Simulation(universe(files))
    alone.trace("m0")
    replay = Replay(universe(files))
    replay.prepare(names, 1_000_000)

    assert all(replay.ending(name).failure is None for name in names)
    assert replay.work < 2 * alone.work


SIMULATED_ONCE = {
    "names of an extension module": {
        "_fast.cpython-313-x86_64-linux-gnu.so": "",
        "p/__init__.py": "from _fast import *\nfrom p import a\n",
        "p/a.py": "from p import fast_thing, b\n",
        "p/b.py": "from p import another_thing, a\nfrom p.c import thing\n",
        "p/c.py": "from p import fast_thing as thing\n",
    },
    "a submodule that is imported perhaps": {
        "p/__init__.py": "from p import a\n",
        "p/a.py": "import sys\nif sys.unknown:\n    import p.b\nfrom p import c\n",
        "p/b.py": "",
        "p/c.py": "from p import b, a\n",
    },
    "a package that looks at all of sys.modules": {
        "p/__init__.py": "import sys\nfor name in sys.modules:\n    pass\nfrom p import a\n",
        "p/a.py": "import p.b\n",
        "p/b.py": "import p.a\n",
    },
}


@pytest.mark.parametrize("files", SIMULATED_ONCE.values(), ids=SIMULATED_ONCE)
def test_what_is_told_the_same_is_simulated_once(files):
    names = modules_of([path for path in files if path.endswith(".py")])
    replay = Replay(universe(files))
    replay.prepare(names, 1_000_000)
    work = replay.work

    assert {name: told(replay.ending(name)) for name in names} == simulated(files, names)
    assert replay.work < 2 * work
