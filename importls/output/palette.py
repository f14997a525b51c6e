"""The few colours of text output, as values; it does not know whether anybody can see them."""

from __future__ import annotations

import msgspec

from importls.diagnostic import Severity


class Palette(msgspec.Struct, frozen=True):
    """The escape sequences that begin each kind of text and the one that ends them all."""

    error: str = ""
    warning: str = ""
    info: str = ""
    help: str = ""
    bold: str = ""
    gutter: str = ""
    reset: str = ""

    def severity(self, severity: Severity) -> str:
        """What begins text about a finding of this severity."""
        return {Severity.ERROR: self.error, Severity.WARNING: self.warning, Severity.INFO: self.info}[severity]

    def paint(self, colour: str, text: str) -> str:
        """The text between a colour and its end."""
        return f"{colour}{text}{self.reset}" if colour else text


PLAIN = Palette()
ANSI = Palette(
    error="\x1b[1;31m",
    warning="\x1b[1;33m",
    info="\x1b[1;34m",
    help="\x1b[1;36m",
    bold="\x1b[1m",
    gutter="\x1b[1;34m",
    reset="\x1b[0m",
)


class Style(msgspec.Struct, frozen=True):
    """How text output looks: its colours, and the width in terminal cells at which source lines are cut."""

    palette: Palette = PLAIN
    width: int = 120
