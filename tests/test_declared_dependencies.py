import pytest

from importls.declared_dependencies import declarations_around
from importls.did_you_mean import closest
from importls.installed import distribution_that_owns
from resolver.file_system.memory import MemoryFileSystem


def declared(files, name, folder="/p/src"):
    found = declarations_around(MemoryFileSystem.from_tree(files), folder).of((name,))
    return None if found is None else (found.requirement, found.path)


@pytest.mark.parametrize(
    ("file", "text", "requirement"),
    [
        ("pyproject.toml", '[project]\ndependencies = ["Foo.Bar>=1"]', "Foo.Bar>=1"),
        ("pyproject.toml", '[project.optional-dependencies]\nx = ["foo_bar[y]"]', "foo_bar[y]"),
        ("pyproject.toml", '[dependency-groups]\ntest = ["foo-bar", {include-group = "x"}]', "foo-bar"),
        ("requirements.txt", "# comment\nfoo-bar==2  # pinned\n", "foo-bar==2"),
        ("requirements-dev.txt", "-r other.txt\nfoo-bar==2 \\\n    --hash=sha256:1\n", "foo-bar==2"),
    ],
)
def test_a_requirement_is_found_under_any_spelling_of_its_name(file, text, requirement):
    assert declared({f"/p/{file}": text}, "foo_bar") == (requirement, f"/p/{file}")


@pytest.mark.parametrize("text", ["broken = [", "project = 1", "[project]\ndependencies = 1", "[" * 5000])
def test_a_pyproject_that_makes_no_sense_declares_nothing(text):
    assert declared({"/p/pyproject.toml": text}, "foo") is None


def test_the_nearest_project_counts():
    files = {"/p/pyproject.toml": '[project]\ndependencies = ["foo"]', "/p/src/pyproject.toml": ""}
    assert declared(files, "foo") is None


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", '[project]\nname = "My_Project"'),
        ("setup.cfg", "[metadata]\nname = My.Project\n"),
        ("setup.py", "from setuptools import setup\nsetup(\n    name='my-project',\n)\n"),
    ],
)
def test_the_name_of_the_project(file, text):
    assert declarations_around(MemoryFileSystem.from_tree({f"/p/{file}": text}), "/p").project == "my-project"


def test_the_owner_of_a_file_is_the_distribution_whose_record_lists_it():
    tree = MemoryFileSystem.from_tree(
        {
            "/s/a-1.dist-info/RECORD": "a/__init__.py,,\n",
            "/s/My_B-2.0.dist-info/RECORD": "x.py,,\nb/__init__.py,sha256=1,0\n",
            "/s/c.dist-info/METADATA": "",
        }
    )
    assert distribution_that_owns(tree, "/s", "/s/b/__init__.py") == "my-b"
    assert distribution_that_owns(tree, "/s", "/s/b/other.py") is None


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("jsno", {"json", "asn1"}, "json"),
        ("requets", {"requests"}, "requests"),
        ("pytest", {"test"}, None),
        ("x", {"y"}, None),
    ],
)
def test_what_was_probably_meant(word, known, expected):
    assert closest(word, known, cutoff=0.85) == expected
