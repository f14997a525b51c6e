"""What is kept between runs changes no byte of what they print, whatever happens to the project or to the cache."""

import itertools
import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importls.cache import folder as cache_folder
from importls.cache.folder import CacheFolder
from importls.cli import check as check_command
from importls.cli import run as run_command
from importls.facts.file_facts import read_facts
from resolver.file_system.disk import Disk
from tests.end_to_end.command import draw, draw_interpreter, run

PROJECT = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "app/__init__.py": "",
    "app/a.py": "import json, gone\nfrom app.b import f, g\nfrom installed import x\n",
    "app/b.py": "from app import a\ndef f(): ...\n",
    "app/c.py": "import app.a  # importls: ignore\n",
}
OLD = 1_600_000_000


@pytest.fixture
def project(tmp_path):
    draw(tmp_path / "p", PROJECT)
    draw_interpreter(tmp_path)
    for file in tmp_path.rglob("*"):
        os.utime(file, (OLD, OLD))
    return tmp_path / "p"


@pytest.fixture
def in_process(project, monkeypatch, capsys):
    """`importls check` in this process: what it printed, and whether the work was done or an earlier run told."""
    monkeypatch.chdir(project)
    worked = []
    load = check_command.importlib.import_module
    monkeypatch.setattr(check_command.importlib, "import_module", lambda name: worked.append(name) or load(name))

    def check(*arguments):
        worked.clear()
        status = run_command(["check", "--python", str(project.parent / "venv"), *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, without_seconds(out), without_seconds(err), "importls.cli.fresh_check" in worked

    return check


def without_seconds(text):
    return re.sub(r'("seconds": ?|\()[\d.]+', r"\g<1>", text)


def settle(monkeypatch):
    """Trust the time stamps of files that were just written, as one may two seconds later."""
    monkeypatch.setattr("importls.cache.answers.RACY", -(10**12))


@pytest.mark.parametrize("name", ["full", "concise", "json", "jsonl", "github"])
def test_a_second_run_prints_the_same_without_doing_the_work(in_process, name):
    first = in_process("--format", name)
    assert in_process("--format", name) == (*first[:3], False)
    assert first[3]
    assert in_process("--format", name, "--no-cache") == first


def test_other_formats_and_reports_come_from_the_same_run(in_process, project):
    assert in_process()[3]
    assert not in_process("--format", "json", "--color", "always", "-o", "jsonl:out.jsonl")[3]
    assert len((project / "out.jsonl").read_text().splitlines()) == in_process("--format", "jsonl")[1].count("\n")
    assert in_process("-o", "json:app/a.py")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [["--select", "missing-name"], ["--fail-on", "warning"], ["app"], ["--root", "."], ["--python-version", "3.8"]],
)
def test_another_question_has_an_answer_of_its_own(in_process, arguments):
    in_process()
    fresh = in_process(*arguments)
    assert fresh[3]
    assert in_process(*arguments) == (*fresh[:3], False)


CHANGES = {
    "an import is added": lambda p: (p / "app/b.py").write_text("from app import a\ndef f(): ...\nimport nothing\n"),
    "same size, same time": lambda p: rewrite_unseen(p / "app/a.py", "gone", "json"),
    "a file is added": lambda p: (p / "gone.py").write_text(""),
    "a file is removed": lambda p: (p / "app/b.py").unlink(),
    "a file is renamed": lambda p: (p / "app/b.py").rename(p / "app/d.py"),
    "two files are swapped": lambda p: swap(p / "app/a.py", p / "app/b.py"),
    "a module is installed": lambda p: draw(p.parent / "venv/lib/python3.12/site-packages", {"gone.py": ""}),
    "an installed module changes": lambda p: draw(
        p.parent / "venv/lib/python3.12/site-packages", {"installed/__init__.py": "x = 1\n"}
    ),
    "a .pth file appears": lambda p: draw(p.parent / "venv/lib/python3.12/site-packages", {"a.pth": f"{p}/more\n"}),
    "the configuration changes": lambda p: (p / "pyproject.toml").write_text("[tool.importls]\nignore=['ALL']\n"),
    "a configuration appears": lambda p: (p / "importls.toml").write_text("ignore = ['unresolved-import']\n"),
    "a folder becomes a file": lambda p: (shutil.rmtree(p / "app"), (p / "app").write_text("")),
    "a file cannot be decoded": lambda p: (p / "app/b.py").write_bytes(b"\xff\xfe\x00"),
    "a file is ignored": lambda p: (p / ".gitignore").write_text("app/a.py\n"),
    "a link leads elsewhere": lambda p: ((p / "app/b.py").unlink(), (p / "app/b.py").symlink_to(p / "app/c.py")),
    "a file is a link now": lambda p: ((p / "app/b.py").rename(p / "x.txt"), (p / "app/b.py").symlink_to("../x.txt")),
}


def rewrite_unseen(path, old, new):
    """Another content under the same size and modification time: the time of the change itself gives it away."""
    before = path.stat()
    path.write_text(path.read_text().replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap(one, other):
    other.rename(other.with_suffix(".tmp"))
    one.rename(other)
    other.with_suffix(".tmp").rename(one)


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_after_any_change_the_run_prints_what_it_would_without_a_cache(
    in_process, project, monkeypatch, change, settled
):
    if settled:
        settle(monkeypatch)
    before = in_process("--format", "json")
    CHANGES[change](project)
    after = in_process("--format", "json")
    assert after[:3] == in_process("--format", "json", "--no-cache")[:3]
    assert after[3] or after[1] == before[1]
    assert in_process("--format", "json") == (*after[:3], False)


def test_a_variable_that_is_asked_for_is_part_of_the_question(in_process, monkeypatch, project):
    assert in_process()[3]
    monkeypatch.setenv("PYTHONPATH", str(project / "app"))
    assert in_process()[3]
    monkeypatch.setenv("SOMETHING_ELSE", "1")
    assert not in_process()[3]


@pytest.mark.parametrize("settled", [True, False])
def test_times_that_mean_nothing_cost_no_work(in_process, project, monkeypatch, settled):
    if settled:
        settle(monkeypatch)
    in_process()
    for file in (*project.rglob("*.py"), project, project / "app"):
        os.utime(file)
    (project / "report.json").write_text("{}")
    assert not in_process()[3]


def test_a_fresh_clone_with_a_restored_cache_has_no_work_to_do(in_process, project):
    expected = in_process("--format", "json")
    copy = project.with_name("copy")
    shutil.copytree(project, copy, symlinks=True)
    shutil.rmtree(project)
    copy.rename(project)
    os.chdir(project)
    assert in_process("--format", "json") == (*expected[:3], False)


LINES = [
    "import json\n",
    "import gone\n",
    "from app.b import f\n",
    "import app.c\n",
    "def f(): ...\n",
    "from . import a\n",
    "import sys; sys.path.insert(0, 'lib')\n",
    "import e\n",
    "(",
    "# importls: ignore-file\n",
    "__path__ += ['/x']\n",
]
edits = st.lists(
    st.tuples(
        st.sampled_from(["app/__init__.py", "app/a.py", "app/b.py", "app/c.py", "app/d.py", "lib/e.py", "conftest.py"]),
        st.sampled_from(["write", "append", "touch", "remove", "same size", "rename"]),
        st.sampled_from(LINES),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=edits, settled=st.booleans())
def test_random_edits_leave_nothing_stale(in_process, project, monkeypatch, edits, settled):
    if settled:
        settle(monkeypatch)
    for path, kind, text in edits:
        apply(project / path, kind, text)
        cached = in_process("--format", "json", "--select", "ALL")
        assert cached[:3] == in_process("--format", "json", "--select", "ALL", "--no-cache")[:3]


def apply(file, kind, text):
    file.parent.mkdir(exist_ok=True)
    old = file.read_text() if file.exists() else ""
    if kind == "remove":
        file.unlink(missing_ok=True)
    elif kind == "rename" and file.exists():
        file.rename(file.with_name("renamed.py"))
    elif kind == "touch":
        file.touch()
    elif kind == "same size" and old:
        rewrite_unseen(file, old, "".join(itertools.islice(itertools.cycle(text), len(old))))
    else:
        file.write_text(old + text if kind == "append" else text)


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"\xc1", None])
def test_a_damaged_cache_is_dropped_in_silence(in_process, project, damage):
    expected = in_process()
    for file in (project / ".importls_cache").rglob("*.run"):
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2] if damage is None else damage)
    assert in_process() == expected
    assert in_process() == (*expected[:3], False)


