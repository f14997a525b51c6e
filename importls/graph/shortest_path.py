"""Shortest paths and cycles by breadth-first search."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from itertools import count
from typing import TypeVar

Node = TypeVar("Node")


def shortest_path(
    graph: Mapping[Node, Collection[Node]],
    start: Node,
    goal: Node,
    *,
    within: Container[Node] | None = None,
    most_edges: int | None = None,
) -> list[Node] | None:
    """The nodes from `start` to `goal`, both included, over the fewest edges; None where there is no way.

    A path has at least one edge, so `shortest_path(graph, a, a)` is the shortest cycle through `a`. Only nodes in
    `within` are entered, where it is given, and no path of more than `most_edges` edges is looked for. Among equally
    short paths the one that comes first in the order of the successors wins.
    """
    came_from: dict[Node, Node] = {}
    frontier = [start]
    for _ in count() if most_edges is None else range(most_edges):
        if not frontier:
            return None
        following: list[Node] = []
        for node in frontier:
            for successor in graph.get(node, ()):
                if successor == goal:
                    return _walk_back(came_from, start, node, goal)
                if successor not in came_from and successor != start and (within is None or successor in within):
                    came_from[successor] = node
                    following.append(successor)
        frontier = following
    return None


def shortest_cycle(graph: Mapping[Node, Collection[Node]], component: Iterable[Node]) -> list[Node]:
    """The shortest cycle among the nodes of a cyclic component, starting and ending with the same node.

    Among equally short ones the cycle through the node that comes first in `component` wins; a cycle of two nodes is
    taken at once. In a component so large that looking from every node would take more than `MOST_STEPS`, only the
    first nodes are looked from, and the cycle is the shortest through one of them.
    """
    members = list(component)
    inside = set(members)
    edges = sum(len(graph.get(node, ())) for node in members)
    best: list[Node] | None = None
    for node in members[: max(1, MOST_STEPS // max(1, edges))]:
        cycle = shortest_path(graph, node, node, within=inside, most_edges=len(best) - 2 if best else None)
        best = cycle or best
        if best is not None and len(best) <= SHORTEST_OF_TWO:
            break
    if best is None:
        msg = "the component has no cycle"
        raise ValueError(msg)
    return best


MOST_STEPS = 2_000_000
"""Edges that are walked at most for one component: about a second."""

SHORTEST_OF_TWO = 3
"""The length of `a -> b -> a`: the search stops there, as nothing shorter joins two nodes."""


def _walk_back(came_from: Mapping[Node, Node], start: Node, last: Node, goal: Node) -> list[Node]:
    path = [goal, last]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    path.reverse()
    return path
