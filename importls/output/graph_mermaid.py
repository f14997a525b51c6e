"""The import graph as a Mermaid flowchart, which GitHub, GitLab and many editors draw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from importls.graph_view import lines_of
from importls.output.graph_colours import CYCLE_COLOURS
from importls.output.package_tree import PackageTree, package_tree
from importls.output.printable import printable

if TYPE_CHECKING:
    from importls.graph_view import GraphView

MOST_LINES = 500
MOST_CHARACTERS = 50_000
"""What Mermaid draws unless it is configured otherwise (`maxEdges`, `maxTextSize`)."""

_ARROWS = {"deferred": "-.->", "lazy": "-.->", "typing": "-.->"}


def render(view: GraphView) -> str:
    """Colours tell cycles as in the other pictures; dashed lines run later or never."""
    ids = {module.name: f"m{number}" for number, module in enumerate(view.modules)}
    numbers = iter(range(len(view.modules) + 1))
    lines = list(lines_of(view))
    drawn = [f"  {ids[line.importer]} {_ARROWS.get(line.kind, '-->')} {ids[line.imported]}\n" for line in lines]
    styles: dict[str, list[str]] = {}
    for number, line in enumerate(lines):
        if line.cycle is not None:
            styles.setdefault(CYCLE_COLOURS[line.cycle], []).append(str(number))
    coloured = [f"  linkStyle {','.join(of)} stroke:{colour},stroke-width:2px\n" for colour, of in styles.items()]
    return "".join(("flowchart TD\n", *_boxes(package_tree(view), ids, numbers, "  "), *drawn, *coloured))


def too_large(view: GraphView, text: str) -> str | None:
    """What Mermaid would refuse of the picture, in words; None where it draws it."""
    count = sum(1 for _ in lines_of(view))
    if count > MOST_LINES:
        return f"{count} lines, and Mermaid draws at most {MOST_LINES} unless `maxEdges` is set"
    if len(text) > MOST_CHARACTERS:
        return f"{len(text)} characters, and Mermaid draws at most {MOST_CHARACTERS} unless `maxTextSize` is set"
    return None


def _boxes(tree: PackageTree, ids: Mapping[str, str], numbers: Iterator[int], indent: str) -> Iterator[str]:
    for module, label in tree.modules:
        many = f" ({module.size})" if module.kind == "collapsed" else ""
        left, right = ("[[", "]]") if module.kind == "collapsed" else ("[", "]")
        yield f"{indent}{ids[module.name]}{left}{_quoted(label + many)}{right}\n"
    for package in tree.packages:
        yield f"{indent}subgraph p{next(numbers)}[{_quoted(package.name)}]\n"
        yield from _boxes(package, ids, numbers, f"{indent}  ")
        yield f"{indent}end\n"


_MEANS_SOMETHING = re.compile(r"[^\w .,()/-]", re.ASCII)


def _quoted(text: str) -> str:
    """A label in which nothing is markup: what could be, underscores of `__init__` too, is an entity code."""
    entities = _MEANS_SOMETHING.sub(lambda match: f"#{ord(match[0])};", printable(text))
    return '"' + entities.replace("__", "#95;#95;") + '"'
