"""Commands of tools as data, and what is read off their output."""

import os

import pytest

from benchmarks import what_they_did
from benchmarks.corpora import Corpus
from benchmarks.places import Place
from benchmarks.rounds import anonymous
from benchmarks.tools import TOOLS, Case, Mode
from benchmarks.what_they_did import NOTHING, Did

PLACE = Place("/place")
CORPUS = Corpus("packages", "/place/corpora/packages/tree", "/place/corpora/packages", "3.13.0", 3, 1, 300, "")
CASES = [(tool, mode) for tool in TOOLS.values() for mode in tool.modes]


def case_of(tool):
    return Case(PLACE, tool.name, CORPUS)


@pytest.mark.parametrize(("tool", "mode"), CASES, ids=[f"{tool.name}-{mode}" for tool, mode in CASES])
def test_a_command_is_one_of_its_own_environment(tool, mode):
    command = tool.command(case_of(tool), mode)
    assert command[0].startswith(f"/place/peers/{tool.name}/")
    assert all(isinstance(argument, str) for argument in command)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ruff", ["exclude=[]", "respect-gitignore=false"]),
        ("ty", ["--no-respect-ignore-files", 'src.exclude=["!**/build/", "!**/dist/", "!**/venv/"]']),
        ("pylint", ["--disable=all", "--enable=cyclic-import", "--recursive=y"]),
        ("deptry", ["--exclude"]),
    ],
)
def test_a_tool_leaves_no_folder_out(tool, arguments):
    command = TOOLS[tool].command(case_of(TOOLS[tool]), Mode.COLD)
    assert [argument for argument in arguments if argument not in command] == []


@pytest.mark.parametrize("tool", ["importls", "grimp"])
def test_cold_has_no_cache_and_the_other_modes_share_one(tool):
    commands = {mode: TOOLS[tool].command(case_of(TOOLS[tool]), mode) for mode in Mode}
    cache = case_of(TOOLS[tool]).cache

    assert cache not in commands[Mode.COLD]
    assert cache in commands[Mode.FILLING]
    assert commands[Mode.FILLING] == commands[Mode.WARM] == commands[Mode.EDIT]


def test_settings_of_pyright_name_the_tree_from_its_own_folder():
    settings = TOOLS["pyright"].settings(case_of(TOOLS["pyright"]))["pyrightconfig.json"]
    assert '"../../../corpora/packages/tree"' in settings


def test_shown_commands_name_no_folder_of_this_machine():
    for tool, mode in CASES:
        shown = anonymous(case_of(tool), " ".join(tool.command(case_of(tool), mode)))
        assert "/place" not in shown
        assert os.path.dirname(os.path.dirname(__file__)) not in shown


@pytest.mark.parametrize(
    ("read", "output", "errors", "did"),
    [
        (what_they_did.ruff, '{"a.py": ["b.py"], "b.py": []}', "", Did(2, "1 edges between files")),
        (what_they_did.ruff, "", "error: no", NOTHING),
        (
            what_they_did.ty,
            "a.py:1:1: error\nFound 1 diagnostic\n",
            "INFO Indexed 7 file(s) in 1s",
            Did(7, "1 unresolved"),
        ),
        (what_they_did.ty, "All checks passed!\n", "INFO Indexed 7 file(s) in 1s", Did(7, "0 unresolved")),
        (
            what_they_did.pyrefly,
            "",
            " INFO 3,590 errors (8 suppressed)\n INFO 13,101 modules (7 dependent modules); 9 lines",
            Did(13101, "3590 missing imports"),
        ),
        (what_they_did.pyrefly, "", " INFO 0 errors\n INFO 1 modules (0)", Did(1, "0 missing imports")),
        (
            what_they_did.pyright,
            '{"summary": {"filesAnalyzed": 9, "errorCount": 2}}',
            "",
            Did(9, "2 missing imports"),
        ),
        (what_they_did.pylint, "Linting 5 modules.\na (cyclic-import)\n", "", Did(5, "1 cycles")),
        (what_they_did.grimp, '{"modules": 4, "imports": 6}', "", Did(4, "6 imports between modules")),
        (what_they_did.deptry, "", "Scanning 9 files...\nFound 2 dependency issues.", Did(9, "2 undeclared")),
        (what_they_did.deptry, "", "Scanning 9 files...\nSuccess! No dependency issues found.", Did(9, "0 undeclared")),
        (what_they_did.deptry, "", "Scanning 9 files...\nTraceback (most recent call last):", NOTHING),
        (
            what_they_did.importls,
            '{"summary": {"files": 3, "imports": 9, "errors": 1, "warnings": 2, "infos": 0}}',
            "",
            Did(3, "9 imports: 1 errors, 2 warnings, 0 infos"),
        ),
    ],
)
def test_what_a_tool_did_is_read_off_its_output(read, output, errors, did):
    assert read(output, errors) == did


def test_a_failure_is_told_by_the_last_line():
    assert what_they_did.failure(1, "Traceback\n  File\nValueError: no\n") == "status 1: ValueError: no"
