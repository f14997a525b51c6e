import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.graph.strongly_connected_components import cyclic_components, strongly_connected_components
from tests.graph.edge_list import graph_of


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("", []),
        ("a->b; b->c", []),
        ("a->a", ["a"]),
        ("a->b; b->a", ["a b"]),
        ("a->b; b->c; c->a,d; d->e; e->d", ["a b c", "d e"]),
        ("a->b,c; b->d; c->d; d->a", ["a b c d"]),
    ],
)
def test_cyclic_components_of(edges, expected):
    assert sorted(" ".join(sorted(component)) for component in cyclic_components(graph_of(edges))) == expected


def test_a_component_comes_after_every_component_it_leads_to():
    assert strongly_connected_components(graph_of("a->b; b->c; c->b")) == [["b", "c"], ["a"]]


def test_a_chain_of_a_hundred_thousand_nodes_needs_no_recursion():
    chain = {node: [node + 1] for node in range(100_000)}
    assert len(strongly_connected_components(chain)) == 100_001


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), max_size=10))
def test_components_are_mutual_reachability(graph):
    nodes = set(graph) | {successor for successors in graph.values() for successor in successors}
    reach = {node: reachable(graph, node) for node in nodes}
    expected = {frozenset(other for other in reach[node] if node in reach[other]) | {node} for node in nodes}

    assert {frozenset(component) for component in strongly_connected_components(graph)} == expected


def reachable(graph, start):
    seen, work = set(), [start]
    while work:
        for successor in graph.get(work.pop(), ()):
            if successor not in seen:
                seen.add(successor)
                work.append(successor)
    return seen
