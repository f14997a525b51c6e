"""Finds what a command works on, and says in the words of the command line why there is nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from importls import target
from importls.cli.failure import Failure
from importls.target import Target, WrongTarget, find_project, find_projects
from resolver.file_system.disk import Disk

if TYPE_CHECKING:
    from importls.cli.console import Console
    from importls.host import Host
    from importls.target_options import TargetOptions
    from resolver.file_system import FileSystem

__all__ = ["Target", "find_project", "find_projects", "find_target", "find_targets"]


def find_target(host: Host, path: str, options: TargetOptions, console: Console) -> Target:
    """The target for code at this absolute path.

    Raises Failure where the configuration is wrong or there is no Python environment.
    """
    with _failures():
        return target.find_target(host, path, options, console.note, Disk())


def find_targets(
    host: Host, paths: Sequence[str], options: TargetOptions, console: Console, disk: FileSystem
) -> list[tuple[Target, tuple[str, ...]]]:
    """The targets for code at these absolute paths, each with its paths. Raises Failure as `find_target` does."""
    with _failures():
        return target.find_targets(host, paths, options, console.note, disk)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except WrongTarget as wrong:
        first, *further = wrong.messages
        raise Failure(first, wrong.hint, further=further) from None
