"""Processes are measured with their children and stopped in time."""

import os
import signal
import sys
import time

import pytest

from benchmarks.measuring import Process, run, run_watched

# The memory is there for longer than it takes to look at it, also where the machine is busy.
BUSY = "import time; x = [n for n in range(1_500_000)]; time.sleep(0.5)"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}], check=True)"


@pytest.fixture
def process(tmp_path):
    def made(code):
        output, errors = str(tmp_path / "output"), str(tmp_path / "errors")
        return Process([sys.executable, "-c", code], str(tmp_path), dict(os.environ), output, errors)

    return made


def test_output_status_and_times_are_kept(process, tmp_path):
    result = run(process("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"), 60)

    assert (result.status, result.stopped) == (3, False)
    assert result.wall > 0
    assert result.cpu > 0
    assert (tmp_path / "output").read_text() == "out\n"
    assert (tmp_path / "errors").read_text() == "err\n"


def test_time_and_memory_of_children_count(process):
    alone, least = run_watched(process("import time; time.sleep(0.5)"), 60)
    parent, peak = run_watched(process(CHILD), 60)

    assert parent.cpu > alone.cpu
    assert 0 < least < peak - 20_000_000


def test_what_the_measuring_process_holds_does_not_count(process):
    held = bytearray(b"x") * 150_000_000
    _, peak = run_watched(process("pass"), 60)

    assert peak < len(held) // 2


def test_a_run_is_stopped_with_its_children(process, tmp_path):
    code = f"import subprocess, sys; c = subprocess.Popen([sys.executable, '-c', {'import time; time.sleep(60)'!r}]); "
    code += "print(c.pid, flush=True); c.wait()"
    result = run(process(code), 0.5)

    assert (result.status, result.stopped) == (-signal.SIGKILL, True)
    child = (tmp_path / "output").read_text().strip()
    if child and os.path.exists("/proc"):
        assert any(is_over(child) or time.sleep(0.05) for _ in range(400))  # it dies as soon as it is scheduled


def is_over(pid):
    try:
        with open(f"/proc/{pid}/stat") as stream:
            return stream.read().rpartition(")")[2].split()[0] in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return True
