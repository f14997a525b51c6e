"""Notebooks: the cells are one module, and what is said of a place is said of the cell that it is in."""

import pytest

from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, rules_of, span, uri

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "shapes/__init__.py": "class Circle: ...\n",
    "shapes/square.py": "",
    "work/helper.py": "import gone\n",
}
CAPABILITIES = {"notebookDocument": {"synchronization": {}}, "textDocument": {"publishDiagnostics": {}}}
PULLS = {**CAPABILITIES, "textDocument": {"diagnostic": {}}}
CELLS = ["%matplotlib inline\nimport shapes", "x = '\U0001d4c1'; import gone\n", "from shapes import Circle, Sqare"]


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", FILES)


class Notebook:
    """A notebook that is open in a client; cells have numbers in the order in which they were made."""

    def __init__(self, client, path="work/nb.ipynb", cells=CELLS):
        self.client, self.uri, self.version = client, uri(client.folder / path), 1
        self.cells = [self.cell(number) for number in range(len(cells))]
        notebook = {"uri": self.uri, "notebookType": "jupyter-notebook", "version": 1, "cells": self.cells}
        items = [self.item(number, text) for number, text in enumerate(cells)]
        client.notify("notebookDocument/didOpen", {"notebookDocument": notebook, "cellTextDocuments": items})

    def cell_uri(self, number):
        return f"vscode-notebook-cell:{self.uri.removeprefix('file:')}#W{number}"

    def cell(self, number):
        return {"kind": 2, "document": self.cell_uri(number)}

    def item(self, number, text):
        return {"uri": self.cell_uri(number), "languageId": "python", "version": 1, "text": text}

    def change(self, **cells):
        self.version += 1
        identifier = {"uri": self.uri, "version": self.version}
        self.client.notify("notebookDocument/didChange", {"notebookDocument": identifier, "change": {"cells": cells}})

    def write(self, number, *changes):
        document = {"uri": self.cell_uri(number), "version": self.version + 1}
        self.change(textContent=[{"document": document, "changes": list(changes)}])

    def published(self, number):
        for note in reversed(self.client.notifications):
            if note["method"] == "textDocument/publishDiagnostics" and note["params"]["uri"] == self.cell_uri(number):
                return note["params"]["diagnostics"]
        return None

    def wait(self, number, *rules):
        def found():
            return [self.published(number)] if rules_of(self.published(number)) == list(rules) else None

        return self.client.wait(found)[0]

    def at(self, number, line, character):
        return {"textDocument": {"uri": self.cell_uri(number)}, "position": {"line": line, "character": character}}


def start(project, capabilities=CAPABILITIES, encoding=None):
    general = {} if encoding is None else {"general": {"positionEncodings": [encoding]}}
    client = Client(project, "--python", project.parent / "venv", capabilities={**capabilities, **general})
    client.offered = client.initialize()
    return client


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
def test_findings_stand_in_their_cells(project, encoding, width):
    with start(project, encoding=encoding) as client:
        (selector,) = client.offered["notebookDocumentSync"]["notebookSelector"]
        assert selector == {"cells": [{"language": "python"}]}
        notebook = Notebook(client)
        (finding,) = notebook.wait(1, "unresolved-import")
        column = len("x = ''; import ") + width
        assert finding["range"] == span(0, column, 0, column + 4)
        (finding,) = notebook.wait(2, "missing-name")
        assert finding["range"] == span(0, 27, 0, 32)
        notebook.wait(0)


def test_a_client_that_pulls_is_sent_those_of_cells_all_the_same(project):
    with start(project, PULLS) as client:
        notebook = Notebook(client)
        notebook.wait(1, "unresolved-import")
        notebook.wait(2, "missing-name")
        report = client.request("textDocument/diagnostic", {"textDocument": {"uri": notebook.cell_uri(1)}})
        assert report["items"] == []
        everything = client.request("workspace/diagnostic", {"previousResultIds": []})
        assert [item["uri"] for item in everything["items"]] == [uri(project / "work/helper.py")]


def test_an_edit_of_a_cell_counts(project):
    with start(project) as client:
        notebook = Notebook(client)
        notebook.wait(1, "unresolved-import")
        notebook.write(1, {"range": span(0, 16, 0, 20), "text": "json"})
        notebook.wait(1)
        notebook.write(0, {"text": "import nowhere\n\n\n"})
        notebook.wait(0, "unresolved-import")
        notebook.wait(2, "missing-name")


