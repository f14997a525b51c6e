"""The commands beside `check`, and the command line as a whole."""

import json
import subprocess
import sys

import jsonschema
import pytest

from importls import __version__
from importls.cli import COMMANDS
from importls.output.generate_schema import FILE
from tests.end_to_end.command import draw, draw_interpreter, environment, run


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture
def project(tmp_path):
    return draw(
        tmp_path,
        {
            "pyproject.toml": "",
            "src/app/__init__.py": "",
            "src/app/a.py": "from . import b\nimport gone\n",
            "src/app/b.py": "",
        },
    )


def loaded_by(folder, code):
    """What `code` prints, and the modules that it loads."""
    program = (
        f"import sys; before = set(sys.modules); sys.argv[1:] = ['--version']\ntry:\n {code}\nexcept SystemExit: pass\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    outcome = run(folder, "-c", program, program=(sys.executable,))
    return outcome.out, set(outcome.err.split())


def test_the_version_is_printed_without_loading_anything_but_argparse(tmp_path):
    option = "'--version', action='version', version='1'"
    parser = f"import argparse, typing; p = argparse.ArgumentParser(); p.add_argument({option}); p.parse_args()"
    _, allowed = loaded_by(tmp_path, parser)
    out, loaded = loaded_by(tmp_path, "from importls.cli import run; run(['--version'])")
    assert out == f"importls {__version__}\n"
    foreign = {name for name in loaded - allowed if name.partition(".")[0] not in ("importls", "importlib")}
    assert foreign == {"__future__"}
    assert "importls.output" not in loaded


def test_no_command_shows_the_help_with_status_two(tmp_path):
    outcome = run(tmp_path)
    assert outcome.status == 2
    assert outcome.out == ""
    assert all(f"  {name} " in outcome.err for name in COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_with_examples(tmp_path, command):
    outcome = run(tmp_path, command, "--help")
    assert outcome.status == 0
    assert f"usage: importls {command}" in outcome.out
    assert f"  importls {command}" in outcome.out.partition("examples:")[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek"], "unknown command `chek`\n  hint: did you mean `check`?"),
        (["--versoin"], "unknown option `--versoin`\n  hint: did you mean `--version`?"),
        (["spec", "--packge", "p", "x"], "unknown option `--packge`\n  hint: did you mean `--package`?"),
        (["spec"], "the following arguments are required: NAME"),
        (["spec", "--flags", "I", "x"], "--flags holds `I`, which is no flag"),
        (["explain", "import-cycel"], "unknown rule `import-cycel`\n  hint: did you mean `import-cycle`?"),
        (["explain", "src/app/a.py"], "`src/app/a.py` looks like a file: say which line, as in src/app/a.py:1"),
        (["explain", "src/app/a.py:9"], "there is no import on line 9"),
        (["explain", "src/app/c.py:1"], "no such file or folder"),
        (["explain", "src:1"], "error: src is a folder: lines are those of a file"),
        (["explain", "src/app/a.py:" + "9" * 5000], "there is no line 999999999… in src/app/a.py"),
        (["explain", ""], "`` is no module name"),
        (["explain", "."], "`.` is no module name"),
        (["explain", "a..b"], "`a..b` is no module name"),
        (["explain", "json decoder"], "`json decoder` is no module name"),
        (["env", "--flags", '"'], '--flags holds `"`, which is no flag'),
        (["env", "--flags", "-Z"], "--flags holds `-Z`, which is no flag"),
        (["env", "--python-version", "3.99"], "a version such as 3.12, from 3.8 to 3.15, not `3.99`"),
        (["env", "--python-version", "2.7"], "a version such as 3.12, from 3.8 to 3.15, not `2.7`"),
        (["env", "--python", "src/app/a.py"], "src/app/a.py is no Python interpreter\n"),
        (["env", "--python", "a\nb\x1b[1m"], r"there is nothing at a\nb\x1b[1m" + "\n"),
        (["env", "--root", "nope"], "--root nope: there is no such folder"),
        (["--verbose", "check"], "the command comes first, before --verbose\n  hint: for example: importls check"),
        (["trace"], "the following arguments are required: MODULE"),
        (["check", "--since", "main"], "git rev-parse: not a git repository"),
        (["report"], "the following arguments are required: FILE"),
        (["report", "gone.json"], "gone.json cannot be read: No such file or directory"),
        (["report", "src/app/a.py"], "src/app/a.py is no output of `importls check --format json`: "),
    ],
)
def test_wrong_usage_is_one_message_with_a_hint(project, venv, arguments, message):
    outcome = run(project, *arguments, VIRTUAL_ENV=str(venv))
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err


def test_an_unknown_rule_is_said_to_be_one_without_any_python(tmp_path):
    outcome = run(tmp_path, "explain", "import-cycel", PATH="")
    assert outcome.err == "importls: error: unknown rule `import-cycel`\n  hint: did you mean `import-cycle`?\n"


def test_a_rule_in_the_words_of_python_is_recognised_where_there_is_no_such_module(project, venv):
    outcome = run(project, "explain", "unresolved_import", VIRTUAL_ENV=str(venv))
    assert outcome.status == 2
    assert outcome.err.endswith("  hint: did you mean the rule `unresolved-import`?\n")
    draw(project, {"unresolved_import.py": ""})
    assert run(project, "explain", "unresolved_import", VIRTUAL_ENV=str(venv)).status == 0


@pytest.mark.parametrize("command", ["check", "cost", "cycles", "env", "graph", "metrics", "spec", "trace"])
def test_every_document_has_a_schema_that_is_shipped_and_printed(project, venv, command):
    outcome = run(project, command, "--format", "json-schema", PATH="")
    assert (outcome.status, outcome.err) == (0, "")
    file = FILE if command == "check" else FILE.with_name(f"{command}.schema.json")
    assert outcome.out == file.read_text("utf-8")
    schema = json.loads(outcome.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    arguments = {
        "spec": ["--format", "jsonl", "--trace", "json", "gone", "gone.x", ".x"],
        "trace": ["--format", "jsonl", "json", "gone", "gone.x"],
        "cost": ["--format", "json", "json"],
    }
    real = run(project, command, "--python", venv, *arguments.get(command, ["--format", "json"]))
    lines = real.out.splitlines() if command in arguments else [real.out]
    assert lines
    for line in lines:
        jsonschema.validate(json.loads(line), schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(line) | {"importls_version": 1, "name": 1}, schema)


def spec(folder, venv, *arguments, **keywords):
    outcome = run(folder, "spec", "--format", "jsonl", "--python", venv, *arguments, **keywords)
    assert outcome.status == 0, outcome.err
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_spec_says_what_importlib_would_say(tmp_path, venv):
    library = venv.parent / "base" / "lib" / "python3.12"
    assert spec(tmp_path, venv, "json", "gone", "gone.x", "json.decoder.x", ".x", "__main__") == [
        {
            "name": "json", "found": True, "loader": "SourceFileLoader", "origin": f"{library}/json/__init__.py",
            "submodule_search_locations": [f"{library}/json"],
            "cached": f"{library}/json/__pycache__/__init__.cpython-312.pyc",
            "has_location": True, "parent": "json", "error": None,
        },
        missing("gone", None),
        missing("gone.x", "ModuleNotFoundError"),
        missing("json.decoder.x", "ModuleNotFoundError"),
        missing(".x", "ImportError"),
        missing("__main__", "ValueError"),
    ]  # fmt: skip


def missing(name, error):
    nothing = dict.fromkeys(("loader", "origin", "submodule_search_locations", "cached", "parent"))
    return {"name": name, "found": False, **nothing, "has_location": False, "error": error}


def test_spec_reads_names_from_standard_input_and_resolves_relative_ones(tmp_path, venv):
    assert [item["found"] for item in spec(tmp_path, venv, "-", stdin="json\n\ngone\n")] == [True, False, False]
    assert spec(tmp_path, venv, "--package", "json", ".decoder")[0]["origin"].endswith("json/decoder.py")


def test_names_of_standard_input_stand_in_the_place_of_the_dash(tmp_path, venv):
    names = [item["name"] for item in spec(tmp_path, venv, "os", "-", "json", stdin="re\ngone\n")]
    assert names == ["os", "re", "gone", "json"]


def test_spec_traces_every_finder_that_was_asked(tmp_path, venv):
    (found,) = spec(tmp_path, venv, "--trace", "installed")
    assert [item["finder"] for item in found["attempts"]][:2] == ["BuiltinImporter", "FrozenImporter"]
    assert found["attempts"][-1] == {
        "finder": "FileFinder", "name": "installed", "outcome": "found",
        "entry": str(venv / "lib" / "python3.12" / "site-packages"),
    }  # fmt: skip
    text = run(tmp_path, "spec", "--trace", "--python", venv, "gone").out
    assert "site-packages (venv site-packages): no such module\n" in text


def test_the_start_of_the_interpreter_decides_what_spec_finds(project, venv):
    def found(*arguments, **variables):
        return spec(project, venv, *arguments, "app", **variables)[0]["found"]

    assert not found()
    assert found("--script-dir", "src")
    assert found("--root", "src")
    assert found("--pythonpath", "src")
    assert found(PYTHONPATH="src")
    assert not found("--flags", "-E", PYTHONPATH="src")
    assert not found("--flags", "-I", "--script-dir", "src")
    assert found("--sys-path", "src")
    assert not spec(project, venv, "--sys-path", "src", "json")[0]["found"]


def test_what_the_interpreter_starts_with_is_loaded_whatever_the_search_path(project, tmp_path_factory):
    venv = draw_interpreter(tmp_path_factory.mktemp("old"), "3.10")
    draw(project, {"src/os.py": "", "src/random.py": ""})
    start, other = spec(project, venv, "--sys-path", "src", "os", "random")
    assert start["origin"] == str(venv.parent / "base" / "lib" / "python3.10" / "os.py")
    assert other["origin"] == str(project / "src" / "random.py")


def test_env_tells_each_entry_with_its_source_and_why(project, venv):
    outcome = run(project, "env", "--format", "json", VIRTUAL_ENV=str(venv))
    document = json.loads(outcome.out)
    assert document["chosen_because"] == "VIRTUAL_ENV is set"
    assert document["roots"] == ["src", "."]
    assert document["sys_path"][-1]["source"] == "venv site-packages"
    text = run(project, "env", VIRTUAL_ENV=str(venv)).out
    assert text.startswith("Python 3.12 for linux\n")
    assert "  chosen because: VIRTUAL_ENV is set\n" in text


def test_the_hook_of_setuptools_is_no_editable_install(project, tmp_path_factory):
    venv = draw_interpreter(tmp_path_factory.mktemp("hooked"))
    packages = venv / "lib" / "python3.12" / "site-packages"
    shim = "import os; enabled and __import__('_distutils_hack').add_shim();\n"
    odd = {"odd.pth": "import odd; odd.start()\n", "odd.py": "def start(): exec(input())\n"}
    draw(packages, {"distutils-precedence.pth": shim, **odd})
    document = json.loads(run(project, "env", "--format", "json", "--python", venv).out)
    assert document["editable_installs"] == []
    text = run(project, "env", "--python", venv).out
    assert "editable" not in text
    assert "modules that it alone makes importable are not found" in text
    assert text.endswith("odd.pth: not followed: import odd; odd.start()\n")


def test_what_is_passed_over_is_noted_and_what_is_demanded_is_an_error(tmp_path, venv):
    draw(
        tmp_path, {".venv/pyvenv.cfg": "", "sub/.venv/pyvenv.cfg": "home = /gone/bin\n", "sub/.python-version": "3.77"}
    )
    outcome = run(tmp_path / "sub", "env", PATH=str(venv / "bin"))
    assert outcome.status == 0
    assert outcome.out.splitlines()[1] == f"  prefix: {venv}"
    first, second, third = outcome.err.splitlines()
    assert first.endswith("was made from an interpreter in /gone/bin that is no longer there")
    assert second.endswith("has neither an interpreter nor a `home` in its pyvenv.cfg")
    assert third.endswith(".python-version is passed over (it asks for 3.77): neither pyenv nor uv has that version")
    demanded = run(tmp_path, "env", "--python", ".venv")
    assert demanded.status == 2
    assert demanded.err.startswith("importls: error: ")


def test_explain_shows_the_documentation_of_a_rule(tmp_path):
    outcome = run(tmp_path, "explain", "import-cycle", PATH="")
    assert outcome.status == 0
    assert outcome.out.startswith("# import-cycle\n")


def test_explain_tells_why_an_import_does_or_does_not_resolve(project, venv):
    found = run(project, "explain", "--python", venv, "src/app/a.py:1").out
    assert "import of app by app.a on line 1: executed while the module is imported\n" in found
    assert f"app.b is a module (loader: SourceFileLoader) at {project}/src/app/b.py\n" in found
    lost = run(project, "explain", "--python", venv, "src/app/a.py:2").out
    assert "gone is not found: no finder knows the top-level name gone\n" in lost
    assert f"  FileFinder {project}/src (first-party root): no such module\n" in lost
    assert "error[unresolved-import]" in lost


def test_explain_tells_where_the_submodule_behind_an_imported_name_is_looked_for(project, venv):
    draw(project, {"src/app/c.py": "from app import b, nope\n"})
    text = run(project, "explain", "--python", venv, "src/app/c.py:1").out
    assert "unless app has an attribute b, its submodule is imported:\napp.b is a module" in text
    assert "looking for app.b:\n  BuiltinImporter: not a built-in module\n" in text
    assert f"  FileFinder {project}/src/app: found\n" in text
    assert "app.nope is not found: app has no submodule app.nope\nlooking for app.nope:\n" in text
    assert f"  FileFinder {project}/src/app: no such module\n" in text


def test_explain_finds_modules_of_the_project_and_of_the_environment(project, venv):
    assert f"{project}/src/app/b.py" in run(project, "explain", "--python", venv, "app.b").out
    assert "json is a package" in run(project, "explain", "--python", venv, "json").out
    assert "app has no submodule app.c" in run(project, "explain", "--python", venv, "app.c").out


def test_a_bug_is_reported_with_status_three(tmp_path):
    code = "import importls.cli as cli, sys; cli.COMMANDS['nothing'] = ''; sys.exit(cli.run(sys.argv[1:]))"
    outcome = run(tmp_path, "-c", code, "nothing", program=(sys.executable,))
    assert outcome.status == 3
    assert "importls: internal error: ModuleNotFoundError" in outcome.err
    assert "Please file it" in outcome.err


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_an_interrupt_ends_the_command_with_status_130(tmp_path, venv):
    import signal  # noqa: PLC0415 # reason: SIGINT is sent on POSIX only

    # A process that is started in the background of a shell inherits that interrupts are ignored.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); import importls.cli as cli; "
        "sys.exit(cli.run(sys.argv[1:]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "spec", "--python", venv, "-"],
        cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    process.stdin.write(b"json\n" * 5000)
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, b"")


def test_explain_shows_what_only_the_whole_project_tells(tmp_path, venv):
    draw(
        tmp_path,
        {
            "pyproject.toml": "",
            "app/__init__.py": "",
            "app/a.py": "from app.b import y\nx = 1\n",
            "app/b.py": "\nfrom app.a import x\ny = 1\n",
        },
    )
    for place in ("app/a.py:1", "app/b.py:2"):
        outcome = run(tmp_path, "explain", "--python", venv, place)
        assert outcome.status == 0
        assert "[cycle-will-fail]" in outcome.out
    assert "[cycle-will-fail]" in run(tmp_path / "app", "explain", "--python", venv, "b.py:2").out


def test_explain_does_not_read_a_whole_home_folder(tmp_path, venv):
    draw(tmp_path, {"home/script.py": "import other\n", "home/other.py": "import script\n"})
    outcome = run(tmp_path / "home", "explain", "--python", venv, "script.py:1", HOME=str(tmp_path / "home"))
    assert outcome.status == 0
    assert "[import-cycle]" not in outcome.out
    assert "[import-cycle]" in run(tmp_path / "home", "explain", "--python", venv, "script.py:1").out
