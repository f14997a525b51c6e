"""Makes a renaming on the disk: everything or nothing, with `git mv` for what git tracks."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from importls.cli.failure import Failure
from importls.cli.files import replace_all

_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false")
"""Nothing that the repository names is to be run."""

_Undo = Callable[[], object]


def make(moves: Mapping[str, str], created: Sequence[str], contents: Mapping[str, bytes]) -> None:
    """Move the paths, create the empty files, and write the contents, which are given by the paths before the moves.

    Raises Failure where something cannot be done; then everything is as it was.
    """
    undo: list[_Undo] = []
    try:
        before = {path: _read(path) for path in contents}
        replace_all(before, contents)
        undo.append(partial(replace_all, contents, before))
        for old, new in moves.items():
            undo += _make_folders(os.path.dirname(new))
            undo.append(_move(old, new))
        for path in created:
            undo.append(_create(path))
    except (OSError, subprocess.CalledProcessError) as error:
        for step in reversed(undo):
            with contextlib.suppress(OSError, subprocess.CalledProcessError, Failure):
                step()
        raise Failure(f"nothing was renamed: {_said(error)}") from None
    for old in moves:
        _remove_empty(os.path.dirname(old))


def _said(error: OSError | subprocess.CalledProcessError) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return str(error.stderr).strip() or str(error)


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _make_folders(folder: str) -> list[_Undo]:
    made: list[str] = []
    while folder and not os.path.isdir(folder):
        made.insert(0, folder)
        folder = os.path.dirname(folder)
    for path in made:
        os.mkdir(path)
    return [partial(os.rmdir, path) for path in made]


def _move(old: str, new: str) -> _Undo:
    if os.path.lexists(new) and not (os.path.lexists(old) and os.path.samefile(old, new)):
        raise FileExistsError(17, "is there already", new)
    if not _is_tracked(old):
        os.rename(old, new)
        return lambda: os.rename(new, old)
    _git(old, "mv", "--", old, new)
    return lambda: _git(new, "mv", "--", new, old)


def _is_tracked(path: str) -> bool:
    """Whether git knows the file, or files in the folder. Where no `.git` is above, git is not asked."""
    if not any(os.path.lexists(os.path.join(folder, ".git")) for folder in _above(path)):
        return False
    try:
        return bool(_git(path, "ls-files", "--cached", "--", path))
    except (OSError, subprocess.CalledProcessError):
        return False


def _above(path: str) -> Iterator[str]:
    folder = os.path.dirname(path)
    while True:
        yield folder
        if os.path.dirname(folder) == folder:
            return
        folder = os.path.dirname(folder)


def _git(path: str, *arguments: str) -> str:
    command = [*_GIT, "-C", os.path.dirname(path), *arguments]
    done = subprocess.run(  # noqa: S603 # reason: git, and paths that the user named
        command, check=True, capture_output=True, text=True, errors="replace"
    )
    return done.stdout


def _create(path: str) -> _Undo:
    with open(path, "xb"):
        pass
    return lambda: os.unlink(path)


def _remove_empty(folder: str) -> None:
    """Folders in which nothing was but what has moved."""
    with contextlib.suppress(OSError):
        while not set(os.listdir(folder)) - {"__pycache__"} and not os.path.islink(folder):
            _remove_bytecode(os.path.join(folder, "__pycache__"))
            os.rmdir(folder)
            folder = os.path.dirname(folder)


def _remove_bytecode(folder: str) -> None:
    if os.path.isdir(folder):
        for name in os.listdir(folder):
            if name.endswith(".pyc"):
                os.unlink(os.path.join(folder, name))
        os.rmdir(folder)
