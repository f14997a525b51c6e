"""`workspace/willRenameFiles` and `didRenameFiles`: imports follow what the editor moves."""

import contextlib
import shutil

import pytest

from importls.language_server.encoding import Encoding
from tests.end_to_end.command import draw, draw_interpreter
from tests.end_to_end.language_client import Client, uri
from tests.end_to_end.test_lsp_code_actions import applied
from tests.end_to_end.test_lsp_notebooks import Notebook

CAPABILITIES = {
    "textDocument": {"publishDiagnostics": {}},
    "workspace": {
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create", "rename", "delete"],
            "changeAnnotationSupport": {},
        },
        "fileOperations": {"willRename": True, "didRename": True},
    },
}
PLAIN = {"textDocument": {"publishDiagnostics": {}}}
FILES = {
    "pyproject.toml": "[project]\nname = 'x'\nscripts = { run = 'a.b:main' }\n",
    "a/__init__.py": "",
    "a/b.py": "from . import c\n\ndef main(): ...\n",
    "a/c.py": "",
    "u.py": "x = '\U0001d4c1'; import a.b; a.b.main()\nNAMES = ['a.b']\n",
}


@contextlib.contextmanager
def project(folder, files=FILES, capabilities=CAPABILITIES):
    draw_interpreter(folder)
    drawn = draw(folder / "p", files)
    with Client(drawn, "--python", folder / "venv", capabilities=capabilities) as client:
        client.offered = client.initialize()
        yield client


def will_rename(client, *pairs):
    files = [{"oldUri": uri(client.folder / old), "newUri": uri(client.folder / new)} for old, new in pairs]
    return client.request("workspace/willRenameFiles", {"files": files})


def did_rename(client, *pairs):
    files = [{"oldUri": uri(client.folder / old), "newUri": uri(client.folder / new)} for old, new in pairs]
    client.notify("workspace/didRenameFiles", {"files": files})


def edited(client, edit, path, text=None, encoding=Encoding.UTF_16):
    """The text of a file after the edit."""
    text = (client.folder / path).read_text() if text is None else text
    for change in edit["documentChanges"]:
        if change.get("textDocument", {}).get("uri") == uri(client.folder / path):
            text = applied(text, change["edits"], encoding)
    return text


def test_the_server_wants_to_know_of_files_and_folders(tmp_path):
    with project(tmp_path) as client:
        offered = client.offered["workspace"]["fileOperations"]
        assert set(offered) == {"willRename", "didRename"}
        for operation in offered.values():
            kinds = {one["pattern"]["matches"]: one["pattern"]["glob"] for one in operation["filters"]}
            assert kinds == {"file": "**/*.{py,pyi}", "folder": "**"}


@pytest.mark.parametrize("encoding", Encoding)
def test_every_file_that_names_a_moved_one_is_edited(tmp_path, encoding):
    with project(tmp_path, capabilities={**CAPABILITIES, "general": {"positionEncodings": [encoding.value]}}) as client:
        edit = will_rename(client, ("a/b.py", "z/b.py"))
        told = edited(client, edit, "u.py", encoding=encoding)
        assert told == "x = '\U0001d4c1'; import z.b; z.b.main()\nNAMES = ['z.b']\n"
        assert edited(client, edit, "a/b.py", encoding=encoding) == "from a import c\n\ndef main(): ...\n"
        assert "run = 'z.b:main'" in edited(client, edit, "pyproject.toml", encoding=encoding)


def test_unsaved_text_is_what_is_edited_and_its_version_is_told(tmp_path):
    with project(tmp_path) as client:
        client.open("u.py")
        client.change("u.py", "# new\nfrom a import b\n")
        edit = will_rename(client, ("a/b.py", "a/d.py"))
        (change,) = [
            one for one in edit["documentChanges"] if one["textDocument"]["uri"] == uri(client.folder / "u.py")
        ]
        assert change["textDocument"]["version"] == 2
        assert applied("# new\nfrom a import b\n", change["edits"]) == "# new\nfrom a import d as b\n"


def test_a_folder_moves_with_everything_in_it(tmp_path):
    with project(tmp_path) as client:
        edit = will_rename(client, ("a", "n"))
        assert edited(client, edit, "u.py") == "x = '\U0001d4c1'; import n.b; n.b.main()\nNAMES = ['n.b']\n"
        assert edited(client, edit, "a/b.py") == FILES["a/b.py"]


def test_several_files_move_at_once(tmp_path):
    with project(tmp_path) as client:
        edit = will_rename(client, ("a/b.py", "z/b.py"), ("a/c.py", "z/e.py"))
        assert edited(client, edit, "a/b.py") == "from . import e as c\n\ndef main(): ...\n"


