"""Whatever is edited, in buffers or on the disk, findings are those of a check that knows nothing of the past."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importls.check import check
from importls.configuration import Configuration
from importls.host import Host
from importls.rules import all_rules
from importls.selection import RuleOptions, select_rules
from importls.spread import unwatched
from importls.target_options import TargetOptions
from importls.workspace.analysis import Question
from importls.workspace.kept_listings import KeptListings
from importls.workspace.session import Session
from resolver.file_system.overlay import Overlay
from tests.scenario import PROJECT, Scenario, snapshot_of

HOST = Host({"PATH": "/usr/bin"}, PROJECT, "/home/u", "linux")
EVERY = RuleOptions(select=tuple(all_rules()))

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "app/__init__.py": "",
    "app/a.py": "from app.b import f\n",
    "app/b.py": "def f(): ...\n",
    "app/c.py": "import app.a\nfrom app import b\n",
    "app/sub/__init__.py": "from app.sub.d import *\n",
    "app/sub/d.py": "x = 1\n",
    "run.py": "import app.c\nimport installed\nif __name__ == '__main__':\n    import gone\n",
    "site-packages/installed/__init__.py": "",
}
PATHS = [*(path for path in FILES if path.endswith(".py")), "app/e.py", "gone.py", "json.py", "site-packages/gone.py"]
LINES = [
    "import json\n",
    "import gone\n",
    "import installed\n",
    "import app.c\n",
    "import app.e\n",
    "from app import *\n",
    "from app import a\n",
    "from app.b import f\n",
    "from app.sub.d import x\n",
    "from .b import f, g\n",
    "def g(): ...\n",
    "x = 1\n",
    "__all__ = ['a', 'x']\n",
    "if __name__ == '__main__': import run\n",
    "import gone  # importls: ignore\n",
    "import sys; sys.modules['gone'] = 1\n",
    "__path__ = []\n",
    "(\n",
]
CONTENT = st.lists(st.sampled_from(LINES), max_size=3).map("".join)
EDITS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(PATHS), CONTENT),
    st.tuples(st.just("delete"), st.sampled_from(PATHS), st.just("")),
    st.tuples(st.just("type"), st.sampled_from(PATHS), CONTENT),
    st.tuples(st.just("close"), st.sampled_from(PATHS), st.just("")),
    st.tuples(st.just("work"), st.just(""), st.just("")),
)


class MemoryDisk:
    """A disk of values that can be changed."""

    separator = "/"

    def __init__(self, files):
        self.write(files)

    def write(self, files):
        self.tree = Scenario("", files).tree()

    def __getattr__(self, name):
        return getattr(self.tree, name)


class Editor:
    """A session with the files and buffers that it is about."""

    def __init__(self, files=FILES):
        self.files, self.buffers = dict(files), {}
        self.disk = MemoryDisk(self.files)
        self.listings = KeptListings(self.disk)
        question = Question(PROJECT, HOST, TargetOptions(python="/usr/bin/python3.12"), EVERY)
        self.session = Session(question, self.listings)
        self.during_check = []

    def do(self, kind, path, content):
        if kind in ("write", "delete"):
            self.files.pop(path, None)
            self.files |= {path: content} if kind == "write" else {}
            self.disk.write(self.files)
            self.session.look(self.listings.refresh(), {place(path)})
        elif kind in ("type", "close"):
            self.buffers.pop(place(path), None)
            self.buffers |= {place(path): content.encode()} if kind == "type" else {}
            self.session.change_buffers(dict(self.buffers))
        else:
            self.work()

    def work(self):
        """As an editor's server does; a check is interrupted by what is to happen during checks."""
        while not self.session.judge():
            self.session.glance(tuple(self.buffers))
            self.session.check(unwatched, self.breathe)

    def breathe(self):
        if self.during_check:
            self.do(*self.during_check.pop())

    def findings(self):
        self.work()
        return {path: found for path, found in self.session.findings.items() if found}

    def fresh(self):
        selection = select_rules(all_rules(), Configuration(folder=PROJECT), EVERY)
        found = {}
        for item in check(snapshot_of(Overlay(self.disk.tree, self.buffers)), selection).diagnostics:
            found.setdefault(item.path, []).append(item)
        return {path: tuple(sorted(items, key=order)) for path, items in found.items()}


def order(item):
    return item.range, item.rule, item.message


def place(path):
    inside, _, rest = path.partition("/")
    return f"/usr/lib/python3.12/site-packages/{rest}" if inside == "site-packages" else f"{PROJECT}/{path}"


