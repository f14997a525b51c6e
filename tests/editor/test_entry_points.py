"""Entry points in files that say what a project is: what they lead to, links, and what may be written next."""

import pytest

from importls.editor.completion import completions
from importls.editor.definition import definition
from importls.editor.links import links
from importls.editor.subject import subject_at
from importls.facts.imports import Position
from tests.editor.cursor import at_cursor, shown

FILES = {
    "src/app/__init__.py": "'\U0001d4c1'; start = 1\n",
    "src/app/main.py": "from app.run import run\n\n\ndef main(): ...\n\n\nclass Tool:\n    def go(self): ...\n",
    "src/app/run.py": "def run(): ...\n",
}
TOML = '[project]\nname = "x"\n'
SCRIPTS = f"{TOML}[project.scripts]\n"


def found(text, name="pyproject.toml"):
    snapshot, module, place = at_cursor({**FILES, name: text})
    subject = subject_at(snapshot, module, place)
    target = None if subject is None else definition(snapshot, module, subject)
    if target is None:
        return None
    line = None if target.range is None else target.range.start.line
    return shown(target.path), line


def offered(text, name="pyproject.toml"):
    snapshot, module, place = at_cursor({**FILES, name: text})
    return [candidate.label for candidate in completions(snapshot, module, place)]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        (f'{SCRIPTS}tool = "ap¦p.main:main"\n', ("src/app/__init__.py", None)),
        (f'{SCRIPTS}tool = "app.ma¦in:main"\n', ("src/app/main.py", None)),
        (f'{SCRIPTS}tool = "app.main:ma¦in"\n', ("src/app/main.py", 4)),
        (f"{SCRIPTS}tool = 'app.main:To¦ol.go'  # why\n", ("src/app/main.py", 7)),
        (f'{SCRIPTS}tool = "app.main:ru¦n [extra]"\n', ("src/app/run.py", 1)),
        (f'{SCRIPTS}"\U0001d4c1" = "app.main:ma¦in"\n', ("src/app/main.py", 4)),
        (f'{TOML}[project.gui-scripts]\nt = "app.main:ma¦in"\n', ("src/app/main.py", 4)),
        (f'{TOML}[project.entry-points."a.b"]\nt = "app.ma¦in"\n', ("src/app/main.py", None)),
        (f'{TOML}scripts = {{ t = "app.main:ma¦in" }}\n', ("src/app/main.py", 4)),
        (f'{TOML}scripts.t = "app.main:ma¦in"\n', ("src/app/main.py", 4)),
        (
            f'{TOML}[tool.poetry.scripts]\nt = {{ reference = "app.main:ma¦in", type = "console" }}\n',
            ("src/app/main.py", 4),
        ),
        (f'{TOML}[tool.poetry.plugins."x"]\nt = "app.main:ma¦in"\n', ("src/app/main.py", 4)),
        (f'{TOML}[tool.other]\nt = "app.main:ma¦in"\n', None),
        (f'{TOML}description = "app.ma¦in"\n', None),
        (f'{SCRIPTS}tool = "nowhere.ma¦in:main"\n', None),
        (f'{SCRIPTS}tool = "app.nowhe¦re:main"\n', ("src/app/__init__.py", None)),
        (f'{SCRIPTS}to¦ol = "app.main:main"\n', None),
    ],
)
def test_each_part_leads_to_what_it_names(text, leads):
    assert found(text) == leads


def test_entry_points_of_setuptools_are_such():
    text = "[options.entry_points]\nconsole_scripts =\n    tool = app.main:ma¦in [extra]\n"
    assert found(text, "setup.cfg") == ("src/app/main.py", 4)
    assert found("[options]\npackages =\n    tool = app.main:ma¦in\n", "setup.cfg") is None


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (f'{SCRIPTS}tool = "app.¦"\n', ["main", "run"]),
        (f'{SCRIPTS}tool = "app.m¦', ["main", "run"]),
        (f'{SCRIPTS}tool = "app.main:¦"\n', ["Tool", "main", "run"]),
        (f'{SCRIPTS}tool = "app:s¦"\n', ["start"]),
        (f"{TOML}name = 'app.¦'\n", []),
        (f"{SCRIPTS}tool¦\n", []),
    ],
)
def test_modules_and_names_are_offered(text, labels):
    assert offered(text) == labels
    assert "app" in offered(f'{SCRIPTS}tool = "¦"\n')


def test_modules_are_links():
    snapshot, module, _ = at_cursor({**FILES, "pyproject.toml": f'{SCRIPTS}a = "app.main:main"\nb = "gone:x"\n¦'})
    (link,) = links(snapshot, module)
    assert (link.name, shown(link.path), link.range.start) == ("app.main", "src/app/main.py", Position(4, 6))
