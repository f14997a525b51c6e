"""The generated trees are always the same, and what the plan says is in them."""

import ast
import re
from collections import Counter
from statistics import mean

import pytest

from benchmarks.generated_component import FILES as TANGLED
from benchmarks.generated_component import PACKAGE, TIED, generate_component
from benchmarks.generated_plan import packages
from benchmarks.generated_tree import generate, write_tree
from importls.graph.strongly_connected_components import cyclic_components

FILES = 1_000


@pytest.fixture(scope="module")
def tree():
    return dict(generate(FILES))


@pytest.fixture(scope="module")
def parsed(tree):
    return {path: ast.parse(content) for path, content in tree.items()}


@pytest.mark.parametrize("files", [1, 150, 200, 401])
def test_it_has_exactly_so_many_files(files):
    assert len(dict(generate(files))) == files


def test_it_is_the_same_every_time(tree):
    assert dict(generate(FILES)) == tree


def test_a_smaller_tree_is_the_beginning_of_a_larger_one(tree):
    assert list(generate(300)) == list(tree.items())[:300]


def test_it_lies_on_disk_as_generated(tmp_path):
    write_tree(str(tmp_path), 50)

    written = {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*.py")}
    assert written == dict(generate(50))


def test_modules_have_60_to_220_lines_with_docstrings(tree, parsed):
    modules = {path: content for path, content in tree.items() if not path.endswith("__init__.py")}
    lengths = [content.count("\n") for content in modules.values()]

    assert min(lengths) >= 60
    assert max(lengths) <= 220
    assert all(ast.get_docstring(parsed[path]) for path in modules)


def test_sub_packages_have_twenty_files(tree):
    folders = Counter(path.rpartition("/")[0] for path in tree if path.count("/") == 2)
    assert set(folders.values()) == {20, 19}


def test_there_are_about_eight_imports_in_a_file(parsed):
    imports = [sum(map(is_import, ast.walk(module))) for module in parsed.values()]
    assert 7 <= mean(imports) <= 9


def test_every_imported_name_of_the_tree_exists_but_those_that_are_to_be_missing(parsed):
    bound = {name_of(path): top_level_names(module) for path, module in parsed.items()}
    missing = [
        name
        for path, module in parsed.items()
        for name in imported_names(module, package_of(path))
        if is_first_party(name, bound) and not exists(name, bound)
    ]

    assert len(missing) == FILES // 250
    assert all(".nowhere_" in name for name in missing)


def test_there_are_late_typing_only_guarded_and_circular_imports(tree):
    text = "\n".join(tree.values())
    assert text.count("\nif TYPE_CHECKING:\n    from .") > 150
    assert text.count('"""\n    from .') > 150
    assert text.count("\nexcept ImportError:\n") == 20
    first, second = next(iter(packages(200))).sub_packages[3].modules[:2]
    assert f"from . import {second.name}\n" in tree[first.path]
    assert f"from . import {first.name}\n" in tree[second.path]


def is_import(node):
    return isinstance(node, ast.Import | ast.ImportFrom)


def name_of(path):
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def package_of(path):
    return path.rpartition("/")[0].replace("/", ".")


def top_level_names(module):
    defined = {node.name for node in module.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    return defined | {alias.name for node in module.body if is_import(node) for alias in node.names}


def imported_names(module, package):
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def is_first_party(name, bound):
    return name.partition(".")[0] in bound


def exists(name, bound):
    module, _, last = name.rpartition(".")
    return name in bound or last in bound.get(module, ())


def test_a_quarter_of_the_tangled_modules_import_each_other_in_circles():
    files = dict(generate_component())
    names = {path[:-3].replace("/", "."): path for path in files}
    graph = {name: set(re.findall(r"from tangle import (\w+)", files[path])) for name, path in names.items()}
    ties = {name: [f"{PACKAGE}.{other}" for other in others] for name, others in graph.items()}
    later = [re.findall(rf"{PACKAGE}\.part_(\d+)", files[path]) for path in files]

    assert len(files) == TANGLED
    assert list(map(len, cyclic_components(ties))) == [TIED]
    assert all(int(other) >= max(TIED, number) for number, others in enumerate(later) for other in others)
