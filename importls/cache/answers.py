"""What the disk answered to a run, and whether it would answer the same now; it knows nothing of what was asked for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
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

    `kinds` are those of paths asked one by one; `links` and `real_paths` are the answers themselves. `bodies` are the
    files whose content decided about more than what is known of the module itself.
    """

    contents: Recorded = {}
    listings: Recorded = {}
    kinds: dict[str, Kind | None] = {}
    links: dict[str, str | None] = {}
    real_paths: dict[str, str] = {}
    bodies: set[str] = set()

    def without_contents(self, paths: Collection[str]) -> Answers:
        """A copy that does not know what is in the files with these paths."""
        contents = {path: answer for path, answer in self.contents.items() if path not in paths}
        copies = (self.listings.copy(), self.kinds.copy(), self.links.copy(), self.real_paths.copy())
        return Answers(contents, *copies, self.bodies.copy())

    def add(self, other: Answers) -> None:
        """Take in what another process was told; where the disk said two things, it will not be believed."""
        for mine, theirs in ((self.contents, other.contents), (self.listings, other.listings)):
            for path, (stamp, digest) in theirs.items():
                record(mine, path, stamp, digest)
        self.kinds.update(other.kinds)
        self.links.update(other.links)
        self.real_paths.update(other.real_paths)
        self.bodies |= other.bodies


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


class Confirmed(msgspec.Struct, frozen=True):
    """The answers that the disk would give now as it did before, and the files whose content is another one."""

    answers: Answers
    changed: tuple[str, ...]


MOST_CHANGED = 50
"""Files that an edit changes; with more of them, everything may as well be done anew."""


def confirm(answers: Answers, disk: FileSystem) -> Confirmed | None:
    """Ask everything again; None where more is different than the content of some files.

    Where only a stamp has changed, or could not be trusted, the answer itself is compared, and what is returned has the
    new stamp; it is the same object where there is none. Links are asked first: with them everything else may change.
    """
    if not (
        all(disk.read_link(path) == target for path, target in answers.links.items())
        and all(disk.real_path(path) == real for path, real in answers.real_paths.items())
        and all(disk.kind(path) is kind for path, kind in answers.kinds.items())
    ):
        return None
    listings, changed = _asked_again(answers.listings, partial(_digest_of_listing, disk), most=0)
    if changed:
        return None
    contents, changed = _asked_again(answers.contents, partial(_digest_of_content, disk), most=MOST_CHANGED)
    if len(changed) > MOST_CHANGED:
        return None
    if listings or contents:
        answers = msgspec.structs.replace(
            answers, listings={**answers.listings, **listings}, contents={**answers.contents, **contents}
        )
    return Confirmed(answers, tuple(changed))


def _asked_again(recorded: Recorded, digest_of: Callable[[str], bytes], *, most: int) -> tuple[Recorded, list[str]]:
    """What has a new stamp, and what is another answer: when that is more than `most`, nobody asks further."""
    touched = _touched(recorded)
    if len(touched) > MOST_CHANGED:
        digest_of = _known_to_git(recorded, digest_of)
    restamped: Recorded = {}
    changed: list[str] = []
    now = time.time_ns()
    for path in touched:
        stamp, digest = recorded[path]
        if digest_of(path) != digest:
            changed.append(path)
            if len(changed) > most:
                break
        elif (trusted := trusted_stamp(path, now)) != stamp:
            restamped[path] = trusted, digest
    return restamped, changed


def _touched(recorded: Recorded) -> list[str]:
    """The paths whose stamp is another one, or could not be trusted."""
    stat, fields = os.stat, _fields
    touched = []
    for path, (stamp, _) in recorded.items():
        try:
            if fields(stat(path)) == stamp:
                continue
        except _NOTHING_THERE:
            pass
        touched.append(path)
    return touched


def _known_to_git(recorded: Recorded, digest_of: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """`digest_of` for many files that look new, as in a fresh clone: git has mostly seen them, and has their ids."""
    from importls.cache.git_index import GitIndexes  # noqa: PLC0415 # reason: mostly few files have changed

    indexes = GitIndexes()

    def known(path: str) -> bytes:
        stamp, digest = recorded[path]
        if stamp is not None and indexes.content_id(path) == digest and os.stat(path).st_size == stamp[2]:
            return digest
        return digest_of(path)

    return known


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