def test_texts_that_may_mean_something_else_want_to_be_confirmed(tmp_path):
    with project(tmp_path) as client:
        edit = will_rename(client, ("a/b.py", "a/d.py"))
        confirmed = {name: one.get("needsConfirmation", False) for name, one in edit["changeAnnotations"].items()}
        (change,) = [
            one for one in edit["documentChanges"] if one["textDocument"]["uri"] == uri(client.folder / "u.py")
        ]
        assert [confirmed[one["annotationId"]] for one in change["edits"]] == [False, False, True]


def test_a_client_without_versions_or_annotations_gets_plain_edits(tmp_path):
    with project(tmp_path, capabilities=PLAIN) as client:
        edit = will_rename(client, ("a/b.py", "a/d.py"))
        assert set(edit) == {"changes"}
        assert applied(FILES["u.py"], edit["changes"][uri(client.folder / "u.py")]).endswith("['a.d']\n")


def test_a_stub_file_moves_along(tmp_path):
    with project(tmp_path, {**FILES, "a/b.pyi": "from . import c\n"}) as client:
        edit = will_rename(client, ("a/b.py", "z/b.py"))
        (move,) = [one for one in edit["documentChanges"] if one.get("kind") == "rename"]
        assert (move["oldUri"], move["newUri"]) == (uri(client.folder / "a/b.pyi"), uri(client.folder / "z/b.pyi"))
        assert edited(client, edit, "a/b.pyi") == "from a import c\n"


NOWHERE = ["a/not-a-name.py", "a/class.py", "a/my-parts/b.py", "../b.py", "a/b.py"]


@pytest.mark.parametrize("pair", [*(("a/b.py", new) for new in NOWHERE), ("no/such.py", "a/x.py")])
def test_nothing_is_edited_where_no_import_could_follow(tmp_path, pair):
    with project(tmp_path) as client:
        assert will_rename(client, pair) is None


def test_what_is_no_file_is_passed_over(tmp_path):
    with project(tmp_path) as client:
        files = [{"oldUri": "untitled:a", "newUri": "vscode-notebook-cell:/x#1"}, {"oldUri": "", "newUri": "%"}]
        assert client.request("workspace/willRenameFiles", {"files": files}) is None


def test_findings_are_those_of_the_moved_files_and_a_second_move_works(tmp_path):
    files = {**FILES, "u.py": "import a.b\n"}
    with project(tmp_path, files) as client:
        client.open("u.py")
        client.wait_for_rules("u.py")
        held = "import a.b\n"
        for old, new, text in (("a/b.py", "a/d.py", "import a.d\n"), ("a/d.py", "z/d.py", "import z.d\n")):
            edit = will_rename(client, (old, new))
            held = edited(client, edit, "u.py", text=held)
            assert held == text
            client.change("u.py", held)
            (client.folder / new).parent.mkdir(exist_ok=True)
            shutil.move(client.folder / old, client.folder / new)
            did_rename(client, (old, new))
            client.wait_for_rules("u.py")
        client.change("u.py", "import a.b\n")
        client.wait_for_rules("u.py", "unresolved-import")


def test_the_cells_of_an_open_notebook_are_edited_too(tmp_path):
    with project(tmp_path, capabilities={**CAPABILITIES, "notebookDocument": {"synchronization": {}}}) as client:
        cells = ["x = 1", "from a import b, c\nimport a.b; a.b.main()"]
        notebook = Notebook(client, "nb.ipynb", cells)
        edit = will_rename(client, ("a/b.py", "z/b.py"))
        (change,) = [one for one in edit["documentChanges"] if one["textDocument"]["uri"] == notebook.cell_uri(1)]
        assert applied(cells[1], change["edits"]) == "from z import b\nfrom a import c\nimport z.b; z.b.main()"


def test_a_folder_may_hold_scripts_that_nobody_can_import(tmp_path):
    files = {**FILES, "a/run-it.py": "import a.b\n"}
    with project(tmp_path, files) as client:
        edit = will_rename(client, ("a", "n"))
        assert edited(client, edit, "a/run-it.py") == "import n.b\n"


def test_each_project_edits_its_own_files(tmp_path):
    draw_interpreter(tmp_path)
    draw(tmp_path / "p", FILES)
    draw(tmp_path / "q", {"pyproject.toml": "[project]\n", "a/b.py": "", "u.py": "import a.b\n"})
    with Client(tmp_path / "p", "--python", tmp_path / "venv", capabilities=CAPABILITIES) as client:
        client.initialize(tmp_path / "p", tmp_path / "q")
        edit = will_rename(client, ("a/b.py", "a/d.py"))
        changed = {one["textDocument"]["uri"] for one in edit["documentChanges"]}
        assert changed == {uri(tmp_path / "p" / name) for name in ("u.py", "pyproject.toml")}
