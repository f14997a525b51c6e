"""Trees that are made to be slow end within the bounds on steps, whatever their modules do to each other."""

import pytest

from importls.simulation.bounds import Patience
from importls.simulation.of_environment import universe_of
from importls.simulation.replay import Replay
from resolver.environment.environment_at import environment_from_entries
from resolver.file_system.memory import MemoryFileSystem

PATIENCE = Patience(call=300, body=2_000, entry=5_000)
MOST_STEPS = 20_000
"""Of all modules together before single ones, and of single ones."""

NUMBERS = range(60)
TRY_AGAIN = "try:\n    import m{next}\nexcept ImportError:\n    pass\n"
UNKNOWN = "import os\nunknown = os.environ.get('X')\n"


def ring(text, numbers=NUMBERS):
    """Modules of which each imports the next one, and the last the first."""
    last = len(numbers)
    return {f"m{number}.py": text.format(next=(number + 1) % last, this=number, half=number // 2) for number in numbers}


def all_by_all(text):
    """Modules that all import each other."""
    return {
        f"m{number}.py": "".join(text.format(next=other, this=number) for other in NUMBERS if other != number)
        for number in NUMBERS
    }


SLOW = {
    "a deep chain": ring("import m{next}\nx = 1\n", range(400)),
    "a deep chain that ends in a missing name": ring("from m{next} import x\nx = 1\n", range(400)),
    "a chain in the other direction": {
        f"m{number:03}.py": f"import m{(number - 1) % 400:03}\nx = 1\n" for number in range(400)
    },
    "a huge component that imports": all_by_all("import m{next}\n"),
    "a huge component in which something is always missing": all_by_all(
        "try:\n    from m{next} import x{this}\nexcept ImportError:\n    pass\n"
    ),
    "a huge component that asks whom it meets": all_by_all(
        "import sys\nif 'm{next}' in sys.modules:\n    y{next} = 1\nimport m{next}\n"
    ),
    "what fails is tried again and again": ring(TRY_AGAIN * 3 + "raise ImportError\n"),
    "branches of branches": ring(
        UNKNOWN + "if unknown:\n    import m{next}\nelse:\n    import m{half}\nimport m{next}\n"
    ),
    "functions that call those of the next module": ring(
        "import m{next}\ndef f(): return m{next}.f() + m{next}.f()\ntry:\n    f()\nexcept AttributeError:\n    pass\n"
    ),
    "loops": ring("for a in range(900):\n    for b in range(900):\n        c = a\nimport m{next}\n"),
    "loops without end": ring("import m{next}\nwhile True:\n    pass\n"),
}


@pytest.mark.parametrize("files", SLOW.values(), ids=SLOW)
def test_all_entry_points_of_a_slow_tree_end_within_the_bounds(files):
    file_system = MemoryFileSystem.from_tree({f"/p/{name}": text for name, text in files.items()})
    replay = Replay(universe_of(environment_from_entries(("/p",), (3, 13), "linux"), file_system), PATIENCE)
    names = sorted(name.removesuffix(".py") for name in files)

    replay.prepare(names, MOST_STEPS)
    begun = replay.work
    for name in names:
        replay.ending(name, begun + MOST_STEPS)

    assert begun <= MOST_STEPS + PATIENCE.entry + 1
    assert replay.work <= begun + MOST_STEPS + 2 * PATIENCE.entry + 2
