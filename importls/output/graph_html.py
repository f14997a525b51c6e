"""The import graph as one HTML file to look around in, which loads nothing; the page itself is in `graph_page/`."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from msgspec import Struct

from importls import __version__
from importls.cycle_classes import CYCLE_CLASSES, CycleClass
from importls.graph_view import KINDS
from importls.output.json_document import encode

if TYPE_CHECKING:
    from importls.graph_view import GraphView, ViewedImport

SCRIPTS = ("model", "layout", "picture", "tree", "search", "details", "matrix", "page")
"""The files of the page's script, in the order in which they make one."""

_MOST_NAMED = 3


class PageModule(Struct, frozen=True, array_like=True):
    """A module as the page reads it; `name` is empty where it is the dotted name."""

    dotted: str
    name: str
    path: str | None
    kind: str
    size: int


class PageImport(Struct, frozen=True, array_like=True):
    """An import as the page reads it: modules, kind and class of the cycle by their places in lists, -1 for none."""

    importer: int
    imported: int
    line: int
    column: int
    kind: int
    cycle: int


class PageData(Struct, frozen=True):
    """All that the page's script is given."""

    modules: list[PageModule]
    imports: list[PageImport]
    kinds: tuple[str, ...]
    classes: tuple[CycleClass, ...]


def render(view: GraphView) -> str:
    """The page. Its policy (CSP) allows its own script and style, by their digests, and nothing else."""
    script = "(() => {\n'use strict';\n" + "\n".join(_file(f"{name}.js") for name in SCRIPTS) + "})();\n"
    style = _file("page.css")
    replaced = {
        "{version}": escape(__version__),
        "{title}": escape(_title(view)),
        "{script_source}": _source(f"\n{script}"),
        "{style_source}": _source(f"\n{style}"),
        "{style}": style,
        "{data}": _harmless(encode(_data(view))),
        "{script}": script,
    }
    return _filled(_file("page.html"), replaced)


def _file(name: str) -> str:
    return files("importls.output").joinpath("graph_page", name).read_text(encoding="utf-8")


def _filled(page: str, replaced: dict[str, str]) -> str:
    """The page with all places filled at once: what is filled in is not looked at again."""
    return re.sub("|".join(map(re.escape, replaced)), lambda place: replaced[place[0]], page)


def _source(content: str) -> str:
    """The digest of an inline script or style as a source of a content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode('ascii')}'"


def _harmless(document: str) -> str:
    """JSON in which nothing ends the element around it, or begins another."""
    return document.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _title(view: GraphView) -> str:
    """The outermost packages, the largest first."""
    sizes: Counter[str] = Counter()
    for module in view.modules:
        sizes[module.dotted.partition(".")[0]] += module.size
    named = [name for name, _ in sizes.most_common(_MOST_NAMED)]
    return ", ".join(named) + (" …" if len(sizes) > _MOST_NAMED else "")


def _data(view: GraphView) -> PageData:
    """What is only implied is left out where it closes no cycle, as in the other pictures."""
    numbers = {module.name: number for number, module in enumerate(view.modules)}
    modules = [
        PageModule(
            module.dotted, "" if module.name == module.dotted else module.name, module.path, module.kind, module.size
        )
        for module in view.modules
    ]
    imports = [_import(item, numbers) for item in view.imports if not item.implied or item.cycle is not None]
    return PageData(modules, imports, KINDS, CYCLE_CLASSES)


def _import(item: ViewedImport, numbers: dict[str, int]) -> PageImport:
    return PageImport(
        numbers[item.importer],
        numbers[item.imported],
        item.line,
        item.column,
        KINDS.index(item.kind),
        -1 if item.cycle is None else CYCLE_CLASSES.index(item.cycle),
    )
