"""Renames in projects in memory: files in, files out."""

from importls.edits.text_edits import applied
from importls.renaming.rename import rename
from tests.scenario import PROJECT, Scenario, snapshot_of


def renaming_of(files, moves):
    """The renaming of paths as tests draw them."""
    snapshot = snapshot_of(Scenario("", dict(files)).tree())
    return rename(snapshot, {f"{PROJECT}/{old}": f"{PROJECT}/{new}" for old, new in moves.items()})


def after(files, moves):
    """The files after a renaming, each at its new path."""
    renaming = renaming_of(files, moves)
    moved = dict(files)
    for path, text in files.items():
        edits = [edit for edit in renaming.edits if edit.path == f"{PROJECT}/{path}"]
        moved[path] = applied(text, edits)
    return {new_path(renaming, path): text for path, text in moved.items()}


def new_path(renaming, path):
    paths = sorted(renaming.paths.items(), key=lambda item: -len(item[0]))
    full = f"{PROJECT}/{path}"
    for old, new in paths:
        if full == old or full.startswith(f"{old}/"):
            return (new + full[len(old) :]).removeprefix(f"{PROJECT}/")
    return path


def left(files, moves):
    """What is told to be left, as lines."""
    found = renaming_of(files, moves).left
    return [f"{one.path.removeprefix(f'{PROJECT}/')}:{one.position.line}: {one.message}" for one in found]
