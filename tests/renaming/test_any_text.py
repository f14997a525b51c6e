"""Files that are half written, broken or no Python: a renaming never fails, and what it edits stays what it was."""

import random

import pytest

from importls.edits.text_edits import applied
from tests.renaming.renamed import renaming_of
from tests.renaming.test_rename import FORMS, PACKAGE
from tests.scenario import PROJECT

PIECES = (*"()'\"\\\n#.,;{\0\f\xe9\U0001d4c1", "    ", "import", "from", "as")


def damaged(rng, text):
    """The text with a few pieces of it gone or put somewhere else, and others put in."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(text))
        gone = rng.choice((0, 1, rng.randint(0, 8)))
        text = text[:at] + rng.choice(("", *PIECES)) + text[at + gone :]
    return text


@pytest.mark.parametrize("form", FORMS)
def test_any_text_can_be_looked_at(form):
    rng = random.Random(form)
    moves, text, _ = FORMS[form]
    for _ in range(25):
        broken = {path: damaged(rng, text) for path in ("u.py", "a/b.py", "a/__init__.py")}
        renaming = renaming_of({**PACKAGE, **broken}, moves)
        for path, before in broken.items():
            edits = [edit for edit in renaming.edits if edit.path == f"{PROJECT}/{path}"]
            assert (applied(before, edits) != before) == bool(edits), before
