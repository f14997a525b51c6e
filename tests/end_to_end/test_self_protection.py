"""Invariant: importls is immune to what it reports.

Every module of the standard library and every dependency has an evil twin in the analysed folder. What Python itself
loads before the first line of importls cannot be protected and is left out: the interpreter's start (`encodings`, with
PYTHONPATH also what `.pth` files of its installation import) and, under `python -m`, what `runpy` needs.
"""

import json
import sys

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run

DEPENDENCIES = ("ast_serialize", "markdown_it", "mdurl", "msgspec", "packaging", "pathspec", "pygments", "rich")

CONSOLE_SCRIPT = """\
import re
import sys
from importls.__main__ import main
if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])
    sys.exit(main())
"""
"""What pip writes for a console script: it imports `re` before importls can do anything."""

COMMANDS = [
    ("check", "-q", "--exit-zero", "--format", "json", "."),
    ("spec", "--format", "jsonl", "json", "msgspec", "resolver"),
    ("env", "--format", "json"),
    ("explain", "import-cycle"),
    ("explain", "json"),
]


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture
def probe(tmp_path):
    """What an interpreter has loaded when the code that it was asked to run begins."""
    folder = draw(tmp_path / "probe", {"probe.py": "import sys; print(*sys.modules)"})

    def loaded(*arguments):
        return {name.partition(".")[0] for name in run(folder, *arguments, program=(sys.executable,)).out.split()}

    return loaded


def draw_evil_twins(folder, spared):
    marker = folder.with_suffix(".marker")
    source = f"open({str(marker)!r}, 'a').write(__name__ + ' ')\nraise SystemError('executed: ' + __name__)\n"
    names = (set(sys.stdlib_module_names) | set(DEPENDENCIES)) - spared - {"__main__"}
    draw(folder, {f"{name}.py": source for name in names} | {"resolver/__init__.py": source})
    return marker


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_python_m_works_in_a_folder_of_evil_twins(tmp_path, venv, probe, command):
    folder = tmp_path / "evil"
    marker = draw_evil_twins(folder, probe("-m", "probe"))
    outcome = run(folder, command[0], "--python", venv, *command[1:])
    assert outcome.status == 0, outcome.err
    assert not marker.exists(), marker.read_text()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_console_script_works_with_pythonpath_at_evil_twins(tmp_path, venv, probe, command):
    folder = tmp_path / "evil"
    spared = probe("probe.py")
    marker = draw_evil_twins(folder, spared | {"re"})
    harmless = f"open({str(marker)!r}, 'a').write('re ')\ndef sub(pattern, new, old): return old\n"
    draw(folder, {} if "re" in spared else {"re.py": harmless})
    script = draw(tmp_path / "bin", {"importls": CONSOLE_SCRIPT}) / "importls"
    program = (sys.executable, script)
    outcome = run(tmp_path, command[0], "--python", venv, *command[1:], program=program, PYTHONPATH=str(folder))
    assert outcome.status == 0, outcome.err
    assert (marker.read_text() if marker.exists() else "") == ("" if "re" in spared else "re ")


def test_the_targets_pythonpath_is_analysed_all_the_same(tmp_path, venv, probe):
    folder = tmp_path / "evil"
    draw_evil_twins(folder, probe("-m", "probe"))
    outcome = run(tmp_path, "spec", "--format", "jsonl", "--python", venv, "json", PYTHONPATH=str(folder))
    assert json.loads(outcome.out)["origin"] == str(folder / "json.py")


def test_a_source_checkout_works_from_its_own_folder(tmp_path, venv):
    import importls  # noqa: PLC0415 # reason: only its place is asked for

    checkout = tmp_path / "checkout"
    checkout.mkdir()
    source = importls.__path__[0]
    (checkout / "importls").symlink_to(source, target_is_directory=True)
    (checkout / "resolver").symlink_to(f"{source}/../resolver", target_is_directory=True)
    outcome = run(checkout, "spec", "--python", venv, "json", PYTHONPATH=str(checkout))
    assert (outcome.status, outcome.out.splitlines()[0]) == (0, "json")
