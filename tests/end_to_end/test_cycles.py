"""What `importls cycles` says of cycles that fail, that may fail and that do not."""

import json

import jsonschema
import pytest

from importls.output.generate_schema import schema_text
from tests.end_to_end.command import draw, draw_interpreter, run


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


PROJECT = {
    "fails/__init__.py": "",
    "fails/a.py": "from fails.b import y\nx = 1\n",
    "fails/b.py": "from fails.a import x\ny = 1\n",
    "depends/__init__.py": "",
    "depends/a.py": "import depends.b\n\nclass Base: ...\n",
    "depends/b.py": "from depends.a import Base\n\nclass Derived(Base): ...\n",
    "works/__init__.py": "",
    "works/a.py": "import works.b\n\ndef f():\n    return works.b.g\n",
    "works/b.py": "import works.a\n\ndef g():\n    return works.a.f\n",
    "later/__init__.py": "",
    "later/a.py": "import later.b\n",
    "later/b.py": "def f():\n    import later.a\n",
    "typed/__init__.py": "",
    "typed/a.py": "import typed.b\n",
    "typed/b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import typed.a\n",
    "alone.py": "import works.a\n",
}


def cycles(tmp_path, venv, files, status):
    outcome = run(draw(tmp_path, files), "cycles", "--format", "json", "--python", venv)
    assert (outcome.status, outcome.err) == (status, "")
    document = json.loads(outcome.out)
    jsonschema.validate(document, json.loads(schema_text("cycles")))
    return document["cycles"]


def test_each_class_is_told_from_the_others(tmp_path, venv):
    found = {tuple(cycle["modules"]): cycle["class"] for cycle in cycles(tmp_path, venv, PROJECT, 1)}

    assert found == {
        ("fails.a", "fails.b"): "will-fail",
        ("depends.a", "depends.b"): "entry-dependent",
        ("works.a", "works.b"): "harmless",
        ("later.a", "later.b"): "deferred",
        ("typed.a", "typed.b"): "typing-only",
    }


def test_the_entries_that_fail_are_named(tmp_path, venv):
    failing = {tuple(cycle["modules"]): cycle["failing_entries"] for cycle in cycles(tmp_path, venv, PROJECT, 1)}

    assert failing["fails.a", "fails.b"] == ["fails.a", "fails.b"]
    assert failing["depends.a", "depends.b"] == ["depends.a"]
    assert failing["works.a", "works.b"] == []


def test_an_import_that_only_functions_use_is_the_cheapest_to_cut(tmp_path, venv):
    files = {
        "a.py": "from b import helper\n\nclass Base: ...\n\ndef f():\n    return helper\n",
        "b.py": "from a import Base\n\nclass Derived(Base): ...\n\ndef helper(): ...\n",
    }
    (cycle,) = cycles(tmp_path, venv, files, 1)

    assert cycle["cut"] == [{"importer": "a", "imported": "b", "path": "a.py", "line": 1}]
    assert cycle["shortest"] == [*cycle["cut"], {"importer": "b", "imported": "a", "path": "b.py", "line": 1}]


def test_the_fixes_come_with_their_edits(tmp_path, venv):
    files = {
        "a.py": "from b import helper\n\nclass Base: ...\n\ndef f():\n    return helper\n",
        "b.py": "from a import Base\n\nclass Derived(Base): ...\n\ndef helper(): ...\n",
    }
    (cycle,) = cycles(tmp_path, venv, files, 1)

    def at(line, column):
        return {"line": line, "column": column}

    assert cycle["fixes"] == [
        {
            "title": "Move 'from b import helper' into 'f' in 'a': with it all 2 modules import, whichever comes first",
            "safe": False,
            "edits": [
                {"path": "a.py", "range": {"start": at(1, 1), "end": at(3, 1)}, "text": ""},
                {"path": "a.py", "range": {"start": at(6, 5), "end": at(6, 5)}, "text": "from b import helper\n\n    "},
            ],
        }
    ]


def test_a_project_without_a_cycle_that_fails_is_fine(tmp_path, venv):
    assert cycles(tmp_path, venv, {"a.py": "", "b.py": "import a\n"}, 0) == []
    assert run(tmp_path, "cycles", "--quiet", "--python", venv).out == "No cycles.\n"


def test_people_read_where_it_fails_from_where_and_what_to_do(tmp_path, venv):
    files = {name: text for name, text in PROJECT.items() if name.startswith("depends")}
    outcome = run(draw(tmp_path, files), "cycles", "--python", venv)

    assert outcome.status == 1
    assert outcome.out == (
        "entry-dependent: depends.a -> depends.b -> depends.a\n"
        "  fails or works, depending on the module that is imported first\n"
        "  depends/a.py:1 imports depends.b\n"
        "  depends/b.py:1 imports depends.a\n"
        "  fails: depends/b.py:1 ImportError: cannot import name 'Base' from partially initialized module"
        " 'depends.a' (most likely due to a circular import) (depends/a.py)\n"
        "    when first imported: depends.a\n"
        "  works: depends.b\n"
        "  fix: Move 'import depends.b' below 'Base' in 'depends.a':"
        " with it all 2 modules import, whichever comes first\n"
        "    depends/a.py:1\n"
        "    - import depends.b\n"
        "    depends/a.py:4\n"
        "    + import depends.b\n"
        "  fix: Remove 'import depends.b', which nothing uses, in 'depends.a':"
        " with it all 2 modules import, whichever comes first\n"
        "    depends/a.py:1\n"
        "    - import depends.b\n"
        "  without these imports nothing goes round, and nothing fails:\n"
        "    depends/a.py:1 depends.a -> depends.b\n"
        "\n"
    )
