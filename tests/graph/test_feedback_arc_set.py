import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importls.graph.feedback_arc_set import feedback_arc_set
from importls.graph.linear_ordering import MOST_NODES, best_ordering, good_ordering
from importls.graph.minimum_hitting_set import Steps, TooManySteps, lighter_hitting_set
from importls.graph.strongly_connected_components import cyclic_components
from tests.graph.edge_list import graph_of


def cut_of(edges, weights=None):
    """The arcs that are cut, as `ab` for the arc from a to b; weights are by the same names, else 1."""
    arcs = {(tail, head): 1 for tail, heads in graph_of(edges).items() for head in heads}
    arcs |= {(name[0], name[1]): weight for name, weight in (weights or {}).items()}
    answer = feedback_arc_set(sorted({node for arc in arcs for node in arc}), arcs)
    assert answer.is_minimum
    return " ".join(map("".join, answer.arcs))


@pytest.mark.parametrize(
    ("edges", "weights", "expected"),
    [
        ("", {}, ""),
        ("a->b; b->c", {}, ""),
        ("a->a", {}, "aa"),
        ("a->b; b->a", {"ab": 5, "ba": 2}, "ba"),
        ("a->b; b->a", {"ab": 2, "ba": 5}, "ab"),
        ("a->b; b->c; c->a", {"ab": 3, "bc": 1, "ca": 2}, "bc"),
        ("a->b,c; b->c; c->a", {}, "ca"),
        ("a->b,c; b->c; c->a", {"ca": 4, "bc": 2}, "ab ac"),
        ("a->b; b->a,c; c->d; d->c", {"ba": 2, "dc": 2}, "ab cd"),
    ],
)
def test_the_cheapest_cut_is(edges, weights, expected):
    assert cut_of(edges, weights) == expected


def test_arcs_of_other_nodes_do_not_count():
    arcs = {("a", "b"): 1, ("b", "a"): 2, ("b", "x"): 1, ("x", "a"): 1}
    assert feedback_arc_set(["a", "b"], arcs).arcs == (("a", "b"),)


def test_the_order_of_the_nodes_breaks_ties():
    arcs = {("a", "b"): 1, ("b", "a"): 1}
    cut = {order: feedback_arc_set(list(order), arcs).arcs for order in ("ab", "ba")}
    assert cut == {"ab": (("b", "a"),), "ba": (("a", "b"),)}


def cheapest_of_all_orderings(nodes, arcs):
    orderings = (dict(zip(ordering, itertools.count(), strict=False)) for ordering in itertools.permutations(nodes))
    return min(sum(arcs[a, b] for a, b in arcs if position[a] >= position[b]) for position in orderings)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_every_small_graph_is_solved_as_by_trying_all_orderings(size):
    pairs = list(itertools.product(range(size), repeat=2))
    for chosen in itertools.product((0, 1, 3) if size < 3 else (0, 2), repeat=len(pairs)):
        arcs = {pair: weight for pair, weight in zip(pairs, chosen, strict=True) if weight}
        answer = feedback_arc_set(range(size), arcs)
        assert (answer.weight, answer.is_minimum) == (cheapest_of_all_orderings(range(size), arcs), True), arcs


def test_every_graph_of_four_nodes_without_loops_is_solved_as_by_trying_all_orderings():
    pairs = list(itertools.permutations(range(4), 2))
    for chosen in itertools.product((0, 1), repeat=len(pairs)):
        # Weights differ, so that ties do not hide a wrong choice.
        arcs = {pair: 1 + index % 3 for index, pair in enumerate(pairs) if chosen[index]}
        answer = feedback_arc_set(range(4), arcs)
        assert (answer.weight, answer.is_minimum) == (cheapest_of_all_orderings(range(4), arcs), True), arcs


@st.composite
def graphs(draw, most_nodes, most_arcs):
    nodes = range(draw(st.integers(1, most_nodes)))
    node = st.sampled_from(nodes)
    return nodes, draw(st.dictionaries(st.tuples(node, node), st.integers(1, 9), max_size=most_arcs))


@given(graphs(5, 20))
def test_five_nodes_are_solved_as_by_trying_all_orderings(graph):
    nodes, arcs = graph
    answer = feedback_arc_set(nodes, arcs)
    assert (answer.weight, answer.is_minimum) == (cheapest_of_all_orderings(nodes, arcs), True)


@given(graphs(40, 160))
@settings(max_examples=60, deadline=None)
def test_nothing_goes_round_without_the_cut_and_no_arc_of_it_can_be_put_back(graph):
    check_cut(*graph)


def check_cut(nodes, arcs):
    answer = feedback_arc_set(nodes, arcs)
    cut = set(answer.arcs)
    assert list(answer.arcs) == sorted(cut)
    assert answer.weight == sum(arcs[arc] for arc in cut)
    assert not is_cyclic(arcs.keys() - cut)
    for arc in cut:
        assert is_cyclic((arcs.keys() - cut) | {arc})
    return answer


