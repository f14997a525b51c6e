"""What `importls why` answers, and that every step of its chains is an import that is really there."""

import ast
import json
import os
from itertools import pairwise

import jsonschema
import pytest

from tests.end_to_end.command import CHECKOUT, draw, draw_interpreter, run


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


PROJECT = {
    "pyproject.toml": "[project]\nname = 'p'\n",
    "src/app/__init__.py": "",
    "src/app/main.py": "import os\nfrom app import db\nfrom app.tools.deep import helper\n",
    "src/app/db.py": "def connect():\n    import installed.driver\n\nfrom typing import TYPE_CHECKING\n"
    "if TYPE_CHECKING:\n    from app import views\n",
    "src/app/views.py": "import app.main\nimport json\n",
    "src/app/tools/__init__.py": "from app.tools import log\n",
    "src/app/tools/log.py": "import random\n",
    "src/app/tools/deep.py": "try:\n    import gone\nexcept ImportError:\n    gone = None\nhelper = 1\n",
    "src/app/alone.py": "lazy import random\n",
    "src/space/part.py": "",
    "run.py": "import space.part\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return draw(tmp_path_factory.mktemp("project"), PROJECT)


def chain(folder, venv, *arguments, status=0):
    outcome = run(folder, "why", "--format", "json", "--python", venv, *arguments)
    assert (outcome.status, outcome.err) == (status, "")
    return json.loads(outcome.out)["chain"]


def drawn(steps):
    """Each step as `importer -> imported path:line:column kind`, implied ones in brackets."""
    return [
        f"{step['importer']} -> {step['imported']} {step['path']}:{step['line']}:{step['column']} {step['kind']}"
        + (" (implied)" if step["implied"] else "")
        for step in steps
    ]


@pytest.mark.parametrize(
    ("importer", "imported", "expected"),
    [
        ("app.main", "app.db", ["app.main -> app.db src/app/main.py:2:1 runtime"]),
        ("src/app/main.py", "./src/app/db.py", ["app.main -> app.db src/app/main.py:2:1 runtime"]),
        ("app.main", "os", ["app.main -> os src/app/main.py:1:8 runtime"]),
        ("app.main", "app.tools", ["app.main -> app.tools src/app/main.py:3:1 runtime (implied)"]),
        ("app.main", "src/app/tools", ["app.main -> app.tools src/app/main.py:3:1 runtime (implied)"]),
        (
            "app.main",
            "random",
            [
                "app.main -> app.tools src/app/main.py:3:1 runtime (implied)",
                "app.tools -> app.tools.log src/app/tools/__init__.py:1:1 runtime",
                "app.tools.log -> random src/app/tools/log.py:1:8 runtime",
            ],
        ),
        (
            "app.main",
            "gone",
            [
                "app.main -> app.tools.deep src/app/main.py:3:1 runtime",
                "app.tools.deep -> gone src/app/tools/deep.py:2:12 guarded",
            ],
        ),
        (
            "app.main",
            "installed",
            [
                "app.main -> app.db src/app/main.py:2:1 runtime",
                "app.db -> installed src/app/db.py:2:12 deferred (implied)",
            ],
        ),
        (
            "app.db",
            "json",
            [
                "app.db -> app.views src/app/db.py:6:5 typing",
                "app.views -> json src/app/views.py:2:8 runtime",
            ],
        ),
        ("app.alone", "random", ["app.alone -> random src/app/alone.py:1:13 lazy"]),
        (
            "app.tools.deep",
            "app.tools.log",
            [
                "app.tools.deep -> app.tools src/app/tools/deep.py:1:1 runtime (implied)",
                "app.tools -> app.tools.log src/app/tools/__init__.py:1:1 runtime",
            ],
        ),
        ("app.tools.deep", "app.tools", ["app.tools.deep -> app.tools src/app/tools/deep.py:1:1 runtime (implied)"]),
        (
            "app.main",
            "app.main",
            [
                "app.main -> app.db src/app/main.py:2:1 runtime",
                "app.db -> app.views src/app/db.py:6:5 typing",
                "app.views -> app.main src/app/views.py:1:8 runtime",
            ],
        ),
        ("run", "space", ["run -> space run.py:1:8 runtime (implied)"]),
        ("run", "space.part", ["run -> space.part run.py:1:8 runtime"]),
    ],
)  # fmt: skip
def test_the_chain_is(project, venv, importer, imported, expected):
    assert drawn(chain(project, venv, importer, imported)) == expected


def test_a_longer_chain_that_runs_is_preferred_to_a_shorter_one_that_does_not(tmp_path, venv):
    draw(tmp_path, {"a.py": "def f():\n    import c\nimport b\n", "b.py": "import c\n", "c.py": ""})
    assert [step["kind"] for step in chain(tmp_path, venv, "a", "c")] == ["runtime", "runtime"]
    draw(tmp_path, {"b.py": "import typing\nif typing.TYPE_CHECKING:\n    import c\n"})
    assert drawn(chain(tmp_path, venv, "a", "c")) == ["a -> c a.py:2:12 deferred"]


@pytest.mark.parametrize(
    ("importer", "imported", "said"),
    [
        ("app.views", "installed.other", "app.views does not import installed.other"),
        ("app.tools", "app.main", "app.tools does not import app.main, nor does anything that it imports\n"),
        ("app.tools.log", "app.tools.log", "app.tools.log does not import itself, nor does anything that it imports\n"),
    ],
)
def test_that_there_is_no_chain_is_said_and_is_status_one(project, venv, importer, imported, said):
    draw(venv / "lib" / "python3.12" / "site-packages", {"installed/other.py": ""})
    assert chain(project, venv, importer, imported, status=1) == []
    outcome = run(project, "why", "--python", venv, importer, imported)
    assert (outcome.status, outcome.err) == (1, "")
    assert outcome.out.startswith(said)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["app.mian", "os"], "the project has no module `app.mian`\n  hint: did you mean `app.main`?"),
        (["os", "app.main"], "the project has no module `os`"),
        (["app.main", "app.bd"], "nor its environment has a module `app.bd`\n  hint: did you mean `app.db`?"),
        (["app.main", "radnom"], "has a module `radnom`\n  hint: did you mean `random`?"),
        (["app.main"], "the following arguments are required: A B"),
        (["app.main", "os", "re"], "unexpected argument `re`"),
        (["app.main", ""], "an empty path names no file or folder"),
        (["src/app/nope.py", "os"], "src/app/nope.py: no such file or folder"),
        (["space", "os"], "`space` is a package without `__init__.py`"),
        (["--path", "nowhere", "app.main", "os"], "nowhere: no such file or folder"),
        (["--format", "yaml", "app.main", "os"], "unknown format `yaml`"),
    ],
)
def test_what_is_not_known_is_said_with_a_hint(project, venv, arguments, message):
    outcome = run(project, "why", "--python", venv, *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err


def test_of_two_modules_of_one_name_the_file_must_be_named(tmp_path, venv):
    draw(tmp_path, {"one/setup.py": "import os\n", "two/setup.py": "import json\n"})
    outcome = run(tmp_path, "why", "--python", venv, "setup", "json")
    assert outcome.status == 2
    assert "several files are the module `setup`" in outcome.err
    assert drawn(chain(tmp_path, venv, "two/setup.py", "json")) == ["setup -> json two/setup.py:1:8 runtime"]


def test_text_shows_each_step_with_its_place_kind_and_line(project, venv):
    assert run(project, "why", "--python", venv, "app.main", "installed").out == (
        "app.main -> app.db -> installed\n"
        "src/app/main.py:2:1: app.main imports app.db\n"
        "    from app import db\n"
        "src/app/db.py:2:12: app.db imports installed "
        "(deferred: when a function is called; implied: it is above what is imported)\n"
        "    import installed.driver\n"
    )
    assert run(project, "why", "--python", venv, "app.tools.deep", "app.tools").out == (
        "app.tools.deep -> app.tools\nsrc/app/tools/deep.py:1:1: importing app.tools.deep runs app.tools first\n"
    )


def test_the_paths_say_what_belongs_to_the_project(project, venv):
    folder = project / "src" / "app" / "tools"
    assert drawn(chain(folder, venv, "--path", "../../..", "app.main", "app.db")) == [
        f"app.main -> app.db {project}/src/app/main.py:2:1 runtime"
    ]
    assert drawn(chain(folder, venv, "app.tools", "random"))[-1] == "app.tools.log -> random log.py:1:8 runtime"


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs a file that nobody can read")
def test_a_file_that_is_reached_and_cannot_be_read_makes_the_answer_incomplete(tmp_path, venv):
    draw(tmp_path, {"a.py": "import b\nimport c\n", "c.py": "", "d.py": ""})
    (tmp_path / "b.py").symlink_to("/proc/self/mem")
    outcome = run(tmp_path, "why", "--format", "json", "--python", venv, "a", "d")
    assert (outcome.status, json.loads(outcome.out)["chain"]) == (2, [])
    assert f"b ({tmp_path}/b.py) cannot be read: " in outcome.err
    assert drawn(chain(tmp_path, venv, "a", "c")) == ["a -> c a.py:2:8 runtime"]


def test_the_document_has_a_schema_that_is_shipped_and_printed(project, venv):
    outcome = run(project, "why", "--format", "json-schema", PATH="")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == (CHECKOUT / "importls" / "output" / "why.schema.json").read_text("utf-8")
    schema = json.loads(outcome.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    for goal in ("random", "app.views", "app.alone"):
        real = json.loads(run(project, "why", "--format", "json", "--python", venv, "app.main", goal).out)
        jsonschema.validate(real, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(real | {"chain": [{"importer": "a"}]}, schema)


def test_every_step_through_importls_itself_is_an_import_that_its_source_has(venv):
    for start, goal in (
        ("importls.cli.check", "resolver.machinery"),
        ("importls.cli.why", "ast_serialize"),
        ("importls.cli.fresh_check", "importls.graph.shortest_path"),
        ("importls.cli.explain", "ast"),
        ("importls.rules.missing_name", "resolver.paths"),
    ):
        steps = chain(CHECKOUT, venv, "--path", "importls", "--path", "resolver", start, goal)
        assert [steps[0]["importer"], steps[-1]["imported"]] == [start, goal]
        assert all(step["imported"] == following["importer"] for step, following in pairwise(steps))
        assert all(is_there(step) for step in steps), steps


def is_there(step):
    """Whether the source has an import of that module, or below it where it is implied, at that place."""
    source = (CHECKOUT / step["path"]).read_text("utf-8")
    if step["implied"] and step["importer"].startswith(f"{step['imported']}."):
        return True
    named = [
        name
        for node in ast.walk(ast.parse(source))
        for name, line, column in names_in(node)
        if (line, column + 1) == (step["line"], step["column"])
    ]
    wanted = step["imported"]
    return any(name.startswith(f"{wanted}.") if step["implied"] else name == wanted for name in named)


def names_in(node):
    """The modules that a statement may name, each with its place; importls itself has no relative imports."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, alias.lineno, alias.col_offset) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module, node.lineno, node.col_offset
        yield from ((f"{node.module}.{alias.name}", node.lineno, node.col_offset) for alias in node.names)
