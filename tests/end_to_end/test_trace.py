"""What `importls trace` prints of imports that succeed and that fail."""

import json

import jsonschema
import pytest

from importls.output.generate_schema import schema_text
from tests.end_to_end.command import draw, draw_interpreter, run

PROJECT = {
    "p/__init__.py": "",
    "p/a.py": "from p.b import y\n\nx = 1\n",
    "p/b.py": "import json\n\nfrom p.a import x\n\ny = 2\n",
    "p/fine.py": "import p.part\nif p.part.z:\n    import p.leaf\n",
    "p/part.py": "z = 1\n",
    "p/leaf.py": "",
    "perhaps.py": "import sys\nif sys.unknown:\n    import gone\ngone\n",
    "newer.py": "lazy import p.part\ntype X[T] = list[T]\n\ndef f[T](x: T): ...\n\nprint(p.part.z)\n",
}


CRASH = "cannot import name 'x' from partially initialized module 'p.a' (most likely due to a circular import)"


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return draw(tmp_path_factory.mktemp("project"), PROJECT)


def records(project, venv, *arguments, status):
    outcome = run(project, "trace", "--format", "jsonl", "--root", ".", "--python", venv, *arguments)
    assert (outcome.status, outcome.err) == (status, "")
    found = [json.loads(line) for line in outcome.out.splitlines()]
    for record in found:
        jsonschema.validate(record, json.loads(schema_text("trace")))
    return found


def test_a_crash_is_told_with_its_place_and_the_imports_that_led_there(project, venv):
    (record,) = records(project, venv, "p.a", status=1)

    assert record == {
        "module": "p.a",
        "result": "error",
        "certainty": "certain",
        "error_kind": "partial_import",
        "exception": "ImportError",
        "message": f"{CRASH} ({project}/p/a.py)",
        "name": "x",
        "raised_at": "p/b.py:3",
        "chain": [{"path": "p/a.py", "line": 1, "module": "p.b"}],
        "executed": ["p", "p.a", "p.b", *record["executed"][3:]],
        "sys_modules": record["sys_modules"],
    }
    assert {"p.a", "p.b"}.isdisjoint(record["sys_modules"])
    assert "p" in record["sys_modules"]


def test_each_module_is_imported_in_a_fresh_interpreter(project, venv):
    fine, again, missing = records(project, venv, "p.fine", "p.part", "p.gone", status=1)

    assert [name for name in fine["executed"] if name.startswith("p")] == ["p", "p.fine", "p.part", "p.leaf"]
    assert again["executed"] == ["p", "p.part"]
    assert (missing["error_kind"], missing["name"], missing["raised_at"]) == ("module_not_found", "p.gone", None)


def test_syntax_of_any_version_is_followed(project, venv):
    (record,) = records(project, venv, "--python-version", "3.15", "newer", status=0)

    assert record["executed"] == ["newer", "p", "p.part"]


def test_people_see_the_tree_of_what_is_executed_and_how_it_ends(project, venv):
    outcome = run(project, "trace", "--root", ".", "--python", venv, "p.fine", "p.a")

    assert outcome.status == 1
    fine, crash = outcome.out.split("import p.a\n")
    assert fine.splitlines()[:4] == ["import p.fine", "  p  0 B", "  p.fine  45 B", "    p.part  6 B"]
    assert fine.splitlines()[-1] == "  succeeds: 4 modules executed"
    assert crash.splitlines()[-3:] == [
        "  p/a.py:1 imports p.b",
        "  fails at p/b.py:3",
        f"  ImportError: {CRASH} (p/a.py)",
    ]


def test_what_is_not_certain_is_told_as_such_and_is_no_exit_status(project, venv):
    (record,) = records(project, venv, "perhaps", status=0)
    outcome = run(project, "trace", "--root", ".", "--python", venv, "perhaps")

    assert (record["result"], record["certainty"], record["raised_at"]) == ("error", "possible", "perhaps.py:4")
    assert outcome.status == 0
    assert outcome.out.splitlines()[-4:] == [
        "  may fail at perhaps.py:3",
        "  ModuleNotFoundError: No module named 'gone'",
        "  perhaps fails at perhaps.py:4",
        "  NameError: name 'gone' is not defined",
    ]
