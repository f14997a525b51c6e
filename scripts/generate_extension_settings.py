"""Writes the settings of the VS Code extension into its `package.json`, from what the language server reads.

`--check` writes nothing and fails where the file differs from what would be written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from importls.language_server.settings import SECTION, Settings
from importls.output.configuration_schema import configuration_schema
from importls.rules import all_rules

PACKAGE = Path(__file__).resolve().parent.parent / "vscode-extension" / "package.json"

_SCOPES = {"python": "machine-overridable", "diagnosticMode": "window", "logLevel": "window"}
"""The others are of each folder."""

_OF_THE_EXTENSION: dict[str, dict[str, Any]] = {
    "path": {
        "markdownDescription": "The `importls` program to start instead of one that is found. It is not started in "
        "workspaces that are not trusted.",
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
    },
    "importStrategy": {
        "markdownDescription": "Which server is started.",
        "type": "string",
        "enum": ["fromEnvironment", "useBundled"],
        "markdownEnumDescriptions": [
            "The one that is installed in the selected environment, else the one that comes with the extension.",
            "The one that comes with the extension.",
        ],
        "default": "fromEnvironment",
        "scope": "machine-overridable",
    },
    "interpreter": {
        "markdownDescription": "The Python (3.11 or newer) that runs the server that comes with the extension. It need "
        "not be the one whose imports are looked at: that is `#importls.python#`.",
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
    },
    "codeLens": {
        "markdownDescription": "Say above a module how many others import it, and how many go round with it.",
        "type": "boolean",
        "default": False,
        "scope": "resource",
    },
    "trace.server": {
        "markdownDescription": "What of the conversation with the server is written to the log.",
        "type": "string",
        "enum": ["off", "messages", "verbose"],
        "default": "off",
        "scope": "window",
    },
}


def main(arguments: list[str]) -> int:
    """Return the exit status: 1 where `--check` found a difference."""
    package = json.loads(PACKAGE.read_text("utf-8"))
    package["contributes"]["configuration"]["properties"] = properties()
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    if "--check" in arguments:
        return int(text != PACKAGE.read_text("utf-8"))
    PACKAGE.write_text(text, "utf-8")
    return 0


def properties() -> dict[str, Any]:
    """The settings by name: those that the server reads, then those of the extension itself."""
    schema = msgspec.json.schema(Settings)["$defs"][Settings.__name__]["properties"]
    table = configuration_schema(all_rules())["$defs"]["ConfigurationTable"]["properties"]
    read = {key: _property(key, value, table.get(_kebab(key), {})) for key, value in schema.items()}
    ordered = (read | _OF_THE_EXTENSION).items()
    return {f"{SECTION}.{key}": {"order": order, **value} for order, (key, value) in enumerate(ordered)}


def _property(key: str, schema: dict[str, Any], in_table: dict[str, Any]) -> dict[str, Any]:
    """A setting; values that a configuration file may have are those that it may have, or nothing where it has none."""
    types = [choice["type"] for choice in schema.get("anyOf", ()) if "type" in choice] or [schema.get("type", "string")]
    result: dict[str, Any] = {
        "markdownDescription": schema["description"],
        "type": types if len(types) > 1 else types[0],
        "default": schema["default"],
        "scope": _SCOPES.get(key, "resource"),
    }
    values = schema.get("enum") or in_table.get("enum")
    if values:
        result["enum"] = [*values, None] if "null" in types else values
    items = in_table.get("items") or schema.get("items")
    if items:
        result["items"] = {"type": "string", **items}
    return result


def _kebab(key: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in key)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
