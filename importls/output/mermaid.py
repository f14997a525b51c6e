"""A chain of imports as a flow chart in the language of Mermaid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from importls.output.printable import printable

if TYPE_CHECKING:
    from importls.output.chain import Step

LARGEST = 50_000
"""Characters that Mermaid draws (`maxTextSize`)."""
MOST_EDGES = 500
"""Edges that it draws (`maxEdges`)."""


def picture(chain: Sequence[Step]) -> str:
    """The chart, one edge a step with the line of its import; empty where there is no chain or it is too large."""
    edges = [(step.importer, step.imported, step) for step in chain if step.imported is not None]
    if not edges or len(edges) > MOST_EDGES:
        return ""
    names = dict.fromkeys(name for importer, imported, _ in edges for name in (importer, imported))
    numbers = {name: f"m{number}" for number, name in enumerate(names)}
    lines = ["flowchart LR", *(f'    {number}["{_label(name)}"]' for name, number in numbers.items())]
    for importer, imported, step in edges:
        line = "" if step.range is None else f'|"line {step.range.start.line}"|'
        lines.append(f"    {numbers[importer]} -->{line} {numbers[imported]}")
    drawn = "".join(f"{line}\n" for line in lines)
    return drawn if len(drawn) <= LARGEST else ""


def _label(name: str) -> str:
    """The text with what would end it, or be markup, as Mermaid's entity codes."""
    return "".join(f"#{ord(sign)};" if sign in '"#&<>`\\' else sign for sign in printable(name))
