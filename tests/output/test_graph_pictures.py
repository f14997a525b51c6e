"""Pictures of import graphs are what their readers accept, whatever the names of files are."""

import json
import re
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pytest

from importls.graph_view import GraphView, ViewedImport, ViewedModule, collapsed
from importls.output import graph_dot, graph_graphml, graph_html, graph_mermaid

ODD = ['we"ird', "back\\slash", "end", "a<b>&c", "数据", "nul\x00\x1b[1m", "#quot;", "\udcff", "__main__", "sur\ufffe"]


def module(name, kind="module"):
    return ViewedModule(name, name, f"{name}.py", kind)


def imports(importer, imported, kind="runtime", cycle=None):
    return ViewedImport(importer, imported, f"{importer}.py", 3, 1, kind, implied=False, cycle=cycle)


VIEW = GraphView(
    (module("p", "package"), module("p.a"), module("p.b"), module("p.q.c"), module("p.q.d"), *map(module, ODD)),
    (
        imports("p", "p.a"),
        imports("p.a", "p.b", cycle="will-fail"),
        imports("p.b", "p.a", "guarded", cycle="will-fail"),
        imports("p.a", "p.b", "deferred"),
        imports("p.q.c", "p.q.d", "typing"),
        *(imports("p", name) for name in ODD),
    ),
)


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz, which the Debian package `graphviz` installs")
@pytest.mark.parametrize("view", [VIEW, collapsed(VIEW, ["p.q"]), GraphView((), ())])
def test_graphviz_reads_every_module_and_every_line(view):
    text = graph_dot.render(view)
    done = subprocess.run(["dot", "-Tplain"], input=text.encode("utf-8"), capture_output=True)

    assert (done.returncode, done.stderr) == (0, b"")
    drawn = [line.split(b" ")[0] for line in done.stdout.splitlines()]
    assert drawn.count(b"node") == len(view.modules)
    assert drawn.count(b"edge") == len({(item.importer, item.imported) for item in view.imports})


def test_packages_are_boxes_and_cycles_are_coloured():
    text = graph_dot.render(VIEW)

    assert 'subgraph "cluster p.q" {' in text
    assert '"p" [label="__init__", tooltip="p.py"];' in text
    line = 'tooltip="p.a.py:3", color="#c9190b", penwidth=1.6, label="2", fontsize=9, fontcolor="#606060"'
    assert f'"p.a" -> "p.b" [{line}];' in text
    assert '"p.q.c" -> "p.q.d" [tooltip="p.q.c.py:3", style=dotted];' in text


def test_a_collapsed_package_says_how_much_it_stands_for():
    assert 'label="q (2)"' in graph_dot.render(collapsed(VIEW, ["p.q"]))
    assert '[["q (2)"]]' in graph_mermaid.render(collapsed(VIEW, ["p.q"]))


def test_xml_readers_get_names_places_and_kinds():
    name = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.fromstring(graph_graphml.render(VIEW).encode("utf-8"))
    keys = {
        key.get("id"): (key.get("for"), key.get("attr.name"), key.get("attr.type")) for key in root.iter(f"{name}key")
    }
    nodes = [node.get("id") for node in root.iter(f"{name}node")]
    edges = list(root.iter(f"{name}edge"))

    assert len(nodes) == len(set(nodes)) == len(VIEW.modules)
    assert 'we"ird' in nodes
    assert "a<b>&c" in nodes
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= set(nodes)
    cyclic = {keys[data.get("key")][1]: data.text for data in edges[1].iter(f"{name}data")}
    assert cyclic == {
        "path": "p.a.py", "line": "3", "column": "1", "kind": "runtime", "implied": "false", "cycle": "will-fail",
    }  # fmt: skip
    assert all(data.get("key") in keys for data in root.iter(f"{name}data"))


_MERMAID = re.compile(
    r"flowchart TD|subgraph p\d+\[LABEL\]|end|m\d+\[LABEL\]|m\d+\[\[LABEL\]\]|m\d+ (-->|-\.->) m\d+"
    r"|linkStyle [\d,]+ stroke:#[0-9a-f]{6},stroke-width:2px".replace("LABEL", r'"(?:[\w .,()/-]|\#\d+;)*"'),
    re.ASCII,
)


@pytest.mark.parametrize("view", [VIEW, collapsed(VIEW, ["p.q"])])
def test_mermaid_gets_nothing_but_what_its_grammar_has(view):
    text = graph_mermaid.render(view)

    assert [line for line in text.splitlines() if not _MERMAID.fullmatch(line.strip())] == []
    assert text.count("subgraph") == sum(line.strip() == "end" for line in text.splitlines())
    assert "linkStyle 1,2 stroke:#c9190b" in text
    assert '["we#34;ird"]' in text
    assert '["#35;quot#59;"]' in text


def test_no_name_ends_the_data_of_the_page_or_is_taken_for_a_place_to_fill():
    names = ["</script><script>alert(1)</script>", "{script}", "{data}", "]]>", "\u2028"]
    page = graph_html.render(GraphView(tuple(map(module, names)), ()))
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1]

    assert [item[0] for item in json.loads(data)["modules"]] == names
    assert page.count("<script") == 2
    assert "<title>Imports of &lt;/script&gt;" in page


def test_what_mermaid_would_refuse_is_said():
    star = GraphView(
        tuple(module(f"m{number}") for number in range(502)),
        tuple(imports("m0", f"m{number}") for number in range(1, 502)),
    )
    assert "501 lines" in graph_mermaid.too_large(star, "")
    assert "60000 characters" in graph_mermaid.too_large(VIEW, "x" * 60_000)
    assert graph_mermaid.too_large(VIEW, graph_mermaid.render(VIEW)) is None
