"""Projects in memory with a place in them: `¦` in a text is where the cursor stands."""

from importls.editor.files import module_of
from importls.facts.imports import Position
from tests.scenario import PROJECT, SITE_PACKAGES, STDLIB, Scenario, snapshot_of


def at_cursor(files):
    """A snapshot of the files, the module with the cursor, and the place."""
    clean, path, place = {}, None, None
    for name, text in files.items():
        before, mark, after = text.partition("¦")
        clean[name] = before + after
        if mark:
            path = real(name)
            place = Position(before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    snapshot = snapshot_of(Scenario("", clean).tree())
    return snapshot, module_of(snapshot, path), place


def real(path):
    inside, _, rest = path.partition("/")
    return f"{SITE_PACKAGES}/{rest}" if inside == "site-packages" else f"{PROJECT}/{path}"


def shown(path):
    """A path as tests draw it."""
    for folder, name in ((SITE_PACKAGES, "site-packages"), (STDLIB, "stdlib"), (PROJECT, "")):
        if path.startswith(folder):
            return (name + path[len(folder) :]).lstrip("/")
    return path
