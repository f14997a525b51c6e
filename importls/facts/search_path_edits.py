"""Whether a module changes `sys.path`, in whatever spelling; knows nothing of what the change makes importable."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from importls.facts.long_strings import long_strings
from importls.facts.syntax_tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

_ADDING_FUNCTIONS = frozenset({"addsitedir", "addsitepackages", "addusersitepackages", "addpackage", "syspath_prepend"})
_CHANGING_METHODS = frozenset(
    {"append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"}
    | {"__delitem__", "__iadd__", "__imul__", "__setitem__"}
)
_READERS = frozenset({"getattr", "hasattr"})

# Everything that `_is_sys` and `_is_path` find, as it must look in the text: what follows the word `sys`, and what may
# follow where the word is assigned or an argument. Beginning with plain text makes searching fast.
_SYS = re.compile(
    r"sys(?:[\s\\]*\.[\s\\]*(?:path|__dict__)\b|(?:[ \t\f]|\\\n)+(?:as|import)\b|(?:\.path)?['\"]"
    r"|(?P<argument>[\s\\]*[,)])|(?P<value>\b(?![\s\\]*\.)))"
)

_PLAIN_EDIT = re.compile(
    rf"(?:^|\n)[ \t]*sys\.path(?:\.(?:{'|'.join(sorted(_CHANGING_METHODS))})\b|[ \t]*(?:\[[^]=\n]*\][ \t]*)?\+?=(?!=))"
)


class _Aliases(NamedTuple):
    """Names that the module, in any scope, has for `sys` and for the list itself."""

    module: frozenset[str]
    path: frozenset[str]


def edits_sys_path(tree: ast.Module, text: str) -> bool:
    """Whether code anywhere in the module changes `sys.path`, functions that nobody may call included."""
    if not may_edit_sys_path(text):
        return False
    nodes = walk(tree)
    aliases = _aliases(nodes)
    return any(_is_edit(aliases, node) for node in nodes)


def plainly_edits_sys_path(text: str) -> bool:
    """Whether a line begins with an edit that leaves no doubt, such as `sys.path.insert(…)`.

    `edits_sys_path` then says the same, if the text can be parsed: the line neither goes on with a string nor stands in
    one of three quotes.
    """
    found = list(_PLAIN_EDIT.finditer(text)) if "sys.path" in text else []
    strings = long_strings(text) if found else None
    return strings is not None and any(
        not any(start < edit.end() <= end for start, end in strings) and text[edit.start() - 1 : edit.start()] != "\\"
        for edit in found
    )


def may_edit_sys_path(text: str) -> bool:
    """Whether a text has the words of such an edit, be it in a comment: meant for files that cannot be parsed."""
    # Parts that several of the names have in common come first: most texts have none of them.
    has_sys = "sys" in text
    may_add = has_sys or "site" in text or "addpackage" in text
    if may_add and any(function in text for function in _ADDING_FUNCTIONS):
        return True
    if not has_sys or "path" not in text:
        return False
    return any(_may_be_edit(found) for found in _SYS.finditer(text))


def _may_be_edit(found: re.Match[str]) -> bool:
    if found.lastgroup is None:
        return True
    before = _before(found.string, found.start())
    return before == "=" or (before == "(" and found.lastgroup == "argument")


def _before(text: str, at: int) -> str:
    """The character before a place, blanks and line continuations left out."""
    while at and (text[at - 1].isspace() or text[at - 1] == "\\"):
        at -= 1
    return text[at - 1 : at] if at else ""


def _aliases(nodes: Iterable[ast.AST]) -> _Aliases:
    aliases = _Aliases(frozenset({"sys"}), frozenset())
    for node in nodes:
        match node:
            case ast.Import(names=names):
                found = {alias.asname for alias in names if alias.name == "sys" and alias.asname}
                aliases = aliases._replace(module=aliases.module | found)
            case ast.ImportFrom(module="sys", names=names):
                found = {alias.asname or alias.name for alias in names if alias.name == "path"}
                aliases = aliases._replace(path=aliases.path | found)
            case _:
                pass
    return _with_assigned(aliases, nodes)


def _with_assigned(aliases: _Aliases, nodes: Iterable[ast.AST]) -> _Aliases:
    """Add the names that `s = sys` and then `path = s.path` bind."""
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=value):
                names = {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                names = {name}
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                names = {name}
            case _:
                continue
        if _is_sys(aliases, value):
            aliases = aliases._replace(module=aliases.module | names)
        elif _is_path(aliases, value):
            aliases = aliases._replace(path=aliases.path | names)
    return aliases


def _is_edit(aliases: _Aliases, node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=value, attr="path", ctx=ast.Store() | ast.Del()):
            return _is_sys(aliases, value)
        case ast.Attribute(value=value, attr=method) if method in _CHANGING_METHODS:
            return _is_path(aliases, value)
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return _is_path(aliases, value) or _is_path(aliases, node)
        case ast.AugAssign(target=target):
            return _is_path(aliases, target)
        case ast.Call(func=function, args=arguments):
            return _is_editing_call(aliases, function, arguments)
        case _:
            return False


def _is_editing_call(aliases: _Aliases, function: ast.expr, arguments: list[ast.expr]) -> bool:
    """Tell `site.addsitedir(…)`, `list.insert(sys.path, …)`, `setattr(sys, "path", …)`, `patch("sys.path", …)`."""
    name = _last_name(function)
    if name in _ADDING_FUNCTIONS:
        return True
    match arguments:
        case [path, *_] if name in _CHANGING_METHODS and _is_path(aliases, path):
            return isinstance(function, ast.Attribute) and _last_name(function.value) == "list"
        case [module, ast.Constant(value="path"), *_]:
            return name not in _READERS and _is_sys(aliases, module)
        case [ast.Constant(value="sys.path"), *_]:
            return name in {"patch", "setattr"}
        case _:
            return False


def _is_sys(aliases: _Aliases, node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name):
            return name in aliases.module
        case ast.Attribute(attr="sys"):
            return True
        case ast.NamedExpr(value=value):
            return _is_sys(aliases, value)
        case ast.Call(func=function, args=[ast.Constant(value="sys"), *_]):
            return _last_name(function) in {"__import__", "import_module"}
        case ast.Subscript(value=ast.Attribute(attr="modules"), slice=ast.Constant(value="sys")):
            return True
        case _:
            return False


def _is_path(aliases: _Aliases, node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name):
            return name in aliases.path
        case ast.Attribute(value=value, attr="path"):
            return _is_sys(aliases, value)
        case ast.NamedExpr(value=value):
            return _is_path(aliases, value)
        case ast.Call(func=ast.Name(id="getattr"), args=[module, ast.Constant(value="path"), *_]):
            return _is_sys(aliases, module)
        case ast.Subscript(
            value=ast.Attribute(value=module, attr="__dict__") | ast.Call(func=ast.Name(id="vars"), args=[module]),
            slice=ast.Constant(value="path"),
        ):
            return _is_sys(aliases, module)
        case _:
            return False


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
