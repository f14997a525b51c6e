"""The JSON Schema of the configuration, for editors that help with TOML; it knows what values there are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from importls.configuration import ALL, PLATFORMS
from importls.configuration_table import ConfigurationTable, ImportTable
from importls.diagnostic import SEVERITIES
from resolver.stdlib import FIRST_VERSION, LAST_VERSION

_IMPORT = r"^\s*\S+\s*->\s*\S+\s*$"


def configuration_schema(rule_names: Collection[str]) -> dict[str, Any]:
    """The schema of `[tool.importls]`, and of `importls.toml` as a whole; nothing is null, which TOML lacks."""
    schema = msgspec.json.schema(ConfigurationTable)
    table = schema["$defs"][ConfigurationTable.__name__]
    keys = {key: _without_null(value) for key, value in table["properties"].items()}
    rules = {"enum": [ALL, *sorted(rule_names)]}
    for key in ("select", "ignore", "error", "warn"):
        keys[key]["items"] = rules
    keys["per-file-ignores"]["additionalProperties"]["items"] = rules
    keys["python-version"]["enum"] = [f"3.{minor}" for minor in range(FIRST_VERSION[1], LAST_VERSION[1] + 1)]
    keys["python-platform"]["enum"] = list(PLATFORMS)
    keys["fail-on"]["enum"] = list(SEVERITIES)
    importing = schema["$defs"][ImportTable.__name__]
    importing["properties"] = {key: _without_null(value) for key, value in importing["properties"].items()}
    importing["properties"]["import"]["pattern"] = keys["ignore-imports"]["items"]["anyOf"][0]["pattern"] = _IMPORT
    table |= {"properties": keys, "additionalProperties": False}
    return schema


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that may be left out, but not null."""
    kept = {key: value for key, value in schema.items() if key != "anyOf" and not (key == "default" and value is None)}
    for choice in schema.get("anyOf", ()):
        if choice != {"type": "null"}:
            kept |= choice if len(schema["anyOf"]) == 2 else {}
    return kept
