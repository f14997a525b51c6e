"""The colours of cycles in pictures on paper, which have no dark side."""

from __future__ import annotations

from importls.cycle_classes import CycleClass

CYCLE_COLOURS: dict[CycleClass, str] = {
    "will-fail": "#c9190b",
    "entry-dependent": "#d9730d",
    "harmless": "#b58900",
    "deferred": "#3b7dd8",
    "typing-only": "#8a63d2",
}
