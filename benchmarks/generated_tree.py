"""Writes a tree of any number of Python files that looks like a large company's code and is always the same."""

import os
import random
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from benchmarks.generated_imports import Imports, imports_of
from benchmarks.generated_plan import Module, Package, SubPackage, packages

WORDS: Final = (
    "the value of a record that was read before it is written again and kept for every caller in order "
    "without a copy when nothing has changed since the last time so that a later step can rely on it"
).split()


def write_tree(place: str, files: int) -> None:
    """Write exactly so many files below the folder.

    Raises:
        OSError: the folder cannot be written.

    """
    write_files(place, generate(files))


def write_files(place: str, files: Iterable[tuple[str, str]]) -> None:
    """Write the files with these paths and contents below the folder.

    Raises:
        OSError: the folder cannot be written.

    """
    for path, content in files:
        target = os.path.join(place, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as stream:
            stream.write(content)


def generate(files: int) -> Iterator[tuple[str, str]]:
    """Paths with slashes and contents of a tree of exactly so many files."""
    return islice((file for package in packages(files) for file in _package(package)), files)


def _package(package: Package) -> Iterator[tuple[str, str]]:
    yield f"{package.name}/__init__.py", f'"""{_title(package.name)}."""\n\n__version__ = "1.{package.number}.0"\n'
    for sub_place, sub_package in enumerate(package.sub_packages):
        yield sub_package.name.replace(".", "/") + "/__init__.py", _init(sub_package)
        for place, module in enumerate(sub_package.modules):
            yield module.path, module_text(module, imports_of(package, sub_place, place))


def _init(sub_package: SubPackage) -> str:
    """An `__init__` that re-exports the first names of three modules."""
    shown = sub_package.modules[2:5]
    lines = [f'"""{_title(sub_package.name)}."""', ""]
    lines += [f"from .{module.name} import {module.classes[0]}" for module in shown]
    lines += ["", "__all__ = [", *(f'    "{module.classes[0]}",' for module in shown), "]", ""]
    return "\n".join(lines)


def module_text(module: Module, imports: Imports) -> str:
    """The text of a module: docstring, imports, classes, functions; 60 to 200 lines."""
    chance = random.Random(f"code of {module.dotted}")
    blocks = ["\n".join(_head(chance, module, imports))]
    blocks += ["\n".join(_class(chance, name)) for name in module.classes]
    deferred = [*imports.deferred]
    for name in module.functions:
        blocks.append("\n".join(_function(chance, name, deferred)))
        deferred = []
    while sum(block.count("\n") + 3 for block in blocks) < 64:
        blocks.append("\n".join(_function(chance, f"_helper_{len(blocks)}", [])))
    return "\n\n\n".join(blocks) + "\n"


def _head(chance: random.Random, module: Module, imports: Imports) -> Iterator[str]:
    yield f'"""{_title(module.name)}.'
    yield ""
    yield from (_sentence(chance) for _ in range(chance.randint(1, 6)))
    yield '"""'
    yield ""
    if imports.typing_only:
        yield "from __future__ import annotations"
        yield ""
    yield from imports.top
    if imports.typing_only:
        yield "from typing import TYPE_CHECKING"
        yield ""
        yield "if TYPE_CHECKING:"
        yield from (f"    {line}" for line in imports.typing_only)
    for name in imports.guarded:
        yield from ("", "try:", f"    import {name}", "except ImportError:", f"    {name} = None")
    yield ""
    yield f"DEFAULT_LIMIT = {chance.randint(10, 5000)}"
    yield f'LABEL = "{module.name}"'


def _class(chance: random.Random, name: str) -> Iterator[str]:
    yield f"class {name}{'(Exception)' if name.endswith('Error') else ''}:"
    yield f'    """{_sentence(chance)}"""'
    yield ""
    yield "    def __init__(self, value=None, *, limit=DEFAULT_LIMIT):"
    yield "        self.value = value"
    yield "        self.limit = limit"
    yield "        self.entries = {}"
    for number in range(chance.randint(1, 3)):
        yield ""
        yield f"    def {chance.choice(WORDS)}_{number}(self, key, default=None):"
        yield f'        """{_sentence(chance)}"""'
        yield from _statements(chance, "        ", "self.entries")
        yield "        return self.entries.get(key, default)"


def _function(chance: random.Random, name: str, deferred: list[str]) -> Iterator[str]:
    yield f"def {name}(entries, *, limit=DEFAULT_LIMIT):"
    yield f'    """{_sentence(chance)}'
    yield ""
    yield f"    {_sentence(chance)}"
    yield '    """'
    yield from (f"    {line}" for line in deferred)
    yield "    key = default = None"
    yield from _statements(chance, "    ", "entries")
    yield "    return entries, key, default"


def _statements(chance: random.Random, indent: str, entries: str) -> Iterator[str]:
    for _ in range(chance.randint(1, 3)):
        yield from (indent + line for line in chance.choice(STATEMENTS).format(e=entries, n=chance.randint(2, 99)))


class _Lines(tuple[str, ...]):
    """Lines of code that are filled in together."""

    __slots__ = ()

    def format(self, **values: object) -> list[str]:
        return [line.format(**values) for line in self]


STATEMENTS: Final = (
    _Lines(("for place, entry in enumerate({e}):", "    if place > {n}:", "        break", "    default = entry")),
    _Lines(("if key is not None and len({e}) > {n}:", "    raise ValueError(f'{{LABEL}}: {{key!r}}')")),
    _Lines(("found = [entry for entry in {e} if entry != key][:{n}]", "default = found[0] if found else default")),
    _Lines(("# The order is that of the callers: an earlier one is not moved.", "key = str(key).strip()[:{n}]")),
    _Lines(("while len({e}) > DEFAULT_LIMIT * {n}:", "    {e}.popitem()")),
    _Lines(("total = sum(len(str(entry)) for entry in {e}) % {n}", "if total:", "    default = total")),
    _Lines(("try:", "    default = {e}[{n}]", "except (IndexError, KeyError):", "    default = None")),
)


def _title(name: str) -> str:
    return name.replace("_", " ").replace(".", ": ").capitalize()


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(5, 14))).capitalize() + "."
