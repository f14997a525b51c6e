"""A listing is read once, and forgotten exactly when its folder changed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolver import Found, MetaPath
from resolver.file_system import Kind
from resolver.file_system.cached import CachedListings
from resolver.file_system.disk import Disk
from resolver.file_system.memory import MemoryFileSystem
from tests.resolver.trees import linux, write

NAMES = ["a", "b", "c", "l"]


class Counting(Disk):
    """A disk that keeps what it was asked to list and to read."""

    def __init__(self):
        self.listed: list[str] = []
        self.read: list[str] = []

    def list_directory(self, path):
        self.listed.append(path)
        return super().list_directory(path)

    def read_bytes(self, path, at_most=None):
        self.read.append(path)
        return super().read_bytes(path, at_most)


class Changing(MemoryFileSystem):
    """A memory file system whose tree can be replaced, as a disk is by other programs."""

    def __init__(self):
        self.show({}, {})

    def show(self, tree, links):
        drawn = MemoryFileSystem.from_tree(tree, symlinks=links)
        super().__init__(drawn._files, drawn._directories, drawn._links, "/")


def origin(meta_path: MetaPath, name: str) -> str | None:
    found = meta_path.find_spec(name)
    return found.spec.origin if isinstance(found, Found) else None


def test_ten_thousand_look_ups_list_each_folder_once(tmp_path):
    write(tmp_path, *(f"/{entry}/p{number}/s/m.py" for entry in ("x", "y") for number in range(40)))
    disk = Counting()
    meta_path = MetaPath(linux(f"{tmp_path}/x", f"{tmp_path}/y", f"{tmp_path}/gone"), disk)
    names = [f"p{number % 40}{below}{number % 7}" for number in range(5000) for below in (".s.m", "x")]
    for name in names:
        meta_path.find_spec(name)
    assert len(disk.listed) == len(set(disk.listed)) == 2 + 80 * 2


def test_after_a_change_only_the_changed_folder_is_read_again(tmp_path):
    write(tmp_path, "/e/p/__init__.py: ", "/e/p/q/m.py: ", "/e/r/m.py: ", "/f/z.py: ")
    disk = Counting()
    meta_path = MetaPath(linux(f"{tmp_path}/e", f"{tmp_path}/f"), disk)
    names = ["p.q.m", "p.q.n", "r.m", "z"]
    before = [origin(meta_path, name) for name in names]
    write(tmp_path, "/e/p/q/n.py: ")
    disk.listed.clear()
    meta_path = meta_path.after(f"{tmp_path}/e/p/q/n.py")
    after = [origin(meta_path, name) for name in names]
    assert disk.listed == [f"{tmp_path}/e/p/q"]
    assert after == [before[0], f"{tmp_path}/e/p/q/n.py", *before[2:]]


def test_a_file_with_another_content_makes_no_listing_stale(tmp_path):
    write(tmp_path, "/e/m.py: old")
    disk = Counting()
    cached = CachedListings(disk)
    cached.list_directory(f"{tmp_path}/e")
    write(tmp_path, "/e/m.py: new")
    cached.forget(f"{tmp_path}/e/m.py")
    cached.list_directory(f"{tmp_path}/e")
    assert disk.listed == [f"{tmp_path}/e"]


def test_a_changed_folder_is_forgotten_with_all_below_and_nothing_beside_it(tmp_path):
    write(tmp_path, "/a/b/c/x.py: ", "/a/bc/y.py: ")
    disk = Counting()
    cached = CachedListings(disk)
    folders = [f"{tmp_path}{folder}" for folder in ("", "/a", "/a/b", "/a/b/c", "/a/bc")]
    for folder in folders:
        cached.list_directory(folder)
    disk.listed.clear()
    cached.forget(folders[2])
    for folder in folders:
        cached.list_directory(folder)
    assert disk.listed == folders[2:4]


def test_a_change_is_seen_under_every_name_of_its_folder(tmp_path):
    write(tmp_path, "/real/p/m.py: ")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "p").symlink_to("../link/p")
    meta_path = MetaPath(linux(f"{tmp_path}/e", f"{tmp_path}/link"), Disk())
    assert origin(meta_path, "p.n") is None
    write(tmp_path, "/real/p/n.py: ")
    assert origin(meta_path.after(f"{tmp_path}/real/p/n.py"), "p.n") == f"{tmp_path}/e/p/n.py"


def test_a_folder_that_changed_as_a_whole_is_read_again_below_links_too(tmp_path):
    write(tmp_path, "/real/p/q/m.py: ", "/e/")
    Path(tmp_path, "e", "p").symlink_to("../real/p")
    meta_path = MetaPath(linux(f"{tmp_path}/e"), Disk())
    assert origin(meta_path, "p.q.n") is None
    write(tmp_path, "/real/p/q/n.py: ")
    assert origin(meta_path.after(f"{tmp_path}/real"), "p.q.n") == f"{tmp_path}/e/p/q/n.py"


def test_a_link_to_a_file_that_goes_leads_nowhere(tmp_path):
    write(tmp_path, "/store/m.py: ", "/f/m.py: ")
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "m.py").symlink_to("../store/m.py")
    meta_path = MetaPath(linux(f"{tmp_path}/e", f"{tmp_path}/f"), Disk())
    assert origin(meta_path, "m") == f"{tmp_path}/e/m.py"
    (tmp_path / "store" / "m.py").unlink()
    assert origin(meta_path.after(f"{tmp_path}/store/m.py"), "m") == f"{tmp_path}/f/m.py"


def relink(place: Path, target: str) -> None:
    place.unlink()
    place.symlink_to(target)


def test_a_link_in_the_middle_of_a_chain_may_lead_elsewhere(tmp_path):
    write(tmp_path, "/s/m.py: ", "/t/n.py: ", "/s.py: ", "/e/")
    Path(tmp_path, "hop").symlink_to("s")
    Path(tmp_path, "e", "p").symlink_to("../hop")
    Path(tmp_path, "e", "q").symlink_to("p")
    meta_path = MetaPath(linux(f"{tmp_path}/e"), Disk())
    assert [origin(meta_path, name) for name in ("q.m", "q.n")] == [f"{tmp_path}/e/q/m.py", None]
    relink(tmp_path / "hop", "t")
    meta_path = meta_path.after(f"{tmp_path}/hop")
    assert [origin(meta_path, name) for name in ("q.m", "q.n")] == [None, f"{tmp_path}/e/q/n.py"]


def test_a_link_to_a_link_to_a_file_may_come_to_lead_nowhere(tmp_path):
    write(tmp_path, "/s/y.py: ", "/e/", "/f/m.py: ")
    Path(tmp_path, "s", "x.py").symlink_to("y.py")
    Path(tmp_path, "e", "m.py").symlink_to("../s/x.py")
    meta_path = MetaPath(linux(f"{tmp_path}/e", f"{tmp_path}/f"), Disk())
    assert origin(meta_path, "m") == f"{tmp_path}/e/m.py"
    relink(tmp_path / "s" / "x.py", "gone")
    assert origin(meta_path.after(f"{tmp_path}/s/x.py"), "m") == f"{tmp_path}/f/m.py"


def test_an_entry_that_was_a_link_may_become_a_folder(tmp_path):
    write(tmp_path, "/s/m.py: ")
    Path(tmp_path, "e").symlink_to("s")
    meta_path = MetaPath(linux(f"{tmp_path}/e"), Disk())
    assert origin(meta_path, "m") == f"{tmp_path}/e/m.py"
    Path(tmp_path, "e").unlink()
    write(tmp_path, "/e/n.py: ")
    meta_path = meta_path.after(f"{tmp_path}/e")
    assert [origin(meta_path, name) for name in ("m", "n")] == [None, f"{tmp_path}/e/n.py"]


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, b"")
    return buffer.getvalue()


@pytest.mark.parametrize("written", ["z.zip", "l.zip"])
def test_an_archive_is_read_again_exactly_when_it_changed(tmp_path, written):
    Path(tmp_path, "z.zip").write_bytes(archive("m.py"))
    Path(tmp_path, "l.zip").symlink_to("z.zip")
    write(tmp_path, "/e/x.py: ")
    disk = Counting()
    meta_path = MetaPath(linux(f"{tmp_path}/{written}", f"{tmp_path}/e"), disk)
    assert [origin(meta_path, name) for name in ("m", "n")] == [f"{tmp_path}/{written}/m.py", None]
    meta_path = meta_path.after(f"{tmp_path}/e/x.py")
    assert origin(meta_path, "m") == f"{tmp_path}/{written}/m.py"
    assert disk.read == [f"{tmp_path}/{written}"]
    Path(tmp_path, "z.zip").write_bytes(archive("n.py"))
    meta_path = meta_path.after(f"{tmp_path}/z.zip")
    assert [origin(meta_path, name) for name in ("m", "n")] == [None, f"{tmp_path}/{written}/n.py"]


def test_an_archive_behind_two_links_is_another_when_one_of_them_changes(tmp_path):
    Path(tmp_path, "a.zip").write_bytes(archive("m.py"))
    Path(tmp_path, "b.zip").write_bytes(archive("n.py"))
    Path(tmp_path, "k.zip").symlink_to("a.zip")
    Path(tmp_path, "l.zip").symlink_to("k.zip")
    meta_path = MetaPath(linux(f"{tmp_path}/l.zip"), Disk())
    assert origin(meta_path, "m") == f"{tmp_path}/l.zip/m.py"
    relink(tmp_path / "k.zip", "b.zip")
    assert origin(meta_path.after(f"{tmp_path}/k.zip"), "n") == f"{tmp_path}/l.zip/n.py"


@pytest.mark.parametrize(("root", "separator"), [("/", "/"), ("C:\\", "\\")])
def test_the_listing_of_a_root_is_forgotten_when_something_in_it_changes(root, separator):
    file_system = Changing()
    file_system.separator = separator
    file_system._directories = {root.rstrip(separator): {}}
    cached = CachedListings(file_system)
    assert cached.list_directory(root) == {}
    file_system._directories = {root.rstrip(separator): {"new.py": Kind.FILE}}
    file_system._files = {root + "new.py": b""}
    cached.forget(root + "new.py")
    assert cached.list_directory(root) == {"new.py": Kind.FILE}


PLACES = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join).map("/e/{}".format)
FILES = st.builds(str.__add__, PLACES, st.sampled_from(["/__init__.py", ".py", "/"]))
LINKS = st.tuples(PLACES, st.sampled_from(["/e/a", "/e/b/a", "b", "../b", "gone", "/e/b.py", "l", "/s", "/s/t"]))
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), FILES),
        st.tuples(st.just("link"), LINKS),
        st.tuples(st.just("remove"), st.integers(0, 30)),
    ),
    min_size=1,
    max_size=5,
)
ASKED = [".".join(names) for names in [*((a,) for a in NAMES), *((a, b) for a in NAMES for b in NAMES)]]
ASKED += [f"{name}.{last}" for name in ASKED for last in NAMES]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDITS, min_size=2, max_size=4))
def test_after_any_edits_the_answers_are_those_of_a_cold_start(batches):
    files, links = (
        {"/s/t/m.py": b"", "/s/a.py": b"", "/e/a/b.py": b""},
        {"/e/b": "a", "/e/l": "/e/b", "/e/c.py": "/s/a.py"},
    )
    disk = Changing()
    disk.show(files, links)
    environment = linux("/e", "/e/l", "/s")
    meta_path = MetaPath(environment, disk)
    for edits in batches:
        before = places(files, links)
        for kind, argument in edits:
            edit(files, links, kind, argument)
        disk.show(files, links)
        meta_path = meta_path.after(*changed(before, places(files, links)))
        cold = MetaPath(environment, MemoryFileSystem.from_tree(files, symlinks=links))
        assert [meta_path.find_spec(name) for name in ASKED] == [cold.find_spec(name) for name in ASKED]


def edit(files: dict[str, bytes], links: dict[str, str], kind: str, argument) -> None:
    known = sorted([*files, *links])
    if kind == "remove":
        files.pop(known[argument % len(known)], None) if known else None
        links.pop(known[argument % len(known)], None) if known else None
        return
    path, target = (argument, None) if kind == "write" else argument
    stem = path.rstrip("/")
    # Nothing lies below a file or a link, and a folder is no file.
    above = [stem[:end] for end in range(1, len(stem) + 1) if end == len(stem) or stem[end] == "/"]
    if path in links and target is not None:
        links[path] = target
        return
    if any(place in files or place in links for place in above) or any(other.startswith(stem + "/") for other in known):
        return
    if target is None:
        files[path] = b""
    else:
        links[path] = target


def places(files: dict[str, bytes], links: dict[str, str]) -> dict[str, str]:
    """Everything in the tree with what it is, folders too."""
    found = {path.rstrip("/"): "folder" if path.endswith("/") else "file" for path in files}
    found |= {path: f"link to {target}" for path, target in links.items()}
    for path in [*found]:
        while path := path.rpartition("/")[0]:
            found.setdefault(path, "folder")
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What a program that watches the disk tells: what appeared, went or became something else, not what is below."""
    paths = {path for path, _ in before.items() ^ after.items()}
    return sorted(path for path in paths if not any(path.startswith(other + "/") for other in paths))
