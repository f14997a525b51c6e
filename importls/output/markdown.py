"""The format `markdown`: the findings as a page for a job summary or a comment, with a picture of each cycle.

Bounded in size: a comment on GitHub holds 65,536 characters, and errors stand first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Diagnostic, Severity
from importls.output.chain import chain_of
from importls.output.mermaid import picture
from importls.output.palette import PLAIN
from importls.output.printable import printable
from importls.output.summary import count, summary_line
from importls.report import rule_url

if TYPE_CHECKING:
    from importls.output.palette import Style
    from importls.report import Report

LARGEST = 64_000
"""Characters of a page."""
_FOR_TABLE = 40_000
_WORDS = {Severity.ERROR: "**error**", Severity.WARNING: "warning", Severity.INFO: "info"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$@-])")


def render(report: Report, _style: Style) -> Iterator[str]:
    """A heading, a sentence, a table of the findings, and the pictures."""
    found = sorted(report.diagnostics, key=lambda finding: -finding.severity)
    yield "## importls\n\n"
    yield f"{summary_line(report, PLAIN)}\n"
    rows = list(_fitting((_row(report, finding) for finding in found), _FOR_TABLE))
    if rows:
        yield "\n| | rule | place | finding |\n|---|---|---|---|\n"
        yield from rows
    if len(rows) < len(found):
        yield f"\n… and {count(len(found) - len(rows), 'more finding')}.\n"
    pictures = list(dict.fromkeys(filter(None, map(_cycle, found))))
    shown = list(_fitting(pictures, LARGEST - _FOR_TABLE - 1000))
    yield from shown
    if len(shown) < len(pictures):
        yield f"\n… and {count(len(pictures) - len(shown), 'more picture')} of chains.\n"


def _fitting(texts: Iterable[str], most: int) -> Iterator[str]:
    """The texts as far as there is room for them."""
    for text in texts:
        most -= len(text)
        if most < 0:
            return
        yield text


def _row(report: Report, finding: Diagnostic) -> str:
    place = f"{report.shown(finding.path)}:{finding.range.start.line}"
    rule = f"[{finding.rule}]({rule_url(finding.rule)})"
    message = report.prose(finding.message)
    cells = (
        _WORDS[finding.severity],
        rule,
        _code(place),
        _text(message if len(message) < 1000 else message[:999] + "…"),
    )
    return f"| {' | '.join(cells)} |\n"


def _cycle(finding: Diagnostic) -> str:
    """The picture of the chain that a finding tells of, folded away below its title; empty without a chain."""
    drawn = picture(chain_of(finding))
    if not drawn:
        return ""
    title = f"{finding.rule} in {finding.module}"
    return f"\n<details><summary>{_html(title)}</summary>\n\n```mermaid\n{drawn}```\n\n</details>\n"


def _text(text: str) -> str:
    """The text with everything escaped that Markdown, HTML or a mention would make something of."""
    return _SPECIAL.sub(r"\\\1", printable(text).replace("\n", " "))


def _html(text: str) -> str:
    return printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(text: str) -> str:
    """A code span in a cell, where a bar has to be escaped even in code."""
    text = printable(text).replace("|", "\\|")
    fence = "`" * (1 + max((len(ticks) for ticks in re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"