def test_no_flipped_bit_changes_what_is_printed(in_process, project):
    expected = in_process()[:3]
    (file,) = (project / ".importls_cache").rglob("*.run")
    data = file.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 60)):
        file.write_bytes(data[:place] + bytes([data[place] ^ 16]) + data[place + 1 :])
        assert in_process()[:3] == expected


def test_a_kept_run_of_another_shape_is_dropped(in_process, project):
    expected = in_process()
    (file,) = (project / ".importls_cache").rglob("*.run")
    CacheFolder(str(project / ".importls_cache"), file.parent.name).store(file.name, b"\x91\x01")
    assert in_process() == expected


def test_the_cache_folder_is_marked_for_backups_and_git(in_process, project):
    in_process()
    cache = project / ".importls_cache"
    assert (cache / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    subprocess.run(["git", "init", "-q", project], check=True)
    shown = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=project, capture_output=True, text=True, check=True
    )
    assert ".importls_cache" not in shown.stdout


@pytest.mark.parametrize("obstacle", ["a file", "no folder"])
def test_a_cache_that_cannot_be_made_does_no_harm(in_process, project, obstacle):
    if obstacle == "a file":
        (project / ".importls_cache").write_text("mine")
        assert in_process()[:3] == in_process("--no-cache")[:3]
    else:
        assert in_process("--cache-dir", "/proc/nothing/here")[:3] == in_process("--no-cache")[:3]


