"""Every file system gives the same answers for the same tree."""

from __future__ import annotations

import pytest

from resolver.file_system import Kind, links_in
from resolver.file_system.cached import CachedListings
from resolver.file_system.disk import Disk
from resolver.file_system.memory import MemoryFileSystem
from resolver.file_system.overlay import Overlay
from tests.resolver.trees import draw, write

TREE = ("/r/a/x.py: x", "/r/a/empty/", "/r/b: file")


@pytest.fixture(params=["disk", "memory", "cached", "overlay"])
def world(request, tmp_path):
    """A file system with the tree, a link to `a`, a link that leads nowhere, and the root's path."""
    write(tmp_path, *TREE)
    (tmp_path / "r" / "link").symlink_to("a")
    (tmp_path / "r" / "gone").symlink_to("nowhere")
    if request.param == "memory":
        root = "/r"
        return MemoryFileSystem.from_tree(
            {"/r/a/x.py": b"x", "/r/a/empty/": b"", "/r/b": b"file"}, symlinks={"/r/link": "a", "/r/gone": "nowhere"}
        ), root
    base = Disk()
    root = str(tmp_path / "r")
    return {"disk": base, "cached": CachedListings(base), "overlay": Overlay(base, {})}[request.param], root


def test_a_listing_gives_kinds_with_links_followed(world):
    file_system, root = world
    kinds = {"a": Kind.DIRECTORY, "b": Kind.FILE, "link": Kind.DIRECTORY, "gone": Kind.OTHER}
    assert kinds == file_system.list_directory(root)
    assert file_system.list_directory(root + "/link") == {"x.py": Kind.FILE, "empty": Kind.DIRECTORY}
    assert file_system.list_directory(root + "/a/empty") == {}


@pytest.mark.parametrize("path", ["/missing", "/b", "/a/x.py", "/nul\0", "/\ud800"])
def test_what_is_no_directory_has_no_listing(world, path):
    file_system, root = world
    assert file_system.list_directory(root + path) is None


def test_kind_follows_links_and_knows_nothing_of_what_is_not_there(world):
    file_system, root = world
    paths = ["", "/a", "/b", "/link/x.py", "/gone", "/missing", "/b/c", "/nul\0", "/a/"]
    kinds = [Kind.DIRECTORY, Kind.DIRECTORY, Kind.FILE, Kind.FILE, None, None, None, None, Kind.DIRECTORY]
    assert kinds == [file_system.kind(root + path) for path in paths]


def test_content_is_read_through_links_and_its_absence_is_an_oserror(world):
    file_system, root = world
    assert file_system.read_bytes(root + "/link/x.py") == b"x"
    for path in ("/missing", "/a", "/nul\0"):
        with pytest.raises((FileNotFoundError, IsADirectoryError)):
            file_system.read_bytes(root + path)


def test_links_can_be_read_and_resolved(world):
    file_system, root = world
    assert [file_system.read_link(root + path) for path in ("/link", "/a", "/missing")] == ["a", None, None]
    assert file_system.real_path(root + "/link/x.py") == file_system.real_path(root) + "/a/x.py"


def test_memory_understands_windows_paths():
    file_system = MemoryFileSystem.from_tree({"C:\\py\\Lib\\os.py": b""}, separator="\\")
    assert file_system.list_directory("C:\\py\\Lib") == {"os.py": Kind.FILE}
    assert file_system.kind("C:\\py") is Kind.DIRECTORY


def test_a_loop_of_links_ends():
    file_system = MemoryFileSystem.from_tree({"/x": b""}, symlinks={"/a": "b", "/b": "a"})
    assert file_system.kind("/a/c") is None


class Counting(Disk):
    """A disk that counts how often each folder is listed and each path is asked for."""

    def __init__(self):
        self.asked: list[str] = []

    def list_directory(self, path):
        self.asked.append(path)
        return super().list_directory(path)

    def kind(self, path):
        self.asked.append(path)
        return super().kind(path)


def test_a_folder_is_listed_once_and_then_answers_for_what_is_in_it(tmp_path):
    write(tmp_path, "/a/x.py: ")
    disk = Counting()
    cached = CachedListings(disk)
    folder = str(tmp_path / "a")
    for _ in range(3):
        assert cached.list_directory(folder) == {"x.py": Kind.FILE}
        assert cached.kind(folder + "/x.py") is Kind.FILE
        assert cached.kind(folder + "/y.py") is None
    assert disk.asked == [folder]


