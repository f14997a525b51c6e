"""Where the target interpreter is looked for, and in which order."""

import pytest

from importls.host import Host
from importls.places import Places
from resolver.file_system.memory import MemoryFileSystem

LIBRARY = {"/usr/bin/python3": b"\x7fELF", "/usr/lib/python3.11/os.py": "", "/usr/src/app/x.py": ""}


def places(tree, folder, *, option=None, configured=None, platform="linux", home="/home/u", **variables):
    """`location: reason` of each candidate."""
    host = Host(variables, "/here", home, platform)
    look = Places(host, MemoryFileSystem.from_tree(tree))
    found = look.candidates(folder, option=option, configured=configured)
    return [f"{item.location}: {item.because}" for item in found]


def test_what_is_demanded_is_the_only_candidate():
    tree = {"/p/.venv/pyvenv.cfg": ""}
    assert places(tree, "/p", option="env") == ["/here/env: named by --python"]
    assert places(tree, "/p", configured="/e") == ["/e: named by `python` in the configuration"]
    assert places(tree, "/p", option="/o", configured="/e") == ["/o: named by --python"]


def test_installed_code_belongs_to_what_it_is_installed_in():
    tree = {
        "/v/pyvenv.cfg": "", "/v/lib/python3.12/site-packages/x/y.py": "",
        "/c/conda-meta/": "", "/c/lib/python3.10/site-packages/x.py": "", "/c/lib/python3.10/os.py": "",
        "/b/lib/python3.13/os.py": "", "/b/lib/python3.13/json/x.py": "",
        "/usr/lib/python3/dist-packages/x.py": "", **LIBRARY,
    }  # fmt: skip
    inside, library = "the checked code lies in it", "the checked code lies in its library"
    assert places(tree, "/v/lib/python3.12/site-packages/x") == [f"/v: {inside}"]
    assert places(tree, "/c/lib/python3.10/site-packages") == [f"/c: {library}", f"/c: {inside}"]
    assert places(tree, "/b/lib/python3.13/json") == [f"/b: {library}"]
    assert places(tree, "/usr/lib/python3/dist-packages") == [f"/usr: {library}"]


def test_a_project_below_a_prefix_does_not_belong_to_it():
    assert places(LIBRARY, "/usr/src/app") == []


def test_an_activated_environment_comes_before_those_beside_the_project_and_above():
    tree = {"/a/p/.venv/pyvenv.cfg": "", "/a/venv/pyvenv.cfg": "", "/a/p/src/x.py": "", "/a/p/venv/lib/": ""}
    assert places(tree, "/a/p/src", VIRTUAL_ENV="/v", CONDA_PREFIX="c") == [
        "/v: VIRTUAL_ENV is set",
        "/here/c: CONDA_PREFIX is set",
        "/a/p/.venv: the project has a .venv folder",
        "/a/venv: the project has a venv folder",
    ]


PYENV = {f"/home/u/.pyenv/versions/{name}/bin/python": "" for name in ("3.9.2", "3.9.18", "3.10.1", "mine")}
UV = {"/home/u/.local/share/uv/python/cpython-3.11.4-linux-x86_64-gnu/bin/python": ""}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("3.9", "/home/u/.pyenv/versions/3.9.18"),
        ("3.9.2", "/home/u/.pyenv/versions/3.9.2"),
        ("mine", "/home/u/.pyenv/versions/mine"),
        ("cpython-3.11", "/home/u/.local/share/uv/python/cpython-3.11.4-linux-x86_64-gnu"),
    ],
)
def test_a_pinned_version_is_taken_from_pyenv_or_uv(version, expected):
    tree = {**PYENV, **UV, "/p/.python-version": f"# ours\n{version}\n", "/p/a/x.py": ""}
    reason = f"/p/.python-version asks for {version}"
    assert places(tree, "/p/a") == [f"{expected}: {reason}"]


def test_a_pinned_version_that_is_not_installed_is_said_to_be_missing():
    def problems(version):
        host = Host({}, "/here", "/home/u", "linux")
        look = Places(host, MemoryFileSystem.from_tree({**PYENV, "/p/.python-version": version}))
        found = look.candidates("/p", option=None, configured=None)
        return [(item.location, item.because, item.problem) for item in found if item.problem]

    missing = ("/p/.python-version", "it asks for 3.1", "neither pyenv nor uv has that version")
    assert problems("3.1\n3.9\n") == [missing]
    assert problems("system\n") == []


def test_python3_on_path_comes_before_python_and_scripts_are_no_interpreters():
    tree = {"/a/python": b"\x7fELF", "/b/python3": b"#!/bin/sh", "/c/python3": b"\x7fELF", "/p/x.py": ""}
    assert places(tree, "/p", PATH="/a:/none::/b:/c") == [
        "/c/python3: it is the first python3 on PATH",
        "/a/python: it is the first python on PATH",
    ]


SHIMS = {**PYENV, "/home/u/.pyenv/shims/python3": "#!/usr/bin/env bash\n", "/p/x.py": ""}


def test_a_shim_of_pyenv_leads_to_the_version_that_it_would_start():
    path = "/home/u/.pyenv/shims"
    pinned = {"/p/.python-version": "3.9.2\n"}
    general = {"/home/u/.pyenv/version": "3.10.1\n"}
    shim = "python3 on PATH is pyenv's, and"
    assert places({**SHIMS, **general}, "/p", PATH=path) == [
        f"/home/u/.pyenv/versions/3.10.1: {shim} /home/u/.pyenv/version says 3.10.1"
    ]
    assert places({**SHIMS, **general, **pinned}, "/p", PATH=path)[-1] == (
        f"/home/u/.pyenv/versions/3.9.2: {shim} /p/.python-version says 3.9.2"
    )
    assert places({**SHIMS, **general, **pinned}, "/p", PATH=path, PYENV_VERSION="mine")[-1] == (
        f"/home/u/.pyenv/versions/mine: {shim} PYENV_VERSION says mine"
    )


def test_a_shim_that_means_the_system_leads_further_along_the_path():
    tree = {**SHIMS, "/home/u/.pyenv/version": "system\n", "/usr/bin/python3": b"\x7fELF"}
    assert places(tree, "/p", PATH="/home/u/.pyenv/shims:/usr/bin") == [
        "/usr/bin/python3: it is the first python3 on PATH"
    ]


class CountingReads(MemoryFileSystem):
    """Counts how often each file is read."""

    reads = ()

    def read_bytes(self, path, at_most=None):
        self.reads += (path,)
        return super().read_bytes(path, at_most)


def test_an_interpreter_on_path_is_read_once_for_any_number_of_folders():
    disk = CountingReads.from_tree({"/bin/python3": b"\x7fELF", **{f"/p/{n}/x.py": "" for n in range(50)}})
    look = Places(Host({"PATH": "/bin"}, "/here", "/home/u", "linux"), disk)
    found = {tuple(look.candidates(f"/p/{n}", option=None, configured=None)) for n in range(50)}
    assert [[place.location for place in places] for places in found] == [["/bin/python3"]]
    assert disk.reads == ("/bin/python3",)
