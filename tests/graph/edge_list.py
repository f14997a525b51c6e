"""Graphs as one line of text: `a->b; b->c,d`."""


def graph_of(text: str) -> dict[str, list[str]]:
    """The graph that the line draws; nodes without successors may be left out."""
    graph: dict[str, list[str]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        node, _, successors = part.partition("->")
        graph[node.strip()] = [name.strip() for name in successors.split(",") if name.strip()]
    return graph
