"""How often a whole command asks the disk for the same folder or file: counted, not timed."""

import json
import sys

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run

COUNTED = """
import collections, json, sys
from importls.cli import run
from resolver.file_system.disk import Disk

asked = {"list_directory": collections.Counter(), "read_bytes": collections.Counter()}

def counted(method, count):
    def call(self, path, *rest):
        count[path] += 1
        return method(self, path, *rest)
    return call

for name, count in asked.items():
    setattr(Disk, name, counted(getattr(Disk, name), count))
status = run(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    json.dump(asked, file)
sys.exit(status)
"""
INSTALLED = {
    "plain/__init__.py": "import os, gone_for_good\n",
    "plain/leaf.py": "import sys\nif 'x' in sys.modules:\n    import gone_too\n",
    "plain/deep/__init__.py": "",
    "plain/deep/leaf.py": "from plain import leaf\n",
    "grown/__init__.py": "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
    "space/part/leaf.py": "",
    "six.py": "import sys\nsys.meta_path.append(1)\n",
    "a.pth": "more\nimport sys; sys.path.append('/nowhere')\n",
    "more/extra.py": "",
    "more/grown/late.py": "",
}


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    folder = draw_interpreter(tmp_path_factory.mktemp("interpreter"))
    draw(folder / "lib/python3.12/site-packages", INSTALLED)
    return folder


def counts(folder, *arguments, **keywords):
    """How often each folder was listed, and how often each file was read."""
    file = folder / "counts.json"
    outcome = run(folder, "-c", COUNTED, file, *arguments, program=(sys.executable,), **keywords)
    assert outcome.status in {0, 1}, outcome.err
    asked = json.loads(file.read_text())
    return asked["list_directory"], asked["read_bytes"]


def more_than(times, count):
    return {path: number for path, number in count.items() if number > times}


def test_spec_lists_no_folder_and_reads_no_file_twice(tmp_path, venv):
    known = ["plain", "plain.leaf", "plain.deep.leaf", "grown", "grown.late", "space.part.leaf", "six", "extra", "json"]
    names = [name + tail for name in (*known, *known) for tail in ("", ".nope", ".__init__", ".a.b", "x")]
    listed, read = counts(tmp_path, "spec", "--python", venv, "--format", "jsonl", "-", stdin="\n".join(names))
    assert (more_than(1, listed), more_than(1, read)) == ({}, {})
    asked = {path.partition("site-packages/")[2] for path in (*listed, *read)}
    assert {"plain", "plain/deep/leaf.py", "more/grown", "a.pth"} <= asked


def test_spec_with_its_trace_asks_no_more(tmp_path, venv):
    names = ["plain.leaf", "grown.late", "grown.gone", "space.part.leaf.x", "gone.x"]
    plain = counts(tmp_path, "spec", "--python", venv, *names)
    assert counts(tmp_path, "spec", "--python", venv, "--trace", *names) == plain


PROJECT = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "src/app/__init__.py": "import plain\nfrom . import views\n",
    "src/app/views.py": "import app.models, grown.late\nfrom .gone import x\nfrom plain.deep import leaf, nope\n",
    "src/app/models.py": "import sys, space.part.leaf, nothing\nfrom app import *\nsys.modules['app.x'] = 1\n",
    "tests/helpers.py": "import six.moves.urllib, extra\n",
    "tests/test_app.py": "import helpers, app.views, json.decoder\n",
    "other/pyproject.toml": "[project]\nname = 'y'\n",
    "other/pkg/__init__.py": "import plain\n",
    "other/pkg/m.py": "import pkg.gone, app\nfrom .. import x\n",
}


def test_check_lists_no_folder_twice_and_reads_a_module_once_for_each_thing_it_does_with_it(tmp_path, venv):
    draw(tmp_path, PROJECT)
    listed, read = counts(tmp_path, "check", "--python", venv, "--select", "ALL", tmp_path)
    modules = {path: number for path, number in read.items() if path.endswith(".py")}
    # To scan it, for its text, to follow its body, to show it; in a cycle also to find and to simulate it.
    assert (more_than(1, listed), more_than(6, modules)) == ({}, {})
    assert {"src", "other", "site-packages"} <= {path.rpartition("/")[2] for path in listed}
    assert {path.removeprefix(f"{tmp_path}/") for path in modules} >= {path for path in PROJECT if path.endswith(".py")}
