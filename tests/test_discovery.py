import os

import pytest

from importls.discovery import find_files
from resolver.file_system.disk import Disk
from resolver.file_system.memory import MemoryFileSystem


def found_in(tree, *paths, exclude=()):
    tree = tree if isinstance(tree, dict) else dict.fromkeys(tree, "")
    return find_files(MemoryFileSystem.from_tree(tree), paths or ("/p",), exclude)


@pytest.mark.parametrize(
    "skipped",
    [
        "/p/.hidden/a.py",
        "/p/__pycache__/a.py",
        "/p/node_modules/a.py",
        "/p/env/lib/a.py",
        "/p/conda/lib/a.py",
        "/p/site-packages/a.py",
        "/p/data.txt",
        "/p/ignored/a.py",
        "/p/sub/local.py",
        "/p/excluded/a.py",
    ],
)
def test_skipped_below_a_folder(skipped):
    tree = {
        skipped: "",
        "/p/kept.py": "",
        "/p/env/pyvenv.cfg": "",
        "/p/conda/conda-meta/history": "",
        "/p/.gitignore": "ignored/\n[broken\n",
        "/p/sub/.gitignore": "local.py\n",
    }
    assert found_in(tree, exclude=("excluded",)).files == ("/p/kept.py",)


def test_exclude_counts_from_the_folder_of_the_configuration():
    file_system = MemoryFileSystem.from_tree({"/p/src/gen/a.py": "", "/p/src/b.py": "", "/p/gen/c.py": ""})
    found = find_files(file_system, ["/p/src", "/p/gen"], ["/src/gen"], "/p")

    assert found.files == ("/p/gen/c.py", "/p/src/b.py")


def test_a_linked_folder_is_not_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.py").touch()
    os.symlink(tmp_path / "real", tmp_path / "alias")
    os.symlink("..", tmp_path / "real" / "up")

    assert find_files(Disk(), (str(tmp_path),)).files == (str(tmp_path / "real" / "a.py"),)
    assert find_files(Disk(), (str(tmp_path / "alias"),)).files == (str(tmp_path / "alias" / "a.py"),)


def test_a_template_is_no_source():
    assert found_in(["/p/{{name}}/a.py", "/p/b.py"]).files == ("/p/b.py",)


def test_a_file_that_is_named_is_found_whatever_it_is_called():
    assert found_in(["/p/tool", "/p/.hidden/a.py"], "/p/tool", "/p/.hidden/a.py").files == (
        "/p/.hidden/a.py",
        "/p/tool",
    )


def test_the_ignore_file_of_the_repository_counts_in_folders_below():
    tree = {"/r/.git/config": "", "/r/.gitignore": "build/\n!kept.py\n", "/r/p/build/a.py": "", "/r/p/b.py": ""}
    assert found_in(tree, "/r/p").files == ("/r/p/b.py",)


def test_a_folder_that_is_ignored_but_named_is_walked():
    tree = {"/r/.git/config": "", "/r/.gitignore": "build/\n", "/r/build/a.py": ""}
    assert found_in(tree, "/r/build").files == ("/r/build/a.py",)


def test_a_later_pattern_takes_a_file_back_in():
    tree = {"/p/.gitignore": "*.py\n!b.py\n", "/p/a.py": "", "/p/b.py": ""}
    assert found_in(tree).files == ("/p/b.py",)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/p/missing", "no such file or folder"),
        ("/p/picture.png", "a binary file, not Python source"),
    ],
)
def test_what_cannot_be_checked_is_a_problem(path, problem):
    found = found_in({"/p/picture.png": b"\x89PNG\0", "/p/a.py": ""}, path)

    assert found.files == ()
    assert found.problems == (f"{path}: {problem}",)


def test_a_folder_that_cannot_be_read_is_a_problem_and_the_others_are_walked():
    class Locked(MemoryFileSystem):
        def list_directory(self, path):
            return None if path == "/p/locked" else super().list_directory(path)

    found = find_files(Locked.from_tree({"/p/locked/a.py": "", "/p/b.py": ""}), ("/p",))

    assert found.files == ("/p/b.py",)
    assert found.problems == ("/p/locked: the folder cannot be read",)


def test_a_loop_of_symbolic_links_ends(tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "a.py").touch()
    os.symlink(tmp_path, tmp_path / "package" / "loop")

    assert find_files(Disk(), (str(tmp_path),)).files == (str(tmp_path / "package" / "a.py"),)


def test_project_folders_are_noted_unless_they_are_packages():
    tree = ["/p/a/pyproject.toml", "/p/b/setup.py", "/p/b/__init__.py"]
    assert found_in(tree).project_folders == ("/p/a",)