def test_a_full_disk_does_no_harm(in_process, monkeypatch):
    expected = in_process("--no-cache")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache_folder.os, "replace", full)
    assert in_process() == expected
    assert in_process() == expected


def test_two_processes_at_once_both_answer(project):
    command = ["check", "--python", project.parent / "venv", "--format", "json"]
    expected = without_seconds(run(project, *command, "--no-cache").out)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: run(project, *command), range(8)))
    assert {without_seconds(answer.out) for answer in answers} == {expected}
    assert [
        name for name in os.listdir(next((project / ".importls_cache").glob("*-*"))) if name.startswith("new-")
    ] == []


def test_the_oldest_entries_go_when_the_folder_grows_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(cache_folder, "LARGEST", 2500)
    folder = CacheFolder(str(tmp_path / "c"), "1")
    assert folder.prepare()
    for number in range(4):
        folder.store(f"{number}.run", bytes(1000))
        os.utime(tmp_path / "c/1" / f"{number}.run", (OLD + number, OLD + number))
    folder.load("2.run")
    folder.store("4.run", bytes(1000))
    assert sorted(os.listdir(tmp_path / "c/1")) == ["2.run", "4.run"]


def test_clean_removes_the_cache_and_nothing_else(project):
    venv = project.parent / "venv"
    assert "there is no cache" in run(project, "clean").err
    run(project, "check", "--python", venv)
    before = {path for path in project.iterdir() if path.name != ".importls_cache"}
    assert run(project, "clean").err == "importls: removed .importls_cache\n"
    assert set(project.iterdir()) == before
    refused = run(project, "clean", "--cache-dir", "app")
    assert refused.status == 2
    assert "is no cache of importls" in refused.err
    assert (project / "app/a.py").exists()


def test_standard_input_is_never_kept(project):
    venv = project.parent / "venv"
    arguments = ("check", "--python", venv, "--format", "json", "--stdin-filename", "app/a.py", "-")
    assert json.loads(run(project, *arguments, stdin="import gone\n").out)["diagnostics"]
    assert not json.loads(run(project, *arguments, stdin="import json\n").out)["diagnostics"]
    assert not (project / ".importls_cache").exists()


