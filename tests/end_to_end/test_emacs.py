"""Emacs' client eglot, in batch mode: a client that configures and watches files, and does not pull."""

from tests.end_to_end.real_editor import HERE, steps


def test_emacs_shows_findings_jumps_to_definitions_and_applies_fixes(tmp_path):
    assert steps(tmp_path, "emacs", "--batch", "-l", str(HERE / "emacs.el")) == {
        "opened": [1],
        "definition": ["part.py", 3],
        "fixed": "import helper",
        "after the fix": [],
        "typed": [3],
        "saved after a module was made": [],
        "stopped": True,
    }
