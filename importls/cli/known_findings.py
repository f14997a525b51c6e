"""The file of a baseline, and what of a check's outcome is new beside it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from importls import baseline
from importls.baseline import Compared, Entry, Key
from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path
from importls.output.summary import count
from importls.paths import is_below, parent
from importls.report import shown_path
from resolver.paths import absolute

if TYPE_CHECKING:
    from importls.cache.saved_run import Outcome
    from importls.cli.check import CheckCommand
    from importls.host import Host

_MOST_SHOWN = 5


def without_known(outcome: Outcome, file: str, command: CheckCommand) -> Outcome:
    """The outcome with the known findings silenced; entries that are not needed are noted. Raises Failure."""
    entries = read_baseline(file)
    compared = baseline.compare(entries, outcome.diagnostics)
    stale = stale_entries(entries, compared, outcome, command, file)
    if stale:
        command.output.note(_said_of(stale, file))
    return outcome.telling(compared.new, (*outcome.silenced, *compared.known))


def read_baseline(file: str) -> tuple[Entry, ...]:
    """The entries in the file. Raises Failure."""
    try:
        with open(file, "rb") as stream:
            entries = baseline.read(stream.read())
    except FileNotFoundError:
        raise Failure(
            f"there is no baseline {file}", f"`importls baseline create --baseline {file}` makes it"
        ) from None
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}") from None
    if isinstance(entries, str):
        raise Failure(f"{file} {entries}")
    return entries


def write_baseline(file: str, entries: Sequence[Entry]) -> None:
    """Put the entries in the file, whole or not at all. Raises Failure."""
    temporary = f"{file}.{os.getpid()}.new"
    try:
        with open(temporary, "w", encoding="utf-8") as stream:
            stream.write(baseline.written(entries))
        os.replace(temporary, file)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}") from None


def stale_entries(
    entries: Iterable[Entry], compared: Compared, outcome: Outcome, command: CheckCommand, file: str
) -> Counter[Key]:
    """How often each entry was not needed, of those that the check could have needed: by its rules and its paths.

    What a check of a part of the project, or with fewer rules, does not find, may be there all the same.
    """
    folder = folder_of(file, command.host)
    separator = "\\" if command.host.platform == "win32" else "/"
    needed: Counter[Key] = Counter()
    for entry in entries:
        path = absolute(separator, folder, entry.path)
        if entry.rule in outcome.rules and any(is_below(path, checked) for checked in command.options.paths):
            needed[entry.key] += entry.count
    return compared.idle & needed


def folder_of(file: str, host: Host) -> str:
    """The folder that the paths in the baseline count from."""
    return parent(absolute_path(host, file))


def shown_from(folder: str, path: str) -> str:
    """The path as a baseline in this folder has it: the same wherever importls is run."""
    if is_below(path, folder):
        return shown_path(path, folder)
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _said_of(stale: Counter[Key], file: str) -> str:
    named = [f"{rule} in {module} ({target})" for rule, module, target in list(stale)[:_MOST_SHOWN]]
    more = f" and {len(stale) - _MOST_SHOWN} more" if len(stale) > _MOST_SHOWN else ""
    gone = f"{count(stale.total(), 'finding')} of {file} {'is' if stale.total() == 1 else 'are'} no longer there"
    return f"importls: note: {gone}: {', '.join(named)}{more}; `importls baseline prune` takes out what is stale"