def test_what_comes_and_goes_in_folders_above_is_not_looked_at(in_process, project):
    assert in_process()[3]
    (project.parent / "report.txt").write_text("")
    (project.parent / "another_project").mkdir()
    assert not in_process()[3]
    (project.parent / "venv").rename(project.parent / ".venv")
    assert in_process()[3]


@pytest.mark.parametrize("name", ["pyproject.toml", "importls.toml", ".git/", "__init__.py", ".gitignore"])
def test_what_matters_in_folders_above_is(in_process, project, name):
    (project / "pyproject.toml").unlink()
    before = in_process("--format", "json")
    draw(project.parent, {name: "" if name != ".gitignore" else "p/app/a.py\n"})
    after = in_process("--format", "json")
    assert after[:3] == in_process("--format", "json", "--no-cache")[:3]
    assert after[3] or after[:3] == before[:3]


def test_an_edit_beside_a_folder_without_files_is_worked_out_or_done_anew(in_process, project):
    draw(project, {"empty/pyproject.toml": "[tool.importls]\n"})
    assert in_process("app", "empty", "--format", "json")[3]
    (project / "app/b.py").write_text("import gone\n")
    after = in_process("app", "empty", "--format", "json")
    assert after[:3] == in_process("app", "empty", "--format", "json", "--no-cache")[:3]


def note_parsed(monkeypatch):
    """What is parsed from now on, as a list that grows; empty files are nothing to parse."""
    parsed = []

    def noting(data, **options):
        parsed.extend([data] if data else [])
        return read_facts(data, **options)

    monkeypatch.setattr("importls.snapshot.read_facts", noting)
    return parsed


def test_an_edit_reads_no_other_file_and_no_other_one_is_parsed(in_process, project, monkeypatch):
    assert in_process()[3]
    (project / "app/c.py").write_text("import app.b\n")
    parsed = note_parsed(monkeypatch)
    assert in_process()[3]
    assert parsed == [b"import app.b\n"]


def test_after_a_new_file_the_facts_of_the_others_are_taken_over(in_process, project, monkeypatch):
    assert in_process()[3]
    draw(project, {"app/new.py": "import gone\n"})
    parsed = note_parsed(monkeypatch)
    found = in_process()
    assert parsed == [b"import gone\n"]
    assert found[:3] == in_process("--no-cache")[:3]


def test_in_a_fresh_clone_git_tells_what_is_in_the_files(in_process, project, monkeypatch):
    draw(project, {f"app/m{number}.py": "import json\n" for number in range(60)})
    (project / ".gitignore").write_text(".importls_cache\n")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *arguments], cwd=project, check=True, capture_output=True)
    settle(monkeypatch)
    expected = in_process("--format", "json")
    clone = project.with_name("clone")
    subprocess.run(["git", "clone", "-q", project, clone], check=True, capture_output=True)
    shutil.copytree(project / ".importls_cache", clone / ".importls_cache")
    shutil.rmtree(project)
    clone.rename(project)
    os.chdir(project)
    for file in project.rglob("*.py"):
        os.utime(file, (OLD, OLD))
    subprocess.run(["git", "update-index", "--refresh"], cwd=project, check=True)
    read = []
    read_bytes = Disk.read_bytes
    monkeypatch.setattr(Disk, "read_bytes", lambda disk, path: read.append(path) or read_bytes(disk, path))
    assert in_process("--format", "json") == (*expected[:3], False)
    assert not [path for path in read if "/app/m" in path]


def test_not_even_a_project_without_declarations_looks_at_all_that_is_above(in_process, project):
    (project / "pyproject.toml").unlink()
    assert "declared" not in in_process()[1]
    (project.parent / "report.txt").write_text("")
    assert not in_process()[3]
    (project.parent / "requirements.txt").write_text("gone\n")
    assert "declared" in in_process()[1]
