"""The three standard streams of the process: closed ones, full disks and odd bytes become failures with a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO, cast

from importls.cli.failure import Failure


def prepare_streams() -> None:
    """Make every stream usable. Output is UTF-8 but on a terminal that wants something else; no character fails.

    A stream that was closed before the start is replaced by one whose use fails, messages by nothing at all: otherwise
    the next file that is opened would be taken for it.
    """
    sys.stdin = _opened(sys.stdin, "w")
    sys.stdout = _opened(sys.stdout, "r")
    sys.stderr = _opened(sys.stderr, "w")
    for stream in (sys.stdout, sys.stderr):
        _reconfigure(stream, errors="backslashreplace")
    _reconfigure(sys.stdin, errors="surrogateescape")


def _opened(stream: TextIO | None, otherwise: str) -> TextIO:
    return cast("TextIO", open(os.devnull, otherwise, encoding="utf-8")) if stream is None else stream


def _reconfigure(stream: TextIO, *, errors: str) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors=errors, **({} if stream.isatty() else {"encoding": "utf-8"}))


def write(pieces: Iterable[str]) -> None:
    """Put the pieces of a result on standard output. Raises Failure where they cannot be written."""
    for piece in pieces:
        try:
            sys.stdout.write(piece)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(error) from None


def flush() -> None:
    """Send off what was written. Raises Failure where that is not possible."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(error) from None


def abandon_output() -> None:
    """Forget what was not sent off: nobody reads it, and Python would complain once more when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unwritable(error: OSError) -> Failure:
    abandon_output()
    return Failure(f"standard output cannot be written: {error.strerror or 'it is closed'}")


def read_input() -> bytes:
    """All of standard input. Raises Failure where it cannot be read."""
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise _unreadable(error) from None


def input_lines() -> Iterator[str]:
    """The lines of standard input as they come, with bytes that are no UTF-8 as surrogates. Raises Failure as above."""
    try:
        yield from sys.stdin
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> Failure:
    return Failure(f"standard input cannot be read: {error.strerror or 'it is closed'}")
