"""What a trace has executed, summed up: drawn as an indented list of modules with the sizes of their files."""

from importls.import_cost import import_cost
from importls.simulation.machine import Started

ORIGINS = {"app": "project", "web": "installed", "sys": "standard library", "re": "standard library"}


def cost_of(drawing):
    """A line is a module and its size; two spaces more than above: it was started inside of that one."""
    lines = [line for line in drawing.splitlines() if line.strip()]
    rows = [(*line.split(), (len(line) - len(line.lstrip())) // 2) for line in lines]
    sizes = {f"{name}.py": int(size) for name, size, _ in rows}
    executed = [Started(name, f"{name}.py" if int(size) else None, depth) for name, size, depth in rows]
    return import_cost(executed, sizes.__getitem__, lambda path: ORIGINS[(path or "sys").partition(".")[0]])


COST = cost_of(
    """
app 10
  re 100
    sys 0
  app.db 20
    web 7
      web.core 8
        re.deep 50
      web.late 1
    sys.more 0
  app.views 30
"""
)


def test_everything_is_counted_once():
    assert (COST.modules, COST.size) == (10, 226)
    assert sum(package.modules for package in COST.packages) == 10
    assert sum(package.size for package in COST.packages) == 226


def test_packages_stand_by_their_outermost_name_the_heaviest_first():
    assert [(package.name, package.origin, package.modules, package.size) for package in COST.packages] == [
        ("re", "standard library", 2, 150),
        ("app", "project", 3, 60),
        ("web", "installed", 3, 16),
        ("sys", "standard library", 2, 0),
    ]


def test_a_chain_counts_all_that_starts_because_of_its_last_import():
    assert [(" ".join(chain.chain), chain.modules, chain.size) for chain in COST.chains] == [
        ("app re", 2, 100),
        ("app app.db web", 4, 66),
        ("app app.db web web.core re.deep", 1, 50),
        ("app app.db sys.more", 1, 0),
    ]


def test_nothing_costs_nothing():
    empty = cost_of("")
    assert (empty.modules, empty.size, empty.packages, empty.chains) == (0, 0, (), ())
