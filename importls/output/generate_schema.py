"""Generates the JSON Schemas that ship with the package: `python -m importls.output.generate_schema`.

With `--check` it writes nothing and fails where a file is not what it would write.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from importls.baseline import BaselineDocument
from importls.output.affected_document import AffectedDocument
from importls.output.configuration_schema import configuration_schema
from importls.output.cost_document import CostDocument
from importls.output.cycles_document import CyclesDocument
from importls.output.env_document import EnvDocument
from importls.output.graph_document import GraphDocument
from importls.output.json_document import CheckDocument
from importls.output.metrics_document import MetricsDocument
from importls.output.spec_record import SpecRecord
from importls.output.trace_record import TraceRecord
from importls.output.why_document import WhyDocument
from importls.rules import all_rules

FILE = Path(__file__).with_name("schema.json")
"""That of `importls check`."""

CONFIGURATION = FILE.with_name("configuration.schema.json")
"""That of `[tool.importls]`."""

_DOCUMENTS: dict[str, tuple[Path, type[msgspec.Struct]]] = {
    "affected": (FILE.with_name("affected.schema.json"), AffectedDocument),
    "baseline": (FILE.with_name("baseline.schema.json"), BaselineDocument),
    "check": (FILE, CheckDocument),
    "cost": (FILE.with_name("cost.schema.json"), CostDocument),
    "cycles": (FILE.with_name("cycles.schema.json"), CyclesDocument),
    "env": (FILE.with_name("env.schema.json"), EnvDocument),
    "graph": (FILE.with_name("graph.schema.json"), GraphDocument),
    "metrics": (FILE.with_name("metrics.schema.json"), MetricsDocument),
    "spec": (FILE.with_name("spec.schema.json"), SpecRecord),
    "trace": (FILE.with_name("trace.schema.json"), TraceRecord),
    "why": (FILE.with_name("why.schema.json"), WhyDocument),
}


def schema_text(command: str) -> str:
    """The schema (JSON Schema 2020-12) of what a command prints, as it is shipped and printed."""
    return _text(f"importls {command}", msgspec.json.schema(_DOCUMENTS[command][1]))


def _text(title: str, schema: dict[str, Any]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return json.dumps(head | schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the files, or compare them; exit status 1 where one is out of date."""
    files = {path: schema_text(command) for command, (path, _) in _DOCUMENTS.items()}
    files[CONFIGURATION] = _text("importls configuration", configuration_schema(all_rules()))
    if "--check" not in arguments:
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
        return 0
    return int(any(not path.exists() or path.read_text(encoding="utf-8") != text for path, text in files.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
