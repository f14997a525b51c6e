"""The rules of a SARIF log: each with its documentation page, which viewers show beside a finding.

Pages are read off the source of the rules: to load them takes longer than to tell a run in which nothing has changed.
"""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterable, Iterator
from typing import Any

from importls import rules
from importls.report import rule_url

_LEVELS = {"ERROR": "error", "WARNING": "warning", "INFO": "note"}
_FENCE = re.compile(r"^```.*$\n?", re.MULTILINE)


def rule_descriptors(names: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The `reportingDescriptor` of each rule; of a rule that this version does not have, its name and address."""
    known = {module.name.replace("_", "-"): module.name for module in pkgutil.iter_modules(rules.__path__)}
    for name in names:
        yield {"id": name, "helpUri": rule_url(name)} | (_description(name, known[name]) if name in known else {})


def _description(name: str, module: str) -> dict[str, Any]:
    """The whole page as Markdown, and as text without its marks."""
    tree = ast.parse(pkgutil.get_data(rules.__name__, f"{module}.py") or b"")
    page = ast.get_docstring(tree) or ""
    values = {
        statement.targets[0].id: ast.unparse(statement.value).rpartition(".")[2]
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }
    summary = {"text": _plain((*page.split("\n\n"), "")[1].replace("\n", " "))}
    return {
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": summary,
        "fullDescription": summary,
        "help": {"text": _plain(page), "markdown": page},
        "defaultConfiguration": {
            "enabled": values.get("DEFAULT_ON") != "False",
            "level": _LEVELS[values["SEVERITY"]],
        },
        "properties": {"tags": ["imports"], "precision": "high"},
    }


def _plain(markdown: str) -> str:
    return _FENCE.sub("", markdown).replace("`", "").strip()
