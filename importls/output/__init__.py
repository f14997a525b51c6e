"""The formats of a report by the names that users write; each is one file beside this one, loaded when it is wanted."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from importls.output.palette import Style
from importls.report import Report

Renderer = Callable[[Report, Style], Iterator[str]]
"""Gives the text of a report in pieces that are written one after the other."""

FORMATS = {
    "full": "full",
    "concise": "concise",
    "json": "json_document",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "markdown": "markdown",
}
"""The name of each format and that of its module."""

TEXT_FORMATS = frozenset({"full", "concise"})
"""The formats that are meant for people, who are also told a summary."""


def renderer(name: str) -> Renderer:
    """The renderer of a format. Raises KeyError for a name that is none."""
    render: Renderer = importlib.import_module(f"{__name__}.{FORMATS[name]}").render
    return render
