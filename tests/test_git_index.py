"""The ids of contents as git's index has them, of real repositories."""

import os
import subprocess
import time

import pytest

from importls.cache.digests import of_bytes
from importls.cache.git_index import GitIndexes

NAMES = ["a.py", "pkg/__init__.py", "pkg/a.py", "pkg/sub/a_long_name_to_be_compressed.py", "pkg/sub/a_long_name_too.py"]
OLD = 1_600_000_000


def git(folder, *arguments):
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(params=[2, 3, 4])
def repository(tmp_path, request):
    top = tmp_path / "r"
    for name in NAMES:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(f"name = {name!r}\n")
        os.utime(top / name, (OLD, OLD))
    git(tmp_path, "init", "-q", str(top))
    git(top, "add", ".")
    if request.param == 3:
        (top / "later.py").write_text("")
        git(top, "add", "--intent-to-add", "later.py")  # needs an extended flag, and with it version 3
    else:
        git(top, "update-index", "--index-version", str(request.param))
    assert (top / ".git/index").read_bytes()[7] == request.param
    return top


def test_the_ids_are_those_of_the_contents(repository):
    indexes = GitIndexes()
    for name in NAMES:
        assert indexes.content_id(str(repository / name)) == of_bytes((repository / name).read_bytes()), name


def test_a_file_that_was_touched_or_is_unknown_has_none(repository):
    file = repository / "a.py"
    before = file.stat()
    file.write_text("name = 'b.py'\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    (repository / "new.py").write_text("")
    indexes = GitIndexes()
    assert indexes.content_id(str(file)) is None
    assert indexes.content_id(str(repository / "new.py")) is None
    assert indexes.content_id(str(repository / "missing/x.py")) is None


def test_an_entry_as_young_as_the_index_is_not_believed(repository):
    now = time.time() + 60
    os.utime(repository / "a.py", (now, now))
    git(repository, "add", "a.py")
    assert GitIndexes().content_id(str(repository / "a.py")) is None


def test_a_working_tree_of_its_own_has_its_own_index(repository):
    git(repository, "commit", "-qm", "all")
    git(repository, "worktree", "add", "-q", "../w")
    file = repository.parent / "w/pkg/a.py"
    os.utime(file, (OLD, OLD))
    git(file.parent, "update-index", "--refresh")
    assert GitIndexes().content_id(str(file)) == of_bytes(file.read_bytes())


@pytest.mark.parametrize("damage", [b"", b"DIRC", b"DIRC\0\0\0\2\0\0\0\7", b"DIRC\0\0\0\x63\0\0\0\0", b"other" * 9])
def test_an_index_that_cannot_be_read_knows_nothing(repository, damage):
    (repository / ".git/index").write_bytes(damage)
    assert GitIndexes().content_id(str(repository / "a.py")) is None


def test_outside_of_repositories_nothing_is_known(tmp_path):
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    assert GitIndexes().content_id(str(tmp_path / "a.py")) is None