def is_cyclic(arcs):
    graph = {}
    for tail, head in arcs:
        graph.setdefault(tail, []).append(head)
    return bool(cyclic_components(graph))


@given(graphs(30, 90), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_arcs_and_what_nodes_are_makes_no_difference(graph, random_order):
    nodes, arcs = graph
    shuffled = list(arcs.items())
    random_order.shuffle(shuffled)
    names = {node: f"m{node:03}" for node in nodes}
    renamed = {(names[tail], names[head]): weight for (tail, head), weight in shuffled}

    answer, other = feedback_arc_set(nodes, arcs), feedback_arc_set(list(names.values()), renamed)

    assert other.arcs == tuple((names[tail], names[head]) for tail, head in answer.arcs)
    assert (other.weight, other.is_minimum) == (answer.weight, answer.is_minimum)


def random_arcs(seed, nodes, count):
    generator = random.Random(seed)
    pairs = [(tail, head) for tail in range(nodes) for head in range(nodes) if tail != head]
    return {pair: generator.randint(1, 9) for pair in generator.sample(pairs, count)}


def lightest_backward(arcs):
    """The lighter of two trivial cuts: what leads backwards, or forwards, in the order of the nodes."""
    backward = sum(weight for (tail, head), weight in arcs.items() if tail > head)
    return min(backward, sum(arcs.values()) - backward)


@pytest.mark.parametrize(("nodes", "count"), [(60, 600), (500, 1500), (500, 5000), (100, 9900)])
def test_large_components_get_a_minimal_cut_that_is_no_heavier_than_the_trivial_ones(nodes, count):
    arcs = random_arcs(nodes + count, nodes, count)
    answer = check_cut(range(nodes), arcs) if count < 2000 else feedback_arc_set(range(nodes), arcs)
    assert not is_cyclic(arcs.keys() - set(answer.arcs))
    assert answer.weight <= lightest_backward(arcs)
    assert not answer.is_minimum


def test_light_arcs_never_make_a_heavy_one_go():
    heavy = dict.fromkeys(random_arcs(1, 60, 120), 1000)
    light = dict.fromkeys(random_arcs(2, 60, 700), 1)
    only_heavy = feedback_arc_set(range(60), heavy)
    answer = check_cut(range(60), light | heavy)
    assert only_heavy.is_minimum
    assert answer.weight // 1000 == len(only_heavy.arcs)


def test_a_dense_component_is_solved_up_to_the_size_that_is_promised():
    arcs = random_arcs(7, MOST_NODES, MOST_NODES * (MOST_NODES - 1))
    answer = feedback_arc_set(range(MOST_NODES), arcs)
    good = backward_weight(arcs, good_ordering(arcs))
    assert answer.is_minimum
    assert lower_bound(arcs) <= answer.weight == backward_weight(arcs, best_ordering(arcs)) <= good


def backward_weight(arcs, ordering):
    position = {node: index for index, node in enumerate(ordering)}
    return sum(weight for (tail, head), weight in arcs.items() if position[tail] > position[head])


def lower_bound(arcs):
    """Of two arcs between the same nodes the lighter one must go."""
    return sum(min(weight, arcs.get((head, tail), 0)) for (tail, head), weight in arcs.items() if tail < head)


@pytest.mark.parametrize("size", [1000, 3000])
def test_long_cycles_need_no_recursion(size):
    ring = {(node, (node + 1) % size): 2 for node in range(size)} | {(size // 2, size // 2 + 1): 1}
    answer = feedback_arc_set(range(size), ring)
    assert (answer.arcs, answer.is_minimum) == (((size // 2, size // 2 + 1),), True)


def test_many_components_are_solved_each_by_itself():
    arcs = {(2 * pair + one, 2 * pair + 1 - one): 1 + one for pair in range(300) for one in (0, 1)}
    answer = feedback_arc_set(range(600), arcs)
    assert (len(answer.arcs), answer.weight, answer.is_minimum) == (300, 300, True)


sets_of_items = st.lists(st.frozensets(st.integers(0, 7), min_size=1), max_size=8)


@given(sets_of_items, st.lists(st.integers(1, 5), min_size=8, max_size=8), st.integers(1, 40))
def test_the_lightest_hitting_set_is_that_of_trying_all(sets, weights, limit):
    everything = (set(itertools.compress(range(8), chosen)) for chosen in itertools.product((0, 1), repeat=8))
    lightest = min(sum(weights[i] for i in items) for items in everything if all(map(items.intersection, sets)))

    found = lighter_hitting_set(sets, dict(enumerate(weights)), limit, Steps(10**9))

    if lightest >= limit:
        assert found is None
    else:
        assert sum(weights[item] for item in found) == lightest
        assert all(map(found.intersection, sets))


def test_a_search_ends_when_its_steps_are_used_up():
    pairs = list(map(set, itertools.combinations(range(30), 2)))
    with pytest.raises(TooManySteps):
        lighter_hitting_set(pairs, dict.fromkeys(range(30), 1), 100, Steps(1000))
