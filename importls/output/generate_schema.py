"""Generates `schema.json`, the JSON Schema that ships with the package: `python -m importls.output.generate_schema`.

With `--check` it writes nothing and fails where the file is not what it would write.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from importls.output.json_document import schema

FILE = Path(__file__).with_name("schema.json")


def schema_text() -> str:
    """The schema as it is shipped and printed."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or compare it; exit status 1 where it is out of date."""
    if "--check" not in arguments:
        FILE.write_text(schema_text(), encoding="utf-8")
        return 0
    return 0 if FILE.read_text(encoding="utf-8") == schema_text() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
