"""Changes an import line of one file in the middle of a tree for the time of a run, and puts it back."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

IMPORT: Final = re.compile(rb"^import ([a-z][a-z0-9_]*)[ \t]*(\r?)$", re.MULTILINE)
OTHERS: Final = "bisect calendar cmath colorsys difflib fnmatch glob keyword numbers operator pprint queue".split()


def file_in_the_middle(paths: list[str]) -> str:
    """The first file from the middle on that has an `import name` line of its own.

    Raises:
        ValueError: no file has one.

    """
    middle = len(paths) // 2
    for path in paths[middle:] + paths[:middle]:
        with open(path, "rb") as stream:
            if IMPORT.search(stream.read()):
                return path
    raise ValueError("no file has a line with an import")


@contextmanager
def edited(path: str, number: int, kept: str) -> Iterator[None]:
    """Import something else in the file, something new for each number, until the block is left.

    The original lies in the file `kept` meanwhile, so that `restore` finds it after a crash.
    """
    before = os.stat(path)
    with open(path, "rb") as stream:
        original = stream.read()
    _write(kept, os.fsencode(path) + b"\0" + original)
    try:
        _write(path, with_another_import(original, number))
        yield
    finally:
        _write(path, original)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.remove(kept)


def with_another_import(content: bytes, number: int) -> bytes:
    """The content with its first plain import replaced by another module of the standard library."""
    other = OTHERS[number % len(OTHERS)].encode()
    line = rb"import %s as \1  # edit %d\2" % (other, number)
    return IMPORT.sub(line, content, count=1)


def restore(kept: str, say: Callable[[str], None]) -> None:
    """Put a file back that an interrupted run left changed."""
    if not os.path.exists(kept):
        return
    with open(kept, "rb") as stream:
        path, _, original = stream.read().partition(b"\0")
    say("putting back a file that an interrupted run had changed")
    _write(os.fsdecode(path), original)
    os.remove(kept)


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(content)
