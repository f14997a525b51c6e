"""Work that is spread over forked processes: everything is done once, whatever happens to them."""

import os
import signal

import pytest

from importls.cli import processes
from importls.cli.processes import in_processes

ITEMS = range(1000)


@pytest.fixture(autouse=True)
def three_processors(monkeypatch):
    monkeypatch.setattr(processes, "processors", lambda: 3)


def done(work):
    return sorted((item, result) for piece, result in in_processes(work, ITEMS, bytes) for item in piece)


def test_every_item_is_done_once_and_elsewhere():
    results = done(lambda piece: b"%d %d" % (os.getpid(), len(piece)))
    assert [item for item, _ in results] == list(ITEMS)
    workers = {int(result.split()[0]) for _, result in results}
    assert os.getpid() not in workers
    assert 1 <= len(workers) <= 3


def test_results_of_any_size_come_back_whole():
    assert {len(result) for _, result in done(lambda piece: bytes(3_000_000 + piece[0]))} >= {3_000_000}


def test_few_items_are_done_here():
    assert list(in_processes(lambda _: b"%d" % os.getpid(), [1, 2], bytes)) == [([1, 2], b"%d" % os.getpid())]


def test_what_a_killed_process_leaves_undone_is_done_here():
    parent = os.getpid()

    def work(piece):
        if os.getpid() != parent and 500 in piece:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"%d" % os.getpid()

    results = dict(done(work))
    assert list(results) == list(ITEMS)
    assert results[500] == b"%d" % parent


def test_what_cannot_be_sent_is_done_here():
    results = in_processes(lambda piece: "\udcff" if 500 in piece else "", ITEMS, str)
    assert {result for piece, result in results if 500 in piece} == {"\udcff"}


def test_an_error_is_raised_here(capfd):
    def work(piece):
        if 500 in piece:
            raise ValueError(500)
        return b""

    with pytest.raises(ValueError, match="500"):
        done(work)
    assert capfd.readouterr().err == ""


def test_no_process_is_left_behind_when_nobody_wants_the_rest():
    results = in_processes(lambda _: b"%d" % os.getpid(), ITEMS, bytes)
    _, worker = next(results)
    results.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(worker), 0)


@pytest.mark.parametrize("call", ["fork", "pipe"])
def test_where_no_process_can_be_had_everything_is_done_here(monkeypatch, call):
    def refuse():
        raise BlockingIOError

    monkeypatch.setattr(os, call, refuse)
    assert dict(done(lambda _: b"%d" % os.getpid())) == dict.fromkeys(ITEMS, b"%d" % os.getpid())
