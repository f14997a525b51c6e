"""`importls check --watch`: checks again whenever something changes that a check depends on, until interrupted."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import watchfiles

from importls.cache.folder import NAME
from importls.cli import streams
from importls.cli.failure import Failure
from importls.output.printable import printable
from importls.output.summary import count

if TYPE_CHECKING:
    from importls.cache.saved_run import Outcome
    from importls.cli.check import CheckCommand
    from importls.cli.check_options import CheckOptions
    from importls.cli.console import Console

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
_IGNORED_FOLDERS = (NAME, ".git", ".hg", "__pycache__", "node_modules")
_PAUSE = 100
"""Milliseconds. Editors save in several steps; a check in between would tell of a state that nobody wanted."""
_LOOK_UP = 500
"""Milliseconds after which the watch looks up from its work, so that an interruption is heard."""


def watch(command: CheckCommand) -> NoReturn:
    """Check and show, and again after each change; what is mistaken is told and waited out. Ends by an interruption."""
    if command.options.buffers:
        raise Failure("--watch waits for files to change, and standard input does not")
    gc.enable()
    last = _check_and_show(command, None)
    while True:
        folders = _watched(last, command.options)
        command.output.note(f"importls: watching {count(len(folders), 'folder')} for changes, Ctrl-C stops")
        for _ in _changes(folders, command.options):
            last = _check_and_show(command, last)
            if _watched(last, command.options) != folders:
                break


def _check_and_show(command: CheckCommand, last: Outcome | None) -> Outcome | None:
    """The outcome, None for a failure. An outcome like the last one is not shown again."""
    start, phases = time.monotonic(), command.phases()
    command.output.notes.clear()
    # What was chosen, and why, is told once.
    checking = command if last is None else command.quiet()
    try:
        outcome = checking.check(phases)
        if outcome != last:
            if sys.stdout.isatty() and last is not None:
                streams.write((_CLEAR,))
            command.show(outcome, phases, start)
            streams.flush()
    except Failure as failure:
        _tell(failure, command.output)
        return None
    gc.collect()
    return outcome


def _watched(outcome: Outcome | None, options: CheckOptions) -> tuple[str, ...]:
    """The folders in which a change may matter: what is checked, with what configures it, and the search path."""
    places = [*options.paths]
    if outcome is not None:
        places += [*outcome.roots, *(entry.path for entry in outcome.environment.sys_path)]
    folders = (place if os.path.isdir(place) else os.path.dirname(place) for place in places)
    return tuple(dict.fromkeys(folder for folder in folders if os.path.isdir(folder)))


def _changes(folders: tuple[str, ...], options: CheckOptions) -> Iterator[None]:
    """Once when the watch has begun, for what changed before, and then whenever something changes that may matter."""
    outputs = {os.path.abspath(file) for _, file in options.outputs}

    def matters(_: object, path: str) -> bool:
        return path not in outputs and not any(part in _IGNORED_FOLDERS for part in path.split(os.sep))

    seen = watchfiles.watch(*folders, watch_filter=matters, step=_PAUSE, rust_timeout=_LOOK_UP, yield_on_timeout=True)
    next(seen)
    yield
    yield from (None for changes in seen if changes)


def _tell(failure: Failure, output: Console) -> None:
    for message in failure.messages:
        output.complain(f"importls: error: {message}")
    if failure.hint:
        output.complain(f"  hint: {printable(failure.hint)}")
