"""The text of a new configuration: every setting with what it means, most of them as comments; it writes no file."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from importls.configuration_table import ConfigurationTable

if TYPE_CHECKING:
    from importls.other_tools import Told

_EXAMPLES = {
    "python": '".venv"',
    "python-version": '"3.12"',
    "python-platform": '"linux"',
    "roots": '["src", "tests"]',
    "exclude": '["build/"]',
    "select": '["ALL"]',
    "ignore": '["import-cycle"]',
    "error": '["import-cycle"]',
    "warn": '["cycle-deferred"]',
    "fail-on": '"warning"',
    "per-file-ignores": '{ "tests/*" = ["import-cycle"] }',
    "ignore-imports": '["shop.plugins.* -> shop"]',
}
_WIDTH = 100


def new_configuration(told: Sequence[Told], *, in_pyproject: bool) -> str:
    """TOML with what other tools were told as settings, and all others commented out."""
    blocks = [_head(in_pyproject=in_pyproject)]
    blocks += [
        "\n".join(_setting(key, description, [item for item in told if item.setting == key]))
        for key, description in _descriptions().items()
    ]
    left = [item for item in told if item.setting is None]
    if left:
        lines = (f"# {item.value}: {item.source}" for item in left)
        blocks.append(
            "\n".join(("# importls has no settings for these; they stay with the tools that have them:", *lines))
        )
    return "\n\n".join(blocks) + "\n"


def _head(*, in_pyproject: bool) -> str:
    comment = (
        "# Everything here may be left out: importls finds the environment and the roots by itself (importls env)."
    )
    return f"[tool.importls]\n{comment}" if in_pyproject else comment


def _descriptions() -> dict[str, str]:
    """What each setting means, as the JSON Schema of the configuration says."""
    schema = msgspec.json.schema(ConfigurationTable)
    properties: dict[str, Any] = schema["$defs"]["ConfigurationTable"]["properties"]
    return {key: properties[key]["description"] for key in _EXAMPLES}


def _setting(key: str, description: str, told: Sequence[Told]) -> Iterator[str]:
    yield from (f"# {line}" for line in textwrap.wrap(description, _WIDTH))
    if not told:
        yield f"# {key} = {_EXAMPLES[key]}"
        return
    yield f"{key} = ["
    for item in told:
        if key == "ignore-imports":
            yield f"    {{ import = {_quoted(item.value)}, reason = {_quoted(item.source)} }},"
        else:
            yield f"    {_quoted(item.value)}, # {_printable(item.source)}"
    yield "]"


def _quoted(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON but for the character DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
