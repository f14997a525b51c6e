"""After an edit the findings are those of a check that knows nothing of what was before."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from importls.cache.recording import RecordedSources, RecordingFileSystem
from importls.check import check, check_modules, together
from importls.configuration import Configuration
from importls.incremental import update
from importls.kept_project import keep, known_facts
from importls.rules import all_rules
from importls.selection import RuleOptions, select_rules
from importls.snapshot import build_snapshot, later_snapshot
from tests.scenario import PROJECT, Scenario, snapshot_of

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "app/__init__.py": "",
    "app/a.py": "from app.b import f\n",
    "app/b.py": "def f(): ...\n",
    "app/c.py": "import app.a\nfrom app import b\n",
    "app/sub/__init__.py": "from app.sub.d import *\n",
    "app/sub/d.py": "x = 1\n",
    "tests/test_a.py": "import pytest\nfrom app.a import f\nfrom app.sub import x\n",
    "run.py": "import app.c\nif __name__ == '__main__':\n    import gone\n",
}
EDITED = [path for path in FILES if path.endswith(".py")]
LINES = [
    "import json\n",
    "import gone\n",
    "import app\n",
    "import app.c\n",
    "import app.nothing\n",
    "from app import *\n",
    "from app import a\n",
    "from app.b import f\n",
    "from app.c import b, g\n",
    "from app.sub.d import x\n",
    "from . import a\n",
    "from .b import f, g\n",
    "def f(): import app.a\n",
    "def g(): ...\n",
    "import app.sub\n",
    "import app\ndef use(): return app.sub\n",
    "import app\ndef use(): return app.sub.d, app.b, app.c\n",
    "from app import sub\ndef late(): return sub.d\n",
    "import importlib\ndef late(): return importlib.util\n",
    "def more():\n    import importlib.util, app.b\n",
    "def __getattr__(name): ...\n",
    "x = 1\n",
    "b = 2\n",
    "a = 1\n",
    "__all__ = ['a', 'x']\n",
    "try:\n    import gone\nexcept ImportError:\n    gone = None\n",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import app.a\n",
    "if __name__ == '__main__': import run\n",
    "# importls: ignore-file\n",
    "import gone  # importls: ignore\n",
    "import sys; sys.path.append('x')\n",
    "import sys; sys.modules['gone'] = 1\n",
    "globals()['f'] = 1\n",
    "__path__ = []\n",
    "raise ImportError\n",
    "(\n",
]


def selection():
    every = RuleOptions(select=tuple(all_rules()))
    return select_rules(all_rules(), Configuration(folder=PROJECT), every)


def tree(files):
    return Scenario("", files).tree()


class Kept:
    """A project as it is kept, with the files whose content decides how modules are found."""

    def __init__(self, project, bodies):
        self.project = project
        self.bodies = bodies


def kept(files):
    recording = RecordingFileSystem(tree(files))
    known = snapshot_of(tree(files))
    sources = RecordedSources(recording)
    snapshot = build_snapshot(recording, known.environment, known.project, sources=sources)
    project = keep(snapshot, selection(), check_modules(snapshot, selection()))
    return Kept(project, recording.answers.bodies)


def edited(before, old, new, noting=lambda facts: facts):
    """What is kept after the edit, None where it has to be made anew."""
    changed = {f"{PROJECT}/{path}" for path in new if new[path] != old[path]}
    recording = RecordingFileSystem(tree(new))
    facts = noting(known_facts(before.project, changed))
    environment = snapshot_of(tree(new)).environment
    snapshot = later_snapshot(recording, environment, before.project.project, RecordedSources(recording), facts)
    after = update(before.project, changed, before.bodies, snapshot, selection())
    return None if after is None else Kept(after, before.bodies | recording.answers.bodies)


def fresh(files):
    return check(snapshot_of(tree(files)), selection())


updates = {"worked out": 0, "made anew": 0}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(EDITED), st.lists(st.sampled_from(LINES), max_size=4).map("".join)),
        min_size=1,
        max_size=5,
    )
)
@example(
    [
        ("app/__init__.py", "\n\nif __name__ == '__main__': import run\n"),
        ("app/__init__.py", "\n" + "if __name__ == '__main__': import run\n" * 2),
    ]
)
def test_findings_after_edits_are_those_of_a_fresh_check(edits):
    files, before = FILES, kept(FILES)
    for path, content in edits:
        new = {**files, path: content}
        after = edited(before, files, new)
        updates["made anew" if after is None else "worked out"] += 1
        if after is not None:
            assert together(after.project.results.values()) == fresh(new)
        files, before = new, kept(new) if after is None else after


def test_most_edits_are_worked_out():
    assert updates["worked out"] > updates["made anew"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("app/b.py", "def f(): return 1\n"),
        ("app/b.py", "\n\n\ndef f(): ...\n"),
        ("app/b.py", "def g(): ...\n"),
        ("app/b.py", "import json\ndef f(): ...\n"),
        ("app/b.py", "import gone\ndef f(): ...\n"),
        ("app/b.py", "import app.sub.d\ndef f(): ...\n"),
        ("app/c.py", "import app.b\n"),
        ("app/sub/d.py", "y = 1\n"),
        ("app/a.py", "(\n"),
        ("app/__init__.py", "import json\ndef f(): ...\n"),
        ("app/sub/__init__.py", "from app.sub.d import x\n"),
        ("tests/test_a.py", "import app.c\n"),
    ],
)
def test_ordinary_edits_need_no_fresh_check(path, content):
    after = edited(kept(FILES), FILES, {**FILES, path: content})
    assert after is not None
    assert together(after.project.results.values()) == fresh({**FILES, path: content})


USES = "import app\ndef use(): return app.sub.d\n"


@pytest.mark.parametrize(
    ("path", "content", "findings"),
    [
        ("app/a.py", f"from app.b import f\n{USES}", 1),
        ("app/a.py", f"from app.b import f\nimport app.sub.d\n{USES}", 0),
        ("app/b.py", "import app.sub\ndef f(): ...\n", 0),
        ("app/b.py", "def f():\n    import app.sub.d\n", 0),
        ("app/b.py", "def f(): ...\n# nothing\n", 1),
        ("app/sub/__init__.py", "from app.sub import d\n", 1),
        ("tests/test_a.py", "import app.sub\nfrom app.a import f\n", 1),
    ],
)
def test_what_others_import_decides_whether_a_submodule_is_there(path, content, findings):
    files = {**FILES, "app/a.py": f"from app.b import f\n{USES}"}
    after = edited(kept(files), files, {**files, path: content})
    now = fresh({**files, path: content})

    assert sum(found.rule == "submodule-not-imported" for found in now.diagnostics) == findings
    assert after is None or together(after.project.results.values()) == now


SHOP = {
    ".python-version": "3.15\n",
    "shop/__init__.py": "from .zones import Zone\nfrom .basket import Basket\n",
    "shop/zones.py": "class Zone: ...\n",
    "shop/basket.py": "from shop import Zone\nclass Basket: ...\n",
    "draw.py": "lazy from shapes import Shape\nclass Square(Shape): ...\n",
    "shapes.py": "class Shape: ...\n",
}


@pytest.mark.parametrize(
    ("path", "content", "rule", "findings"),
    [
        ("shop/zones.py", "class Zone: x = 1\n", "order-sensitive-init", 1),
        ("shop/basket.py", "from shop import Zone\nclass Basket: zone = Zone\n", "order-sensitive-init", 1),
        (
            "shop/basket.py",
            "try:\n    from shop import Zone\nexcept ImportError: ...\nBasket = 1\n",
            "order-sensitive-init",
            0,
        ),
        ("shop/basket.py", "def zone():\n    from shop import Zone\nBasket = 1\n", "order-sensitive-init", 0),
        ("shop/__init__.py", "from .zones import Zone\nx = 1\nfrom .basket import Basket\n", "order-sensitive-init", 0),
        ("draw.py", "lazy from shapes import Shape\ndef f(): return Shape\n", "lazy-import-defeated", 0),
        ("draw.py", "lazy from shapes import Shape\ndef f(): return Shape\nf()\n", "lazy-import-defeated", 1),
        ("shapes.py", "raise ValueError\nclass Shape: ...\n", "lazy-import-defeated", 1),
    ],
)
def test_what_is_simulated_is_simulated_anew(path, content, rule, findings):
    after = edited(kept(SHOP), SHOP, {**SHOP, path: content})
    now = fresh({**SHOP, path: content})

    assert sum(found.rule == rule for found in now.diagnostics) == findings
    assert after is None or together(after.project.results.values()) == now


JOBS = {
    "jobs/__init__.py": "",
    "jobs/tools.py": "def tool(function):\n    from jobs.nightly import use\n    return use\n",
    "jobs/nightly.py": "from jobs.tools import tool\ndef use(): return tool(use)\n",
    "jobs/other.py": "import json\nx = json\n",
}


@pytest.mark.parametrize(
    ("edits", "fails"),
    [
        ([("jobs/nightly.py", "from jobs.tools import tool\n@tool\ndef use(): ...\n")], True),
        ([("jobs/nightly.py", "from jobs.tools import tool\ndef use(): return 1\n")], False),
        ([("jobs/other.py", "import json\ny = json\n")], False),
        (
            [
                ("jobs/nightly.py", "from jobs.tools import tool\ndef use(): ...\ntool(use)\n"),
                ("jobs/other.py", "y = 1\n"),
                ("jobs/nightly.py", "from jobs.tools import tool\nx = tool(1)\ndef use(): ...\n"),
            ],
            True,
        ),
        (
            [
                ("jobs/nightly.py", "from jobs.tools import tool\ndef use(): ...\ntool(use)\n"),
                ("jobs/tools.py", "def tool(function):\n    return function\n"),
            ],
            False,
        ),
    ],
)
def test_whether_a_function_is_called_at_import_time_is_seen_after_any_edit(edits, fails):
    files, before = JOBS, kept(JOBS)
    for path, content in edits:
        new = {**files, path: content}
        after = edited(before, files, new)
        assert after is None or together(after.project.results.values()) == fresh(new)
        files, before = new, kept(new) if after is None else after

    assert any(found.rule == "cycle-entry-dependent" for found in fresh(files).diagnostics) == fails


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("app/b.py", "import app.a\ndef f(): ...\n"),
        ("app/b.py", "import sys; sys.modules['gone'] = 1\ndef f(): ...\n"),
        ("app/__init__.py", "__path__.append('x')\n"),
        ("app/__init__.py", "import gone\n"),
    ],
)
def test_edits_that_concern_everything_need_one(path, content):
    assert edited(kept(FILES), FILES, {**FILES, path: content}) is None


def test_only_what_the_edit_may_concern_is_looked_at_again():
    files = {**FILES, **{f"app/m{number}.py": "import app.a\n" for number in range(30)}}
    read = []

    def noting(facts):
        return {path: lambda path=path, one=one: read.append(path) or one() for path, one in facts.items()}

    assert edited(kept(files), files, {**files, "app/b.py": "def g(): ...\n"}, noting) is not None
    assert "/project/app/a.py" in read
    assert not [path for path in read if "/app/m" in path]
