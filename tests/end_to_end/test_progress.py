"""The progress bar is shown for long work only, and goes to standard error."""

from importls.cli import progress
from importls.cli.progress import ProgressBar


def test_work_that_lasts_gets_a_bar_on_standard_error(monkeypatch, capsys):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    with ProgressBar("Working", shown=True) as bar:
        bar(1, 3)
        assert (bar._bar.tasks[0].completed, bar._bar.tasks[0].total) == (1, 3)
        bar(3, 3)
        assert bar._bar.tasks[0].total is None
        assert bar._bar.live.is_started
        print("below the bar", file=bar._bar.console.file)
    assert not bar._bar.live.is_started
    out, err = capsys.readouterr()
    assert (out, err.strip()) == ("", "below the bar")


def test_work_that_does_not_last_gets_none(capsys):
    with ProgressBar("Working", shown=True) as bar:
        bar(1, 3)
    assert capsys.readouterr() == ("", "")


def test_nothing_is_shown_where_nobody_looks(monkeypatch, capsys):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    with ProgressBar("Working", shown=False) as bar:
        bar(1, 3)
    assert capsys.readouterr() == ("", "")
