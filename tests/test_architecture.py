"""The invariants of ARCHITECTURE.md that can be read off the source."""

import ast
import re
from pathlib import Path

import pytest

import resolver
from importls.discovery import find_files
from importls.import_graph import ImportKind
from importls.project import assemble_project
from importls.snapshot import build_snapshot
from resolver.environment.environment_at import environment_from_entries
from resolver.file_system.disk import Disk

REPOSITORY = Path(__file__).parent.parent
ARCHITECTURE = (REPOSITORY / "ARCHITECTURE.md").read_text()
FILES = sorted(path for package in ("importls", "resolver") for path in (REPOSITORY / package).rglob("*.py"))
GENERATED = "resolver/stdlib/python3_"


def name_of(path):
    return path.relative_to(REPOSITORY).as_posix()


SOURCES = [pytest.param(path, id=name_of(path)) for path in FILES if not name_of(path).startswith(GENERATED)]


@pytest.mark.parametrize("path", SOURCES)
def test_a_module_starts_with_the_sentence_that_says_its_job(path):
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert re.match(r"# [a-z-]+$|.{15,}", docstring.splitlines()[0])


@pytest.mark.parametrize("path", SOURCES)
def test_files_and_functions_can_be_read_in_one_sitting(path):
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert len(path.read_text().splitlines()) <= 400
    assert [node.name for node in functions if node.end_lineno - node.lineno >= 60] == []


ASKS_THE_DISK = {"open", "os", "pathlib", "shutil", "subprocess", "glob", "tempfile"}
MAY_ASK = {
    "importls/__main__.py": "the entry point of the process",
    "importls/host.py": "reads the process's environment once",
    "importls/self_protection.py": "looks at the process's own sys.path",
    "importls/cache/answers.py": "compares what the disk says with what it said",
    "importls/cache/git_index.py": "reads what git has written",
    "importls/cache/folder.py": "keeps files of its own",
    "importls/cache/saved_run.py": "looks at the files that importls is made of",
    "importls/output/generate_schema.py": "a generator, run by developers",
    "resolver/file_system/disk.py": "is the disk",
}


@pytest.mark.parametrize("path", SOURCES)
def test_the_core_asks_the_disk_through_the_file_system_only(path):
    if name_of(path) in MAY_ASK or name_of(path).startswith(("importls/cli/", "importls/language_server/")):
        return
    assert ASKS_THE_DISK.isdisjoint(modules_and_builtins_used(ast.parse(path.read_text())))


def modules_and_builtins_used(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


@pytest.fixture(scope="module")
def own_edges():
    """The imports of importls on itself, as pairs of module names, by importls."""
    paths = (str(REPOSITORY / "importls"), str(REPOSITORY / "resolver"))
    environment = environment_from_entries((str(REPOSITORY),), (3, 13), "linux")
    project = assemble_project(Disk(), find_files(Disk(), paths), checked=paths, search_path=(str(REPOSITORY),))
    snapshot = build_snapshot(Disk(), environment, project)
    return {
        (snapshot.by_name(edge.importer), snapshot.by_name(edge.imported))
        for edges in snapshot.graph.edges.values()
        for edge in edges
        if edge.kind is not ImportKind.TYPING and not edge.implied
    }


LAYERS = [line.split(" | ") for line in ARCHITECTURE.split("## Layers")[1].split("```")[1].strip().splitlines()]


def layer_of(module):
    owners = [
        (len(name), number, name)
        for number, names in enumerate(LAYERS)
        for name in names
        if module == name or module.startswith(name + ".")
    ]
    return max(owners)[1:] if owners else None


def test_imports_point_downwards_only(own_edges):
    wrong = []
    for importer, imported in sorted(own_edges):
        if imported == "importls" or importer == "importls":
            continue
        (upper, above), (lower, below) = layer_of(importer), layer_of(imported)
        if above != below and lower <= upper:
            wrong.append(f"{importer} -> {imported}")
    assert wrong == []


def test_every_module_has_a_layer_and_a_place_on_the_map():
    modules = {name_of(path).removesuffix("/__init__.py").removesuffix(".py") for path in FILES} - {"importls"}

    assert [module for module in sorted(modules) if layer_of(module.replace("/", ".")) is None] == []
    assert [module for module in sorted(modules) if not is_mapped(module)] == []


def is_mapped(module):
    map_of_code = ARCHITECTURE.split("## Code map")[1].split("## Invariants")[0]
    folders = [module, *(str(parent) for parent in Path(module).parents)]
    return (
        any(f"`{folder}/`" in map_of_code for folder in folders)
        or f"`{module}.py`" in map_of_code
        or (module == "resolver")
    )


def test_every_invariant_names_tests_that_exist():
    invariants = ARCHITECTURE.split("## Invariants")[1].split("## Layers")[0].split("**Invariant: ")[1:]

    assert len(invariants) >= 8
    for invariant in invariants:
        tests = re.findall(r"`(tests/[^`]+\.py)`", invariant)
        assert tests, invariant
        assert [test for test in tests if not (REPOSITORY / test).exists()] == []


def test_the_resolver_is_standard_library_only():
    environment = {"resolver", *__import__("sys").stdlib_module_names}
    used = {
        module
        for path in FILES
        if name_of(path).startswith("resolver/")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }

    assert {name for name in used if name.partition(".")[0] not in environment} == set()


def test_a_public_name_of_the_resolver_is_never_one_of_its_modules():
    """Importing a submodule binds it on the package, where it would hide a public name of the same spelling."""
    modules = {path.stem for path in (REPOSITORY / "resolver").iterdir() if path.name != "__init__.py"}

    assert not modules & set(resolver.__all__)