def same(editor):
    found = {path: tuple(sorted(items, key=order)) for path, items in editor.findings().items()}
    assert found == editor.fresh()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDITS, min_size=1, max_size=6), st.lists(EDITS.filter(lambda edit: edit[0] != "work"), max_size=2))
def test_findings_after_edits_are_those_of_a_fresh_check(edits, during):
    editor = Editor()
    editor.work()
    for edit in edits:
        editor.do(*edit)
    editor.during_check = list(during)
    same(editor)


def test_what_is_opened_while_everything_is_checked_counts():
    for number in range(6):
        editor = Editor()
        steps = iter(range(number))
        editor.breathe = lambda editor=editor, steps=steps: (
            next(steps, None) is None and editor.do("type", "app/c.py", "(\n")
        )
        same(editor)
        assert [item.rule for item in editor.session.findings[f"{PROJECT}/app/c.py"]] == ["syntax-error"]


def test_an_edit_looks_at_one_file_and_what_depends_on_it():
    editor = Editor({**FILES, **{f"app/m{number}.py": "import app.a\n" for number in range(30)}})
    editor.work()
    read = []
    editor.disk.read_bytes = lambda path, at_most=None: read.append(path) or editor.disk.tree.read_bytes(path, at_most)
    editor.do("type", "app/c.py", "import app.a\nimport gone\n")
    assert editor.session.judge()
    assert [item.rule for item in editor.session.findings[f"{PROJECT}/app/c.py"]] == ["unresolved-import"]
    assert not [path for path in read if "/app/m" in path]


def test_names_that_were_written_once_are_not_remembered():
    editor = Editor()
    editor.work()

    def remembered(name):
        editor.do("type", "app/c.py", f"import {name}\nimport app.{name}\nfrom app import {name}\n")
        editor.work()
        asked, listings = editor.session._asked, editor.listings
        return [len(kept) for kept in (asked.paths, asked.bodies, listings._listings, listings._kinds)]

    assert remembered("first") == remembered("second") == remembered("third")


def test_what_is_open_is_judged_before_everything_is_checked():
    editor = Editor()
    editor.do("type", "app/c.py", "import gone\n")
    assert not editor.session.judge()
    editor.session.glance([f"{PROJECT}/app/c.py"])
    assert [item.rule for item in editor.session.findings[f"{PROJECT}/app/c.py"]] == ["unresolved-import"]
    same(editor)


def test_a_module_that_appears_is_found_before_everything_is_checked_again():
    editor = Editor()
    editor.do("type", "app/c.py", "import app.new\n")
    editor.work()
    assert editor.session.findings
    editor.do("write", "app/new.py", "")
    assert not editor.session.judge()
    editor.session.glance([f"{PROJECT}/app/c.py"])
    assert f"{PROJECT}/app/c.py" not in editor.session.findings
    same(editor)


def test_a_buffer_that_nobody_has_saved_can_be_imported():
    editor = Editor()
    editor.do("type", "app/c.py", "import app.new\n")
    editor.do("type", "app/new.py", "import gone\n")
    assert found_in(editor, "app/c.py", "app/new.py") == ["app/new.py"]
    editor.do("close", "app/new.py", "")
    assert found_in(editor, "app/c.py", "app/new.py") == ["app/c.py"]


def found_in(editor, *paths):
    found = editor.findings()
    return [path for path in paths if place(path) in found]


def test_what_is_mistaken_in_the_configuration_stands_in_its_file():
    editor = Editor()
    editor.do("write", "pyproject.toml", "[tool.importls]\nselct = []\n")
    (found,) = editor.findings()[f"{PROJECT}/pyproject.toml"]
    assert (found.range.start.line, found.message) == (2, "unknown setting `selct`")
    assert editor.session.snapshot() is not None
    editor.do("type", "pyproject.toml", "[tool.importls]\nselect = ['unresolved-import']\n")
    assert found_in(editor, "pyproject.toml") == []


def test_an_interpreter_that_is_not_there_is_told_and_looked_for_again():
    editor = Editor()
    editor.session.ask(Question(PROJECT, HOST, TargetOptions(python="/nowhere"), EVERY))
    assert editor.findings() == {}
    assert "/nowhere" in editor.session.wrong.messages[0]
    editor.session.ask(Question(PROJECT, HOST, TargetOptions(python="/usr/bin/python3.12"), EVERY))
    same(editor)
    assert editor.session.wrong is None
