"""The page about editors names every setting and every command that there is."""

import re
from pathlib import Path

import msgspec

from importls.language_server import execute_command
from importls.language_server.protocol import LATER
from importls.language_server.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "editors.md").read_text()


def section(title):
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


def test_all_settings_are_on_the_page_and_no_others():
    rows = re.findall(r"^\| (`.*?) \|", section("Settings"), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(field.encode_name for field in msgspec.structs.fields(Settings))


def test_all_commands_are_on_the_page_and_no_others():
    named = re.findall(r"^\| `(importls\.\w+)` \|", section("Commands"), re.MULTILINE)
    constants = {value for name, value in vars(execute_command).items() if name.isupper() and isinstance(value, str)}
    assert sorted(named) == sorted(constants - {LATER})
