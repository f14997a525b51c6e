"""What git knows of a change: which files differ from an earlier commit, and what they were; it changes nothing.

Git is run with what a repository could use to run other programs switched off (`core.fsmonitor`, external diffs).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from importls.cli.failure import Failure
from resolver.file_system import FileSystem
from resolver.file_system.hiding import Hiding
from resolver.file_system.overlay import Overlay

_REGULAR = ("100644", "100755")
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.quotepath=off", "-c", "core.hooksPath=/dev/null")


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between a commit and the working tree, untracked files included.

    `commit` is where the change begins: the merge base. `before` has the content that files had, by absolute path;
    `added` are files and folders that were not there. `changed` are all files that differ. `renamed` leads from the old
    path of a file to its new one, where git knows the new one.
    """

    commit: str
    changed: tuple[str, ...]
    before: dict[str, bytes]
    added: tuple[str, ...]
    renamed: dict[str, str]

    def undone(self, disk: FileSystem) -> FileSystem:
        """The disk as if the change had not been made; what git ignores is as it is."""
        without = Hiding(disk, self.added) if self.added else disk
        return Overlay(without, self.before) if self.before else without

    @property
    def removed(self) -> tuple[str, ...]:
        """The files that are no longer there."""
        return tuple(path for path in self.before if not os.path.lexists(path))


def change_since(folder: str, ref: str) -> Change:
    """The change of the working tree around the folder since it left `ref`.

    Raises Failure where there is no git, no repository, or no such commit.
    """
    top = _line(folder, "rev-parse", "--show-toplevel")
    commit = _commit(top, ref)
    differing = list(_differing(top, commit))
    untracked = _names(_git(top, "ls-files", "--others", "--exclude-standard", "-z"))
    there = [(path, blob) for path, mode, blob in differing if mode in _REGULAR]
    before = dict(zip([path for path, _ in there], _contents(top, [blob for _, blob in there]), strict=True))
    added = [path for path, mode, _ in differing if mode == "000000"] + untracked
    return Change(
        commit,
        tuple(os.path.join(top, path) for path in dict.fromkeys([path for path, _, _ in differing] + untracked)),
        {os.path.join(top, path): content for path, content in before.items()},
        tuple(os.path.join(top, path) for path in (*added, *_new_folders(top, commit, added))),
        {os.path.join(top, old): os.path.join(top, new) for old, new in _renamed(top, commit)},
    )


def _commit(top: str, ref: str) -> str:
    """Where the present work left `ref`; `ref` itself where the two have nothing in common."""
    found = _run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if found.returncode:
        raise Failure(
            f"git knows no commit `{ref}`", "in a shallow clone it may have to be fetched: git fetch origin BRANCH"
        )
    commit = found.stdout.decode().strip()
    merge_base = _run(top, "merge-base", commit, "HEAD")
    return commit if merge_base.returncode else merge_base.stdout.decode().split()[0]


def _differing(top: str, commit: str) -> Iterator[tuple[str, str, str]]:
    """Path, and mode and blob at the commit, of each file that differs from it (`git diff --raw`)."""
    fields = _names(_git(top, "diff", "--raw", "-z", "--no-renames", "--no-ext-diff", "--abbrev=40", commit, "--"))
    for status, path in zip(fields[::2], fields[1::2], strict=True):
        mode, _, blob, _, kind = status.removeprefix(":").split(" ")
        if kind != "U":  # What a merge left undecided is listed a second time.
            yield path, mode, blob


def _renamed(top: str, commit: str) -> Iterator[tuple[str, str]]:
    options = ("--find-renames", "--diff-filter=R", "--name-status", "-z", "--no-ext-diff")
    fields = _names(_git(top, "diff", *options, commit, "--"))
    yield from zip(fields[1::3], fields[2::3], strict=True)


def _new_folders(top: str, commit: str, added: Sequence[str]) -> list[str]:
    """The folders above these files that the commit does not have."""
    folders = {folder for path in added for folder in _above(path)}
    if not folders:
        return []
    known = set(_names(_git(top, "ls-tree", "-r", "-d", "-z", "--name-only", commit)))
    return sorted(folders - known)


def _above(path: str) -> Iterator[str]:
    while path := os.path.dirname(path):
        yield path


def _contents(top: str, blobs: Sequence[str]) -> list[bytes]:
    """The contents of blobs, in order (`git cat-file --batch`)."""
    output = _git(top, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in blobs).encode()) if blobs else b""
    contents, at = [], 0
    for _ in blobs:
        end = output.index(b"\n", at)
        size = int(output[at:end].split()[-1])
        contents.append(output[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
    return contents


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _line(folder: str, *arguments: str) -> str:
    return os.fsdecode(_git(folder, *arguments)).rstrip("\n")


def _git(folder: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """What git prints. Raises Failure with what it complains about."""
    done = _run(folder, *arguments, stdin=stdin)
    if done.returncode:
        complaint = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit status {done.returncode}"]
        raise Failure(f"git {arguments[0]}: {complaint[0].removeprefix('fatal: ')}")
    return done.stdout


def _run(folder: str, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    variables = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        command = ("git", *_SAFE, *arguments)
        return subprocess.run(  # noqa: S603 # reason: the program is git, with arguments that are no options
            command, cwd=folder, input=stdin, capture_output=True, check=False, env=variables
        )
    except FileNotFoundError:
        raise Failure("git was not found on PATH") from None
    except OSError as error:
        raise Failure(f"git cannot be run in {folder}: {error.strerror}") from None
