"""What the disk answered to a run, and whether it would answer the same now; it knows nothing of what was asked for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from operator import attrgetter

import msgspec

from resolver.file_system import FileSystem, Kind

Stamp = tuple[int, int, int, int, int]
"""The fields of `resolver.file_system.Stamp`."""

Recorded = dict[str, tuple[Stamp | None, bytes]]
"""By path the stamp, None where it cannot be trusted, and a digest of the answer, empty where there was none."""

RACY = 2_000_000_000
"""Nanoseconds in which a second change may leave the stamp of the first: the coarsest clock of file systems in use."""

CHANGING = b"changing"
"""The digest of what changed during the run: no digest equals it."""

_fields = attrgetter("st_mtime_ns", "st_ctime_ns", "st_size", "st_ino", "st_dev")
_NOTHING_THERE = (OSError, ValueError)


class Answers(msgspec.Struct, array_like=True):
    """What the disk said, by path.

    `kinds` are those of paths asked one by one; `links` and `real_paths` are the answers themselves.
    """

    contents: Recorded = {}
    listings: Recorded = {}
    kinds: dict[str, Kind | None] = {}
    links: dict[str, str | None] = {}
    real_paths: dict[str, str] = {}

    def add(self, other: Answers) -> None:
        """Take in what another process was told; where the disk said two things, it will not be believed."""
        for mine, theirs in ((self.contents, other.contents), (self.listings, other.listings)):
            for path, (stamp, digest) in theirs.items():
                record(mine, path, stamp, digest)
        self.kinds.update(other.kinds)
        self.links.update(other.links)
        self.real_paths.update(other.real_paths)


def record(recorded: Recorded, path: str, stamp: Stamp | None, digest: bytes) -> None:
    """Note an answer; one that differs from an earlier one of this run is noted as changing."""
    earlier = recorded.get(path)
    if earlier is not None and earlier[1] != digest:
        recorded[path] = None, CHANGING
    else:
        recorded[path] = stamp, digest


def trusted_stamp(path: str, now: int) -> Stamp | None:
    """The stamp of a file or folder, None where it has changed so lately that it may change again unseen."""
    stamp = _stamp(path)
    return stamp if stamp is not None and max(stamp[:2]) < now - RACY else None


def confirmed(answers: Answers, disk: FileSystem) -> Answers | None:
    """The answers, if the disk would give the same ones now; None where it would not.

    Where only a stamp has changed, or could not be trusted, the answer itself is compared, and what is returned has the
    new stamp; it is the same object where there is none. Links are asked first: with them everything else may change.
    """
    if not (
        all(disk.read_link(path) == target for path, target in answers.links.items())
        and all(disk.real_path(path) == real for path, real in answers.real_paths.items())
        and all(disk.kind(path) is kind for path, kind in answers.kinds.items())
    ):
        return None
    listings = _restamped(answers.listings, partial(_digest_of_listing, disk))
    contents = None if listings is None else _restamped(answers.contents, partial(_digest_of_content, disk))
    if listings is None or contents is None:
        return None
    if not listings and not contents:
        return answers
    return msgspec.structs.replace(
        answers, listings={**answers.listings, **listings}, contents={**answers.contents, **contents}
    )


def _restamped(recorded: Recorded, digest_of: Callable[[str], bytes]) -> Recorded | None:
    """What has a new stamp; None where an answer is another one."""
    stat, fields = os.stat, _fields
    restamped: Recorded = {}
    now = time.time_ns()
    for path, (stamp, digest) in recorded.items():
        try:
            if fields(stat(path)) == stamp:
                continue
        except _NOTHING_THERE:
            pass
        if digest_of(path) != digest:
            return None
        trusted = trusted_stamp(path, now)
        if trusted != stamp:
            restamped[path] = trusted, digest
    return restamped


def _digest_of_listing(disk: FileSystem, path: str) -> bytes:
    from importls.cache.digests import of_listing  # noqa: PLC0415 # reason: mostly nothing has changed

    return of_listing(disk.list_directory(path))


def _digest_of_content(disk: FileSystem, path: str) -> bytes:
    from importls.cache.digests import of_content  # noqa: PLC0415 # reason: mostly nothing has changed

    return of_content(disk, path)


def _stamp(path: str) -> Stamp | None:
    try:
        stamp: Stamp = _fields(os.stat(path))
    except _NOTHING_THERE:
        return None
    return stamp
