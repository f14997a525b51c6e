"""`importls check --watch` as a real process beside real files."""

import queue
import signal
import subprocess
import sys
import threading

import pytest

from tests.end_to_end.command import draw, draw_interpreter, environment, run

PATIENCE = 30


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", {"pyproject.toml": "[project]\nname = 'x'\n", "a.py": "import gone\n", "b.py": ""})


class Watching:
    """The process, and its lines as they come."""

    def __init__(self, folder, *arguments):
        command = [sys.executable, "-m", "importls", "check", "--watch", "--format", "concise", *arguments]
        self.process = subprocess.Popen(
            [*command, "--python", str(folder.parent / "venv")],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=environment(PYTHONUNBUFFERED="1"),
        )
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, text):
        """The lines up to one with this text."""
        lines = []
        while not lines or text not in lines[-1]:
            lines.append(self.lines.get(timeout=PATIENCE))
        return lines

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture(params=[(), ("--no-cache",)])
def watching(project, request):
    watched = Watching(project, *request.param)
    yield watched
    watched.process.kill()
    watched.process.wait()
    watched.reader.join()
    watched.process.stdout.close()


def test_every_change_that_matters_is_seen(watching, project):
    first = watching.until("watching")
    assert [line for line in first if "No module named 'gone'" in line] == [
        "a.py:1:8: error[unresolved-import] No module named 'gone'"
    ]
    (project / "b.py").write_text("import missing\n")
    assert any("b.py:1:8" in line for line in watching.until("Found 2 errors"))
    (project / "a.py").write_text("import b\n")
    watching.until("Found 1 error")
    (project / "missing.py").write_text("")
    watching.until("No findings")
    assert watching.stop() == 130


def test_a_mistake_in_the_configuration_is_told_and_waited_out(watching, project):
    watching.until("watching")
    (project / "pyproject.toml").write_text("[tool.importls]\nslect = []\n")
    watching.until("unknown setting `slect`")
    (project / "pyproject.toml").write_text("[tool.importls]\nignore = ['unresolved-import']\n")
    watching.until("No findings")
    assert watching.stop() == 130


def test_an_outcome_like_the_last_one_is_not_told_again(watching, project):
    watching.until("watching")
    (project / "b.py").write_text("# a comment\n")
    (project / "a.py").write_text("import gone, gone_too\n")
    lines = watching.until("Found 2 errors")
    assert [line for line in lines if "Found" in line] == ["Found 2 errors in 2 files" + lines[-1][25:]]


def test_standard_input_cannot_be_watched(project):
    outcome = run(project, "check", "--watch", "--stdin-filename", "a.py", "-", stdin="")
    assert (outcome.status, outcome.out) == (2, "")
    assert "--watch" in outcome.err
