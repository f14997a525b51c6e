"""The oracle of imports and the generator of packages: what they are trusted with, on every interpreter."""

from __future__ import annotations

import ast
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from tests.differential.generated_packages import draw_package, generate, modules_of
from tests.differential.generated_packages.catalogue import CONSTRUCTS
from tests.differential.import_truth import loaded_at_start, observe, version_of
from tests.differential.interpreters import interpreters
from tests.end_to_end.command import draw

pytestmark = pytest.mark.skipif(not interpreters(), reason="no CPython to compare with")

FILES = {
    "p/__init__.py": "",
    "p/first.py": "import p.second\nx = 1\n",
    "p/second.py": "import colorsys\nfrom p.first import x\n",
    "p/calls.py": "def inner():\n    return missing\n\n\ninner()\n",
    "p/far.py": 'import importlib\n\nimportlib.import_module(".gone", __package__)\n',
    "p/attribute.py": "import p.first as f\nf.y\n",
    "p/twice.py": "for _ in range(2):\n    try:\n        import p.fails\n    except KeyError:\n        pass\n",
    "p/fails.py": "import p.leaf\nraise KeyError('k')\n",
    "p/leaf.py": "",
    "p/strange.py": "import sys\nclass S(str): pass\nsys.modules[3] = sys.modules[S('odd')] = sys\n",
    "p/exits.py": "import sys\nsys.exit(2)\n",
    "p/ends.py": "import os\nos._exit(0)\n",
    "p/hangs.py": "while True: pass\n",
    "p/broken.py": "x = (\n",
    "p/prints.py": "import sys\nprint(1)\nassert sys.stdin.read() == ''\n",
    "p/main.py": "import __main__\nassert all(name.startswith('__') for name in vars(__main__)), vars(__main__)\n",
    "p/zipped.py": 'import os, sys\nsys.path.append(os.path.dirname(__file__) + "/q.zip")\nimport q.r\n',
    "p/extension.py": "import math, importlib.machinery, __hello__\n",
    "n/m.py": "",
}


@pytest.fixture(scope="module", params=interpreters())
def observed(request, tmp_path_factory):
    """By name, what the interpreter does with each file, and which modules it had before."""
    root = tmp_path_factory.mktemp("root")
    draw(root, FILES)
    with zipfile.ZipFile(root / "p" / "q.zip", "w") as archive:
        archive.writestr("q/__init__.py", "")
        archive.writestr("q/r.py", "")
    names = [name for name in [*modules_of(FILES), "n", "gone"] if name != "p.hangs"]
    seen = observe(request.param, str(root), names) + observe(request.param, str(root), ["p.hangs"], seconds=1)
    answers = {answer.module: answer for answer in seen}
    assert not [*root.rglob("*.pyc")]
    return answers, loaded_at_start(request.param)


def test_a_circular_import_fails_from_one_side_only(observed):
    answers, _ = observed
    first, second = answers["p.first"], answers["p.second"]
    assert (first.exception, first.name, first.raised_at) == ("ImportError", "x", "p/second.py:2")
    assert first.executed == ("p", "p.first", "p.second", "colorsys")
    assert first.sys_modules == ("colorsys", "p")
    assert (second.result, second.exception, second.message, second.raised_at) == ("ok", None, None, None)
    assert second.executed == ("p", "p.second", "colorsys", "p.first")


@pytest.mark.parametrize(
    ("module", "exception", "name", "raised_at"),
    [
        ("p.calls", "NameError", "missing", "p/calls.py:2"),
        ("p.far", "ModuleNotFoundError", "p.gone", "p/far.py:3"),
        ("p.attribute", "ImportError", "x", "p/second.py:2"),
        ("p.exits", "SystemExit", None, "p/exits.py:2"),
        ("p.fails", "KeyError", None, "p/fails.py:2"),
        ("p.broken", "SyntaxError", None, None),
        ("p.ends", "Died", None, None),
        ("p.hangs", "Timeout", None, None),
        ("gone", "ModuleNotFoundError", "gone", None),
    ],
)
def test_what_is_raised_has_its_name_and_place(observed, module, exception, name, raised_at):
    answer = observed[0][module]
    assert (answer.result, answer.exception, answer.name, answer.raised_at) == ("error", exception, name, raised_at)


