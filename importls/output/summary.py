"""The closing words of a check: what was found, in how much code, how fast; and how often each rule fired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importls.diagnostic import Silencer

if TYPE_CHECKING:
    from importls.output.palette import Palette
    from importls.report import Report


def summary_line(report: Report, palette: Palette) -> str:
    """One line such as `Found 1 error and 2 warnings in 31 files (0.12 s); 1 suppressed.`."""
    summary = report.summary
    counted = (
        (palette.error, summary.errors, "error"),
        (palette.warning, summary.warnings, "warning"),
        (palette.info, summary.infos, "info"),
    )
    found = [palette.paint(colour, count(number, word)) for colour, number, word in counted if number]
    scope = f"{count(summary.files, 'file')} ({summary.seconds:.2f} s)"
    known = sum(item.by is Silencer.BASELINE for item in report.silenced)
    rest = f"; {known} known from the baseline" if known else ""
    rest += f"; {summary.suppressed} suppressed" if summary.suppressed else ""
    if not found:
        return f"{palette.paint(palette.bold, 'No findings')} in {scope}{rest}."
    listed = " and ".join(filter(None, (", ".join(found[:-1]), found[-1])))
    return f"Found {listed} in {scope}{rest}."


def fixable(report: Report) -> str:
    """How many findings have a fix, and how it is made; empty where none has."""
    safe = sum(any(fix.safe for fix in finding.fixes) for finding in report.diagnostics)
    unsafe = sum(bool(finding.fixes) for finding in report.diagnostics) - safe
    ways = (safe, "--fix"), (unsafe, "--fix --unsafe")
    said = [f"{count(number, 'finding')} with {option}" for number, option in ways if number]
    return f"Fixes are there for {' and '.join(said)}; --diff shows them." if said else ""


def statistics(report: Report, palette: Palette) -> Iterator[str]:
    """A line a rule with the number of its findings, the most frequent first."""
    counts = Counter((diagnostic.rule, diagnostic.severity) for diagnostic in report.diagnostics)
    width = len(str(max(counts.values(), default=0)))
    for (rule, severity), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:>{width}}  {palette.paint(palette.severity(severity), severity.word):<7}  {rule}"


def count(number: int, word: str) -> str:
    """The number with its noun in the right form, as in `1 file` and `2 files`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
