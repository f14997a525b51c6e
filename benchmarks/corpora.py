"""The trees of Python files that the tools look at: what is in them and how they are made."""

import hashlib
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks import generated_component, generated_imports, generated_plan, generated_tree
from benchmarks.environments import make_environment, python_version, script
from benchmarks.generated_component import TIED, generate_component
from benchmarks.generated_tree import generate, write_files
from benchmarks.places import Place, build_once

PACKAGES: Final = (
    "django sqlalchemy sympy pandas scipy networkx celery scrapy sphinx pylint pydantic twisted matplotlib botocore "
    "boto3 ansible-core jax google-api-python-client"
).split()
SIZES: Final = {"generated-1000": 1_000, "generated-10000": 10_000, "generated-100000": 100_000}
COMPONENT: Final = "component-500"
NAMES: Final = ("packages", *SIZES, COMPONENT)


@dataclass(frozen=True)
class Corpus:
    """A tree of Python files and the environment that its imports are resolved in.

    `python` is the folder of the virtual environment, `python_version` its version (`3.13.0`), `stubs` the number of
    `.pyi` files, which are not among `files`; `size` is in bytes.
    """

    name: str
    tree: str
    python: str
    python_version: str
    files: int
    stubs: int
    size: int
    about: str


def build_corpus(place: Place, name: str, python: str, say: Callable[[str], None]) -> Corpus:
    """The corpus with this name, made if it is not there yet.

    Raises:
        OSError, subprocess.CalledProcessError: it cannot be built.

    """
    return _packages(place, python, say) if name == "packages" else _generated(place, name, say)


def _packages(place: Place, python: str, say: Callable[[str], None]) -> Corpus:
    version = python_version(python)
    folder = place.corpus("packages")
    recipe: dict[str, object] = {"packages": [*PACKAGES], "python": version}
    build_once(folder, recipe, lambda target: make_environment(target, python, PACKAGES), say)
    about = f"site-packages of an environment with {', '.join(PACKAGES)}"
    return _counted("packages", _site_packages(folder), folder, version, about)


def _generated(place: Place, name: str, say: Callable[[str], None]) -> Corpus:
    version = python_version(sys.executable)
    empty = place.corpus("empty-environment")
    build_once(empty, {"python": version}, lambda target: make_environment(target, sys.executable, ()), say)
    files = generate(SIZES[name]) if name in SIZES else generate_component()
    recipe: dict[str, object] = {"files": SIZES.get(name), "generator": _digest_of_generator()}
    build_once(place.corpus(name), recipe, lambda target: write_files(_tree(target), files), say)
    about = "generated code" if name in SIZES else f"generated code; {TIED} modules import each other in circles"
    return _counted(name, _tree(place.corpus(name)), empty, version, about)


def _tree(folder: str) -> str:
    return os.path.join(folder, "tree")


def _site_packages(environment: str) -> str:
    library = os.path.join(environment, "Lib" if os.name == "nt" else "lib")
    pythons = [name for name in os.listdir(library) if name.startswith("python")] if os.name != "nt" else [""]
    return os.path.join(library, pythons[0], "site-packages")


def _digest_of_generator() -> str:
    digest = hashlib.sha256()
    for module in (generated_plan, generated_imports, generated_tree, generated_component):
        digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()


def _counted(name: str, tree: str, python: str, version: str, about: str) -> Corpus:
    paths = list(python_files(tree, (".py", ".pyi")))
    files = sum(path.endswith(".py") for path in paths)
    size = sum(os.path.getsize(path) for path in paths if path.endswith(".py"))
    return Corpus(name, tree, python, version, files, len(paths) - files, size, about)


def python_files(tree: str, endings: tuple[str, ...] = (".py",)) -> Iterator[str]:
    """Paths of all Python files below, sorted by folder."""
    for folder, folders, names in os.walk(tree):
        folders.sort()
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(endings))


def interpreter(corpus: Corpus) -> str:
    """The path of the interpreter in the corpus's environment."""
    return script(corpus.python, "python")
