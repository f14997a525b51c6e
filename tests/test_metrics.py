"""The metrics of small graphs, and of random ones by counting what can be walked to."""

import random

import pytest

from importls.graph.reachable import reachable
from importls.graph_view import GraphView, ViewedImport, ViewedModule, collapsed
from importls.metrics import metrics_of


def view_of(*edges):
    """`a -> b` is an import, `a .> b` an implied one, `a` a module alone."""
    names, imports = {}, []
    for edge in edges:
        importer, arrow, imported = [*edge.split(" "), "", ""][:3]
        names |= dict.fromkeys(filter(None, (importer, imported)))
        if arrow:
            imports.append(ViewedImport(importer, imported, "", 1, 1, "runtime", implied=arrow == ".>"))
    return GraphView(tuple(ViewedModule(name, name, f"{name}.py", "module") for name in sorted(names)), tuple(imports))


def row(view, name):
    found = next(row for row in metrics_of(view) if row.name == name)
    return found.afferent, found.efferent, found.instability, found.closure, found.dependents, found.cycle


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", (0, 2, 1.0, 3, 0, 0)),
        ("b", (1, 1, 0.5, 2, 1, 0)),
        ("c", (3, 1, 0.25, 1, 3, 2)),
        ("d", (1, 1, 0.5, 1, 3, 2)),
        ("e", (0, 0, None, 0, 0, 0)),
    ],
)
def test_coupling_instability_closure_dependents_and_cycle(name, expected):
    assert row(view_of("a -> b", "a -> c", "b -> c", "c -> d", "d -> c", "e"), name) == expected


def test_several_imports_of_one_module_count_once_and_implied_ones_are_no_coupling_but_lead_there():
    view = view_of("a -> p.b", "a -> p.b", "a .> p", "p -> c")
    assert row(view, "a") == (0, 1, 1.0, 3, 0, 0)
    assert row(view, "p") == (0, 1, 1.0, 1, 1, 0)


def test_a_collapsed_package_counts_as_one():
    view = collapsed(view_of("p.a -> p.b", "p.b -> q", "r -> p.a", "r -> p.b"), ["p"])
    assert row(view, "p") == (1, 1, 0.5, 1, 1, 0)
    assert next(found for found in metrics_of(view) if found.name == "p").modules == 2


@pytest.mark.parametrize("seed", range(20))
def test_closures_of_random_graphs_are_what_can_be_walked_to(seed):
    draw = random.Random(seed)
    names = [f"m{number}" for number in range(15)]
    edges = [(draw.choice(names), draw.choice(names)) for _ in range(draw.randint(0, 40))]
    forward = {name: [other for one, other in edges if one == name and other != name] for name in names}
    backward = {name: [one for one, other in edges if other == name and one != name] for name in names}
    for found in metrics_of(view_of(*names, *(f"{one} -> {other}" for one, other in edges if one != other))):
        assert found.closure == len(reachable(forward, found.name) - {found.name})
        assert found.dependents == len(reachable(backward, found.name) - {found.name})
        assert (found.cycle > 1) == (found.name in reachable(forward, found.name))
