"""Shortest paths and cycles by breadth-first search."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node")


def shortest_path(
    graph: Mapping[Node, Collection[Node]], start: Node, goal: Node, *, within: Container[Node] | None = None
) -> list[Node] | None:
    """The nodes from `start` to `goal`, both included, over the fewest edges; None where there is no way.

    A path has at least one edge, so `shortest_path(graph, a, a)` is the shortest cycle through `a`. Only nodes in
    `within` are entered, where it is given. Among equally short paths the one that comes first in the order of the
    successors wins.
    """
    came_from: dict[Node, Node] = {}
    frontier = [start]
    while frontier:
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
    taken at once. Quadratic in the size of the component at worst.
    """
    members = list(component)
    inside = set(members)
    best: list[Node] | None = None
    for node in members:
        cycle = shortest_path(graph, node, node, within=inside)
        if cycle is not None and (best is None or len(cycle) < len(best)):
            best = cycle
        if best is not None and len(best) <= _SHORTEST_OF_TWO:
            break
    if best is None:
        msg = "the component has no cycle"
        raise ValueError(msg)
    return best


_SHORTEST_OF_TWO = 3
"""The length of `a -> b -> a`: the search stops there, as nothing shorter joins two nodes."""


def _walk_back(came_from: Mapping[Node, Node], start: Node, last: Node, goal: Node) -> list[Node]:
    path = [goal, last]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    path.reverse()
    return path
