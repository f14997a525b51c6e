"""A file that hides a module under another name: which one, and that nothing is hidden afterwards."""

import pytest

from importls.renaming.unshadowing import unshadowing
from tests.renaming.renamed import after
from tests.scenario import PROJECT, Scenario, findings, snapshot_of

PYPROJECT = {"pyproject.toml": "[project]\nname = 'x'\n"}
SHADOWING = [
    ({"random.py": "", "app.py": "import random\nrandom.x\n"}, "random.py", "random_.py"),
    ({"random.py": "import lib\n", "random_.py": ""}, "random.py", "random__.py"),
    ({"random/__init__.py": "", "random/part.py": "", "app.py": "from random import part\n"}, "random", "random_"),
    ({"lib.py": "", "site-packages/lib.py": "", "site-packages/lib_.py": ""}, "lib.py", "lib__.py"),
    (
        {
            "random.py": "from other import y\n",
            "other.py": "y = 1\n",
            "app.py": "import deep\n",
            "deep.py": "import random\n",
        },
        "random.py",
        "random_.py",
    ),
]


@pytest.mark.parametrize(("files", "old", "new"), SHADOWING)
def test_it_gets_a_name_that_is_free_and_imports_follow(files, old, new):
    files = {**PYPROJECT, **files}
    scenario = Scenario("", files)
    snapshot, moves = snapshot_of(scenario.tree()), set()
    told = [finding for finding in findings(scenario) if finding.rule.startswith("shadows")]
    for finding in told:
        moves.add(unshadowing(snapshot, finding))
    assert moves == {(f"{PROJECT}/{old}", f"{PROJECT}/{new}")}
    again = findings(Scenario("", after(files, {old: new})))
    assert not [finding for finding in again if finding.rule.startswith("shadows")]


def test_findings_about_anything_else_rename_nothing():
    scenario = Scenario("", {**PYPROJECT, "app.py": "import gone\n"})
    (finding,) = findings(scenario)
    assert unshadowing(snapshot_of(scenario.tree()), finding) is None
