"""Which modules do something to the import system when they run, seen from their source alone. It follows nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_GROWS_SEARCH_PATH = (b"sys.path", b"addsitedir", b"meta_path")
_AT_LEFT_MARGIN = re.compile(rb"\n(?:(?:import[ \t]+|from[ \t]+|__import__\(['\"])(\w+)|raise\b)")
"""The top-level name that a line imports, empty for one that raises."""
_CHOICE = re.compile(rb"\nif sys\..*(?:\n(?:(?:[ \t]|elif\b|else\b|\#).*|\r?(?=\n|\Z)))*")
"""A statement that chooses by version or platform."""
_INDENTED = re.compile(rb"\n[ \t]+(?:import|from)[ \t]+(\w+)")
_STRINGS_AND_COMMENTS = re.compile(
    rb"""\#[^\n]*
    | (?P<quotes>\"{3}|'{3}) (?: (?:\\.|[^\\])*? (?P=quotes) | .* )
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
    """,
    re.DOTALL | re.VERBOSE,
)
_EDITS_MODULES = re.compile(
    rb"""
    ^[ \t]*\#.* | `\w*sys\.modules                        # in a comment, in the prose of a docstring
    | \bsys\.modules\.(?:copy|get|items|keys|values)\(
    | (?P<edit> \b(?:del|for)\b.*sys\.modules )
    | \bin[ ]+\w*sys\.modules\b (?![.\[])
    | \bsys\.modules\[ (?:[^][\n]|\[[^][\n]*\])* \]       # an item that nothing is assigned to
      (?= [.)\]}] | [ ]* (?:\r?$ | \# | [=!]= | (?:and|else|if|in|is|not|or)\b) )
    | (?P<other> sys\.modules )
    """,
    re.MULTILINE | re.VERBOSE,
)
_IMPORTS_THEM = re.compile(rb"from sys import.*(?:\b(?:modules|path)\b|[(\\*])")
_REPLACES_IMPORT = re.compile(rb"__import__(?:[ ]*[=,:](?!=)|\([ ]*['\"]sys\b)")

_READ_THE_PATH = frozenset({"iter_modules", "walk_packages", "list", "tuple", "len", "print", "repr", "str"})
_LIST_EDITS = frozenset({"append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"})
_READ_THE_MODULES = frozenset({"copy", "get", "items", "keys", "pop", "values"})
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_MAY_EDIT = (ast.Name, ast.Constant, ast.Attribute, ast.Call, ast.ImportFrom)
_MAY_READ = (ast.Compare, ast.Subscript, ast.Attribute, ast.Call)

EDITS_PATH = "__path__"
EDITS_MODULES = "sys.modules"
INSTALLS_HOOKS = "sys.meta_path"


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """The source of a module as far as it matters; every field is empty for one that only has ordinary contents."""

    content: bytes | None = None
    """The source itself, where there may be more questions about it; kept by few, so that memory stays small."""
    edits: bool = False
    """Something in it may concern the import system."""
    unreadable: bool = False
    """It has no source."""
    imports: tuple[str, ...] = ()
    """Top-level names that are imported whenever the module is, or on this version or platform.

    Statements, or text that looks like them; empty for one that raises.
    """

    @property
    def is_ordinary(self) -> bool:
        """Whether nothing in it concerns the import system, and nothing that it imports is missing."""
        return not self.edits and not self.unreadable and self.content is None


def read_source(source: bytes | None, is_missing: Callable[[str], bool], *, is_package: bool) -> ModuleSource:
    """Read the source of a module; None stands for one that has no source to read.

    `is_missing` tells whether a top-level module certainly does not exist: those are what `failing_statements` is for.
    """
    if source is None:
        return ModuleSource(unreadable=True)
    mentions_sys = b"sys" in source
    lines = b"\n" + source
    names = dict.fromkeys(_AT_LEFT_MARGIN.findall(lines))
    if mentions_sys and b"\nif sys." in lines:
        names.update(dict.fromkeys(name for block in _CHOICE.findall(lines) for name in _INDENTED.findall(block)))
    edits = _may_edit(source) or (mentions_sys and _may_edit_sys(source, is_package=is_package))
    imports = tuple(name.decode() for name in names)
    kept = edits or any(map(is_missing, imports))
    return ModuleSource(source if kept else None, edits, imports=imports)


def _may_edit(source: bytes) -> bool:
    """Whether there is anything in it, besides `sys`, by which modules edit the import system.

    Every file is searched from end to end for each of these, so there are few.
    """
    return (
        b"__path__" in source
        or b"declare_namespace" in source
        or b"initpkg(" in source
        or (b"__import__" in source and _REPLACES_IMPORT.search(source) is not None)
    )


def _may_edit_sys(source: bytes, *, is_package: bool) -> bool:
    """Whether it may do so through `sys`; `sys.modules` is mostly only read, `sys.path` matters to what lies below."""
    return (
        b"meta_path" in source
        or b"path_hooks" in source
        or (is_package and b"sys.path" in source)
        or (b"from sys import" in source and _IMPORTS_THEM.search(source) is not None)
        or any(
            match.lastgroup for line in _lines_with(b"sys.modules", source) for match in _EDITS_MODULES.finditer(line)
        )
    )


def _lines_with(text: bytes, source: bytes) -> Iterator[bytes]:
    at = source.find(text)
    while at >= 0:
        end = source.find(b"\n", at)
        yield source[source.rfind(b"\n", 0, at) + 1 : end if end >= 0 else None]
        at = source.find(text, end) if end >= 0 else -1


def edits_by(nodes: Iterable[ast.AST], functions: dict[str, ast.AST]) -> frozenset[str]:
    """What running the nodes may edit, judged by what they mention; bodies of functions count where they are named.

    `functions` are the module's own functions and classes by name.
    """
    found: set[str] = set()
    waiting = list(nodes)
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and node.id in functions and node.id not in seen:
            seen.add(node.id)
            waiting.extend(_body_of(functions[node.id]))
        if isinstance(node, _MAY_EDIT):
            found.update(_edits_of(node))
        explained = _only_read_by(node) if isinstance(node, _MAY_READ) else ()
        waiting.extend(child for child in _children(node) if child not in explained)
    return frozenset(found)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """`ast.iter_child_nodes` without operators and contexts, which are every third node."""
    for name in node._fields:
        child = getattr(node, name, None)
        if isinstance(child, list):
            yield from (item for item in child if isinstance(item, ast.AST))
        elif isinstance(child, ast.AST) and child._fields:
            yield child


def _body_of(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a function is called, or a class and its methods are."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _SCOPES) and isinstance(node, ast.ClassDef):
            yield from ast.iter_child_nodes(child)
        else:
            yield child


def _only_read_by(node: ast.AST) -> list[ast.AST]:
    """The `sys.modules` in `x in sys.modules` or `sys.modules.get(x)`, the `__path__` that is only listed."""
    match node:
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[operand]):
            return [operand]
        case ast.Subscript(value=operand, ctx=ast.Load()):
            return [operand]
        case ast.Attribute(value=operand, attr=method) if method in _READ_THE_MODULES:
            return [operand]
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in _READ_THE_PATH:
            return [argument for argument in node.args if not any(map(_is_list_edit, ast.walk(argument)))]
        case _:
            return []


def _is_list_edit(node: ast.AST) -> bool:
    """`__path__.append(…)` and its like."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LIST_EDITS


def _edits_of(node: ast.AST) -> Iterator[str]:
    """What one node, looked at alone, may edit."""
    match node:
        case ast.Name(id="__path__") | ast.Constant(value="__path__"):
            yield EDITS_PATH
        case ast.Attribute(attr="__path__", value=owner):
            yield EDITS_PATH if "__name__" in ast.dump(owner) else EDITS_MODULES
        case ast.Call(func=ast.Attribute(attr="initpkg") | ast.Name(id="initpkg")):
            # apipkg enters a module for every dictionary that it is given.
            yield EDITS_MODULES
        case ast.Attribute(attr="modules", value=ast.Name(id=name)) if name.endswith("sys"):
            yield EDITS_MODULES
        case ast.Attribute(attr="meta_path" | "path_hooks"):
            yield INSTALLS_HOOKS
        case ast.Attribute(attr="__import__", ctx=ast.Store()) | ast.Name(id="__import__", ctx=ast.Store()):
            yield INSTALLS_HOOKS
        case ast.ImportFrom(module="sys", names=names):
            imported = {alias.name for alias in names}
            if "modules" in imported:
                yield EDITS_MODULES
            if imported & {"meta_path", "path_hooks"}:
                yield INSTALLS_HOOKS
        case _:
            return


def failing_statements(source: bytes, names: Iterable[str]) -> Iterator[bytes]:
    """The statements that import one of these names under no condition, or by version or platform, one at a time.

    An empty name stands for what raises. Text in a string is none, and where the module itself may have changed what
    its imports find there are none.
    """
    wanted = {name.encode() for name in names}
    lines = b"\n" + source
    ends = [at for mark in _GROWS_SEARCH_PATH if (at := lines.find(mark)) >= 0]
    end = min(ends, default=len(lines))
    found = [(block.start(), b"import sys" + block[0]) for block in _CHOICE.finditer(lines, 0, end)]
    found = [(at, block) for at, block in found if not wanted.isdisjoint(_INDENTED.findall(block))]
    for line in _AT_LEFT_MARGIN.finditer(lines):
        name = line[1] or b""
        if name in wanted and (line.start() < end or not name):
            found.append((line.start(), b"import " + name if name else b"raise"))
    return _outside_of_strings(lines, sorted(found))


def _outside_of_strings(lines: bytes, statements: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
    """Those that begin where a statement can, in order; brackets that are open there would be an error."""
    tokens = _STRINGS_AND_COMMENTS.finditer(lines)
    start = end = 0
    for at, statement in statements:
        while end <= at:
            start, end = token.span() if (token := next(tokens, None)) else (len(lines), len(lines) + 1)
        if at < start and not lines[max(at - 2, 0) : at].endswith((b"\\", b"\\\r")):
            yield statement


_KEEPS_PATH = re.compile(rb"__dict__\s*\.\s*update\(|LazyModule\(|__path__['\"]?\s*[=:]\s*__path__")


def keeps_path(source: bytes) -> bool:
    """Whether what the module puts in its own place is, as far as one sees, given the same `__path__`.

    `_LazyModule` of transformers and its copies set it; others copy the whole `__dict__`, or pass `__path__=__path__`.
    """
    return _KEEPS_PATH.search(source) is not None