def test_bodies_stand_in_the_order_in_which_they_started_and_as_often(observed):
    answers, loaded = observed
    assert answers["p.twice"].executed == ("p", "p.twice", "p.fails", "p.leaf", "p.fails")
    assert answers["p.zipped"].executed == ("p", "p.zipped", "q", "q.r")
    assert answers["p.broken"].executed == ("p",)
    expected = {"math", "importlib.machinery", "__hello__"} - loaded
    assert expected <= set(answers["p.extension"].executed)
    assert not loaded & set(answers["p.extension"].executed)


def test_a_namespace_package_is_entered_but_has_no_body(observed):
    answers, _ = observed
    assert (answers["n"].executed, answers["n"].sys_modules) == ((), ("n",))
    assert answers["n.m"].executed == ("n.m",)


def test_what_runs_sees_no_input_and_an_empty_main_module_and_may_put_anything_into_sys_modules(observed):
    answers, _ = observed
    assert (answers["p.prints"].result, answers["p.main"].result) == ("ok", "ok")
    assert answers["p.strange"].sys_modules == ("odd", "p", "p.strange")


@pytest.mark.parametrize("python", interpreters())
def test_the_modules_seen_are_those_of_an_interpreter_that_is_not_watched(python, tmp_path):
    """What -v tells is what was imported to the end, in the order of the ends."""
    name = "xml.dom.minidom"
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys\nbefore = set(sys.modules)\nimport {name}\nprint(sorted(set(sys.modules) - before))\n"
    )
    done = subprocess.run([python, "-I", "-B", "-v", script], capture_output=True, text=True)
    told = [line.split("'")[1] for line in done.stderr.splitlines() if line.startswith("import '")]

    (answer,) = observe(python, str(tmp_path), [name])

    assert ast.literal_eval(done.stdout) == list(answer.sys_modules)
    assert sorted(set(told) - loaded_at_start(python)) == sorted(answer.executed)


@pytest.mark.parametrize("python", interpreters())
def test_a_seed_gives_the_same_package_whatever_runs_the_generator(python):
    if version_of(python) < (3, 10):
        pytest.skip("the generator is not written for it")
    program = "from tests.differential.generated_packages import generate; print(generate(7, (3, 12)))"
    done = subprocess.run([python, "-B", "-c", program], cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert done.stderr == ""
    assert ast.literal_eval(done.stdout) == generate(7, (3, 12))


@pytest.mark.parametrize("python", interpreters())
def test_generated_packages_parse_on_the_version_they_are_for(python):
    texts = [text for seed in range(40) for text in generate(seed, version_of(python)).values()]
    program = "import ast, sys\nfor text in eval(sys.stdin.read()): ast.parse(text)"
    done = subprocess.run([python, "-c", program], input=repr(texts), capture_output=True, text=True)
    assert done.stderr == ""


def test_every_construct_is_used():
    used: Counter[str] = Counter()
    for seed in range(150):
        used += draw_package(seed, (3, 15)).used
    assert {construct.name for construct in CONSTRUCTS} - set(used) == set()


def test_crashes_are_common_and_depend_on_the_entry(tmp_path):
    """A score over packages that all crash, or never do, would say little."""
    python = interpreters()[-1]
    outcomes = []
    for seed in range(40):
        files = generate(seed, version_of(python))
        draw(tmp_path / str(seed), files)
        outcomes.append([answer.exception for answer in observe(python, str(tmp_path / str(seed)), modules_of(files))])

    every = [exception for package in outcomes for exception in package]
    assert 0.3 < sum(exception is not None for exception in every) / len(every) < 0.65
    assert {"ImportError", "AttributeError", "NameError"} <= set(every)
    assert sum(None in package and any(package) for package in outcomes) >= 10
