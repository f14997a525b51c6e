"""One import of one file changes for the time of a run, and nothing is left of it."""

import os

import pytest

from benchmarks.edits import edited, file_in_the_middle, restore, with_another_import

CONTENT = b'"""Doc."""\nfrom os import path\nimport json\nimport sys\n'


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "module.py"
    path.write_bytes(CONTENT)
    return path


def test_the_first_plain_import_becomes_another_one_that_binds_the_same_name():
    assert with_another_import(CONTENT, 0) == CONTENT.replace(b"import json", b"import bisect as json  # edit 0")


def test_line_ends_stay():
    assert with_another_import(b"import json\r\nx = 1\r\n", 1) == b"import calendar as json  # edit 1\r\nx = 1\r\n"


def test_each_number_gives_other_content():
    assert len({with_another_import(CONTENT, number) for number in range(50)}) == 50


def test_the_file_is_changed_within_and_put_back_after(file, tmp_path):
    before = os.stat(file).st_mtime_ns
    kept = tmp_path / "kept"
    with edited(str(file), 3, str(kept)):
        assert file.read_bytes() == with_another_import(CONTENT, 3)

    assert file.read_bytes() == CONTENT
    assert os.stat(file).st_mtime_ns == before
    assert not kept.exists()


def test_what_an_interrupted_run_left_changed_is_put_back(file, tmp_path):
    kept = tmp_path / "kept"
    kept.write_bytes(os.fsencode(file) + b"\0" + CONTENT)
    file.write_bytes(b"changed")
    said = []
    restore(str(kept), said.append)

    assert file.read_bytes() == CONTENT
    assert not kept.exists()
    assert len(said) == 1


def test_the_file_is_the_first_from_the_middle_on_that_has_a_plain_import(tmp_path):
    contents = [b"import a\n", b"import a\n", b"from a import b\n", b"x = 1\nimport c\n", b"import a\n"]
    paths = [tmp_path / f"{number}.py" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)

    assert file_in_the_middle([str(path) for path in paths]) == str(paths[3])


def test_a_tree_without_any_cannot_be_edited(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(ValueError, match="no file has a line"):
        file_in_the_middle([str(tmp_path / "a.py")])