def test_a_trailing_separator_asks_for_a_directory_also_where_its_folder_was_listed(tmp_path):
    write(tmp_path, "/a/x.py: ", "/b/y.py: ")
    cached = CachedListings(Disk())
    folder = str(tmp_path / "a")
    cached.list_directory(folder)
    cached.list_directory(str(tmp_path))
    assert [cached.kind(folder + end) for end in ("/", "", "/x.py", "/x.py/")] == [
        Kind.DIRECTORY,
        Kind.DIRECTORY,
        Kind.FILE,
        None,
    ]


def test_an_overlay_shows_unsaved_content_and_files_that_are_only_in_a_buffer():
    base = draw("/r/a.py: old")
    overlay = Overlay(base, {"/r/a.py": b"new", "/r/new/deep/b.py": b"b"})
    assert overlay.read_bytes("/r/a.py") == b"new"
    assert overlay.list_directory("/r") == {"a.py": Kind.FILE, "new": Kind.DIRECTORY}
    assert overlay.list_directory("/r/new/deep") == {"b.py": Kind.FILE}
    assert [overlay.kind("/r/new"), overlay.kind("/r/new/deep/b.py")] == [Kind.DIRECTORY, Kind.FILE]
    assert base.kind("/r/new") is None


def test_an_overlay_adds_a_folder_to_the_nearest_one_that_the_base_has():
    overlay = Overlay(draw("/r/p/__init__.py", "/top.py"), {"/r/p/q/s/m.py": b"", "/new/n.py": b"", "/x.py": b""})
    assert overlay.list_directory("/r") == {"p": Kind.DIRECTORY}
    assert overlay.list_directory("/r/p") == {"__init__.py": Kind.FILE, "q": Kind.DIRECTORY}
    assert overlay.list_directory("/r/p/q") == {"s": Kind.DIRECTORY}
    names = {"r": Kind.DIRECTORY, "top.py": Kind.FILE, "new": Kind.DIRECTORY, "x.py": Kind.FILE}
    assert overlay.list_directory("/") == names
    assert [overlay.kind(path) for path in ("/r/p/q", "/r/p/q/s/", "/new", "/r/q")] == [Kind.DIRECTORY] * 3 + [None]


def test_an_overlay_knows_its_buffers_by_every_spelling_of_their_paths():
    base = MemoryFileSystem.from_tree({"/r/a/x.py": b"old"}, symlinks={"/r/link": "a", "/r/x.py": "a/x.py"})
    overlay = Overlay(base, {"/r/./link/x.py": b"new", "/r//a/../a/n.py": b"n"})
    spellings = ["/r/a/x.py", "/r/link/x.py", "/r/x.py", "/r/a//x.py", "/r/a/../link/x.py"]
    assert [overlay.read_bytes(path) for path in spellings] == [b"new"] * 5
    assert overlay.list_directory("/r/link/") == {"x.py": Kind.FILE, "n.py": Kind.FILE}
    assert [overlay.kind(path) for path in ("/r/link/n.py", "/r/n.py", "/r/a/n.py/")] == [Kind.FILE, None, None]


def test_an_overlay_keeps_a_listing_aware_of_its_links():
    base = MemoryFileSystem.from_tree({"/r/a/x.py": b""}, symlinks={"/r/link": "a"})
    assert links_in(Overlay(base, {"/r/n.py": b""}).list_directory("/r")) == {"link"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/a/../a/x.py", Kind.FILE),
        ("/gone/../a/x.py", None),
        ("/a/x.py/.", None),
        ("/a/x.py/../x.py", None),
        ("/l/b/../x.py", Kind.FILE),
        ("/../a/./", Kind.DIRECTORY),
        ("/c/d/../../l/x.py", Kind.FILE),
        ("/up/a/x.py", Kind.FILE),
    ],
)
def test_dots_in_a_path_are_followed_as_an_operating_system_does(path, kind, tmp_path):
    write(tmp_path, "/a/b/", "/a/x.py: ", "/c/d/")
    links = {"/l": "a/b/..", "/up": "c/.."}
    for link, target in links.items():
        (tmp_path / link[1:]).symlink_to(target)
    memory = MemoryFileSystem.from_tree({"/a/b/": b"", "/a/x.py": b"", "/c/d/": b""}, symlinks=links)
    if not path.startswith("/.."):
        assert Disk().kind(f"{tmp_path}{path}") is kind
    assert memory.kind(path) is kind
    assert CachedListings(memory).kind(path) is kind


def test_a_folder_that_may_not_be_searched_has_names_and_no_files(tmp_path, monkeypatch):
    write(tmp_path, "/a/x.py: ")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert Disk().list_directory(f"{tmp_path}/a") == {"x.py": Kind.OTHER}
