"""Hover: what is told of a cycle and of what an import runs, and that it does not wait for either."""

import time

import pytest

from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import PATIENCE, Client


@pytest.fixture
def project(tmp_path):
    venv = draw_interpreter(tmp_path)
    packages = {f"big/m{n}.py": f"import big.m{n + 1}\n" for n in range(400)}
    draw(venv / "lib/python3.12/site-packages", {"big/__init__.py": "import big.m0\n", "big/m400.py": "", **packages})
    return draw(tmp_path / "p", {"pyproject.toml": "[project]\nname = 'x'\n"})


def hover(client, line, character):
    found = client.request("textDocument/hover", client.at("main.py", line, character))
    return found["contents"]["value"].splitlines()


def start(project, files):
    draw(project, files)
    client = Client(project, "--python", project.parent / "venv")
    client.initialize()
    client.open("main.py")
    return client


@pytest.mark.parametrize(
    ("a", "b", "rule", "said"),
    [
        ("from b import y\nx = 1\n", "from a import x\ny = 1\n", "cycle-will-fail", "importing any of them fails"),
        ("import b\n", "import a\n", "import-cycle", "it works, as every name is bound in time"),
        (
            "import b\nx = 1\n",
            "from a import x\n",
            "cycle-entry-dependent",
            "some of them fail when they are imported first",
        ),
    ],
)
def test_the_cycle_of_a_module_and_what_it_does(project, a, b, rule, said):
    with start(project, {"a.py": a, "b.py": b, "main.py": "'\U0001d4c1'; import a\n"}) as client:
        client.wait(lambda: any(rule in [i["code"] for i in client.published(p) or ()] for p in ("a.py", "b.py")))
        assert f"part of an import cycle of 2 modules: a, b; {said}" in hover(client, 0, 13)


def test_what_an_import_runs_is_counted_while_nobody_waits(project):
    with start(project, {"main.py": "import big\n"}) as client:
        client.wait_for_rules("main.py")

        def is_counted():
            return "importing it runs about 402 modules: 402 installed (big)" in hover(client, 0, 8)

        end = time.monotonic() + PATIENCE
        while not is_counted():
            assert time.monotonic() < end
        client.change("main.py", "import big, json\n")
        assert hover(client, 0, 8)[0] == "package big"
