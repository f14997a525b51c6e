import pytest

from importls.discovery import find_files
from importls.project import assemble_project
from resolver.file_system.memory import MemoryFileSystem


def project_of(tree, *checked, search_path=(), roots=()):
    file_system = MemoryFileSystem.from_tree(dict.fromkeys(tree, "[project]\n"))
    found = find_files(file_system, checked)
    return assemble_project(file_system, found, checked=checked, search_path=search_path, configured_roots=roots)


def names_in(project):
    return [file.name for file in project.files]


def roots_of(project):
    return [root.path for root in project.roots]


@pytest.mark.parametrize(
    ("tree", "checked", "roots", "names"),
    [
        (["/p/pyproject.toml", "/p/a.py"], "/p", ["/p"], ["a"]),
        (["/p/pyproject.toml", "/p/src/k/__init__.py"], "/p", ["/p/src", "/p"], ["k"]),
        (["/p/pyproject.toml", "/p/src/k/__init__.py", "/p/tests/t.py"], "/p/tests", ["/p/src", "/p"], ["tests.t"]),
        (["/p/setup.py", "/p/src/__init__.py", "/p/src/m.py"], "/p/src", ["/p"], ["src", "src.m"]),
        (["/p/a.py", "/p/k/__init__.py", "/p/k/m.py"], "/p", ["/p"], ["a", "k", "k.m"]),
        (["/p/k/__init__.py", "/p/k/s/__init__.py", "/p/k/s/m.py"], "/p/k/s", ["/p"], ["k.s", "k.s.m"]),
        (["/p/.git/config", "/p/n/m.py"], "/p/n", ["/p"], ["n.m"]),
        (["/p/n/m.py"], "/p/n/m.py", ["/p/n"], ["m"]),
        (["/p/a/pyproject.toml", "/p/a/m.py", "/p/b/setup.cfg", "/p/b/m.py"], "/p", ["/p", "/p/a", "/p/b"], ["m", "m"]),
        (["/p/pyproject.toml", "/p/my-scripts/tool.py"], "/p", ["/p"], ["tool"]),
        (["/p/k/__init__.py", "/p/k/setup.py"], "/p", ["/p"], ["k", "k.setup"]),
        (["/p/pyproject.toml", "/p/__init__.py", "/p/k/__init__.py"], "/p", ["/p"], ["p", "p.k"]),
    ],
)
def test_roots_and_names(tree, checked, roots, names):
    project = project_of(tree, checked)

    assert roots == roots_of(project)
    assert names == names_in(project)


def test_a_package_on_the_search_path_is_called_as_the_interpreter_would():
    tree = ["/v/site-packages/k/__init__.py", "/v/site-packages/k/pyproject.toml", "/v/site-packages/k/setup.py"]
    project = project_of(tree, "/v/site-packages/k", search_path=["/v/site-packages"])

    assert roots_of(project) == []
    assert names_in(project) == ["k", "k.setup"]


def test_named_roots_are_the_only_ones():
    project = project_of(["/p/pyproject.toml", "/p/lib/k/m.py"], "/p", roots=["/p/lib"])

    assert roots_of(project) == ["/p/lib"]
    assert names_in(project) == ["k.m"]


def test_the_script_directory_is_the_folder_above_the_topmost_package():
    project = project_of(["/p/pyproject.toml", "/p/x/s.py", "/p/x/k/__init__.py", "/p/x/k/m.py"], "/p")

    assert {file.script_directory for file in project.files} == {"/p/x"}


def test_only_a_root_that_something_speaks_for_is_certain():
    assert project_of(["/p/pyproject.toml", "/p/m.py"], "/p").roots[0].certain
    assert not project_of(["/p/m.py"], "/p").roots[0].certain


def test_a_pyproject_for_tools_alone_makes_no_root_certain():
    file_system = MemoryFileSystem.from_tree({"/p/pyproject.toml": "[tool.black]\n", "/p/m.py": ""})
    project = assemble_project(file_system, find_files(file_system, ["/p"]), checked=["/p"], search_path=())

    assert [(root.path, root.certain) for root in project.roots] == [("/p", False)]
