"""The formats of a report by the names that users write; each is one file beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from importls.output import concise, full, github, json_document, jsonl
from importls.output.palette import Style
from importls.report import Report

Renderer = Callable[[Report, Style], Iterator[str]]
"""Gives the text of a report in pieces that are written one after the other."""

FORMATS: dict[str, Renderer] = {
    "full": full.render,
    "concise": concise.render,
    "json": json_document.render,
    "jsonl": jsonl.render,
    "github": github.render,
}

TEXT_FORMATS = frozenset({"full", "concise"})
"""The formats that are meant for people, who are also told a summary."""
