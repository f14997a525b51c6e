"""Standard streams that are closed, full or odd, and files that are no regular ones."""

import os
import pathlib
import sys

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="streams are closed by a POSIX shell")
IMPORTLS = f"'{sys.executable}' -m importls"


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture
def project(tmp_path):
    return draw(tmp_path, {"a.py": "import gone\n"})


def shell(folder, command, venv, **variables):
    return run(folder, "-c", f"{IMPORTLS} {command}", program=("/bin/sh",), VIRTUAL_ENV=str(venv), **variables)


@pytest.mark.skipif(not pathlib.Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "command", ["check -q a.py", "check --format json-schema", "spec json", "env", "explain import-cycle", "--version"]
)
def test_a_full_disk_is_a_message(project, venv, command, unbuffered):
    outcome = shell(project, f"{command} > /dev/full", venv, PYTHONUNBUFFERED=unbuffered)
    assert outcome.status == 2
    assert outcome.err == "importls: error: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("command", ["check -q a.py >&-", "spec json >&-", "--version >&-"])
def test_a_closed_output_is_a_message(project, venv, command):
    outcome = shell(project, command, venv)
    assert (outcome.status, outcome.err) == (2, "importls: error: standard output cannot be written: it is closed\n")


@pytest.mark.parametrize(
    "command", ["spec - <&-", "check --stdin-filename b.py - <&-", "check --files-from - <&-", "spec - >&- <&-"]
)
def test_a_closed_input_is_a_message(project, venv, command):
    outcome = shell(project, command, venv)
    assert (outcome.status, outcome.err) == (2, "importls: error: standard input cannot be read: it is closed\n")


def test_a_report_does_not_become_a_closed_stream(project, venv):
    outcome = shell(project, "check -o json:report.json a.py 2>&- <&-", venv)
    assert outcome.status == 1
    assert (project / "report.json").read_text("utf-8").startswith('{"schema_version":1')


def test_without_output_nothing_needs_to_be_open(project, venv):
    draw(project, {"good.py": ""})
    assert shell(project, "check good.py >&- 2>&- <&-", venv).status == 0


def test_names_that_are_no_unicode_are_read_from_standard_input(project, venv):
    outcome = shell(project, r"check -q --format concise --files-from - < list", venv) if odd(project) else None
    assert outcome is None or outcome.out.startswith(r"\udcff.py:1:8: error")


def odd(project):
    try:
        pathlib.Path(os.fsdecode(os.fsencode(project) + b"/\xff.py")).write_text("import gone\n")
    except OSError:
        pytest.skip("the disk takes Unicode names only")
    (project / "list").write_bytes(b"\xff.py\n")
    return True


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("importls.toml", ["--config", "importls.toml"], "importls.toml:1: cannot be read: it is no regular file"),
        ("list", ["--files-from", "list"], "list cannot be read: it is no regular file"),
        ("python", ["--python", "python"], "python holds neither a virtual environment nor a Python installation"),
    ],
)
def test_a_fifo_is_never_waited_for(project, venv, name, arguments, message):
    os.mkfifo(project / name)
    outcome = run(project, "check", *arguments, VIRTUAL_ENV=str(venv))
    assert outcome.status == 2
    assert outcome.err.startswith(f"importls: error: {message}\n")


@pytest.mark.parametrize("name", ["importls.toml", "pyproject.toml", ".python-version", "venv/pyvenv.cfg"])
def test_a_fifo_that_lies_around_is_passed_over(project, venv, name):
    (project / name).parent.mkdir(exist_ok=True)
    os.mkfifo(project / name)
    assert run(project, "check", "a.py", VIRTUAL_ENV=str(venv)).status == 1
