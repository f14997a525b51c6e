"""A thousand paths are looked up like one: what was found for a folder is not searched again for the next."""

from importls.host import Host
from importls.places import Places
from importls.target import _Search
from importls.target_options import TargetOptions
from resolver.file_system.memory import MemoryFileSystem

TREE = {
    "/usr/bin/python3": b"\x7fELF",
    "/usr/bin/python3.12": b"\x7fELF",
    "/usr/lib/python3.12/os.py": "",
    "/usr/lib/python3.12/lib-dynload/": "",
    "/p/pyproject.toml": "[tool.importls]\nroots = ['.']\n",
    **{f"/p/d{number}/m.py": "" for number in range(300)},
}


class CountingReads(MemoryFileSystem):
    """Counts how often files are read."""

    reads = 0

    def read_bytes(self, path, at_most=None):
        self.reads += 1
        return super().read_bytes(path, at_most)


def searched(number_of_paths):
    """The groups of paths, and how many files were read to find them."""
    disk = CountingReads.from_tree(TREE)
    host = Host({"PATH": "/usr/bin"}, "/p", "/home/u", "linux")
    search = _Search(Places(host, disk), TargetOptions(), [].append)
    paths = [f"/p/d{number}/m.py" for number in range(number_of_paths)]
    return [(target.environment.prefix, len(paths)) for target, paths in search.targets(paths)], disk.reads


def test_three_hundred_paths_read_no_more_files_than_one():
    (one,), reads = searched(1)
    assert one == ("/usr", 1)
    assert searched(300) == ([("/usr", 300)], reads)