def test_cells_come_go_and_change_places(project):
    with start(project) as client:
        notebook = Notebook(client)
        notebook.wait(2, "missing-name")
        array = {"start": 0, "deleteCount": 1, "cells": [notebook.cell(3)]}
        notebook.change(
            structure={
                "array": array,
                "didOpen": [notebook.item(3, "\n\nimport nowhere")],
                "didClose": [{"uri": notebook.cell_uri(0)}],
            }
        )
        (finding,) = notebook.wait(3, "unresolved-import")
        assert finding["range"] == span(2, 7, 2, 14)
        notebook.change(
            structure={"array": {"start": 1, "deleteCount": 1}, "didClose": [{"uri": notebook.cell_uri(1)}]}
        )
        notebook.wait(1)
        client.notify("notebookDocument/didClose", {"notebookDocument": {"uri": notebook.uri}, "cellTextDocuments": []})
        notebook.wait(2)
        notebook.wait(3)


def test_what_was_installed_in_the_notebook_is_not_missed(project):
    with start(project) as client:
        notebook = Notebook(client, cells=["%pip install gone", "import gone\nimport shapes.nowhere"])
        (finding,) = notebook.wait(1, "unresolved-import")
        assert finding["range"]["start"]["line"] == 1


def test_what_only_notebooks_may_say_is_no_mistake(project):
    cells = ["import gone", "import shapes\nshapes?\nawait f()\nasync with f() as g:\n    pass", "%%bash\nimport ("]
    with start(project) as client:
        notebook = Notebook(client, cells=cells)
        notebook.wait(0, "unresolved-import")
        notebook.wait(1)
        notebook.wait(2)
        elsewhere = Notebook(client, "work/other.ipynb", ["%cd ..", *cells])
        elsewhere.wait(1)


def test_navigation_and_hover_in_cells(project):
    with start(project) as client:
        notebook = Notebook(client)
        (found,) = client.request("textDocument/definition", notebook.at(2, 0, 20))
        assert found == {"uri": uri(project / "shapes/__init__.py"), "range": span(0, 6, 0, 12)}
        hover = client.request("textDocument/hover", notebook.at(0, 1, 9))
        assert hover["range"] == span(1, 7, 1, 13)
        assert hover["contents"]["value"].startswith("package shapes")
        links = client.request("textDocument/documentLink", {"textDocument": {"uri": notebook.cell_uri(2)}})
        assert [link["range"] for link in links] == [span(0, 5, 0, 11)]
        params = {**client.at("shapes/__init__.py", 9, 9), "context": {"includeDeclaration": False}}
        found = client.request("textDocument/references", params)
        assert [item["uri"] for item in found] == [notebook.cell_uri(0), notebook.cell_uri(2)]
        assert client.request("textDocument/hover", notebook.at(0, 99, 99)) is not None


def test_completion_in_cells_knows_the_folder_and_the_project(project):
    with start(project) as client:
        notebook = Notebook(client, cells=["x = 1", "import "])
        offered = client.request("textDocument/completion", notebook.at(1, 0, 7))
        labels = {item["label"] for item in offered["items"]}
        assert {"shapes", "helper", "json"} <= labels
        assert not any(label.startswith("notebook") for label in labels)


def test_edits_are_those_of_the_cell(project):
    capabilities = {
        **CAPABILITIES,
        "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}},
        "workspace": {"workspaceEdit": {"documentChanges": True}},
    }
    with start(project, capabilities) as client:
        notebook = Notebook(client, cells=["x = 1\n", "\nimport jsno"])
        (finding,) = notebook.wait(1, "unresolved-import")
        context = {"diagnostics": [finding]}
        params = {"textDocument": {"uri": notebook.cell_uri(1)}, "range": finding["range"], "context": context}
        action = client.request("textDocument/codeAction", params)[0]
        assert action["title"] == "Change 'jsno' to 'json'"
        (change,) = action["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": notebook.cell_uri(1), "version": None}
        assert change["edits"] == [{"range": span(1, 7, 1, 11), "newText": "json"}]
        assert action["diagnostics"] == [finding]


def test_notebooks_that_nobody_has_opened_or_that_are_no_files_do_no_harm(project):
    with start(project) as client:
        identifier = {"uri": uri(project / "never.ipynb"), "version": 2}
        client.notify("notebookDocument/didChange", {"notebookDocument": identifier, "change": {}})
        client.notify(
            "notebookDocument/didClose", {"notebookDocument": {"uri": identifier["uri"]}, "cellTextDocuments": []}
        )
        untitled = Notebook(client)
        untitled.uri = "untitled:Untitled-1.ipynb"
        assert client.request("textDocument/hover", untitled.at(9, 0, 0)) is None
        client.open("work/helper.py")
        client.wait_for_rules("work/helper.py", "unresolved-import")
