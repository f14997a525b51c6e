"""`importls baseline`: writes and tends the list of known findings that `importls check --baseline` reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial

from importls import baseline
from importls.baseline import Entry
from importls.cache.saved_run import Outcome
from importls.cli import streams
from importls.cli.check import CheckCommand
from importls.cli.check_options import SCHEMA_FORMAT, add_rule_options, check_options
from importls.cli.failure import Failure
from importls.cli.known_findings import folder_of, read_baseline, shown_from, stale_entries, write_baseline
from importls.cli.options import add_cache_options, add_output_options, add_target_options, console
from importls.cli.parser import Parser, one_of, path
from importls.cli.this_process import this_host
from importls.output.generate_schema import schema_text
from importls.output.summary import count

FILE = "importls-baseline.json"

_EXAMPLES = """
An entry is a rule, a module and what the finding is about, with a count: it stays true when lines move, functions are
renamed or code is formatted anew. The file may be edited: a `reason` that is written into an entry is kept.

exit status:
  0  the baseline was written
  2  wrong usage, configuration or input; nothing is written

examples:
  importls baseline create
  importls check --baseline importls-baseline.json
  importls baseline update --reason "until the plugins move"
  importls baseline prune
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit status."""
    parser = _parser()
    namespace = parser.read(arguments)
    if namespace.format == SCHEMA_FORMAT:
        streams.write((schema_text("baseline"),))
        return 0
    if namespace.action is None:
        raise Failure("the following arguments are required: ACTION", "one of create, update, prune")
    host, file = this_host(), namespace.baseline
    command = CheckCommand(namespace, check_options(namespace, host), host, console(namespace, host.variables))
    exists = os.path.lexists(file)
    if namespace.action == "create" and exists:
        raise Failure(f"{file} is there already", "`importls baseline update` takes in new findings")
    entries = () if namespace.action == "create" else read_baseline(file)
    outcome = command.find(command.phases())
    if outcome.problems:
        first, *further = outcome.problems
        raise Failure(first, "the baseline is left as it was", further=further)
    after = _ACTIONS[namespace.action](entries, outcome, command)
    if not exists or list(after) != list(entries):
        write_baseline(file, after)
    command.output.complain(_told(entries, after, outcome, file))
    return 0


def _create(_: Sequence[Entry], outcome: Outcome, command: CheckCommand) -> list[Entry]:
    shown = partial(shown_from, folder_of(command.namespace.baseline, command.host))
    return baseline.entries_of(outcome.diagnostics, shown, command.namespace.reason)


def _update(entries: Sequence[Entry], outcome: Outcome, command: CheckCommand) -> list[Entry]:
    """Without what is stale, and with what is new."""
    new = baseline.compare(entries, outcome.diagnostics).new
    shown = partial(shown_from, folder_of(command.namespace.baseline, command.host))
    return baseline.together(
        _prune(entries, outcome, command), baseline.entries_of(new, shown, command.namespace.reason)
    )


def _prune(entries: Sequence[Entry], outcome: Outcome, command: CheckCommand) -> list[Entry]:
    compared = baseline.compare(entries, outcome.diagnostics)
    return baseline.without(entries, stale_entries(entries, compared, outcome, command, command.namespace.baseline))


_ACTIONS: dict[str, Callable[[Sequence[Entry], Outcome, CheckCommand], list[Entry]]] = {
    "create": _create,
    "update": _update,
    "prune": _prune,
}


def _told(before: Sequence[Entry], after: Sequence[Entry], outcome: Outcome, file: str) -> str:
    """What became of the file."""
    counts = [{entry.key: entry.count for entry in entries} for entries in (before, after)]
    added, removed = (
        sum(max(0, number - other.get(key, 0)) for key, number in one.items())
        for one, other in ((counts[1], counts[0]), (counts[0], counts[1]))
    )
    known = sum(entry.count for entry in after)
    changes = f" ({added} added, {removed} removed)" if before else ""
    new = len(baseline.compare(after, outcome.diagnostics).new)
    further = f"; {count(new, 'finding')} {'is' if new == 1 else 'are'} not in it" if new else ""
    return f"importls: {file} knows {count(known, 'finding')}{changes}{further}"


def _parser() -> Parser:
    parser = Parser(
        prog="importls baseline",
        usage="importls baseline create|update|prune [OPTION]… [PATH]…",
        description="Keep a list of known findings: create it, take in what is new, or take out what is gone.",
        epilog=_EXAMPLES,
    )
    parser.add_argument(
        "action", metavar="ACTION", type=one_of("action", _ACTIONS), nargs="?", help="create, update or prune"
    )
    parser.add_argument("paths", metavar="PATH", type=path, nargs="*", help="files and folders (default: this folder)")
    parser.add_argument(
        "--baseline", metavar="FILE", type=path, default=FILE, help=f"the file to write (default: {FILE})"
    )
    parser.add_argument("--reason", metavar="TEXT", help="why the findings that are added are left as they are")
    parser.add_argument(
        "--format", type=one_of("format", (SCHEMA_FORMAT,)), help=f"{SCHEMA_FORMAT} prints the JSON Schema of the file"
    )
    parser.set_defaults(
        outputs=[], stdin_filename=None, files_from=None, fail_on=None, exit_zero=False, statistics=False
    )
    add_rule_options(parser)
    add_target_options(parser)
    add_cache_options(parser)
    add_output_options(parser)
    return parser
