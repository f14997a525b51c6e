"""`importls check`: the main job, every selected rule over the given files and folders.

What is imported here is all that a run needs in which nothing has changed; the work itself is in `fresh_check`.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from importls.cache.folder import NAME
from importls.cache.saved_run import Outcome, SavedRuns
from importls.cli import streams
from importls.cli.check_options import SCHEMA_FORMAT, CheckOptions, check_options, check_parser
from importls.cli.inputs import absolute_path
from importls.cli.options import console
from importls.cli.phases import Phases
from importls.cli.reports import protect_checked_files, write_reports
from importls.cli.this_process import this_host
from resolver.file_system.disk import Disk

if TYPE_CHECKING:
    from importls.cli.console import Console
    from importls.host import Host


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit status."""
    start = time.monotonic()
    gc.disable()  # The process ends after the check; looking for cycles in a growing heap took a quarter of its time.
    namespace = check_parser().read(arguments)
    if namespace.format == SCHEMA_FORMAT:
        streams.write((importlib.import_module("importls.output.generate_schema").schema_text("check"),))
        return 0
    host = this_host()
    output = console(namespace, host.variables)
    options = check_options(namespace, host)
    if not options.paths:
        output.note("importls: note: no files were named, so nothing was checked")
        return 0
    phases = Phases(bars=sys.stderr.isatty() and not output.quiet)
    outcome = _outcome(namespace, options, host, output, phases)
    protect_checked_files(outcome, options)
    if not outcome.problems or outcome.checked:
        with phases("Writing reports"):
            write_reports(outcome, options, host, output, start)
    for problem in outcome.problems:
        output.complain(f"importls: error: {problem}")
    for line in phases.table() if namespace.profile else ():
        output.show(line)
    return outcome.status


def _outcome(
    namespace: argparse.Namespace, options: CheckOptions, host: Host, output: Console, phases: Phases
) -> Outcome:
    """That of an earlier run, or else of the work, which is only loaded then."""
    runs = _saved_runs(namespace, options, host)
    with phases("Looking for changes"):
        outcome = None if runs is None else runs.replay(Disk(), host.variables)
    if outcome is not None:
        for note in outcome.notes:
            output.note(note)
        return outcome
    if runs is not None and not runs.prepare():
        runs = None
    with phases("Loading importls"):
        work = importlib.import_module("importls.cli.fresh_check")
    fresh: Outcome = work.outcome(namespace, options, host, output, phases, runs)
    return fresh


def _saved_runs(namespace: argparse.Namespace, options: CheckOptions, host: Host) -> SavedRuns | None:
    """The runs with this work; None where none are to be kept. Nobody asks twice what standard input said."""
    if namespace.no_cache or options.buffers:
        return None
    named = namespace.cache_dir
    if named is None and not os.path.isdir(host.working_directory):
        return None  # It was deleted, and is not made again for this.
    folder = os.path.join(host.working_directory, NAME) if named is None else absolute_path(host, named)
    return SavedRuns(folder, (options.paths, options.work, host.working_directory, host.home))
