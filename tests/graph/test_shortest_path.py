from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.graph.shortest_path import shortest_cycle, shortest_path
from importls.graph.strongly_connected_components import cyclic_components
from tests.graph.edge_list import graph_of


@pytest.mark.parametrize(
    ("edges", "start", "goal", "expected"),
    [
        ("a->b", "a", "b", "a b"),
        ("a->b; b->c; a->c", "a", "c", "a c"),
        ("a->b; b->a", "a", "a", "a b a"),
        ("a->a", "a", "a", "a a"),
        ("a->c,b; b->d; c->d", "a", "d", "a c d"),
    ],
)
def test_the_shortest_path_is(edges, start, goal, expected):
    assert shortest_path(graph_of(edges), start, goal) == expected.split()


def test_there_may_be_no_path():
    assert shortest_path(graph_of("a->b; c->a"), "a", "c") is None


def test_a_path_stays_within_the_given_nodes():
    assert shortest_path(graph_of("a->x,b; x->d; b->c; c->d"), "a", "d", within={"a", "b", "c", "d"}) == [*"abcd"]


def test_the_shortest_cycle_of_a_component_is_found():
    assert shortest_cycle(graph_of("a->b; b->c; c->d; d->a,c"), "abcd") == ["c", "d", "c"]


@given(st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=3), max_size=8))
def test_a_shortest_cycle_is_a_walk_that_comes_back(graph):
    for component in cyclic_components(graph):
        cycle = shortest_cycle(graph, component)

        assert cycle[0] == cycle[-1]
        assert all(second in graph[first] for first, second in pairwise(cycle))
        assert len(set(cycle)) == len(cycle) - 1


def test_an_acyclic_component_is_refused():
    with pytest.raises(ValueError, match="no cycle"):
        shortest_cycle(graph_of("a->b"), "a")
