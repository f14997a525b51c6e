"""Reads off what a tool printed how many files it has looked at and what it found; it starts nothing."""

import json
import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Did:
    """How many files a tool looked at (None: it did not say, so it failed) and what it found, in words."""

    files: int | None
    found: str


NOTHING = Did(None, "")


def importls(output: str, _errors: str) -> Did:
    """The summary of the JSON document."""
    summary = _json(output).get("summary")
    if not isinstance(summary, dict):
        return NOTHING
    severities = ", ".join(f"{summary[name]} {name}" for name in ("errors", "warnings", "infos"))
    return Did(summary["files"], f"{summary['imports']} imports: {severities}")


def ruff(output: str, _errors: str) -> Did:
    """The keys of the graph are files."""
    graph = _json(output)
    edges = sum(len(imported) for imported in graph.values() if isinstance(imported, list))
    return Did(len(graph), f"{edges} edges between files") if graph else NOTHING


def ty(output: str, errors: str) -> Did:
    """What `-v` says, and the last line."""
    return _counted(r"Indexed (\d+) file", errors, r"Found (\d+) diagnostic|All checks passed", output, "unresolved")


def pyrefly(_output: str, errors: str) -> Did:
    """The two lines of `--summary=full`."""
    return _counted(r"([\d,]+) modules", errors, r"INFO ([\d,]+) errors?", errors, "missing imports")


def pyright(output: str, _errors: str) -> Did:
    """The summary of the JSON document."""
    summary = _json(output).get("summary")
    if not isinstance(summary, dict):
        return NOTHING
    return Did(summary["filesAnalyzed"], f"{summary['errorCount']} missing imports")


def grimp(output: str, _errors: str) -> Did:
    """What its driver prints."""
    return _graph(output)


def pylint(output: str, _errors: str) -> Did:
    """What `--verbose` says before it begins; its own count at the end is that of another checker, which is off."""
    files = re.search(r"^Linting (\d+) modules", output, re.MULTILINE)
    return Did(int(files[1]), f"{output.count('(cyclic-import)')} cycles") if files else NOTHING


def pydeps(output: str, _errors: str) -> Did:
    """What its driver prints."""
    return _graph(output)


def deptry(_output: str, errors: str) -> Did:
    """Its first and its last line; when it crashes there is no last one."""
    return _counted(r"Scanning (\d+) file", errors, r"Found (\d+) dependency issue|Success!", errors, "undeclared")


def failure(status: int, errors: str) -> str:
    """Why there is no result, in one line: the last one of standard error."""
    lines = errors.strip().splitlines()
    return f"status {status}" + (f": {lines[-1].strip()[:160]}" if lines else "")


def _counted(files_pattern: str, where_files: str, found_pattern: str, where_found: str, what: str) -> Did:
    files = re.search(files_pattern, where_files)
    found = re.search(found_pattern, where_found)
    if files is None or found is None:
        return NOTHING
    return Did(_number(files[1]), f"{_number(found[1] or '0')} {what}")


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _graph(output: str) -> Did:
    """What a driver prints."""
    graph = _json(output)
    return Did(graph["modules"], f"{graph['imports']} imports between modules") if "modules" in graph else NOTHING


def _json(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
