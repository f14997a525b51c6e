"""Neovim's built-in client, without a screen: a client that neither configures nor pulls nor watches files."""

from tests.end_to_end.real_editor import HERE, steps


def test_neovim_shows_findings_jumps_to_definitions_and_applies_fixes(tmp_path):
    assert steps(tmp_path, "nvim", "--headless", "--clean", "-c", f"luafile {HERE / 'neovim.lua'}") == {
        "opened": [["unresolved-import", 0, 7]],
        "definition": ["part.py", 3],
        "fixed": "import helper",
        "after the fix": [],
        "typed": [["unresolved-import", 2, 7]],
        "saved after a module was made": [],
        "stopped": True,
    }
