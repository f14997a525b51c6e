"""Where words go: findings to standard output, everything else to standard error, in colour where it can be seen."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from typing import TextIO

import msgspec

from importls.cli import streams
from importls.output.palette import ANSI, PLAIN, Palette, Style
from importls.output.printable import printable

COLOR_CHOICES = ("auto", "always", "never")


class Console(msgspec.Struct, frozen=True):
    """What the user asked for about output. `notes` are those that were told, or would have been but for quiet."""

    color: str
    quiet: bool
    verbose: bool
    variables: Mapping[str, str]
    notes: list[str] = []

    def style(self) -> Style:
        """How text on standard output looks."""
        width = shutil.get_terminal_size().columns - 8 if sys.stdout.isatty() else Style().width
        return Style(self.palette(sys.stdout), max(40, width))

    def palette(self, stream: TextIO) -> Palette:
        """The colours for a stream."""
        return ANSI if shows_colour(self.color, self.variables, is_terminal=stream.isatty()) else PLAIN

    def note(self, text: str) -> None:
        """Tell something beside the result, unless the user wants quiet."""
        self.notes.append(text)
        if not self.quiet:
            self.complain(text)

    def complain(self, text: str) -> None:
        """Tell something that must be known even when the user wants quiet."""
        self.show(printable(text))

    def show(self, line: str) -> None:
        """A line on standard error as it is, with colours."""
        streams.flush()
        sys.stderr.write(line + "\n")


def shows_colour(color: str, variables: Mapping[str, str], *, is_terminal: bool) -> bool:
    """The option decides, then NO_COLOR (https://no-color.org), then FORCE_COLOR, then whether a terminal listens."""
    if color != "auto":
        return color == "always"
    if variables.get("NO_COLOR"):
        return False
    if variables.get("FORCE_COLOR") or (variables.get("CLICOLOR_FORCE") or "0") != "0":
        return True
    return is_terminal and variables.get("TERM") != "dumb"
