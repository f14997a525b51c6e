"""Writes several files, all of them or none."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping

from importls.cli.failure import Failure


def replace_all(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Give the files at these absolute paths their new contents. Raises Failure, with every file as it was.

    What each file must have is in `before`: who has changed it meanwhile does not lose that. Modes stay, and links lead
    where they led.
    """
    temporary: dict[str, str] = {}
    try:
        for path, content in after.items():
            _refuse_changed(path, before[path])
            temporary[path] = _written_beside(path, content)
        _move_all(temporary, before)
    finally:
        for left in temporary.values():
            with contextlib.suppress(OSError):
                os.unlink(left)


def _refuse_changed(path: str, content: bytes) -> None:
    try:
        with open(path, "rb") as stream:
            unchanged = stream.read() == content
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}", "no file was changed") from None
    if not unchanged:
        raise Failure(f"{path} was changed meanwhile", "no file was changed; run importls again")


def _written_beside(path: str, content: bytes) -> str:
    """A new file beside the one that the path leads to, with its mode."""
    real = os.path.realpath(path)
    new = f"{real}.{os.getpid()}.new"
    try:
        if not os.access(real, os.W_OK):
            raise PermissionError(13, "Permission denied")
        with open(new, "xb") as stream:
            stream.write(content)
        shutil.copymode(real, new)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise Failure(f"{path} cannot be written: {error.strerror}", "no file was changed") from None
    return new


def _move_all(temporary: Mapping[str, str], before: Mapping[str, bytes]) -> None:
    """Put each new file in the place of the old one; where that fails half way, the old contents are put back."""
    done: list[str] = []
    for path, new in temporary.items():
        try:
            os.replace(new, os.path.realpath(path))
        except OSError as error:
            for changed in done:
                with open(changed, "wb") as stream:
                    stream.write(before[changed])
            raise Failure(f"{path} cannot be written: {error.strerror}", "no file was changed") from None
        done.append(path)
