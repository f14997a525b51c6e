"""The nodes that a node leads to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node")


def reachable(graph: Mapping[Node, Collection[Node]], start: Node) -> frozenset[Node]:
    """Every node at the end of a path from `start`; `start` itself only where a cycle leads back to it."""
    seen: set[Node] = set()
    waiting = [start]
    while waiting:
        for successor in graph.get(waiting.pop(), ()):
            if successor not in seen:
                seen.add(successor)
                waiting.append(successor)
    return frozenset(seen)


def leads_to(successors: Callable[[Node], Iterable[Node]], starts: Iterable[Node], goal: Node) -> bool:
    """Whether some path, perhaps one without edges, leads from a start to the goal."""
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        fresh = [successor for successor in successors(node) if successor not in seen]
        seen.update(fresh)
        waiting += fresh
    return False
