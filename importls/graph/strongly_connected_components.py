"""Strongly connected components by Tarjan's algorithm (1972), without recursion."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Generic, TypeVar

Node = TypeVar("Node")


def strongly_connected_components(graph: Mapping[Node, Collection[Node]]) -> list[list[Node]]:
    """The components in reverse topological order: a component comes after every component that it leads to.

    Linear in nodes and edges. The order within a component, and among unrelated ones, follows the order of `graph`, so
    equal input gives equal output.
    """
    search = _Search(graph)
    for node in graph:
        if node not in search.index:
            search.visit(node)
    return search.components


def cyclic_components(graph: Mapping[Node, Collection[Node]]) -> list[list[Node]]:
    """The components that contain a cycle: more than one node, or one that leads to itself."""
    return [
        component
        for component in strongly_connected_components(graph)
        if len(component) > 1 or component[0] in graph.get(component[0], ())
    ]


class _Search(Generic[Node]):
    """The depth-first search: `index` is the order of discovery, `low` the lowest index that a subtree reaches."""

    __slots__ = ("components", "graph", "index", "low", "on_stack", "stack")

    def __init__(self, graph: Mapping[Node, Collection[Node]]) -> None:
        self.graph = graph
        self.index: dict[Node, int] = {}
        self.low: dict[Node, int] = {}
        self.stack: list[Node] = []
        self.on_stack: set[Node] = set()
        self.components: list[list[Node]] = []

    def visit(self, root: Node) -> None:
        """Walk everything that `root` reaches and that was not reached before."""
        work = [(root, self._enter(root))]
        while work:
            node, successors = work[-1]
            unseen = self._next_unseen(node, successors)
            if unseen is not None:
                work.append((unseen[0], self._enter(unseen[0])))
                continue
            work.pop()
            if work:
                above = work[-1][0]
                self.low[above] = min(self.low[above], self.low[node])
            if self.low[node] == self.index[node]:
                self.components.append(self._pop_component(node))

    def _enter(self, node: Node) -> Iterator[Node]:
        self.index[node] = self.low[node] = len(self.index)
        self.stack.append(node)
        self.on_stack.add(node)
        return iter(self.graph.get(node, ()))

    def _next_unseen(self, node: Node, successors: Iterator[Node]) -> tuple[Node] | None:
        for successor in successors:
            if successor not in self.index:
                return (successor,)
            if successor in self.on_stack:
                self.low[node] = min(self.low[node], self.index[successor])
        return None

    def _pop_component(self, root: Node) -> list[Node]:
        component = [self.stack.pop()]
        while component[-1] != root:
            component.append(self.stack.pop())
        component.reverse()
        self.on_stack.difference_update(component)
        return component
