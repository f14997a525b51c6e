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
from collections.abc import Iterable, Sequence

import msgspec

from importls.cache.folder import NAME
from importls.cache.saved_run import Outcome, SavedRuns
from importls.cli import streams
from importls.cli.check_options import SCHEMA_FORMAT, CheckOptions, check_options, check_parser
from importls.cli.console import Console
from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path
from importls.cli.options import console
from importls.cli.phases import Phases
from importls.cli.reports import protect_checked_files, write_reports
from importls.cli.this_process import this_host
from importls.host import Host
from resolver.file_system.disk import Disk


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
    command = CheckCommand(namespace, check_options(namespace, host), host, output)
    if not command.options.paths:
        output.note("importls: note: no files were named, so nothing was checked")
        return 0
    if namespace.watch and (namespace.fix or namespace.diff):
        raise Failure("--watch shows what is there, and goes with neither --fix nor --diff")
    if namespace.watch:
        importlib.import_module("importls.cli.watch").watch(command)
    phases = command.phases()
    if namespace.diff or namespace.fix:
        status = importlib.import_module("importls.cli.fixing").fix(command, phases)
        if namespace.diff:
            return int(status)
    outcome = command.check(phases)
    command.show(outcome, phases, start)
    return outcome.status


class CheckCommand(msgspec.Struct, frozen=True):
    """One command line: what it says, and to whom the answer goes."""

    namespace: argparse.Namespace
    options: CheckOptions
    host: Host
    output: Console

    def quiet(self) -> CheckCommand:
        """The same without notes and progress bars."""
        return msgspec.structs.replace(self, output=msgspec.structs.replace(self.output, quiet=True, notes=[]))

    def phases(self) -> Phases:
        """None of them done yet."""
        return Phases(bars=sys.stderr.isatty() and not self.output.quiet)

    def check(self, phases: Phases) -> Outcome:
        """What is to be told: of everything that is found, what the command line asks for. Raises Failure."""
        return self.told_of(self.find(phases), phases)

    def told_of(self, outcome: Outcome, phases: Phases) -> Outcome:
        """Of what is found, what is new since a commit and beside a baseline. Raises Failure."""
        if self.namespace.since is not None:
            outcome = importlib.import_module("importls.cli.since").brought(outcome, self.namespace.since, self, phases)
        if self.namespace.baseline is not None:
            known = importlib.import_module("importls.cli.known_findings")
            outcome = known.without_known(outcome, self.namespace.baseline, self)
        return outcome

    def find(self, phases: Phases) -> Outcome:
        """The outcome of an earlier run, or else of the work, which is only loaded then. Raises Failure."""
        runs = self._saved_runs()
        with phases("Looking for changes"):
            known = None if runs is None else runs.find(Disk(), self.host.variables)
        if known is not None and not known.changed:
            self.tell(known.run.outcome.notes)
            return known.run.outcome
        if runs is not None and not runs.prepare():
            runs = None
        with phases("Loading importls"):
            work = importlib.import_module("importls.cli.fresh_check")
        outcome: Outcome = work.outcome(self, phases, runs, known)
        return outcome

    def tell(self, notes: Iterable[str]) -> None:
        """What an earlier run had to say beside its findings."""
        for note in notes:
            self.output.note(note)

    def _saved_runs(self) -> SavedRuns | None:
        """The runs with this work; None where none are to be kept. Nobody asks twice what standard input said."""
        if self.namespace.no_cache or self.options.buffers:
            return None
        named, here = self.namespace.cache_dir, self.host.working_directory
        if named is None and not os.path.isdir(here):
            return None  # It was deleted, and is not made again for this.
        folder = os.path.join(here, NAME) if named is None else absolute_path(self.host, named)
        return SavedRuns(folder, (self.options.paths, self.options.work, here, self.host.home))

    def show(self, outcome: Outcome, phases: Phases, start: float) -> None:
        """Write the reports; `start` is when the work began, in monotonic seconds. Raises Failure."""
        protect_checked_files(outcome, self.options)
        if not outcome.problems or outcome.checked:
            with phases("Writing reports"):
                write_reports(outcome, self.options, self.host, self.output, start)
        for problem in outcome.problems:
            self.output.complain(f"importls: error: {problem}")
        for line in phases.table() if self.namespace.profile else ():
            self.output.show(line)
