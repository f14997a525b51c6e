"""The import graph as GraphML, which Gephi, yEd, Cytoscape and networkx read (http://graphml.graphdrawing.org)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from importls.output.printable import printable

if TYPE_CHECKING:
    from importls.graph_view import GraphView

_OF_NODES = {"path": "string", "kind": "string", "modules": "int"}
_OF_EDGES = {
    "path": "string",
    "line": "int",
    "column": "int",
    "kind": "string",
    "implied": "boolean",
    "cycle": "string",
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
    ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def render(view: GraphView) -> str:
    """Every import statement is an edge of its own; `cycle` is there only for those on a cycle."""
    keys = [
        f'  <key id="{domain[0]}_{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n'
        for domain, names in (("node", _OF_NODES), ("edge", _OF_EDGES))
        for name, kind in names.items()
    ]
    nodes = [
        f"    <node id={_attribute(module.name)}>"
        f"{_data('n', {'path': module.path, 'kind': module.kind, 'modules': module.size})}</node>\n"
        for module in view.modules
    ]
    edges = [
        f"    <edge source={_attribute(item.importer)} target={_attribute(item.imported)}>"
        f"{_data('e', {name: getattr(item, name) for name in _OF_EDGES})}</edge>\n"
        for item in view.imports
    ]
    graph = '  <graph id="imports" edgedefault="directed">\n'
    return "".join((_HEAD, *keys, graph, *nodes, *edges, "  </graph>\n</graphml>\n"))


def _data(domain: str, values: dict[str, str | int | bool | None]) -> str:
    return "".join(
        f'<data key="{domain}_{name}">{_text(value)}</data>' for name, value in values.items() if value is not None
    )


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else escape(_allowed(str(value)))


def _attribute(text: str) -> str:
    return quoteattr(_allowed(text))


def _allowed(text: str) -> str:
    """Without the characters that XML 1.0 has no way to write, which names of files may hold."""
    return printable(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
