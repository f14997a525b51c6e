"""Open documents: what the server takes their text to be is seen by where it finds something."""

import pytest

from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, span


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", {"a.py": ""})


def start(project, *encodings):
    capabilities = {"general": {"positionEncodings": list(encodings)}} if encodings else {}
    return Client(project, "--python", project.parent / "venv", capabilities=capabilities)


def found(client, *ranges):
    wanted = [span(*place) for place in ranges]
    return client.wait(lambda: [item["range"] for item in client.published("a.py") or ()] == wanted)


@pytest.mark.parametrize("separator", ["\f", "\v", "\x1c", "\x85", "\u2028", "\u2029"])
def test_what_is_no_line_end_to_an_editor_is_none_here(project, separator):
    with start(project) as client:
        client.initialize()
        client.open("a.py", f"# x{separator}y\n\nimport os\n")
        client.change("a.py", ((1, 0, 1, 0), "import gone"))
        found(client, (1, 7, 1, 11))
        client.change("a.py", ((1, 0, 1, 11), ""), ((2, 7, 2, 9), "gone"))
        found(client, (2, 7, 2, 11))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_end_in_three_ways(project, line_end):
    with start(project) as client:
        client.initialize()
        client.open("a.py", line_end.join(["import os", "import sys", ""]))
        client.change("a.py", ((1, 7, 1, 10), "gone"))
        found(client, (1, 7, 1, 11))


@pytest.mark.parametrize(
    ("encodings", "width"),
    [((), 2), (("utf-16",), 2), (("utf-8", "utf-16"), 4), (("utf-32", "utf-16"), 1), (("utf-7", "utf-8"), 4)],
)
def test_columns_are_counted_as_the_client_does(project, encodings, width):
    with start(project, *encodings) as client:
        chosen = client.initialize()["positionEncoding"]
        assert chosen == next((name for name in encodings if name in ("utf-8", "utf-16", "utf-32")), "utf-16")
        client.open("a.py", "'\U0001d4c1\U0001d4c1'; import os\n")
        start_of_name = 2 + 2 * width + len("; import ")
        client.change("a.py", ((0, start_of_name, 0, start_of_name + 2), "gone"))
        found(client, (0, start_of_name, 0, start_of_name + 4))


@pytest.mark.parametrize(
    "change",
    [
        (9, 0, 9, 0),
        (1, 0, 2_147_483_647, 2_147_483_647),
        (2_147_483_647, 2_147_483_647, 1, 0),
        (0, 99, 1, 0),
    ],
)
def test_positions_behind_an_end_are_that_end(project, change):
    with start(project) as client:
        client.initialize()
        client.open("a.py", "import os\n")
        client.change("a.py", (change, "\nimport gone\n" if change[1] == 99 else "import gone\n"))
        found(client, (1, 7, 1, 11))


def test_edits_of_one_message_follow_each_other(project):
    with start(project) as client:
        client.initialize()
        client.open("a.py", "import os\n")
        client.change("a.py", ((0, 0, 1, 0), ""), ((0, 0, 0, 0), "import gone\n"), ((0, 0, 0, 0), "\n\n"))
        found(client, (2, 7, 2, 11))
        client.change("a.py", "import os\n\nimport gone")
        found(client, (2, 7, 2, 11))
        client.change("a.py", "")
        found(client)


def test_a_document_that_is_closed_is_what_is_saved(project):
    with start(project) as client:
        client.initialize()
        client.open("a.py", "import gone\n")
        found(client, (0, 7, 0, 11))
        client.close_document("a.py")
        found(client)


def test_the_encoding_that_a_file_declares_holds_for_its_document(project):
    with start(project) as client:
        client.initialize()
        client.open("a.py", "# coding: latin-1\n'äöü'; import gone\n")
        found(client, (1, 14, 1, 18))


def test_ten_thousand_edits_later_the_server_knows_the_text(project):
    with start(project) as client:
        client.initialize()
        client.open("a.py", "\n")
        for _ in range(5_000):
            client.change("a.py", ((0, 0, 0, 0), "x"))
            client.change("a.py", ((0, 0, 0, 1), ""))
        client.change("a.py", ((0, 0, 0, 0), "import gone"))
        found(client, (0, 7, 0, 11))
