"""What another process finds out is what the session would have found out itself."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importls.spread import unwatched
from importls.workspace.job import Done, Job, do, job_of
from tests.workspace.test_session import EDITS, Editor, place, same


class EditorWithHelp(Editor):
    """All checks are done elsewhere, of what was sent as bytes; `meanwhile` are edits that come before the answer."""

    def __init__(self):
        super().__init__()
        self.meanwhile = []

    def work(self):
        while not self.session.judge():
            self.session.glance(tuple(self.buffers))
            self.take(self.sent())

    def sent(self):
        job = sent(job_of(self.session), Job)
        self.session.begin_check()
        return sent(do(job, self.disk, unwatched, lambda: None), Done)

    def take(self, done):
        if self.meanwhile:
            self.do(*self.meanwhile.pop())
        return self.session.take(done.kept, done.asked)


def sent(message, kind):
    return msgspec.msgpack.decode(msgspec.msgpack.encode(message), type=kind)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDITS, min_size=1, max_size=4), st.lists(EDITS.filter(lambda edit: edit[0] != "work"), max_size=2))
def test_findings_are_those_of_a_fresh_check(edits, meanwhile):
    editor = EditorWithHelp()
    editor.work()
    for edit in edits:
        editor.do(*edit)
    editor.meanwhile = list(meanwhile)
    same(editor)


def test_what_has_become_useless_is_not_taken():
    editor = EditorWithHelp()
    editor.session.analysis()
    done = editor.sent()
    editor.do("write", "app/new.py", "")
    assert editor.session.is_superseded
    assert not editor.take(done)
    same(editor)


def test_an_edit_that_comes_meanwhile_is_judged_after():
    editor = EditorWithHelp()
    editor.session.analysis()
    done = editor.sent()
    editor.do("type", "app/c.py", "import gone\n")
    assert editor.take(done)
    assert editor.session.has_work
    assert editor.session.judge()
    assert [item.rule for item in editor.session.findings[place("app/c.py")]] == ["unresolved-import"]
