"""A file system without some of its files answers as if they had never been made."""

import os

import pytest

from resolver.file_system import Kind, links_in
from resolver.file_system.disk import Disk
from resolver.file_system.hiding import Hiding
from resolver.file_system.memory import MemoryFileSystem

TREE = MemoryFileSystem.from_tree({"/p/a.py": "a", "/p/q/b.py": "b", "/p/q/r/c.py": "c", "/p/s/": ""})


def test_hidden_files_and_what_lies_below_hidden_folders_are_not_there():
    hiding = Hiding(TREE, ["/p/a.py", "/p/q"])
    assert hiding.list_directory("/p") == {"s": Kind.DIRECTORY}
    assert hiding.list_directory("/p/q") is None
    assert hiding.list_directory("/p/s") == {}
    assert [hiding.kind(path) for path in ("/p/a.py", "/p/q", "/p/q/r/c.py", "/p/s")] == [
        None, None, None, Kind.DIRECTORY,
    ]  # fmt: skip
    assert hiding.stamp("/p/q/b.py") is None
    for path in ("/p/a.py", "/p/q/b.py"):
        with pytest.raises(FileNotFoundError):
            hiding.read_bytes(path)


def test_what_is_not_hidden_is_as_it_was():
    hiding = Hiding(TREE, ["/p/q/r"])
    assert hiding.list_directory("/p/q") == {"b.py": Kind.FILE}
    assert hiding.read_bytes("/p/q/b.py") == b"b"
    assert hiding.list_directory("/p") == TREE.list_directory("/p")


def test_a_file_is_hidden_whichever_link_leads_to_its_folder(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.py").write_text("")
    (tmp_path / "real/b.py").symlink_to("a.py")
    os.symlink(tmp_path / "real", tmp_path / "link")
    for hidden, asked in (("real", "link"), ("link", "real")):
        hiding = Hiding(Disk(), [str(tmp_path / hidden / "a.py")])
        listing = hiding.list_directory(str(tmp_path / asked))
        assert list(listing) == ["b.py"]
        assert links_in(listing) == {"b.py"}
        assert hiding.kind(str(tmp_path / asked / "a.py")) is None
