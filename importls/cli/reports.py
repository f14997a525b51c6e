"""Puts the outcome of a check into the words that were asked for, on standard output and into files."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from importls.cli import streams
from importls.cli.failure import Failure
from importls.output import TEXT_FORMATS, renderer
from importls.output.palette import Style
from importls.output.summary import fixable, statistics, summary_line
from importls.paths import is_below
from importls.report import Report
from resolver.file_system.disk import Disk

if TYPE_CHECKING:
    from importls.cache.saved_run import Outcome
    from importls.cli.check_options import CheckOptions
    from importls.cli.console import Console
    from importls.host import Host


def protect_checked_files(outcome: Outcome, options: CheckOptions) -> None:
    """Raise Failure where a report would be written over a checked file, by whatever name."""
    for _, file in options.outputs:
        if not os.path.exists(file):
            continue
        if any(os.path.samefile(file, path) for path in outcome.checked if os.path.exists(path)):
            raise Failure(f"-o would overwrite {file}, which is being checked")


def write_reports(outcome: Outcome, options: CheckOptions, host: Host, output: Console, start: float) -> None:
    """Every report of the outcome, and what is told beside them. `start` is when the work began, monotonic seconds."""
    summary = msgspec.structs.replace(outcome.summary, seconds=round(time.monotonic() - start, 3))
    source = partial(_source, options)
    report = Report(
        *(outcome.environment, outcome.roots, summary, outcome.diagnostics, host.working_directory, source),
        outcome.silenced,
    )
    write(report, options.format, options.outputs, output)
    if options.annotates:
        streams.write(renderer("github")(_seen_by_consumer(report, "github", output.variables), Style()))
    summarize(report, options.format, output, with_statistics=options.statistics)
    if options.format in TEXT_FORMATS and not output.quiet and (said := fixable(report)):
        output.show(said)


def write(report: Report, name: str, outputs: Iterable[tuple[str, str]], output: Console) -> None:
    """A report in the format with this name on standard output, and in others in files. Raises Failure."""
    streams.write(renderer(name)(_seen_by_consumer(report, name, output.variables), output.style()))
    for other, file in outputs:
        try:
            with open(file, "w", encoding="utf-8", errors="backslashreplace") as stream:
                stream.writelines(renderer(other)(_seen_by_consumer(report, other, output.variables), Style()))
        except OSError as error:
            raise Failure(f"{file} cannot be written: {error.strerror}") from None


_REPOSITORY = {"github": "GITHUB_WORKSPACE", "sarif": "GITHUB_WORKSPACE", "gitlab": "CI_PROJECT_DIR"}
"""By format the variable that has the folder of the repository, from which its consumer counts paths."""


def _seen_by_consumer(report: Report, name: str, variables: Mapping[str, str]) -> Report:
    """The report with paths that count from the repository, where importls runs in a part of it."""
    root = variables.get(_REPOSITORY.get(name, ""), "").rstrip("/")
    return msgspec.structs.replace(report, seen_from=root) if root and is_below(report.seen_from, root) else report


def summarize(report: Report, name: str, output: Console, *, with_statistics: bool) -> None:
    """What is told on standard error of a report in this format."""
    if with_statistics:
        for line in statistics(report, output.palette(sys.stderr)):
            output.show(line)
    if name in TEXT_FORMATS and not output.quiet:
        output.show(summary_line(report, output.palette(sys.stderr)))


def _source(options: CheckOptions, path: str) -> str:
    from importls.facts.source import decode  # noqa: PLC0415 # reason: only the format `full` shows source

    try:
        return decode(options.buffers.get(path) or Disk().read_bytes(path)).text
    except OSError:
        return ""
