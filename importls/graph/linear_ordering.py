"""Orders the nodes of a graph so that the arcs that lead backwards weigh little; nodes are numbers."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Arc = tuple[int, int]

MOST_NODES = 15
"""For more nodes than these the best ordering is not looked for: it takes a third of a second for so many."""

MOST_MOVES = 20_000
"""How often a node is looked at, at most, while an ordering is improved."""


def good_ordering(arcs: Mapping[Arc, int]) -> list[int]:
    """All nodes in an order found by a heuristic; smaller numbers come first where it makes no difference.

    Sinks go to the end, sources to the front, else the node whose arcs lead out rather than in goes to the front
    (Eades, Lin and Smyth 1993). Then single nodes move to where they do best for as long as that helps.
    """
    graph = _Graph.of(arcs)
    return _improved(graph, _eades_lin_smyth(graph))


def ordering_along(arcs: Mapping[Arc, int], forward: Collection[Arc]) -> list[int]:
    """The same, but at first some arcs, which make no cycle, all lead forward."""
    graph = _Graph.of(arcs)
    return _improved(graph, _following(graph, forward))


def backward_arcs(arcs: Iterable[Arc], ordering: Sequence[int]) -> set[Arc]:
    """The arcs that lead from a later to an earlier node."""
    position = {node: index for index, node in enumerate(ordering)}
    return {(tail, head) for tail, head in arcs if position[tail] > position[head]}


def best_ordering(arcs: Mapping[Arc, int]) -> list[int]:
    """An order whose backward arcs weigh least, by dynamic programming over the sets of nodes that come first.

    O(2ⁿ n) time and O(2ⁿ) memory for n nodes (Lawler 1964).
    """
    nodes = sorted({node for arc in arcs for node in arc})
    halves = [_weights_into(arcs, nodes, node) for node in nodes]
    bits = [1 << index for index in range(len(nodes))]
    least = [0] * (1 << len(nodes))
    last = bytearray(1 << len(nodes))
    for members in range(1, 1 << len(nodes)):
        cheapest = -1
        for index, bit in enumerate(bits):
            if members & bit:
                before = members ^ bit
                low, high = halves[index]
                cost = least[before] + low[before & _LOW] + high[before >> _HALF]
                if cost < cheapest or cheapest < 0:
                    cheapest, last[members] = cost, index
        least[members] = cheapest
    members, reverse = len(last) - 1, []
    while members:
        reverse.append(nodes[last[members]])
        members ^= bits[last[members]]
    return reverse[::-1]


_HALF = MOST_NODES // 2
_LOW = (1 << _HALF) - 1


def _weights_into(arcs: Mapping[Arc, int], nodes: Sequence[int], tail: int) -> tuple[list[int], list[int]]:
    """The weight of the arcs from one node into each set of the first nodes, and into each set of the others."""
    to = [arcs.get((tail, head), 0) for head in nodes]
    return _sums(to[:_HALF]), _sums(to[_HALF:])


def _sums(weights: Sequence[int]) -> list[int]:
    """The sum of each subset, by its bits."""
    sums = [0]
    for weight in weights:
        sums += [weight + other for other in sums]
    return sums


@dataclass(frozen=True, slots=True)
class _Graph:
    """The weights of the arcs at each node, by the node at the other end."""

    out_of: dict[int, dict[int, int]] = field(default_factory=dict)
    into: dict[int, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, arcs: Mapping[Arc, int]) -> _Graph:
        """The nodes in order."""
        graph = cls()
        for node in sorted({node for arc in arcs for node in arc}):
            graph.out_of[node], graph.into[node] = {}, {}
        for (tail, head), weight in sorted(arcs.items()):
            graph.out_of[tail][head] = graph.into[head][tail] = weight
        return graph


def _eades_lin_smyth(graph: _Graph) -> list[int]:
    """The nodes by rank: sinks, sources, then by how much more leads out than in. Ranks in the heap may be outdated."""
    outward = {node: sum(arcs.values()) for node, arcs in graph.out_of.items()}
    inward = {node: sum(arcs.values()) for node, arcs in graph.into.items()}
    front: list[int] = []
    end: list[int] = []

    def ranked(node: int) -> tuple[int, int, int]:
        if not outward[node] or not inward[node]:
            return 0 if not outward[node] else 1, 0, node
        return 2, inward[node] - outward[node], node

    heap = [ranked(node) for node in outward]
    heapq.heapify(heap)
    placed: set[int] = set()
    while heap:
        rank = heapq.heappop(heap)
        node = rank[2]
        if node in placed or rank != ranked(node):
            continue
        placed.add(node)
        (end if rank[0] == 0 else front).append(node)
        for arcs, sums in ((graph.out_of, inward), (graph.into, outward)):
            for other, weight in arcs[node].items():
                sums[other] -= weight
                if other not in placed:
                    heapq.heappush(heap, ranked(other))
    return front + end[::-1]


def _following(graph: _Graph, forward: Collection[Arc]) -> list[int]:
    """An order in which these arcs, which make no cycle, lead forward; by how much more leads out than in."""
    excess = {node: sum(graph.out_of[node].values()) - sum(arcs.values()) for node, arcs in graph.into.items()}
    before = Counter(head for _, head in forward)
    heap = [(-excess[node], node) for node in excess if not before[node]]
    heapq.heapify(heap)
    placed: dict[int, None] = {}
    while heap:
        rank, node = heapq.heappop(heap)
        if node in placed or rank != -excess[node]:
            continue
        placed[node] = None
        for head, weight in graph.out_of[node].items():
            excess[head] += weight
            before[head] -= (node, head) in forward
        for tail, weight in graph.into[node].items():
            excess[tail] -= weight
        for other in (*graph.out_of[node], *graph.into[node]):
            if other not in placed and not before[other]:
                heapq.heappush(heap, (-excess[other], other))
    return list(placed)


def _improved(graph: _Graph, ordering: list[int]) -> list[int]:
    """Each node in turn to its best place, until a round changes nothing."""
    position = {node: index for index, node in enumerate(ordering)}
    for _ in range(max(1, MOST_MOVES // max(1, len(ordering)))):
        changed = False
        for node in graph.out_of:
            place = _best_place(graph, position, node)
            if place is not None:
                at = position[node]
                ordering.insert(place, ordering.pop(at))
                for index in range(min(at, place), max(at, place) + 1):
                    position[ordering[index]] = index
                changed = True
        if not changed:
            break
    return ordering


def _best_place(graph: _Graph, position: Mapping[int, int], node: int) -> int | None:
    """Where the node would make the backward arcs lighter than where it is, by the most; None where nowhere."""
    at = position[node]
    # Passing a node that it leads to turns that arc backwards, passing one that leads to it turns that one forwards.
    passing: dict[int, int] = {}
    for head, weight in graph.out_of[node].items():
        passing[position[head]] = passing.get(position[head], 0) + weight
    for tail, weight in graph.into[node].items():
        passing[position[tail]] = passing.get(position[tail], 0) - weight
    places = sorted(passing)
    best, best_place = 0, None
    cost = 0
    for place in (place for place in places if place > at):
        cost += passing[place]
        if cost < best:
            best, best_place = cost, place
    cost = 0
    for place in (place for place in reversed(places) if place < at):
        cost -= passing[place]
        if cost < best:
            best, best_place = cost, place
    return best_place
