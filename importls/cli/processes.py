"""Spreads work over forked copies of this process; where it cannot be forked, the work is done here."""

from __future__ import annotations

import os
import selectors
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from importls.cache.answers import Answers
from importls.spread import Item, Result, Spread, in_this_process

if TYPE_CHECKING:
    from importls.cache.recording import RecordingFileSystem

_FEWEST = 300
"""Fewer items are done before the processes would have started."""
_PIECES_FOR_EACH = 16
"""Who is done early takes over pieces that others have not begun."""
_HEADER = struct.Struct("<IQ")
_NUMBER = struct.Struct("<I")
_AT_ONCE = 1 << 20


def in_processes(
    work: Callable[[Sequence[Item]], Result], items: Sequence[Item], result: type[Result]
) -> Iterator[tuple[Sequence[Item], Result]]:
    """A `Spread` over all processors.

    What a process leaves undone is done here: it may have been killed, or have a result that cannot be sent, such as a
    path that is no Unicode. No other thread may run when this starts: a copy of the process would wait for ever for the
    locks that it holds.
    """
    workers = processors()
    if workers == 1 or len(items) < _FEWEST or not hasattr(os, "fork"):
        yield from in_this_process(work, items, result)
        return
    size = -(-len(items) // (workers * _PIECES_FOR_EACH))
    pieces = [items[start : start + size] for start in range(0, len(items), size)]
    undone = set(range(len(pieces)))
    decoder = msgspec.msgpack.Decoder(result)
    for number, data in _results(work, pieces, workers):
        undone.discard(number)
        yield pieces[number], decoder.decode(data)
    for number in sorted(undone):
        yield pieces[number], work(pieces[number])


def in_recorded_processes(recording: RecordingFileSystem) -> Spread:
    """`in_processes` for work that asks the file system: what the processes were told is noted here too."""
    here = os.getpid()

    def spread(
        work: Callable[[Sequence[Item]], Result], items: Sequence[Item], result: type[Result]
    ) -> Iterator[tuple[Sequence[Item], Result]]:
        def recorded(piece: Sequence[Item]) -> tuple[Result, Answers | None]:
            if os.getpid() == here:
                return work(piece), None
            recording.take_answers()
            return work(piece), recording.take_answers()

        both: Any = tuple[result, Answers | None]  # type: ignore[valid-type] # reason: it is a value for msgspec
        for piece, (found, answers) in in_processes(recorded, items, both):
            if answers is not None:
                recording.answers.add(answers)
            yield piece, found

    return spread


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _results(
    work: Callable[[Sequence[Item]], Result], pieces: Sequence[Sequence[Item]], workers: int
) -> Iterator[tuple[int, bytes]]:
    children: dict[int, int] = {}
    numbers = -1
    try:
        numbers = _written_pipe(b"".join(map(_NUMBER.pack, _order(len(pieces), workers))))
        for _ in range(workers):
            process, results = _start(work, pieces, numbers)
            children[results] = process
        yield from _received(children)
    except OSError:  # No process or pipe can be had: what is undone is done by the caller.
        return
    finally:
        with suppress(OSError):
            os.close(numbers)
        for results, process in children.items():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            os.close(results)
            os.waitpid(process, 0)


def _order(pieces: int, workers: int) -> list[int]:
    """The numbers such that each worker mostly gets neighbours: what they have in common is then looked at once."""
    share = -(-pieces // workers)
    return [number for start in range(share) for number in range(start, pieces, share)]


def _written_pipe(data: bytes) -> int:
    """The end to read from of a pipe that holds the data; a pipe holds thousands of numbers that nobody has read."""
    end, start = os.pipe()
    os.write(start, data)
    os.close(start)
    return end


def _start(work: Callable[[Sequence[Item]], Result], pieces: Sequence[Sequence[Item]], numbers: int) -> tuple[int, int]:
    """A new process and the pipe with its results."""
    results, ours = os.pipe()
    process = os.fork()
    if not process:
        _work_off(work, pieces, numbers, ours)
    os.close(ours)
    return process, results


def _work_off(
    work: Callable[[Sequence[Item]], Result], pieces: Sequence[Sequence[Item]], numbers: int, results: int
) -> NoReturn:
    """The life of a child: it takes numbers until none is left. It never returns into the caller's frames.

    Who is interrupted at the keyboard is told so by the parent alone, and so is a bug: the parent meets it again.
    """
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while taken := os.read(numbers, _NUMBER.size):
            (number,) = _NUMBER.unpack(taken)
            data = msgspec.msgpack.encode(work(pieces[number]))
            _write_all(results, _HEADER.pack(number, len(data)) + data)
        status = 0
    finally:
        os._exit(status)  # reason: the only way out without the parent's clean-up


def _write_all(pipe: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def _received(children: dict[int, int]) -> Iterator[tuple[int, bytes]]:
    """Whole results, until every pipe is at its end."""
    with selectors.DefaultSelector() as selector:
        for results in children:
            selector.register(results, selectors.EVENT_READ, bytearray())
        while selector.get_map():
            for key, _ in selector.select():
                data = os.read(key.fd, _AT_ONCE)
                if not data:
                    selector.unregister(key.fd)
                key.data.extend(data)
                yield from _taken_from(key.data)


def _taken_from(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    while len(buffer) >= _HEADER.size:
        number, size = _HEADER.unpack_from(buffer)
        end = _HEADER.size + size
        if len(buffer) < end:
            return
        yield number, bytes(buffer[_HEADER.size : end])
        del buffer[:end]
