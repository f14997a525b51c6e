"""The import graph in the language of Graphviz, packages as boxes around their modules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.graph_view import lines_of
from importls.output.graph_colours import CYCLE_COLOURS
from importls.output.package_tree import PackageTree, package_tree
from importls.output.printable import printable

if TYPE_CHECKING:
    from importls.graph_view import GraphView, Line, ViewedModule

_HEAD = """\
digraph imports {
  rankdir=TB; newrank=true; fontname="Helvetica,Arial,sans-serif"; color="#b8b8b8"; fontcolor="#606060"; fontsize=11;
  node [shape=box, style="rounded,filled", fillcolor="#f5f7fa", color="#7a8699", fontsize=11, height=0.3];
  node [fontname="Helvetica,Arial,sans-serif"];
  edge [color="#7a8699", arrowsize=0.6];
"""
_STYLES = {"deferred": "dashed", "lazy": "dashed", "typing": "dotted"}


def render(view: GraphView) -> str:
    """Colours tell cycles: what fails in red, the others paler; dashed lines run later, dotted ones never."""
    lines = [f"  {_line(line)}\n" for line in lines_of(view)]
    return "".join((_HEAD, *_boxes(package_tree(view), "  "), *lines, "}\n"))


def _boxes(tree: PackageTree, indent: str) -> Iterator[str]:
    for module, label in tree.modules:
        yield f"{indent}{_node(module, label)}\n"
    for package in tree.packages:
        yield f"{indent}subgraph {_quoted(f'cluster {package.name}')} {{\n"
        yield f"{indent}  label={_quoted(package.name)};\n"
        yield from _boxes(package, f"{indent}  ")
        yield f"{indent}}}\n"


def _node(module: ViewedModule, label: str) -> str:
    many = f" ({module.size})" if module.kind == "collapsed" else ""
    look = ", shape=box3d" if module.kind == "collapsed" else ""
    tooltip = _quoted(module.path or module.name)
    return f"{_quoted(module.name)} [label={_quoted(label + many)}, tooltip={tooltip}{look}];"


def _line(line: Line) -> str:
    attributes = [f"tooltip={_quoted(line.place)}"]
    if line.cycle is not None:
        attributes.append(f'color="{CYCLE_COLOURS[line.cycle]}", penwidth=1.6')
    if line.kind in _STYLES:
        attributes.append(f"style={_STYLES[line.kind]}")
    if line.count > 1:
        attributes.append(f'label="{line.count}", fontsize=9, fontcolor="#606060"')
    return f"{_quoted(line.importer)} -> {_quoted(line.imported)} [{', '.join(attributes)}];"


def _quoted(text: str) -> str:
    """A quoted ID of the DOT language, in which a backslash begins an escape of labels."""
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
