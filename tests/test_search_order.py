"""docs/search-order.md names every deliberate difference; its examples are kept by scripts/update_readme.py."""

import re
from pathlib import Path

from resolver.stdlib import frozen_modules
from tests.differential.deliberate_differences import DIFFERENCES

PAGE = (Path(__file__).parent.parent / "docs" / "search-order.md").read_text(encoding="utf-8")


def test_each_deliberate_difference_has_a_heading_and_there_are_no_others():
    section = PAGE.split("## Deliberate differences")[1]
    assert re.findall(r"^### `(.+)`$", section, re.MULTILINE) == sorted(DIFFERENCES)
    assert ("There are none." in section) == (not DIFFERENCES)


def test_the_frozen_modules_that_it_lists_are_those_of_the_tables():
    listed = PAGE.split("Since 3.11 also what the interpreter starts with:")[1].partition(". ")[0]
    named = set(re.findall(r"`([\w.]+)`", listed.partition("They win")[0]))
    frozen = {name for name in frozen_modules((3, 12)) if "hello" not in name and "phello" not in name}

    assert named == frozen - set(frozen_modules((3, 10)))
