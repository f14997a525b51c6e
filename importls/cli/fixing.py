"""What the command line does with fixes: writes them, or shows them, and says what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.files import replace_all
from importls.cli.fix_rounds import Fixed, fixed
from importls.output.summary import count
from importls.output.unified_diff import unified_diff
from importls.report import relative_prose, shown_path

if TYPE_CHECKING:
    from importls.cli.check import CheckCommand
    from importls.cli.phases import Phases


def fix(command: CheckCommand, phases: Phases) -> bool:
    """Make the fixes, or with `--diff` show them. Whether there is something to fix. Raises Failure."""
    shows = command.namespace.diff
    if command.options.buffers and not shows:
        raise Failure("--fix writes files, and standard input is none", "--diff shows what would be changed")
    with phases("Fixing"):
        result = fixed(command, phases, unsafe=command.namespace.unsafe)
    if shows:
        _show(result, command)
    else:
        replace_all(result.before, result.after)
    _tell(result, command)
    return bool(result.after)


def _show(result: Fixed, command: CheckCommand) -> None:
    for path in sorted(result.after):
        shown = shown_path(path, command.host.working_directory).lstrip("/")
        streams.write(unified_diff(shown, shown, result.before[path], result.after[path]))


def _tell(result: Fixed, command: CheckCommand) -> None:
    """Each fix by its title, and how many there were."""
    here = command.host.working_directory
    for one in result.made:
        files = ", ".join(dict.fromkeys(shown_path(edit.path, here) for edit in one.edits))
        command.output.note(f"{files}: {relative_prose(one.title, here)}")
    for one in result.refused:
        command.output.note(f"importls: note: not made, for it would bring a new error: {one.title}")
    would = "would change" if command.namespace.diff else "changed"
    number = f"{count(len(result.made), 'fix').replace('fixs', 'fixes')} {would} {count(len(result.after), 'file')}"
    command.output.note(f"importls: {number}" if result.made else "importls: there is nothing to fix")
