"""`importls explain FILE:LINE` says what type checkers read for an import under TYPE_CHECKING."""

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run

SITE_PACKAGES = "venv/lib/python3.12/site-packages"
APP = """from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml import Loader, Dumper, nodes
    from _typeshed import StrPath
    import nothing
    import installed
"""


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    stubs = {"__init__.pyi": "from .dump import Dumper\nclass Loader: ...\n", "dump.pyi": "", "nodes.pyi": ""}
    draw(tmp_path, {f"{SITE_PACKAGES}/yaml-stubs/{name}": text for name, text in stubs.items()})
    return draw(tmp_path, {"app/main.py": APP, "base/lib/python3.12/typing.py": "TYPE_CHECKING = False\n"}) / "app"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            4,
            [
                f"type checkers read ../{SITE_PACKAGES}/yaml-stubs/__init__.pyi (stub package)",
                "  which does not declare Dumper",
            ],
        ),
        (5, ["type checkers know it themselves"]),
        (6, ["type checkers find nothing"]),
        (7, [f"type checkers read ../{SITE_PACKAGES}/installed/__init__.py (untyped)"]),
    ],
)
def test_it_names_the_file_and_the_names_that_are_not_in_it(project, line, expected):
    told = run(project, "explain", f"main.py:{line}", "--python", "../venv")
    said = [text.replace(str(project.parent), "..") for text in told.out.splitlines()]

    assert told.status == 0, told.err
    assert expected == [text for text in said if text.startswith(("type checkers", "  which"))]


def test_none_of_it_is_a_finding(project):
    assert run(project, "check", "--python", "../venv", "--select", "ALL").status == 0
