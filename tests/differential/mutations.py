"""Imports of real packages that are moved to where they run at once: drawn by a seed, made in a copy, and undone.

A *hoisted* import stood in a function and stands at the top of its module. An *opened* guard is an `if TYPE_CHECKING:`
that has become `if True:`. Both are what people do to real code, and both close circles.
"""

from __future__ import annotations

import ast
import os
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path


@dataclass(frozen=True)
class Mutation:
    """An edit of one module: which kind, the line of the old text, the new text, and what is imported at once now."""

    module: str
    path: Path
    kind: str
    line: int
    text: bytes
    imported: str

    def __str__(self) -> str:
        """For people."""
        return f"{self.kind} {self.module}:{self.line} ({self.imported})"


def drawn(modules: Mapping[str, Path], number: int, seed: str) -> list[Mutation]:
    """At most so many mutations, one a module, the same in every run."""
    draw = random.Random(seed)
    order = draw.sample(sorted(modules), len(modules))
    found = []
    for name in order:
        if len(found) == number:
            break
        kinds = [kind for kind in _mutations(name, modules[name]) if kind]
        if kinds:
            found.append(draw.choice(draw.choice(kinds)))
    return found


def entries_around(mutation: Mutation, modules: Mapping[str, Path]) -> list[str]:
    """What is imported to see the effect: the module, its packages, what it imports, and two modules beside it."""
    name = mutation.module
    parent = name.rpartition(".")[0] or name
    beside = [other for other in modules if other.rpartition(".")[0] == parent and other != name]
    some = random.Random(str(mutation)).sample(beside, min(2, len(beside)))
    wanted = [name, parent, name.partition(".")[0], mutation.imported, *some]
    return [entry for entry in dict.fromkeys(wanted) if entry in modules]


@contextmanager
def made(mutation: Mutation, number: Iterator[int] = count(1_000_000_000)) -> Iterator[None]:  # noqa: B008 # reason: one for all
    """The edit is on the disk, under a time of its own: what was compiled of another text does not count."""
    before, status = mutation.path.read_bytes(), mutation.path.stat()
    try:
        mutation.path.write_bytes(mutation.text)
        changed = next(number)
        os.utime(mutation.path, (changed, changed))
        yield
    finally:
        mutation.path.write_bytes(before)
        os.utime(mutation.path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _mutations(name: str, path: Path) -> tuple[list[Mutation], list[Mutation]]:
    """All that can be made in one module: hoisted imports, opened guards."""
    source = path.read_bytes()
    try:
        source.decode()
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return [], []
    lines = source.split(b"\n")
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    hoisted = [
        Mutation(name, path, "hoisted", node.lineno, _hoisted(tree, lines, node), imported)
        for node in _deferred_imports(tree)
        if _stands_alone(lines, node) and (imported := _own_module(node, package)) is not None
    ]
    opened = [
        Mutation(name, path, "opened", node.lineno, _opened(lines, node.test), imported)
        for node in tree.body
        if isinstance(node, ast.If) and _is_type_checking(node.test)
        for imported in [_first_import(node, package)]
        if imported is not None
    ]
    return hoisted, opened


def _deferred_imports(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    imports = {node for function in functions for node in ast.walk(function) if isinstance(node, _IMPORTS)}
    yield from sorted(imports, key=lambda node: node.lineno)


_IMPORTS = (ast.Import, ast.ImportFrom)


def _stands_alone(lines: list[bytes], node: ast.stmt) -> bool:
    """Whether there is no other code on its lines."""
    before, behind = lines[node.lineno - 1][: node.col_offset], lines[_end(node) - 1][node.end_col_offset :].strip()
    return not before.strip() and (not behind or behind.startswith(b"#"))


def _end(node: ast.stmt | ast.expr) -> int:
    return node.end_lineno or node.lineno


def _own_module(node: ast.Import | ast.ImportFrom, package: str) -> str | None:
    """The module of the own package that is imported, None where it is another one."""
    if isinstance(node, ast.Import):
        name = node.names[0].name
    elif not node.level:
        name = node.module or ""
    else:
        bits = package.split(".")
        above = bits[: len(bits) - node.level + 1]
        name = ".".join([*above, node.module] if node.module else above)
    return name if name.partition(".")[0] == package.partition(".")[0] else None


def _hoisted(tree: ast.Module, lines: list[bytes], node: ast.Import | ast.ImportFrom) -> bytes:
    """The import stands before the first statement that may stand there; where it stood, there is `pass`."""
    rest = [line + b"\n" for line in lines]
    rest[node.lineno - 1 : _end(node)] = [b" " * node.col_offset + b"pass\n", *[b"\n"] * (_end(node) - node.lineno)]
    first = next((one for one in tree.body if not _is_before_imports(one)), node)
    place = min([first.lineno, *(one.lineno for one in getattr(first, "decorator_list", ()))]) - 1
    return b"".join([*rest[:place], ast.unparse(node).encode() + b"\n", *rest[place:]])


def _is_before_imports(node: ast.stmt) -> bool:
    """Docstrings and `from __future__` stand first."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _is_type_checking(test: ast.expr) -> bool:
    name = test.id if isinstance(test, ast.Name) else test.attr if isinstance(test, ast.Attribute) else None
    return name == "TYPE_CHECKING"


def _first_import(guard: ast.If, package: str) -> str | None:
    """The first own module that the guard keeps from being imported."""
    imports = (node for node in ast.walk(guard) if isinstance(node, _IMPORTS))
    return next((name for node in imports if (name := _own_module(node, package)) is not None), None)


def _opened(lines: list[bytes], test: ast.expr) -> bytes:
    line = lines[test.lineno - 1]
    changed = line[: test.col_offset] + b"True" + line[test.end_col_offset :]
    return b"\n".join([*lines[: test.lineno - 1], changed, *lines[test.lineno :]])
